import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { department } from '#domain/org/department/department';
import { commitmentTable } from '#server/journal-places';
import { registry } from '#server/registry';
import { fileWitness } from '#server/witness';
import { NOW, onClient } from '#testing/journal';
import { freshWorld, journalKey, type World } from '#testing/world';
import { systemActor } from '../tx.ts';
import { keyIdOf } from './seal.ts';
import { sealAll } from './sealing.ts';
import { verify } from './verify.ts';

// What the kernel writes and what verification expects are made by different hands: here they meet.
const pair = generateKeyPairSync('ed25519');
const keys = { journal: journalKey, ...pair, keyId: keyIdOf(pair.publicKey) };
const records = [...registry.kinds.values(), commitmentTable];

let world: World;
let folder: string;
let closed: string;

beforeAll(async () => {
  world = await freshWorld();
  folder = await mkdtemp(path.join(os.tmpdir(), 'lvyue-journal-'));
  closed = await world.kernel.write(systemActor, NOW, async (tx) => {
    const [one] = await tx.create(department, [{ name: '客服部' }, { name: '品质部' }]);
    await tx.take(department, 'close', [{ id: one!.id }]);
    return one!.id;
  });
});
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true, force: true });
});

const check = () => verify(world.db.owner, keys, fileWitness(path.join(folder, 'witness.jsonl')), { records });

test('what the kernel wrote is intact, sealed or not', async () => {
  const before = await check();
  expect(before).toMatchObject({ ok: true, unsealed: before.entries });
  expect(before.entries).toBeGreaterThanOrEqual(3);
  await onClient(world.db.owner, (client) => sealAll(client, keys, fileWitness(path.join(folder, 'witness.jsonl')), NOW));
  expect(await check()).toMatchObject({ ok: true, entries: before.entries, unsealed: 0 });
});

test('a state that was set past the kernel is named', async () => {
  await world.db.owner.query(`update department set state = 'active' where id = $1`, [closed]);
  const report = await check();
  expect(report).toMatchObject({ ok: false, faultCount: 1 });
  expect(report.firstFault).toMatchObject({
    kind: 'changed',
    record: 'department',
    recordId: closed,
    version: 2,
    number: expect.stringMatching(/^DP-/),
  });
  expect(report.firstFault!.detail.zh).toBe('单据的状态与流水不符：绕过系统改动了单据。');
});
