import type { Pool } from 'pg';
import type { Actor } from '#kernel/run/actor';
import { listCommitments, owedByActor } from '#kernel/run/commitments';
import { loadSession } from '#server/access/load-actor';
import { openSession } from '#server/access/session';
import { tokenHash } from '#server/access/token';
import type { Database } from '#server/database';
import { firstStart } from '#server/first-start';
import { freshWorld, type World } from './world.ts';

/**
 * The journal before `until` (epoch milliseconds) without ids and hashes over them, sorted: what falls due at one instant comes in any order. Left out are
 * also the numbers of people, which begin behind the first administrator where there is one.
 */
export async function storyOf(pool: Pool, until: number): Promise<string[]> {
  const { rows } = await pool.query<{ line: string }>(
    String.raw`select regexp_replace(concat_ws(' ', j.record, j.version, j.step, j.at, coalesce(e.name, split_part(j.actor, ':', 1)), j.body),
       '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{64}|(EM|RG)-\d+', '#', 'g') as line
     from journal j left join employee e on j.actor = 'employee:' || e.id where j.at < $1 order by 1`,
    [new Date(until)],
  );
  return rows.map(({ line }) => line);
}

/** Whoever has this login, signed in at an instant. */
export async function signedIn({ db: { pool } }: World, login: string, now: number): Promise<Actor> {
  const { rows } = await pool.query<{ employee: string }>('select employee from person_login where login = $1', [login]);
  const origin = { ip: '192.0.2.7', userAgent: 'test' };
  const { token } = await openSession(pool, { employee: rows[0]!.employee, method: 'password', ...origin }, new Date(now));
  return (await loadSession(pool, tokenHash(token), new Date(now)))!.actor;
}

/** How many promises stand at `now` that somebody owes: broken already, due by `dayEnds`, or later. */
export async function firstLook({ kernel }: World, actor: Actor, now: number, dayEnds: number) {
  const { items } = await listCommitments(
    kernel,
    actor,
    { owedBy: [owedByActor(actor)], standing: true, limit: 200, after: null },
    now,
  );
  const overdue = items.filter(({ outcome }) => outcome === 'breached').length;
  const today = items.filter(({ outcome, dueAt }) => outcome === 'open' && dueAt !== null && Date.parse(dueAt) <= dayEnds).length;
  return { overdue, today, later: items.length - overdue - today };
}

/** How many rows each table has, where each series of numbers stands, and how many jobs wait. */
export async function rowsOf(pool: Pool): Promise<Record<string, number>> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') order by 1`,
  );
  const counts: Record<string, number> = {};
  for (const { name } of tables) counts[name] = (await pool.query(`select from "${name}"`)).rowCount!;
  const { rows } = await pool.query<{ name: string; last: string }>(
    `select sequencename as name, last_value as last from pg_sequences where schemaname = 'series'`,
  );
  for (const { name, last } of rows) counts[name] = Number(last);
  return { ...counts, jobs: (await pool.query('select from graphile_worker.jobs')).rowCount! };
}

/** The same of a database in which nothing has happened but a first start. */
export async function rowsOfFirstStart(now: number): Promise<Record<string, number>> {
  const { kernel, db, close } = await freshWorld();
  await firstStart({ kernel, database: databaseOf(db.owner) }, now, () => Promise.resolve(false));
  const rows = await rowsOf(db.owner);
  await close();
  return rows;
}

/** One pool for everything, as those take it who ask for a database. */
export const databaseOf = (pool: Pool): Database => ({
  pool,
  ownerPool: pool,
  url: '',
  restricted: true,
  stop: () => Promise.resolve(),
});
