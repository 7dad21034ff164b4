import type { Pool } from 'pg';
import { newId } from '#kernel/run/id';

/** What came of an import: the counts of its report, and why it ended where it did not end well. */
export interface Outcome {
  result: 'done' | 'interrupted' | 'failed';
  /** How many of each were made, changed, left alone. */
  counts: object | null;
  notLoaded: number | null;
  noted: number | null;
  fault: string | null;
}

/** Notes that an import begins, so that one that is killed is there too. Answers what notes its end. */
export async function noteImport(
  pool: Pool,
  { what, source }: { what: 'orders' | 'survey'; source: string },
  now: () => number,
): Promise<(outcome: Outcome) => Promise<void>> {
  const id = newId();
  await pool.query('insert into import_run (id, what, source, started_at) values ($1, $2, $3, $4)', [
    id,
    what,
    source,
    new Date(now()),
  ]);
  return async ({ result, counts, notLoaded, noted, fault }) => {
    await pool.query(
      'update import_run set ended_at = $2, result = $3, counts = $4, not_loaded = $5, noted = $6, fault = $7 where id = $1',
      [id, new Date(now()), result, counts && JSON.stringify(counts), notLoaded, noted, fault],
    );
  };
}
