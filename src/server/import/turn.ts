import type { Pool, PoolClient } from 'pg';
import { ImportRefused } from './source/files.ts';

const ONE_IMPORT = 7_206_530_502; // the advisory lock's number; any other than the sealer's

/**
 * Runs `work` while no other import runs on this database, with a connection of its own that is closed afterwards.
 * @throws ImportRefused when another import is running.
 */
export async function inTurn<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ mine: boolean }>(`select pg_try_advisory_lock(${ONE_IMPORT}) as mine`);
    if (!rows[0]?.mine)
      throw new ImportRefused('另一个导入正在进行，请等它结束。', 'Another import is running. Please wait until it has ended.');
    return await work(client);
  } finally {
    await client.query('select pg_advisory_unlock_all()').catch(() => undefined);
    client.release(true); // with whatever was set and made on it
  }
}
