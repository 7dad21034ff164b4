import type pg from 'pg';
import { newId } from '#kernel/run/id';
import { newToken, tokenHash } from './token.ts';

/** How somebody proved who they are; the second part is the second factor. */
export type SignInMethod = 'password' | 'password+totp' | 'password+recovery' | 'oidc' | 'oidc+totp' | 'oidc+recovery';

/** A session as its owner sees it. */
export interface Session {
  id: string;
  employee: string;
  method: SignInMethod;
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
  ip: string;
  userAgent: string;
}

/** A session that was just opened, with the token that the browser keeps. It is not shown again. */
export interface OpenedSession {
  id: string;
  token: string;
  employee: string;
  expiresAt: Date;
}

/** A session ends after 12 hours without a request, and after 14 days whatever happens. */
export const IDLE_HOURS = 12;
export const LONGEST_DAYS = 14;

/** Lets `employee` in. `ip` and `userAgent` are kept so that the owner recognises the session in the list. */
export async function openSession(
  pool: pg.Pool,
  { employee, method, ip, userAgent }: { employee: string; method: SignInMethod; ip: string; userAgent: string },
  now: Date,
): Promise<OpenedSession> {
  const id = newId();
  const token = newToken();
  const expiresAt = new Date(now.getTime() + LONGEST_DAYS * 86_400_000);
  await pool.query(
    `insert into session (id, token_hash, employee, method, created_at, last_seen_at, expires_at, ip, user_agent)
     values ($1, $2, $3, $4, $5, $5, $6, $7, $8)`,
    [id, tokenHash(token), employee, method, now, expiresAt, ip, userAgent.slice(0, 300)],
  );
  return { id, token, employee, expiresAt };
}

/** The sessions of `employee` that are good at `now`, the newest first. */
export async function openSessions(pool: pg.Pool, employee: string, now: Date): Promise<Session[]> {
  const { rows } = await pool.query<Session>(
    `select id, employee, method, created_at as "createdAt", last_seen_at as "lastSeenAt", expires_at as "expiresAt",
       ip, user_agent as "userAgent"
     from session
     where employee = $1 and revoked_at is null and expires_at > $2 and last_seen_at > $2 - make_interval(hours => $3)
     order by created_at desc, id desc`,
    [employee, now, IDLE_HOURS],
  );
  return rows;
}

/**
 * Ends a session for good, in every process at once.
 * @param owner only a session of this employee; null means anybody's.
 * @returns whether there was such a session.
 */
export async function revokeSession(pool: pg.Pool, id: string, owner: string | null, now: Date): Promise<boolean> {
  const { rowCount } = await pool.query(
    `update session set revoked_at = $3 where id = $1 and revoked_at is null and ($2::uuid is null or employee = $2)`,
    [id, owner, now],
  );
  return rowCount === 1;
}
