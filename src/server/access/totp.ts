import { generateSecret, generateURI, verify } from 'otplib';
import type pg from 'pg';
import { invalid, Problem } from '#kernel/problem';
import { countAttempt, forgiveAttempt } from './limits.ts';
import type { SecretBox } from './secret-box.ts';
import { readableSecret, tokenHash } from './token.ts';

/**
 * Begins the enrolment of a second factor. It is not asked for until a first code has confirmed it; beginning again
 * replaces what was begun.
 * @returns the secret in base32 and the `otpauth://` address for a QR code.
 * @throws `second-factor-in-use` 409 when one is confirmed, or when the employee has no password.
 */
export async function beginTotp(pool: pg.Pool, box: SecretBox, employee: string): Promise<{ secret: string; uri: string }> {
  const secret = generateSecret(); // 160 bits, as RFC 4226 recommends
  const { rows } = await pool.query<{ login: string }>(
    `update person_login set totp_secret = $2, totp_last_step = null
     where employee = $1 and totp_confirmed_at is null returning login`,
    [employee, box.seal('totp', employee, secret)],
  );
  const login = rows[0]?.login;
  if (login === undefined) throw inUse();
  return { secret, uri: generateURI({ issuer: 'Lüyue 履约', label: login, secret }) };
}

/**
 * Confirms the enrolment with the first code.
 * @returns ten recovery codes, each good once in place of a code. They are shown this once; earlier ones are void.
 * @throws `invalid` 422 when the code is wrong, `second-factor-in-use` 409, `too-many-attempts` 429.
 */
export async function confirmTotp(pool: pg.Pool, box: SecretBox, employee: string, code: string, now: Date): Promise<string[]> {
  await countAttempt(pool, 'factor', employee, now);
  if (!(await takeTotp(pool, box, employee, code, now))) throw invalid([{ pointer: '/code', detail: WRONG_CODE }]);
  await forgiveAttempt(pool, 'factor', employee);
  const codes = Array.from({ length: 10 }, readableSecret);
  const confirmed = await pool.query(
    `with confirmed as (
       update person_login set totp_confirmed_at = $2, changed_at = $2 where employee = $1 and totp_confirmed_at is null returning employee
     ), void as (
       delete from recovery_code where employee in (select employee from confirmed)
     )
     insert into recovery_code (employee, code_hash) select employee, unnest($3::bytea[]) from confirmed`,
    [employee, now, codes.map(recoveryHash)],
  );
  if (confirmed.rowCount === 0) throw inUse();
  return codes;
}

/** Gives up the second factor and its recovery codes. @returns whether there was one. */
export async function removeTotp(pool: pg.Pool, employee: string, now: Date): Promise<boolean> {
  const { rows } = await pool.query<{ was: boolean }>(
    `with before as (select totp_secret is not null as was from person_login where employee = $1),
     codes as (delete from recovery_code where employee = $1),
     removed as (
       update person_login set totp_secret = null, totp_confirmed_at = null, totp_last_step = null, changed_at = $2 where employee = $1
     )
     select was from before`,
    [employee, now],
  );
  return rows[0]?.was ?? false;
}

/**
 * Takes the second factor of `employee`: six digits of an authenticator, or a recovery code.
 * @returns which of both it was.
 * @throws `wrong-code` 401 when it is neither or was used before, `too-many-attempts` 429.
 */
export async function takeSecondFactor(
  pool: pg.Pool,
  box: SecretBox,
  employee: string,
  code: string,
  now: Date,
): Promise<'totp' | 'recovery'> {
  await countAttempt(pool, 'factor', employee, now);
  const kind = SIX_DIGITS.test(code.trim()) ? 'totp' : 'recovery';
  const right =
    kind === 'totp' ? await takeTotp(pool, box, employee, code, now) : await takeRecoveryCode(pool, employee, code, now);
  if (!right) throw wrongCode();
  await forgiveAttempt(pool, 'factor', employee);
  return kind;
}

const SIX_DIGITS = /^\d{6}$/;

/** Whether `code` is right now or was 30 seconds ago or will be in 30, and no code of its time step was taken before. */
async function takeTotp(pool: pg.Pool, box: SecretBox, employee: string, code: string, now: Date): Promise<boolean> {
  const { rows } = await pool.query<{ sealed: Buffer | null }>(
    'select totp_secret as sealed from person_login where employee = $1',
    [employee],
  );
  const sealed = rows[0]?.sealed;
  const secret = sealed ? box.open('totp', employee, sealed) : null;
  if (secret === null || !SIX_DIGITS.test(code.trim())) return false;
  const result = await verify({ secret, token: code.trim(), epoch: Math.floor(now.getTime() / 1000), epochTolerance: 30 });
  if (!result.valid || !('timeStep' in result)) return false;
  // RFC 6238, 5.2: a code that was accepted is not accepted again. The row decides between two processes.
  const taken = await pool.query(
    `update person_login set totp_last_step = $2 where employee = $1 and totp_secret = $3 and (totp_last_step is null or totp_last_step < $2)`,
    [employee, result.timeStep, sealed],
  );
  return taken.rowCount === 1;
}

async function takeRecoveryCode(pool: pg.Pool, employee: string, code: string, now: Date): Promise<boolean> {
  const taken = await pool.query(
    'update recovery_code set used_at = $3 where employee = $1 and code_hash = $2 and used_at is null',
    [employee, recoveryHash(code), now],
  );
  return taken.rowCount === 1;
}

const recoveryHash = (code: string): Buffer => tokenHash(code.toLowerCase().replace(/[^a-z0-9]/g, ''));

const WRONG_CODE = { zh: '验证码不正确或已使用过。', en: 'The code is not right or has been used.' };

const wrongCode = (): Problem => new Problem('wrong-code', 401, WRONG_CODE);

const inUse = (): Problem =>
  new Problem('second-factor-in-use', 409, {
    zh: '双重验证已启用，或此账号没有密码。',
    en: 'A second factor is already in use, or this account has no password.',
  });
