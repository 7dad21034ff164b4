import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sealAll } from '#kernel/run/journal/sealing';
import { verify } from '#kernel/run/journal/verify';
import { emptyDatabase } from '#testing/database';
import { freshJournal, type JournalWorld, NOW, newParcel, onClient, type Parcel, takeSteps } from '#testing/journal';
import { writeBackup } from './backup.ts';
import { restoreBackup } from './restore.ts';
import { setAsideWitness } from './set-aside.ts';

let world: JournalWorld;
let parcels: Parcel[];
let target: Awaited<ReturnType<typeof emptyDatabase>>;
beforeEach(async () => {
  [world, target] = await Promise.all([freshJournal(), emptyDatabase()]);
  parcels = await takeSteps(world, [newParcel(), newParcel()], 2);
  await world.seal();
});
afterEach(() => Promise.all([world.close(), target.close()]));

const places = () => ({
  file: `${world.folder}/one.lvyue`,
  filesFolder: `${world.folder}/files`,
  keysFolder: `${world.folder}/keys`,
});

/** Backs the world up and restores it into the other database. The parcels' table is the test's own and stays behind. */
async function throughBackup(): Promise<void> {
  const { owner } = world.db;
  await owner.query('create schema if not exists aside; alter table parcel set schema aside');
  await writeBackup({ pool: owner, ...places() });
  await owner.query('alter table aside.parcel set schema public');
  await restoreBackup({ pool: target.owner, ...places() });
}

const sealTarget = () => onClient(target.owner, (client) => sealAll(client, world.keys, world.witness, NOW));

test('a witness that knows more than the backup is set aside by its date, and sealing begins a new one', async () => {
  await throughBackup();
  parcels = await takeSteps(world, parcels, 1);
  await world.seal();
  const before = await readFile(world.witnessFile, 'utf8');
  await expect(sealTarget()).rejects.toThrow('is in the witness and no longer in the database');

  const aside = await setAsideWitness(target.owner, world.witnessFile, Date.UTC(2026, 10, 21, 23));
  expect(aside).toBe(`${world.witnessFile}.2026-11-21`);
  expect(await readFile(aside!, 'utf8')).toBe(before);
  expect(existsSync(world.witnessFile)).toBe(false);

  expect(await sealTarget()).toMatchObject({ healed: 1 });
  expect(await verify(target.owner, world.keys, world.witness, { records: [] })).toMatchObject({
    ok: true,
    entries: 4,
    witness: { segments: 1, behind: 0 },
  });
});

test('a second one of the same day takes nothing away from the first', async () => {
  await throughBackup();
  await takeSteps(world, parcels, 1);
  await world.seal();
  await writeFile(`${world.witnessFile}.2026-11-21`, 'of this morning');
  expect(await setAsideWitness(target.owner, world.witnessFile, Date.UTC(2026, 10, 21))).toBe(
    `${world.witnessFile}.2026-11-21-2`,
  );
  expect(await readFile(`${world.witnessFile}.2026-11-21`, 'utf8')).toBe('of this morning');
});

test('a witness that fits stays, and none is none', async () => {
  await throughBackup();
  expect(await setAsideWitness(target.owner, world.witnessFile, NOW)).toBeNull();
  expect(existsSync(world.witnessFile)).toBe(true);
  expect(await setAsideWitness(target.owner, `${world.folder}/none.jsonl`, NOW)).toBeNull();
});
