import type { Pool } from 'pg';
import type { FileStore } from './store.ts';
import { keyOf } from './upload.ts';

const BATCH = 200;

/**
 * Removes files that were uploaded more than a day ago and that no record uses. A file that is being used at the same moment stays:
 * the reference holds its row.
 */
export async function sweepFiles(pool: Pool, files: FileStore, now: Date): Promise<number> {
  for (let swept = 0; ; ) {
    const { rows } = await pool.query<{ id: string }>(
      `delete from file where id in (select id from file f where f.at < $1::timestamptz - interval '1 day'
  and not exists (select from file_use u where u.file = f.id) order by at limit $2 for update skip locked) returning id`,
      [now, BATCH],
    );
    for (const { id } of rows) await files.remove(keyOf(id));
    swept += rows.length;
    if (rows.length < BATCH) return swept;
  }
}
