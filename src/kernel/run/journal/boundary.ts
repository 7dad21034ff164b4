import type { ClientBase } from 'pg';

/*
 * Where may a segment end? Ids are drawn before they are committed: behind the newest entry that one can see, a transaction
 * may still be under way with a smaller id. A segment that was sealed over it would later look as if an entry had been
 * slipped in. So the end is chosen first, and sealed when everyone who could hold a smaller id has ended.
 *
 * Who is that? A transaction holds ROW EXCLUSIVE on the table from before it draws an id until after its end is visible.
 * Those that have a transaction id are older than `horizon`, an id drawn afterwards. (The xmax of a snapshot would not do:
 * it is one past the newest *ended* transaction, and those under way may be above it.) Those that hold the lock and have no
 * transaction id yet are between drawing and writing, which takes microseconds: we wait for them before we draw ours.
 * Only writers of this journal are waited for, not a long transaction elsewhere in the cluster.
 */

/** Where the next segments will end. */
export interface Boundary {
  toId: number;
  /** Whether a transaction that may commit an id up to `toId` is still under way. */
  waiting: boolean;
}

/**
 * Chooses the newest visible entry as boundary, unless it is `sealedTo`. Returns whether one was chosen; `later` when a
 * writer stood between its id and its transaction id all the while.
 */
export async function chooseBoundary(client: ClientBase, sealedTo: number): Promise<'chosen' | 'nothing' | 'later'> {
  const { rows } = await client.query<{ to_id: string | null; cache: string | null }>({
    name: 'newest_entry',
    text: `select (select max(id) from journal) as to_id,
      (select seqcache from pg_sequence where seqrelid = pg_get_serial_sequence('journal', 'id')::regclass) as cache`,
  });
  const { to_id: toId, cache } = rows[0] ?? {};
  if (!toId || Number(toId) <= sealedTo) return 'nothing';
  if (cache !== '1') throw new Error(cacheForbidden);
  let nameless = await writersWithoutXid(client, null);
  for (let tries = 1; tries < 3 && nameless.length > 0; tries++) nameless = await writersWithoutXid(client, nameless);
  if (nameless.length > 0) return 'later';
  await client.query({
    name: 'choose_boundary',
    text: `insert into journal_boundary (to_id, horizon) values ($1, pg_current_xact_id())
      on conflict (single) do update set to_id = excluded.to_id, horizon = excluded.horizon`,
    values: [toId],
  });
  return 'chosen';
}

/** The boundary that was chosen, if any. What is read in a later statement contains every entry up to it that will ever be. */
export async function chosenBoundary(client: ClientBase): Promise<Boundary | null> {
  const { rows } = await client.query<{ to_id: string; waiting: boolean; foreign: boolean }>({
    name: 'chosen_boundary',
    text: `select b.to_id, b.horizon >= pg_snapshot_xmax(pg_current_snapshot()) as foreign,
        exists (
          select from (${WRITERS}) w join pg_snapshot_xip(pg_current_snapshot()) r on r::xid = any (w.xids)
          where r < b.horizon
        ) as waiting
      from journal_boundary b`,
  });
  const found = rows[0];
  // A horizon that this cluster has not reached came here with a restored dump.
  return found && !found.foreign ? { toId: Number(found.to_id), waiting: found.waiting } : null;
}

/** Forgets the boundary; its entries are sealed. */
export async function forgetBoundary(client: ClientBase): Promise<void> {
  await client.query('delete from journal_boundary');
}

// A session that keeps ids in stock holds no lock while it keeps them.
const cacheForbidden =
  '流水编号的序列必须是 cache 1，否则不能封存。The sequence of the journal\'s ids must be "cache 1", or nothing can be sealed: ' +
  'alter table journal alter id set cache 1';

const WRITERS = `select virtualtransaction as writer,
    array_agg(transactionid) filter (where locktype = 'transactionid' and mode = 'ExclusiveLock' and granted) as xids
  from pg_locks group by virtualtransaction
  having bool_or(locktype = 'relation' and relation = 'journal'::regclass and mode = 'RowExclusiveLock' and granted
    and database = (select oid from pg_database where datname = current_database()))`;

/** Writers of the journal that have no transaction id; `among`: only those that were so before. */
async function writersWithoutXid(client: ClientBase, among: string[] | null): Promise<string[]> {
  const { rows } = await client.query<{ writer: string }>({
    name: 'writers_without_xid',
    text: `select writer from (${WRITERS}) w where xids is null and ($1::text[] is null or writer = any ($1))`,
    values: [among],
  });
  return rows.map((row) => row.writer);
}
