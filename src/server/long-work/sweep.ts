import type { Pool } from 'pg';
import type { FileStore } from '#server/files/store';

/** What nobody has fetched within a week is removed, with its files. What is under way stays. */
export async function sweepLongWork(pool: Pool, files: FileStore, now: Date): Promise<void> {
  const { rows } = await pool.query<{ id: string; keys: string[] }>(
    `select w.id, array(select key from long_work_file f where f.work = w.id) as keys from long_work w
where w.asked_at < $1::timestamptz - interval '7 days' and w.state not in ('waiting', 'running')`,
    [now],
  );
  for (const { id, keys } of rows) {
    for (const key of keys) await files.remove(key); // before the row: a file that nobody knows of would stay for good
    await pool.query('delete from long_work where id = $1', [id]);
  }
}
