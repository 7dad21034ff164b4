import type { Pool } from 'pg';
import { Problem } from '#kernel/problem';

/** That an installation holds the demo company. */
export interface DemoMark {
  loadedAt: Date;
  /** The last entry of the journal that the loading wrote; null when it was cut off. */
  journalTo: number | null;
}

/** The mark, or null where there is no demo company. */
export async function demoMark(pool: Pool): Promise<DemoMark | null> {
  const { rows } = await pool.query<{ loadedAt: Date; journalTo: string | null }>(
    'select loaded_at as "loadedAt", journal_to as "journalTo" from demo',
  );
  const row = rows[0];
  return row ? { loadedAt: row.loadedAt, journalTo: row.journalTo === null ? null : Number(row.journalTo) } : null;
}

/**
 * Marks an installation before the demo company comes into it.
 * @throws Problem demo-refused 409 unless nobody but the first administrator is there.
 */
export async function setMark(pool: Pool, now: number): Promise<void> {
  const marked = await pool.query(
    `insert into demo (loaded_at) select $1 where (select count(*) from employee) <= 1
       and not exists (select from journal where record not in ('employee', 'role-grant')) on conflict do nothing`,
    [new Date(now)],
  );
  if (marked.rowCount === 1) return;
  throw new Problem('demo-refused', 409, {
    zh: '数据库中已有公司数据，演示公司只能载入空数据库。',
    en: 'There is a company in the database already; the demo company goes into an empty one only.',
  });
}

/** Says that all of it is there: what comes now is other people's work. */
export async function finishMark(pool: Pool): Promise<void> {
  await pool.query('update demo set journal_to = (select max(id) from journal)');
}

/** What somebody has done in the demo company of their own accord. */
export interface OwnWork {
  /** Their name, as far as it is known. */
  who: string;
  /** Names of records. */
  records: string[];
  /** Creations, steps and edits. */
  deeds: number;
}

/** What would be lost with the demo company: deeds of people and programs since the loading, by who did most. */
export async function ownWork(pool: Pool, { journalTo, loadedAt }: DemoMark): Promise<OwnWork[]> {
  if (journalTo === null) return [];
  const { rows } = await pool.query<OwnWork>(
    `select coalesce(e.name, k.name, j.actor) as who, array_agg(distinct j.record) as records, count(*)::int as deeds
     from journal j left join employee e on j.actor = 'employee:' || e.id left join api_key k on j.actor = 'key:' || k.id
     where j.id > $1 and (j.actor <> 'system' or j.record_id in (select employee from person_login where created_at > $2) or j.record_id in (select id from import_key))
     group by 1 order by 3 desc, 1`,
    [journalTo, loadedAt],
  );
  return rows;
}
