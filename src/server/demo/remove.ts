import { rename } from 'node:fs/promises';
import path from 'node:path';
import type { Pool } from 'pg';
import { Problem } from '#kernel/problem';
import { qualified } from '../backup/catalogue.ts';
import { demoMark } from './mark.ts';

/**
 * Empties the database of the demo company and of all that was done in it: no rows, numbers from 1, no jobs, a journal that begins
 * anew. The witness of the old journal is set aside first, since no journal is sealed behind its witness; were the emptying cut off
 * there, the next sealing would write it anew. No other program may be at work.
 * @param owner the pool of the owner of the tables.
 * @param witness the file of the witness, absolute.
 * @param now epoch milliseconds.
 * @returns the file in which the old witness lies now; null when there was none.
 * @throws Problem demo-refused 409 where there is no demo company; the error of the file system when the witness cannot be set aside.
 */
export async function removeDemo(owner: Pool, witness: string, now: number): Promise<string | null> {
  if (!(await demoMark(owner))) throw NO_DEMO;
  const aside = await setAside(witness, now);
  const client = await owner.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    await client.query(`set local lock_timeout = '10s'`);
    const { rows: tables } = await client.query<Named>(TABLES, [KEPT]);
    await client.query(`truncate ${tables.map(qualified).join(', ')} restart identity`);
    // Whoever keeps settings and calendars in memory sees by it that they are gone.
    await client.query('update config_epoch set epoch = epoch + 1');
    const { rows: series } = await client.query<Named>(
      `select schemaname as schema, sequencename as name from pg_sequences where schemaname = 'series'`,
    );
    if (series.length > 0) await client.query(`drop sequence ${series.map(qualified).join(', ')}`);
    await client.query('select graphile_worker.complete_jobs(array(select id from graphile_worker.jobs))');
    await client.query('commit');
  } catch (error) {
    broken = error as Error; // what was begun is taken back with the connection
    throw error;
  } finally {
    client.release(broken);
  }
  return aside;
}

const NO_DEMO = new Problem('demo-refused', 409, { zh: '这里没有演示公司。', en: 'There is no demo company here.' });

interface Named {
  schema: string;
  name: string;
}

/** What the migrations have put there themselves. */
const KEPT = ['schema_migration', 'config_epoch'];

const TABLES = `select 'public' as schema, relname as name from pg_class
  where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition and relname <> all ($1)`;

/** `journal.jsonl` becomes `journal.demo-2026-11-20T02-40-00Z.jsonl`. */
async function setAside(witness: string, now: number): Promise<string | null> {
  const { dir, name, ext } = path.parse(witness);
  const stamp = new Date(now).toISOString().replace(/\.\d+/, '').replaceAll(':', '-');
  const aside = path.join(dir, `${name}.demo-${stamp}${ext}`);
  try {
    await rename(witness, aside);
    return aside;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
