import { createHash, generateKeyPairSync } from 'node:crypto';
import { readFile, truncate, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { freshJournal, type JournalWorld, newParcel, onClient, type Parcel, step, takeSteps } from '#testing/journal';
import { journalCommitments } from '../commitment-entries.ts';
import { keyIdOf, lastSeal, makeSeal, sealsAfter } from './seal.ts';
import { sealOnce } from './sealing.ts';
import type { Report } from './verify.ts';

// Each test is an attack by somebody who may write every table and has no file of ours.
// Before it: three parcels of four versions in three sealed segments (ids 1-6, 7-9, 10-12), then one more version each (13-15).
let world: JournalWorld;
let parcels: Parcel[];

beforeEach(async () => {
  world = await freshJournal();
  parcels = await takeSteps(world, [newParcel(), newParcel(), newParcel()], 2);
  await world.seal();
  for (let i = 0; i < 2; i++) {
    parcels = await takeSteps(world, parcels, 1);
    await world.seal();
  }
  parcels = await takeSteps(world, parcels, 1);
});
afterEach(() => world.close());

const found = ({ faults }: Report): unknown[] =>
  faults.map(({ kind, journalId, recordId, version }) => [kind, journalId, recordId, version]);

test('an untouched journal is intact', async () => {
  expect(await world.verify()).toEqual({
    ok: true,
    entries: 15,
    segments: 3,
    unsealed: 3,
    witness: { segments: 3, behind: 0 },
    rows: { records: 0, commitments: 0, unproven: 0 }, // parcels declare no fields
    faultCount: 0,
    faults: [],
  });
});

test('a body that was altered is named with the number of its record', async () => {
  await world.attack(`update journal set body = replace(body::text, '周五', '周六')::json where id = 5`);
  const report = await world.verify();
  expect(report.ok).toBe(false);
  expect(report.faults).toEqual([
    {
      kind: 'changed',
      journalId: 5,
      record: 'parcel',
      recordId: parcels[1]!.id,
      version: 2,
      number: parcels[1]!.number,
      detail: { zh: '封存后被改动。', en: 'Was changed after it was sealed.' },
    },
  ]);
  expect(report.firstFault).toEqual(report.faults[0]);
});

test('white space in a body counts: the hash covers its bytes', async () => {
  await world.attack(`update journal set body = (body::text || ' ')::json where id = 5`);
  expect(found(await world.verify())).toEqual([['changed', 5, parcels[1]!.id, 2]]);
});

test.each(["at = at - interval '1 minute'", "actor = 'somebody'", "step = 'other'", "record = 'order'"])(
  'an entry with %s is named, sealed or not',
  async (change) => {
    await world.attack(`update journal set ${change} where id in (8, 14)`);
    const report = await world.verify();
    expect(found(report)).toEqual([
      ['changed', 8, parcels[1]!.id, 3],
      ['changed', 14, parcels[1]!.id, 5],
    ]);
  },
);

test('a hash that was computed anew without the key is named, sealed or not', async () => {
  const plain = createHash('sha256').update('anything').digest();
  await world.attack(`update journal set body = '{}', hash = $1 where id = 14`, [plain]);
  await world.attack('update parcel set head = $1 where id = $2', [plain, parcels[1]!.id]);
  await step(world.db.owner, world.keys.journal, parcels[1]!);
  await world.attack(`update journal set body = '{}', hash = $1 where id = 4`, [plain]);
  const report = await world.verify();
  expect(found(report)).toEqual([
    ['changed', 4, parcels[0]!.id, 2], // the next one is sealed, and beyond doubt
    ['changed', 14, parcels[1]!.id, 5],
    ['changed', 16, parcels[1]!.id, 6],
  ]);
  expect(report.faults[2]!.detail.en).toBe('Its hash does not hold: it was changed, or the version before it.');
});

test('an entry that was slipped into a sealed range is named', async () => {
  await world.attack(
    `insert into journal overriding system value select 0, record, $1, 1, step, at, actor, body, hash from journal where id = 1`,
    [newParcel().id],
  );
  await world.attack('alter table journal alter id drop identity');
  await world.attack('update journal set id = 16 where id = 5');
  await world.attack(`insert into journal select 5, record, $1, 1, step, at, actor, body, hash from journal where id = 16`, [
    newParcel().id,
  ]);
  const report = await world.verify();
  expect(found(report).slice(0, 2)).toEqual([
    ['inserted', 0, expect.any(String), 1],
    ['changed', 5, expect.any(String), 1],
  ]);
});

test('an entry that was added at the end is named, although its record has no such version yet', async () => {
  await world.attack(`insert into journal (record, record_id, version, step, at, actor, body, hash)
    select record, record_id, 6, 'close', at, actor, body, sha256(hash) from journal where id = 14`);
  expect(found(await world.verify())).toEqual([['inserted', 16, parcels[1]!.id, 6]]);
});

test('an entry that was removed from the middle is named with the record whose version is missing', async () => {
  await world.attack('delete from journal where id = 8');
  const report = await world.verify();
  expect(found(report)).toEqual([['removed', 8, parcels[1]!.id, 3]]);
  expect(report.faults[0]).toMatchObject({ record: 'parcel', number: parcels[1]!.number });
});

test('the last entry of a record that is not sealed yet cannot be removed', async () => {
  await world.attack('delete from journal where id = 14');
  expect(found(await world.verify())).toEqual([['removed', null, parcels[1]!.id, 5]]);
});

test('an entry between others that are not sealed yet cannot be removed', async () => {
  await takeSteps(world, parcels, 1);
  await world.attack('delete from journal where id = 14');
  expect(found(await world.verify())).toEqual([['removed', null, parcels[1]!.id, 5]]);
});

test('sealed entries and their seals cannot be cut off the end, even when the records are set back', async () => {
  await world.attack('delete from journal where id > 9');
  await world.attack('delete from journal_seal where segment > 2');
  await world.attack(
    'update parcel p set version = j.version, state = j.body->$1->>1, head = j.hash from journal j where j.record_id = p.id and j.version = 3',
    ['state'],
  );
  const report = await world.verify();
  expect(found(report)).toEqual([['cut', 10, null, null]]);
  expect(report.faults[0]!.detail.en).toBe('The end was cut off: 1 of the seals and 3 of the entries are gone.');
  await expect(world.seal()).rejects.toThrow('is in the witness and no longer in the database');
  expect((await world.verify(null)).ok).toBe(true); // this is what the witness is for
});

test('seals that were deleted alone are missed', async () => {
  await world.attack('delete from journal_seal');
  const report = await world.verify();
  expect(found(report)).toEqual([['cut', null, null, null]]);
  expect(report.unsealed).toBe(3);
});

test.each([
  'root = sha256(root)',
  'signature = sha512(signature)',
  'to_id = to_id - 1',
  "sealed_at = 'infinity'",
  'leaves = substr(leaves, 1, 24)',
  'from_id = 9223372036854775807',
])('a seal with %s is named, and its entries are still checked against the witness', async (change) => {
  await world.attack(`update journal_seal set ${change} where segment = 2`);
  await world.attack(`update journal set actor = 'somebody' where id = 8`);
  const report = await world.verify();
  expect(found(report)).toEqual([
    ['changed', 8, parcels[1]!.id, 3],
    ['seal', 9, null, null],
  ]);
});

test('a segment that was sealed anew with another key is named, and so is what it was to hide', async () => {
  await world.attack(`update journal set actor = 'somebody' where id = 11`);
  const forged = generateKeyPairSync('ed25519');
  await onClient(world.db.owner, async (client) => {
    const [, second, third] = await sealsAfter(client, 0, 3);
    const leaves = Buffer.from(third!.leaves).fill(7, 8, 24);
    const { root, signature, keyId } = makeSeal(
      { ...world.keys, ...forged, keyId: keyIdOf(forged.publicKey) },
      second!,
      leaves,
      third!.toId,
      third!.sealedAtMs,
    );
    await client.query('update journal_seal set leaves = $1, root = $2, signature = $3, key_id = $4 where segment = 3', [
      leaves,
      root,
      signature,
      keyId,
    ]);
  });
  const report = await world.verify();
  expect(found(report)).toEqual([
    ['changed', 11, parcels[1]!.id, 4],
    ['seal', 12, null, null],
  ]);
  // Without the witness the leaves are worth nothing, and the entry's own hash still tells.
  expect(found(await world.verify(null))).toEqual([
    ['seal', 12, null, null],
    ['changed', 11, parcels[1]!.id, 4],
  ]);
});

test('a forged entry that was there before the sealing is named all the same', async () => {
  await world.attack(`update journal set actor = 'somebody' where id = 14`);
  await world.seal();
  const report = await world.verify();
  expect(report.unsealed).toBe(0);
  expect(found(report)).toEqual([['changed', 14, parcels[1]!.id, 5]]);
});

test('two entries that changed places are named', async () => {
  await world.attack('alter table journal alter id drop identity');
  await world.attack(`update journal set id = case id when 7 then 108 when 8 then 107 end where id in (7, 8)`);
  await world.attack('update journal set id = id - 100 where id > 100');
  expect(found(await world.verify())).toEqual([
    ['changed', 7, parcels[1]!.id, 3],
    ['changed', 8, parcels[0]!.id, 3],
  ]);
});

test('a row that was changed past the system is named', async () => {
  await world.attack(`update parcel set state = 'sent' where number = $1`, [parcels[0]!.number]);
  await world.attack('update parcel set version = 4, head = (select hash from journal where id = 11) where number = $1', [
    parcels[1]!.number,
  ]);
  await world.attack('delete from parcel where number = $1', [parcels[2]!.number]);
  const report = await world.verify();
  expect(report.faultCount).toBe(3);
  expect(found(report)).toEqual(
    expect.arrayContaining([
      ['changed', 13, parcels[0]!.id, 5],
      ['changed', 14, parcels[1]!.id, 5],
      ['changed', 15, parcels[2]!.id, 5],
    ]),
  );
});

test('a witness that was cut is reported, and the next sealing gives it back what it lost', async () => {
  const lines = (await readFile(world.witnessFile, 'utf8')).split('\n');
  await truncate(world.witnessFile, lines[0]!.length + 1);
  const report = await world.verify();
  expect(report).toMatchObject({ ok: false, witness: { segments: 1, behind: 2 } });
  expect(found(report)).toEqual([['seal', null, null, null]]);
  expect(await world.seal()).toMatchObject({ healed: 2, segments: 1 });
  expect(await world.verify()).toMatchObject({ ok: true, witness: { segments: 4, behind: 0 } });
});

test('a witness whose line was altered or lost is reported', async () => {
  const lines = (await readFile(world.witnessFile, 'utf8')).split('\n');
  await writeFile(world.witnessFile, [lines[0], lines[1]!.replace('"at":1', '"at":2'), lines[2], ''].join('\n'));
  expect(found(await world.verify())).toEqual([['seal', 9, null, null]]);
  await writeFile(world.witnessFile, [lines[0], lines[2], ''].join('\n'));
  expect(found(await world.verify())).toEqual([['seal', 9, null, null]]);
});

test('a crash between database and witness is healed, and is no fault', async () => {
  const failing = { ...world.witness, append: () => Promise.reject(new Error('disk full')) };
  await onClient(world.db.owner, async (client) => {
    await sealOnce(client, world.keys, world.witness, 1); // chooses the boundary
    await expect(sealOnce(client, world.keys, failing, 1)).rejects.toThrow('disk full');
    expect((await lastSeal(client))?.segment).toBe(4);
  });
  expect(await world.verify()).toMatchObject({ ok: true, witness: { segments: 3, behind: 1 } });
  expect(await world.seal()).toMatchObject({ healed: 1 });
  expect(await world.verify()).toMatchObject({ ok: true, witness: { segments: 4, behind: 0 } });
});

test('a seal that was forged while the witness was behind is not given to it', async () => {
  await truncate(world.witnessFile, (await readFile(world.witnessFile, 'utf8')).split('\n')[0]!.length + 1);
  await world.attack('update journal_seal set signature = sha512(signature) where segment = 2');
  await expect(world.seal()).rejects.toThrow('does not continue the witness');
  await world.attack('update journal_seal set signature = sha512(signature) where segment = 3');
  await expect(world.seal()).rejects.toThrow('does not carry our signature');
  expect((await world.witness.last())?.segment).toBe(1);
});

test('the chain of a commitment begins with its second version, and taking that away is noticed', async () => {
  const { id } = newParcel();
  await world.attack(
    `insert into commitment (id, record, record_id, number, control, debtor_role, creditor, opened_at, amount, unit, version)
     values ($1, 'parcel', $2, 'P-1', 'parcel.deadlines.reply', 'clerk', 'customer', now(), 4, 'hours', 1)`,
    [id, parcels[0]!.id],
  );
  expect((await world.verify()).ok).toBe(true);
  const event = { id, step: 'breach', at: 1, actor: 'system', body: {} };
  await journalCommitments(world.db.owner, world.keys.journal, [{ ...event, version: 1, head: null }]);
  const { rows } = await world.db.owner.query<{ head: Buffer }>('select head from commitment');
  await journalCommitments(world.db.owner, world.keys.journal, [{ ...event, version: 2, head: rows[0]!.head }]);
  expect((await world.verify()).ok).toBe(true);
  await world.attack('delete from journal where record_id = $1 and version = 2', [id]);
  expect(found(await world.verify())).toEqual([['removed', null, id, 2]]);
});

test('an entry that was written twice is named, even where the table allows it', async () => {
  await world.attack('alter table journal drop constraint journal_record_id_version_key');
  await world.attack(`insert into journal (record, record_id, version, step, at, actor, body, hash)
    select record, record_id, version, step, at, actor, body, hash from journal where id = 14`);
  expect(found(await world.verify())).toEqual([['inserted', 16, parcels[1]!.id, 5]]);
});

test('without its primary key the journal cannot be verified, and says so', async () => {
  await world.attack('alter table journal drop constraint journal_pkey');
  await expect(world.verify()).rejects.toThrow('Table journal has no unique index on id.');
});

test('of many faults all are counted and twenty listed', async () => {
  await takeSteps(world, [newParcel(), newParcel()], 10);
  await world.seal();
  await world.attack(`update journal set actor = 'somebody'`);
  const report = await world.verify();
  expect(report.faultCount).toBe(35);
  expect(report.faults).toHaveLength(20);
});
