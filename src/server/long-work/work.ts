import type { Pool } from 'pg';
import { type Bilingual, Problem } from '#kernel/problem';
import type { Actor } from '#kernel/run/actor';
import { instantText } from '#kernel/run/columns';
import { newId } from '#kernel/run/id';
import type { Queryable } from '#kernel/run/transaction';

export type WorkKind = 'export' | 'import';
export type WorkState = 'prepared' | 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
/** What goes in, what comes out, and what was wrong. */
export type WorkPart = 'source' | 'result' | 'faults';

/** What is wrong with a row of a file: where, what it says there, and why that cannot be. */
export interface RowFault {
  line: number;
  column: string;
  value: string;
  reason: Bilingual;
}

/** Something that somebody has asked for and does not wait for. Instants are ISO strings. */
export interface Work {
  id: string;
  kind: WorkKind;
  /** The name of the record that it is about. */
  record: string;
  actor: string;
  locale: Actor['locale'];
  /** What exactly was asked: each kind knows its own. */
  asked: Record<string, unknown>;
  state: WorkState;
  /** Rows. */
  done: number;
  /** Null: not known yet. */
  total: number | null;
  counts: Record<string, number>;
  problem: Bilingual | null;
  /** The first of what was wrong with single rows; all of it is in the file `faults`. */
  faults: RowFault[];
  cancelling: boolean;
  askedAt: string;
  startedAt: string | null;
  endedAt: string | null;
  files: { part: WorkPart; name: string; size: number }[];
}

const COLUMNS = `w.id, w.kind, w.record, w.actor, w.locale, w.asked, w.state, w.done, w.total, w.counts, w.problem, w.faults,
  w.cancel_asked_at is not null as cancelling, ${instantText('w.asked_at')} as "askedAt", ${instantText('w.started_at')} as "startedAt",
  ${instantText('w.ended_at')} as "endedAt",
  (select coalesce(json_agg(json_build_object('part', f.part, 'name', f.name, 'size', f.size) order by f.part), '[]') from long_work_file f where f.work = w.id) as files`;

/** The newest first, of whoever asked alone. `after` is the id that the page before ended with. */
export async function worksOf(pool: Pool, actor: Actor, after: string | null, limit: number): Promise<Work[]> {
  const { rows } = await pool.query<Work>({
    name: 'long_works',
    text: `select ${COLUMNS} from long_work w where w.actor = $1 and w.state <> 'prepared'
and ($2::uuid is null or (w.asked_at, w.id) < (select asked_at, id from long_work where id = $2 and actor = $1))
order by w.asked_at desc, w.id desc limit $3`,
    values: [actor.id, after, limit],
  });
  return rows;
}

/** One of the actor's own; undefined where it is none. */
export async function workOf(client: Queryable, actor: Actor, id: string): Promise<Work | undefined> {
  const { rows } = await client.query<Work>({
    name: 'long_work',
    text: `select ${COLUMNS} from long_work w where w.id = $1 and w.actor = $2`,
    values: [id, actor.id],
  });
  return rows[0];
}

interface Asked {
  kind: WorkKind;
  record: string;
  asked: object;
  /** Prepared work waits until `start` is called. */
  state: 'prepared' | 'waiting';
}

/** Writes down what is asked for, and puts it into the queue unless it is only prepared. Answers its id. @throws Problem too-many. */
export async function ask(
  client: Queryable,
  actor: Actor,
  { kind, record, asked, state }: Asked,
  now: Date,
  id = newId(),
): Promise<string> {
  const { rowCount } = await client.query(
    `insert into long_work (id, kind, record, actor, locale, asked, state, asked_at) select $1, $2, $3, $4, $5, $6, $7, $8
where (select count(*) from long_work where actor = $4 and state in ('waiting', 'running')) < ${MOST_AT_ONCE}`,
    [id, kind, record, actor.id, actor.locale, JSON.stringify(asked), state, now],
  );
  if (rowCount === 0) throw tooMany();
  if (state === 'waiting') await enqueue(client, actor, kind, id);
  return id;
}

const MOST_AT_ONCE = 20; // of one person: nobody waits for more

const tooMany = (): Problem =>
  new Problem('too-many', 422, {
    zh: `已有 ${MOST_AT_ONCE} 项后台任务在等待，请等其完成或取消一些。`,
    en: `${MOST_AT_ONCE} pieces of work are waiting already. Please wait for them, or cancel some.`,
  });

/** Lets prepared or ended work begin (again) with what is asked now. False where it is under way. */
export async function start(client: Queryable, actor: Actor, work: Work, asked: object): Promise<boolean> {
  const { rowCount } = await client.query(
    `update long_work set state = 'waiting', asked = $3, locale = $4, done = 0, total = null, counts = '{}', problem = null, faults = '[]', cancel_asked_at = null,
  started_at = null, ended_at = null
where id = $1 and actor = $2 and state not in ('waiting', 'running')`,
    [work.id, actor.id, JSON.stringify(asked), actor.locale],
  );
  if (rowCount === 1) await enqueue(client, actor, work.kind, work.id);
  return rowCount === 1;
}

/** One person's files are made one after the other, and imports company-wide: they write. */
async function enqueue(client: Queryable, actor: Actor, kind: WorkKind, id: string): Promise<void> {
  const queue = kind === 'import' ? 'import' : `export ${actor.id}`;
  await client.query(`select graphile_worker.add_job('long_work', $1::json, queue_name := $2)`, [JSON.stringify({ id }), queue]);
}

/** What has not rested for so long has nobody who does it: a rest comes after every page of rows. */
const LEFT_BEHIND = `rested_at < $3::timestamptz - interval '2 minutes'`;

/** Asks for work to end early: what waits or was left behind ends at once, what runs at its next rest. False where it has ended. */
export async function cancel(pool: Pool, actor: Actor, id: string, now: Date): Promise<boolean> {
  const { rowCount } = await pool.query(
    `update long_work set cancel_asked_at = coalesce(cancel_asked_at, $3::timestamptz),
  ended_at = case when state = 'waiting' or ${LEFT_BEHIND} then $3::timestamptz end,
  state = case when state = 'waiting' or ${LEFT_BEHIND} then 'cancelled' else state end
where id = $1 and actor = $2 and state in ('waiting', 'running')`,
    [id, actor.id, now],
  );
  return rowCount === 1;
}

/** A file of work, kept under `key`; one of the same part is replaced. */
export async function noteFile(
  client: Queryable,
  work: string,
  file: { part: WorkPart; key: string; name: string; type: string; size: number },
): Promise<void> {
  await client.query(
    `insert into long_work_file (work, part, key, name, type, size) values ($1, $2, $3, $4, $5, $6)
on conflict (work, part) do update set key = excluded.key, name = excluded.name, type = excluded.type, size = excluded.size`,
    [work, file.part, file.key, file.name, file.type, file.size],
  );
}

/** Where a file of work lies. */
export async function fileOf(
  client: Queryable,
  work: string,
  part: WorkPart,
): Promise<{ key: string; name: string; type: string; size: number } | undefined> {
  const { rows } = await client.query<{ key: string; name: string; type: string; size: number }>(
    'select key, name, type, size::int as size from long_work_file where work = $1 and part = $2',
    [work, part],
  );
  return rows[0];
}
