import type pg from 'pg';

/** Sessions are kept this long after their end: they are the record of who signed in (网络安全法 第二十一条 asks for six months). */
export const KEPT_DAYS = 190;

/**
 * Removes what nobody needs any more: counters of failed attempts that were quiet for a day, and sessions that ended more
 * than 190 days ago. To be run once a day.
 */
export async function sweepAccess(pool: pg.Pool, now: Date): Promise<{ counters: number; sessions: number }> {
  const counters = await pool.query(`delete from sign_in_counter where last_at < $1::timestamptz - interval '1 day'`, [now]);
  const sessions = await pool.query('delete from session where expires_at < $1::timestamptz - make_interval(days => $2)', [
    now,
    KEPT_DAYS,
  ]);
  return { counters: counters.rowCount ?? 0, sessions: sessions.rowCount ?? 0 };
}
