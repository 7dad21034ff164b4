import type { ClientBase, PoolClient } from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { freshJournal, type JournalWorld, NOW, newParcel, onClient, type Parcel, step } from '#testing/journal';
import { sealsAfter } from './seal.ts';
import { type Sealed, sealAll, sealOnce } from './sealing.ts';

let world: JournalWorld;
const open: PoolClient[] = [];

beforeEach(async () => {
  world = await freshJournal();
});
afterEach(async () => {
  for (const client of open.splice(0)) client.release();
  await world.close();
});

/** A connection that stays open until the end of the test. */
async function session(): Promise<PoolClient> {
  const client = await world.db.owner.connect();
  open.push(client);
  return client;
}

async function transaction(): Promise<PoolClient> {
  const client = await session();
  await client.query('begin');
  return client;
}

const seal = (): Promise<Sealed> => onClient(world.db.owner, (client) => sealOnce(client, world.keys, world.witness, NOW));
const move = (client: PoolClient, parcel: Parcel = newParcel()): Promise<Parcel> => step(client, world.keys.journal, parcel);

test('an empty journal has nothing to seal', async () => {
  expect(await seal()).toEqual({ entries: 0, segments: 0, healed: 0, waiting: false });
  expect(await world.verify()).toMatchObject({ ok: true, entries: 0, segments: 0 });
});

test('the first round chooses where to end, the second seals', async () => {
  const client = await session();
  await move(client);
  expect(await seal()).toMatchObject({ entries: 0, waiting: true });
  await move(client);
  expect(await seal()).toMatchObject({ entries: 1, waiting: true });
  expect(await seal()).toMatchObject({ entries: 1, waiting: false });
  expect(await seal()).toMatchObject({ entries: 0, waiting: false });
  expect(await world.verify()).toMatchObject({ ok: true, entries: 2, segments: 2, unsealed: 0 });
});

test('nothing is sealed while transactions with smaller ids are under way, and all is when they have ended', async () => {
  const [older, newer, other] = [await transaction(), await transaction(), await session()];
  await move(older); // id 1
  await move(newer); // id 2
  await move(other); // id 3, the newest that one can see
  expect(await seal()).toMatchObject({ waiting: true });
  expect(await seal()).toMatchObject({ entries: 0, waiting: true });
  await newer.query('rollback');
  expect(await seal()).toMatchObject({ entries: 0, waiting: true });
  await older.query('commit');
  expect(await seal()).toMatchObject({ entries: 2, segments: 1, waiting: false });
  expect(await world.verify()).toMatchObject({ ok: true, entries: 2, unsealed: 0 });
});

test('a transaction that has drawn an id and has no transaction id yet is waited for', async () => {
  const [gate, early, other] = [await session(), await transaction(), await session()];
  await gate.query('select pg_advisory_lock(1)');
  await move(other); // so that the sequence has written ahead, and drawing needs no transaction id
  const parcel = newParcel();
  // Columns are computed in order: the id is drawn, then the hash waits at the gate, before the row is written.
  const waiting = early.query(
    `insert into journal (record, record_id, version, step, at, actor, body, hash)
       values ('parcel', $1, 1, 'move', now(), 'system', '{}', substr('\\x00'::bytea, 1 + length(pg_advisory_lock(1)::text)))`,
    [parcel.id],
  );
  await untilBlocked(gate);
  await move(other);
  const { rows } = await other.query<{ id: string }>('select id from journal order by id');
  expect(rows.map((row) => row.id)).toEqual(['1', '3']); // id 2 is drawn
  // Tests beside this one use copies of this database, in which the table has the same oid.
  const held = await other.query<{ xids: number }>(
    `select count(*) filter (where locktype = 'transactionid')::int as xids from pg_locks
      where virtualtransaction in (select virtualtransaction from pg_locks where relation = 'journal'::regclass
        and database = (select oid from pg_database where datname = current_database()))`,
  );
  expect(held.rows[0]!.xids).toBe(0); // and nobody who holds the table has a transaction id

  for (let i = 0; i < 3; i++) expect(await seal()).toMatchObject({ entries: 0, waiting: true });
  await gate.query('select pg_advisory_unlock(1)');
  await waiting;
  // Now it has one, above that of every transaction that has ended, and is under way still.
  for (let i = 0; i < 3; i++) expect(await seal()).toMatchObject({ entries: 0, waiting: true });
  await early.query('commit');
  expect(await onClient(world.db.owner, (client) => sealAll(client, world.keys, world.witness, NOW))).toMatchObject({
    entries: 3,
    segments: 1,
  });
});

/** Resolves when some session waits for an advisory lock. */
async function untilBlocked(client: PoolClient): Promise<void> {
  for (;;) {
    const { rowCount } = await client.query(
      `select from pg_stat_activity where wait_event = 'advisory' and datname = current_database()`,
    );
    if (rowCount === 1) return;
  }
}

test('a long transaction that does not write the journal holds nothing up', async () => {
  const [elsewhere, other] = [await transaction(), await session()];
  await elsewhere.query('create table elsewhere (id int)');
  await move(other);
  await seal();
  expect(await seal()).toMatchObject({ entries: 1 });
});

test('a transaction that began after the boundary was chosen holds nothing up', async () => {
  const [early, late, other] = [await transaction(), await transaction(), await session()];
  await early.query('select 1');
  await move(other);
  await seal();
  await move(late); // id 2
  expect(await seal()).toMatchObject({ entries: 1, waiting: false });
  await late.query('commit');
  await early.query('commit');
  expect(await world.seal()).toMatchObject({ entries: 1, waiting: false });
});

test('ids that sessions keep in stock are refused: one could come late into a sealed range', async () => {
  await move(await session());
  await world.attack('alter table journal alter id set cache 20');
  await expect(seal()).rejects.toThrow('must be "cache 1"');
  await world.attack('alter table journal alter id set cache 1');
  expect(await world.seal()).toMatchObject({ entries: 1 });
});

test('a boundary that came with the dump of another cluster is chosen anew', async () => {
  await move(await session());
  await world.attack(`insert into journal_boundary (to_id, horizon) values (1, '123456789012')`);
  await seal();
  expect(await seal()).toMatchObject({ entries: 1, waiting: false });
});

test('sealing everything gives up after so many tries, and says so', async () => {
  const [older, other] = [await transaction(), await session()];
  await move(older);
  await move(other);
  expect(await onClient(world.db.owner, (client) => sealAll(client, world.keys, world.witness, NOW, 3))).toEqual({
    entries: 0,
    segments: 0,
    healed: 0,
    waiting: true,
  });
});

test('only one program seals at a time', async () => {
  const first = await session();
  await move(first);
  await seal();
  let begun = () => undefined as void;
  const appending = new Promise<void>((resolve) => (begun = resolve));
  let finish = () => undefined as void;
  const mayFinish = new Promise<void>((resolve) => (finish = resolve));
  const slow = {
    ...world.witness,
    append: async (...args: Parameters<typeof world.witness.append>) => {
      begun();
      await mayFinish;
      return world.witness.append(...args);
    },
  };
  const sealing = sealOnce(first, world.keys, slow, NOW);
  await appending;
  expect(await seal()).toEqual({ entries: 0, segments: 0, healed: 0, waiting: true });
  finish();
  expect(await sealing).toMatchObject({ entries: 1 });
  expect(await world.verify()).toMatchObject({ ok: true, witness: { segments: 1, behind: 0 } });
});

test('ten thousand entries make segments of at most 4096 that follow each other', async () => {
  await world.attack(`insert into journal (record, record_id, version, step, at, actor, body, hash)
    select 'parcel', gen_random_uuid(), 1, 'move', now(), 'system', '{}', '\\x' from generate_series(1, 10000)`);
  expect(await world.seal()).toMatchObject({ entries: 10_000, segments: 3 });
  const seals = await onClient(world.db.owner, (client) => sealsAfter(client, 0, 10));
  expect(seals.map(({ fromId, toId, entries }) => [fromId, toId, entries])).toEqual([
    [0, 4096, 4096],
    [4096, 8192, 4096],
    [8192, 10_000, 1808],
  ]);
});

test('while eight connections write, commit and roll back, sealing leaves no entry out and slips none in', async () => {
  const written = new AbortController();
  const sealer = onClient(world.db.owner, async (client) => {
    let segments = 0;
    while (!written.signal.aborted) segments += (await sealOnce(client, world.keys, world.witness, NOW)).segments;
    return segments;
  });
  const writers = Array.from({ length: 8 }, (_, i) => onClient(world.db.pool, (client) => writeAtRandom(client, i)));
  const committed = await Promise.all(writers).finally(() => written.abort());
  expect(await sealer).toBeGreaterThan(5);
  await world.seal();
  const entries = committed.reduce((sum, n) => sum + n, 0);
  expect(await world.verify()).toMatchObject({ ok: true, entries, unsealed: 0 });
});

/** A hundred transactions of up to five entries, of which a third is rolled back; returns how many entries were committed. */
async function writeAtRandom(client: ClientBase, seed: number): Promise<number> {
  let state = seed + 1;
  const random = (below: number): number => (state = (state * 48_271) % 2_147_483_647) % below; // Park and Miller 1988
  let parcel = newParcel();
  let committed = 0;
  for (let i = 0; i < 100; i++) {
    await client.query('begin');
    let moved = parcel;
    const entries = 1 + random(5);
    for (let k = 0; k < entries; k++) moved = await step(client, world.keys.journal, moved);
    const keeps = random(3) > 0;
    await client.query(keeps ? 'commit' : 'rollback');
    if (!keeps) continue;
    committed += entries;
    parcel = random(4) > 0 ? moved : newParcel();
  }
  return committed;
}
