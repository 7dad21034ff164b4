import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { appendFile, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keyIdOf, makeSeal, type Seal } from '#kernel/run/journal/seal';
import type { Witness } from '#kernel/run/journal/witness';
import { fileWitness } from './witness.ts';

const pair = generateKeyPairSync('ed25519');
const keys = { journal: randomBytes(32), ...pair, keyId: keyIdOf(pair.publicKey) };

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'lvyue-witness-'));
  file = path.join(folder, 'deep', 'journal.jsonl');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** `count` seals that follow each other, of `entries` entries each. */
function seals(count: number, entries = 3): Seal[] {
  const made: Seal[] = [];
  for (let i = 1; i <= count; i++)
    made.push(makeSeal(keys, made.at(-1) ?? null, randomBytes(24 * entries), i * entries, 1000 * i));
  return made;
}

const kept = (witness: Witness): Promise<Seal[]> => Readable.from(witness.seals()).toArray();

test('a witness that nobody wrote yet is empty', async () => {
  const witness = fileWitness(file);
  expect(await witness.last()).toBeNull();
  expect(await kept(witness)).toEqual([]);
});

test('it gives back what it was given, in order, to every program that opens it', async () => {
  const given = seals(20, 4096); // more than one reading from the end
  for (const seal of given) await fileWitness(file).append(seal);
  expect(await fileWitness(file).last()).toEqual(given.at(-1));
  expect(await kept(fileWitness(file))).toEqual(given);
  expect((await readFile(file, 'utf8')).split('\n')).toHaveLength(21);
});

test.skipIf(process.platform === 'win32')('only its owner may read it', async () => {
  await fileWitness(file).append(seals(1)[0]!);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('a line that a crash cut short is skipped and closed, and nothing before it is touched', async () => {
  const [first, second, third] = seals(3);
  await fileWitness(file).append(first!);
  const before = await readFile(file);
  await appendFile(file, '{"segment":2,"from":3,"to"');
  expect(await fileWitness(file).last()).toEqual(first);
  await fileWitness(file).append(second!);
  await fileWitness(file).append(third!);
  expect(await kept(fileWitness(file))).toEqual([first, second, third]);
  expect((await readFile(file)).subarray(0, before.length)).toEqual(before);
});
