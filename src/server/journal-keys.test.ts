import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openJournalKeys, readJournalKeys } from './journal-keys.ts';
import { journalPlaces } from './journal-places.ts';

let folder: string;
beforeEach(async () => {
  folder = path.join(await mkdtemp(path.join(os.tmpdir(), 'lvyue-keys-')), 'keys');
});
afterEach(() => rm(path.dirname(folder), { recursive: true, force: true }));

test('keys are made once, for their owner only, and read ever after', async () => {
  const made = await openJournalKeys(folder);
  expect(made.journal).toHaveLength(32);
  expect(made.keyId).toMatch(/^[0-9a-f]{16}$/);
  const read = await openJournalKeys(folder);
  expect(read.journal).toEqual(made.journal);
  expect(read.keyId).toBe(made.keyId);
  expect(await readFile(path.join(folder, 'seal-public.pem'), 'utf8')).toBe(
    made.publicKey.export({ type: 'spki', format: 'pem' }),
  );
  if (process.platform === 'win32') return;
  for (const name of ['journal.key', 'seal-private.pem']) expect((await stat(path.join(folder, name))).mode & 0o777).toBe(0o600);
});

test('many processes that start at once agree on the keys', async () => {
  const script = `const { openJournalKeys } = await import(${JSON.stringify(path.resolve(import.meta.dirname, 'journal-keys.ts'))});
    const { journal, keyId } = await openJournalKeys(${JSON.stringify(folder)}); console.log(journal.toString('hex'), keyId);`;
  const said = await Promise.all(
    Array.from({ length: 6 }, async () => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
      const [output] = await Promise.all([buffer(child.stdout), once(child, 'exit')]);
      return output.toString();
    }),
  );
  const keys = await readJournalKeys(folder);
  expect(new Set(said)).toEqual(new Set([`${keys.journal.toString('hex')} ${keys.keyId}\n`]));
});

test('many at once in one process agree too', async () => {
  const all = await Promise.all(Array.from({ length: 20 }, () => openJournalKeys(folder)));
  expect(new Set(all.map((keys) => keys.journal.toString('hex'))).size).toBe(1);
});

test('reading never makes keys', async () => {
  await expect(readJournalKeys(folder)).rejects.toThrow('seal-private.pem is missing');
  await expect(stat(folder)).rejects.toThrow('ENOENT');
});

test('in place of one that is lost no new key is made', async () => {
  const losses = ['journal.key', 'seal-private.pem'].map(async (name) => {
    const where = path.join(folder, name);
    await openJournalKeys(where);
    await rm(path.join(where, name));
    await expect(openJournalKeys(where)).rejects.toThrow(`${name} is missing; restore it from a backup`);
  });
  expect(await Promise.all(losses)).toHaveLength(2);
});

test('keys and witness lie under the data folder, or where the environment says', () => {
  const data = path.resolve('/srv/lvyue');
  expect(journalPlaces({ LVYUE_DATA: data })).toEqual({
    keys: path.join(data, 'keys'),
    witness: path.join(data, 'witness', 'journal.jsonl'),
  });
  const elsewhere = { keys: path.resolve('/mnt/keys'), witness: path.resolve('/mnt/witness.jsonl') };
  expect(journalPlaces({ LVYUE_KEYS: elsewhere.keys, LVYUE_WITNESS: elsewhere.witness })).toEqual(elsewhere);
});
