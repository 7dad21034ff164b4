import path from 'node:path';
import type { Pool } from 'pg';
import { type BackupOptions, type Written, writeBackup } from './backup.ts';

/**
 * Backs up as `writeBackup` does, and leaves a record of the run in the database: begun at once, so that one that is killed is there too.
 * `now` reads the clock. `recorded` is false where no record could be written (a schema of an older program, a replica that is read
 * only): the backup is as good without.
 * @throws as `writeBackup`.
 */
export async function runBackup(options: BackupOptions, now: () => number): Promise<Written & { recorded: boolean }> {
  const id = await begin(options.pool, path.resolve(options.file), now());
  try {
    const written = await writeBackup(options);
    const recorded = await end(options.pool, id, now(), {
      result: 'done',
      bytes: written.bytes,
      sha256: written.sha256,
      fault: null,
    });
    return { ...written, recorded };
  } catch (error) {
    await end(options.pool, id, now(), { result: 'failed', bytes: null, sha256: null, fault: (error as Error).message });
    throw error;
  }
}

/** When the database was last backed up, and when a run last failed since; null for never. */
export async function lastBackup(
  pool: Pool,
): Promise<{ done: Date | null; bytes: number | null; failed: Date | null; fault: string | null }> {
  const { rows } = await pool.query<{ done: Date | null; bytes: string | null; failed: Date | null; fault: string | null }>(
    `with done as (select ended_at, bytes from backup_run where result = 'done' order by ended_at desc limit 1),
      failed as (select ended_at, fault from backup_run where result = 'failed' and ended_at > coalesce((select ended_at from done), '-infinity') order by ended_at desc limit 1)
     select d.ended_at as done, d.bytes, f.ended_at as failed, f.fault from (values (1)) one left join done d on true left join failed f on true`,
  );
  const { done = null, bytes = null, failed = null, fault = null } = rows[0] ?? {};
  return { done, bytes: bytes === null ? null : Number(bytes), failed, fault };
}

interface Outcome {
  result: 'done' | 'failed';
  bytes: number | null;
  sha256: string | null;
  fault: string | null;
}

async function begin(pool: Pool, file: string, at: number): Promise<string | null> {
  return await written(pool, 'insert into backup_run (started_at, file) values ($1, $2) returning id', [new Date(at), file]);
}

async function end(pool: Pool, id: string | null, at: number, { result, bytes, sha256, fault }: Outcome): Promise<boolean> {
  if (id === null) return false;
  const text = 'update backup_run set ended_at = $2, result = $3, bytes = $4, sha256 = $5, fault = $6 where id = $1 returning id';
  return (await written(pool, text, [id, new Date(at), result, bytes, sha256, fault])) !== null;
}

/** The id of the record; null where the database would not have it, which is no reason to go without a backup. */
async function written(pool: Pool, text: string, values: unknown[]): Promise<string | null> {
  try {
    const { rows } = await pool.query<{ id: string }>(text, values);
    return rows[0]?.id ?? null;
  } catch {
    return null;
  }
}
