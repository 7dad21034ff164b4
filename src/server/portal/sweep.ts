import type pg from 'pg';
import { KEPT_DAYS } from '#server/access/sweep';

/** Removes codes that are not good any more, and sessions and links that ended half a year ago. To be run once a day. */
export async function sweepPortal(pool: pg.Pool, now: Date): Promise<void> {
  await pool.query('delete from portal_code where expires_at < $1', [now]);
  for (const table of ['portal_session', 'portal_link'])
    await pool.query(`delete from ${table} where expires_at < $1::timestamptz - make_interval(days => $2)`, [now, KEPT_DAYS]);
}
