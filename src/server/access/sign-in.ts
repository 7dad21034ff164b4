import type pg from 'pg';
import { invalid, Problem } from '#kernel/problem';
import { countAttempt, forgiveAttempt, networkOf } from './limits.ts';
import { hashPassword, verifyPassword } from './password.ts';
import { canonicalLogin, newHash } from './person-login.ts';
import type { SecretBox } from './secret-box.ts';
import { type OpenedSession, openSession } from './session.ts';
import { takeSecondFactor } from './totp.ts';

/** Where a request comes from, as it is kept with the session. */
export interface Origin {
  ip: string;
  userAgent: string;
}

/** Somebody is in, or has to show a second factor together with `challenge` within five minutes. */
export type SignedIn = { session: OpenedSession } | { challenge: string };

/** What signing in needs. */
export interface SignInDeps {
  pool: pg.Pool;
  box: SecretBox;
}

/**
 * Signs in with a password. An unknown login, a wrong password and a former employee get the same answer after the same
 * work.
 * @param newPassword a password of one's own, when the present one was set by somebody else.
 * @throws `wrong-credentials` 401, `account-locked` 403, `must-change-password` 403, `too-many-attempts` 429,
 *   `invalid` 422 when the new password will not do.
 */
export async function signIn(
  { pool, box }: SignInDeps,
  { login, password, newPassword }: { login: string; password: string; newPassword?: string | undefined },
  origin: Origin,
  now: Date,
): Promise<SignedIn> {
  await countAttempt(pool, 'address', networkOf(origin.ip), now);
  await countAttempt(pool, 'login', login, now);
  const account = await accountOf(pool, 'login', canonicalLogin(login));
  const { right, outdated } = await verifyPassword(password, account?.passwordHash ?? null);
  if (!account || !right || !account.employed) throw wrongCredentials();
  await Promise.all([forgiveAttempt(pool, 'login', login), forgiveAttempt(pool, 'address', networkOf(origin.ip))]);
  if (account.locked) throw accountLocked();
  if (outdated) await rehash(pool, account, password);
  if (account.secondFactor) return { challenge: challenge(box, account, 'password', now) };
  await setOwnPassword(pool, account, newPassword, now);
  return { session: await openSession(pool, { employee: account.employee, method: 'password', ...origin }, now) };
}

/**
 * Signs in an employee whom an identity provider vouches for.
 * @throws `account-locked` 403.
 */
export async function signInVouched({ pool, box }: SignInDeps, employee: string, origin: Origin, now: Date): Promise<SignedIn> {
  const account = await accountOf(pool, 'employee', employee);
  if (account?.locked) throw accountLocked();
  if (account?.secondFactor) return { challenge: challenge(box, account, 'oidc', now) };
  return { session: await openSession(pool, { employee, method: 'oidc', ...origin }, now) };
}

/**
 * Ends what `signIn` began, with the second factor. A password that was changed in between voids the challenge.
 * @param code six digits of an authenticator, or a recovery code.
 * @throws `challenge-expired` 401, `wrong-code` 401, `account-locked` 403, `must-change-password` 403,
 *   `too-many-attempts` 429, `invalid` 422.
 */
export async function signInSecondFactor(
  { pool, box }: SignInDeps,
  { challenge, code, newPassword }: { challenge: string; code: string; newPassword?: string | undefined },
  origin: Origin,
  now: Date,
): Promise<OpenedSession> {
  const begun = box.redeem(CHALLENGE, challenge, now) as Challenge | null;
  const account = begun && (await accountOf(pool, 'employee', begun.employee));
  if (!account?.employed || !account.secondFactor || account.changedAt.getTime() !== begun?.stamp) throw challengeExpired();
  if (account.locked) throw accountLocked();
  // Before the code is taken: whoever is sent back for a new password can use the same code again.
  const byPassword = begun.by === 'password';
  if (byPassword) needOwnPassword(account, newPassword);
  const hash = byPassword && newPassword !== undefined ? await ownHash(account, newPassword) : null;
  const factor = await takeSecondFactor(pool, box, account.employee, code, now);
  if (hash !== null) await storeHash(pool, account, hash, now);
  return openSession(pool, { employee: account.employee, method: `${begun.by}+${factor}`, ...origin }, now);
}

/**
 * Changes one's password and ends one's other sessions.
 * @param keep the id of the session that goes on.
 * @throws `invalid` 422 when the present password is wrong or the next will not do, `too-many-attempts` 429.
 */
export async function changePassword(
  pool: pg.Pool,
  { employee, current, next, keep }: { employee: string; current: string; next: string; keep: string },
  now: Date,
): Promise<void> {
  const account = await provePassword(pool, employee, { password: current, pointer: '/current' }, now);
  await storeHash(pool, account, await ownHash(account, next), now, keep);
}

/**
 * Asks for the password once more before something that a stolen session must not do.
 * @param given the password, and the JSON pointer to it in the request.
 * @throws `invalid` 422 when it is wrong, also when the employee has no password; `too-many-attempts` 429.
 */
export async function provePassword(
  pool: pg.Pool,
  employee: string,
  given: { password: string; pointer: string },
  now: Date,
): Promise<Account> {
  const account = await accountOf(pool, 'employee', employee);
  if (account) await countAttempt(pool, 'login', account.login, now);
  const { right } = await verifyPassword(given.password, account?.passwordHash ?? null);
  if (!account || !right) throw wrongPassword(given.pointer);
  await forgiveAttempt(pool, 'login', account.login);
  return account;
}

interface Account {
  employee: string;
  employed: boolean;
  login: string;
  passwordHash: string;
  mustChange: boolean;
  secondFactor: boolean;
  locked: boolean;
  changedAt: Date;
}

async function accountOf(pool: pg.Pool, by: 'login' | 'employee', value: string): Promise<Account | null> {
  const { rows } = await pool.query<Account>(
    `select l.employee, e.state = 'active' as employed, l.login, l.password_hash as "passwordHash", l.must_change as "mustChange",
       l.totp_confirmed_at is not null as "secondFactor", l.locked_at is not null as locked, l.changed_at as "changedAt"
     from person_login l join employee e on e.id = l.employee
     where ${by === 'login' ? 'lower(l.login) = lower($1)' : 'l.employee = $1'}`,
    [value],
  );
  return rows[0] ?? null;
}

interface Challenge {
  employee: string;
  by: 'password' | 'oidc';
  /** When the account was last changed, in milliseconds. */
  stamp: number;
}

const CHALLENGE = 'second-factor';

function challenge(box: SecretBox, account: Account, by: Challenge['by'], now: Date): string {
  const begun: Challenge = { employee: account.employee, by, stamp: account.changedAt.getTime() };
  return box.issue(CHALLENGE, begun, new Date(now.getTime() + 5 * 60_000));
}

function needOwnPassword(account: Account, newPassword: string | undefined): void {
  if (account.mustChange && newPassword === undefined) throw mustChangePassword();
}

async function setOwnPassword(pool: pg.Pool, account: Account, newPassword: string | undefined, now: Date): Promise<void> {
  needOwnPassword(account, newPassword);
  if (newPassword !== undefined) await storeHash(pool, account, await ownHash(account, newPassword), now);
}

async function ownHash(account: Account, password: string): Promise<string> {
  const hash = await newHash(password, account.login, '/newPassword');
  if ((await verifyPassword(password, account.passwordHash)).right) {
    throw invalid([
      { pointer: '/newPassword', detail: { zh: '新密码不能与原密码相同。', en: 'The new password is the old one.' } },
    ]);
  }
  return hash;
}

// One statement: the password is changed and the other sessions end, or neither.
async function storeHash(pool: pg.Pool, account: Account, hash: string, now: Date, keep: string | null = null): Promise<void> {
  const changed = await pool.query(
    `with changed as (
       update person_login set password_hash = $3, must_change = false, changed_at = $4
       where employee = $1 and password_hash = $2 returning employee
     ), ended as (
       update session set revoked_at = $4
       where employee in (select employee from changed) and revoked_at is null and id is distinct from $5::uuid
     )
     select from changed`,
    [account.employee, account.passwordHash, hash, now, keep],
  );
  if (changed.rowCount === 0) throw wrongPassword('/current'); // somebody changed it in this very moment
}

// The same password at today's cost: nothing that the owner would notice changes.
async function rehash(pool: pg.Pool, account: Account, password: string): Promise<void> {
  const hash = await hashPassword(password);
  const stored = await pool.query('update person_login set password_hash = $3 where employee = $1 and password_hash = $2', [
    account.employee,
    account.passwordHash,
    hash,
  ]);
  if (stored.rowCount === 1) account.passwordHash = hash;
}

const wrongCredentials = (): Problem =>
  new Problem('wrong-credentials', 401, { zh: '登录名或密码不正确。', en: 'The login name or the password is wrong.' });

const wrongPassword = (pointer: string): Problem =>
  invalid([{ pointer, detail: { zh: '密码不正确。', en: 'The password is wrong.' } }]);

const accountLocked = (): Problem =>
  new Problem('account-locked', 403, {
    zh: '此账号已被管理员锁定，请联系管理员。',
    en: 'An administrator has locked this account. Please contact them.',
  });

const mustChangePassword = (): Problem =>
  new Problem('must-change-password', 403, {
    zh: '请先设置您自己的新密码，再登录。',
    en: 'Please set a password of your own to sign in.',
  });

const challengeExpired = (): Problem =>
  new Problem('challenge-expired', 401, { zh: '登录已超时，请重新登录。', en: 'This took too long. Please sign in again.' });
