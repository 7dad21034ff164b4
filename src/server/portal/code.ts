import { createHash, randomInt, timingSafeEqual } from 'node:crypto';
import type pg from 'pg';
import { Problem } from '#kernel/problem';
import { countAttempt, forgiveAttempt } from '#server/access/limits';
import type { SecretBox } from '#server/access/secret-box';

/** A code is good so long, and for so many tries. */
export const CODE_MINUTES = 10;
const MOST_TRIES = 5;

/** The purpose under which a code is sealed on its way to whoever sends it. */
export const CODE_ON_ITS_WAY = 'portal-code-letter';

/** What is sent: sealed, as the job queue is a table too. */
export interface CodeOnItsWay {
  email: string;
  code: string;
  locale: 'zh' | 'en';
}

interface Parts {
  pool: pg.Pool;
  box: SecretBox;
}

/**
 * Has a code sent to an address. Whether somebody has that address is found out by the job that sends it: here known and unknown
 * addresses take the same way, so that neither answer nor time tells them apart.
 * @throws `too-many-attempts` 429 when one address asks too often.
 */
export async function orderCode({ pool, box }: Parts, email: string, locale: 'zh' | 'en', now: Date): Promise<void> {
  const address = canonicalAddress(email);
  await countAttempt(pool, 'portal', address, now);
  const code = String(randomInt(1_000_000)).padStart(6, '0');
  const expiresAt = new Date(now.getTime() + CODE_MINUTES * 60_000);
  const ticket = box.issue(CODE_ON_ITS_WAY, { email: address, code, locale } satisfies CodeOnItsWay, expiresAt);
  await pool.query(
    `with code as (
  insert into portal_code (address, code_mac, created_at, expires_at) values ($1, $2, $3, $4)
  on conflict (address) do update set code_mac = excluded.code_mac, created_at = excluded.created_at, expires_at = excluded.expires_at, tries = 0
) select graphile_worker.add_job('mail_code', $5::json, run_at := $3, max_attempts := 5)`,
    [keyOf(address), macOf(box, address, code), now, expiresAt, JSON.stringify({ ticket })],
  );
}

/** A contact person who may be let in by an address. */
export interface Known {
  contact: string;
  /** The company that they work for. */
  company: string;
}

/**
 * Judges a code. When the address belongs to several contact persons and `wanted` names none of them, they are answered, and the
 * code stays good to say which.
 * @throws `wrong-code` 401: wrong, used, expired, tried too often, or nobody's.
 */
export async function takeCode(
  { pool, box }: Parts,
  { email, code, wanted }: { email: string; code: string; wanted: string | undefined },
  now: Date,
): Promise<{ contact: string } | { choose: Known[] }> {
  const address = canonicalAddress(email);
  // Counted before it is judged, so that parallel guesses are counted too.
  const { rows } = await pool.query<{ mac: Buffer }>(
    'update portal_code set tries = tries + 1 where address = $1 and expires_at > $2 and tries < $3 returning code_mac as mac',
    [keyOf(address), now, MOST_TRIES],
  );
  const known = await knownBy(pool, address);
  const mac = rows[0]?.mac;
  if (!mac || !timingSafeEqual(mac, macOf(box, address, code)) || known.length === 0) throw wrongCode();
  const chosen = wanted === undefined && known.length === 1 ? known[0] : known.find(({ contact }) => contact === wanted);
  if (!chosen) return { choose: known };
  const used = await pool.query('delete from portal_code where address = $1 and code_mac = $2', [keyOf(address), mac]);
  if (used.rowCount === 0) throw wrongCode();
  await forgiveAttempt(pool, 'portal', address);
  return { contact: chosen.contact };
}

/** Everybody who is let in by this address. */
export async function knownBy(pool: pg.Pool, email: string): Promise<(Known & { language: 'zh' | 'en' | null })[]> {
  const { rows } = await pool.query<Known & { language: 'zh' | 'en' | null }>(
    `select k.id as contact, c.name as company, k.language from contact k join customer c on c.id = k.customer
where lower(k.email) = $1 and k.state = 'active' and k.portal_access in ('own', 'company') order by c.name, k.id`,
    [canonicalAddress(email)],
  );
  return rows;
}

const canonicalAddress = (email: string): string => email.normalize('NFKC').trim().toLowerCase();

const keyOf = (address: string): Buffer => createHash('sha256').update(address).digest();

const macOf = (box: SecretBox, address: string, code: string): Buffer => box.mac('portal-code', address, code);

const wrongCode = (): Problem =>
  new Problem('wrong-code', 401, {
    zh: '验证码不正确或已失效，请重新输入或重新获取。',
    en: 'The code is wrong or no longer good. Please type it again, or ask for another one.',
  });
