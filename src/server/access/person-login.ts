import type pg from 'pg';
import { type InputError, invalid, notFound, Problem } from '#kernel/problem';
import type { Tx } from '#kernel/run/scene';
import { hashPassword, passwordFaults } from './password.ts';

/** An account as an administrator sees it. */
export interface PersonLogin {
  employee: string;
  name: string;
  login: string;
  secondFactor: boolean;
  mustChange: boolean;
  lockedAt: Date | null;
  /** When somebody last used one of its sessions. */
  lastSeenAt: Date | null;
}

/**
 * Gives an employee a login and a password, inside a transaction that may also create the employee.
 * @param hash from `newHash`.
 * @param mustChange whether a password of one's own has to be set at the first sign-in.
 * @throws `invalid` 422 when the login is empty, `login-taken` 409 when the login or the employee has an account.
 */
export async function addLogin(
  tx: Pick<Tx, 'query'>,
  { employee, login, hash, mustChange }: { employee: string; login: string; hash: string; mustChange: boolean },
  now: Date,
): Promise<void> {
  const name = canonicalLogin(login);
  if (name === '') throw invalid([{ pointer: '/login', detail: { zh: '请填写登录名。', en: 'Please give a login name.' } }]);
  const added = await tx.query(
    `insert into person_login (employee, login, password_hash, must_change, created_at, changed_at)
     values ($1, $2, $3, $4, $5, $5) on conflict do nothing returning employee`,
    [employee, name, hash, mustChange, now],
  );
  if (added.length > 0) return;
  throw new Problem('login-taken', 409, {
    zh: '该登录名已被使用，或该员工已有账号。',
    en: 'That login is taken, or the employee has an account already.',
  });
}

/**
 * Sets somebody's password and ends all their sessions.
 * @throws `not-found` 404, `invalid` 422 when the password will not do.
 */
export async function resetPassword(
  pool: pg.Pool,
  { login, password, mustChange }: { login: string; password: string; mustChange: boolean },
  now: Date,
): Promise<void> {
  const hash = await newHash(password, canonicalLogin(login), '/password');
  const changed = await pool.query(
    `with changed as (
       update person_login set password_hash = $2, must_change = $3, changed_at = $4 where lower(login) = lower($1) returning employee
     ), ended as (
       update session set revoked_at = $4 where employee in (select employee from changed) and revoked_at is null
     )
     select from changed`,
    [canonicalLogin(login), hash, mustChange, now],
  );
  if (changed.rowCount === 0) throw noSuchLogin();
}

/**
 * Locks an account, which ends all its sessions, or unlocks it.
 * @throws `not-found` 404.
 */
export async function lockLogin(pool: pg.Pool, login: string, locked: boolean, now: Date): Promise<void> {
  const changed = await pool.query(
    `with changed as (
       update person_login set locked_at = case when $2 then $3::timestamptz end where lower(login) = lower($1) returning employee
     ), ended as (
       update session set revoked_at = $3 where $2 and employee in (select employee from changed) and revoked_at is null
     )
     select from changed`,
    [canonicalLogin(login), locked, now],
  );
  if (changed.rowCount === 0) throw noSuchLogin();
}

/** All accounts by login. */
export async function personLogins(pool: pg.Pool): Promise<PersonLogin[]> {
  const { rows } = await pool.query<PersonLogin>(
    `select l.employee, e.name, l.login, l.totp_confirmed_at is not null as "secondFactor", l.must_change as "mustChange",
       l.locked_at as "lockedAt", (select max(s.last_seen_at) from session s where s.employee = l.employee) as "lastSeenAt"
     from person_login l join employee e on e.id = l.employee order by lower(l.login)`,
  );
  return rows;
}

/** A login as it is stored: what looks the same is the same. Case is kept, and ignored by every comparison. */
export const canonicalLogin = (login: string): string => login.normalize('NFKC').trim();

/**
 * The hash of a new password.
 * @throws `invalid` 422 at `pointer` with everything that is wrong with it.
 */
export async function newHash(password: string, login: string, pointer: string): Promise<string> {
  const errors: InputError[] = passwordFaults(password, login).map((detail) => ({ pointer, detail }));
  if (errors.length > 0) throw invalid(errors);
  return hashPassword(password);
}

const noSuchLogin = (): Problem => notFound({ zh: '没有这个账号。', en: 'There is no such account.' });
