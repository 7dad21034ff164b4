import type { Pool } from 'pg';
import { notFound, Problem } from '#kernel/problem';
import { seriesOf } from '#kernel/run/number';
import type { Registry } from '#kernel/run/registry';

/** How a kind of record is numbered, and the last number that was given out; null: none yet. */
export interface NumberSeries {
  record: string;
  /** `SO-{yyyy}-{00000}` */
  format: string;
  /** One for each year where the format names the year. */
  counters: { year: string | null; last: number }[];
}

/** The numbering of every kind of record. */
export async function numberSeries(pool: Pool, registry: Registry): Promise<NumberSeries[]> {
  const { rows } = await pool.query<{ series: string; last: string }>('select series, last from series_counters()');
  return [...registry.kinds.values()].map(({ record }) => {
    const yearly = record.number.includes('{yyyy}');
    const stem = seriesOf(record, '').replace(/_$/, '');
    const own = rows.flatMap(({ series, last }) => {
      const year = yearly ? (new RegExp(`^${stem}_(\\d{4})$`).exec(series)?.[1] ?? null) : null;
      return (yearly ? year !== null : series === stem) ? [{ year, last: Number(last) }] : [];
    });
    return {
      record: record.name,
      format: record.number,
      counters: own.sort((a, b) => (a.year ?? '').localeCompare(b.year ?? '')),
    };
  });
}

/** A piece of work in the queue. What it is about is not shown: it may be confidential. */
export interface Job {
  id: string;
  task: string;
  state: 'waiting' | 'running' | 'retrying' | 'failed';
  runAt: Date;
  attempts: number;
  maxAttempts: number;
  lastError: string | null;
  createdAt: Date;
}

const JOBS = `select id::text, task_identifier as task,
  case when locked_at is not null then 'running' when attempts >= max_attempts then 'failed' when attempts > 0 then 'retrying' else 'waiting' end as state,
  run_at as "runAt", attempts, max_attempts as "maxAttempts", last_error as "lastError", created_at as "createdAt"
from graphile_worker.jobs`;

/** The queue: what has failed first, then in the order in which it will run; and how many of each there are. */
export async function queuedJobs(pool: Pool, limit: number): Promise<{ items: Job[]; counts: Record<Job['state'], number> }> {
  const [jobs, counts] = await Promise.all([
    pool.query<Job>(`select * from (${JOBS}) j order by state <> 'failed', state <> 'retrying', "runAt", id limit $1`, [limit]),
    pool.query<{ state: Job['state']; n: number }>(`select state, count(*)::int as n from (${JOBS}) j group by state`),
  ]);
  const none = { waiting: 0, running: 0, retrying: 0, failed: 0 };
  return { items: jobs.rows, counts: { ...none, ...Object.fromEntries(counts.rows.map(({ state, n }) => [state, n])) } };
}

/** Lets a job run again at once, with all its tries. @throws Problem not-found, `job-running` 409. */
export async function retryJob(pool: Pool, id: string, now: Date): Promise<void> {
  await idle(pool, id);
  await pool.query('select graphile_worker.reschedule_jobs(array[$1::bigint], $2::timestamptz, attempts => 0)', [id, now]);
}

/** Takes a job out of the queue undone. @throws Problem not-found, `job-running` 409. */
export async function deleteJob(pool: Pool, id: string): Promise<void> {
  await idle(pool, id);
  await pool.query('select graphile_worker.complete_jobs(array[$1::bigint])', [id]);
}

async function idle(pool: Pool, id: string): Promise<void> {
  const { rows } = await pool.query<{ state: Job['state'] }>(`select state from (${JOBS}) j where id = $1`, [id]);
  if (!rows[0]) throw notFound();
  if (rows[0].state === 'running')
    throw new Problem('job-running', 409, { zh: '任务正在执行，请稍候。', en: 'The job is running. Please wait.' });
}

/** Every run of the backup command, the newest first. */
export async function backupRuns(pool: Pool): Promise<object[]> {
  const { rows } = await pool.query<object>(
    `select id::text, started_at as "startedAt", ended_at as "endedAt", result, file, bytes::float8 as bytes, sha256, fault from backup_run order by id desc limit 100`,
  );
  return rows;
}

/** Every run of the import command that wrote something, the newest first. */
export async function importRuns(pool: Pool): Promise<object[]> {
  const { rows } = await pool.query<object>(
    `select id, what, source, started_at as "startedAt", ended_at as "endedAt", result, counts, not_loaded as "notLoaded", noted, fault
from import_run order by started_at desc, id desc limit 100`,
  );
  return rows;
}
