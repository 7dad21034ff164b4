import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { department } from '#domain/org/department/department';
import { keyIdOf } from '#kernel/run/journal/seal';
import { verify } from '#kernel/run/journal/verify';
import { systemActor } from '#kernel/run/tx';
import { freshWorld, journalKey, type World } from '#testing/world';
import { startClock } from './clock.ts';
import { ownerPoolOf } from './database.ts';
import { fileWitness } from './witness.ts';

const pair = generateKeyPairSync('ed25519');
const keys = { journal: journalKey, ...pair, keyId: keyIdOf(pair.publicKey) };

let world: World;
let folder: string;
beforeEach(async () => {
  world = await freshWorld();
  folder = await mkdtemp(path.join(os.tmpdir(), 'lvyue-clock-'));
});
afterEach(async () => {
  await world.close();
  await rm(folder, { recursive: true });
});

const write = (name: string) => world.kernel.write(systemActor, Date.now(), (tx) => tx.create(department, [{ name }]));
const check = () => verify(world.db.owner, keys, fileWitness(path.join(folder, 'witness.jsonl')), { records: [] });

function started(owner = world.db.owner) {
  const faults: [string, unknown][] = [];
  const clock = startClock({
    kernel: world.kernel,
    owner,
    keys,
    witness: fileWitness(path.join(folder, 'witness.jsonl')),
    now: Date.now,
    onFault: (what, error) => faults.push([what, error]),
  });
  return { clock, faults };
}

test('whoever stops leaves nothing unsealed, however little was written since the last beat', async () => {
  const { clock, faults } = started();
  await write('客服部');
  await write('品质部');
  await clock.stop();
  expect(faults).toEqual([]);
  expect(await check()).toMatchObject({ ok: true, entries: 2, unsealed: 0, witness: { behind: 0 } });
});

test('a transaction that does not end keeps nobody from stopping, and the next start seals it', async () => {
  const client = await world.db.owner.connect();
  try {
    await client.query('begin');
    await client.query(
      `insert into journal (record, record_id, version, step, at, actor, body, hash) values ('r', gen_random_uuid(), 1, 's', now(), 'a', '{}', '')`,
    );
    const { clock } = started();
    await write('客服部');
    await clock.stop();
    expect(await check()).toMatchObject({ entries: 1, unsealed: 1 });
    await client.query('rollback');
  } finally {
    client.release();
  }
  await started().clock.stop();
  expect(await check()).toMatchObject({ ok: true, entries: 1, unsealed: 0 });
});

test('a last seal that fails is heard of, and stopping ends', async () => {
  const closed = ownerPoolOf(world.db.url, 1);
  await closed.end();
  const { clock, faults } = started(closed);
  await clock.stop();
  expect(faults.at(-1)).toEqual([
    'last seal',
    expect.objectContaining({ message: 'Cannot use a pool after calling end on the pool' }),
  ]);
});
