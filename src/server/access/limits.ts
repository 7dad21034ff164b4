import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import type pg from 'pg';
import { Problem } from '#kernel/problem';

/**
 * Counts an attempt to sign in before it is judged, so that parallel guesses are counted too. Known and unknown logins
 * are treated alike. Counters are in PostgreSQL: they hold over all processes and over a restart.
 * @param subject the login as typed, the client's address, or the employee whose second factor is asked for.
 * @throws `too-many-attempts` 429 with `retryAfter` in seconds while the subject has to wait.
 */
export async function countAttempt(pool: pg.Pool, kind: AttemptKind, subject: string, now: Date): Promise<void> {
  const { free, firstWait, longestWait, forgives } = ALLOWANCE[kind];
  const key = subjectKey(subject);
  const counted = await pool.query(
    `insert into sign_in_counter as c (kind, subject, failed, last_at) values ($1, $2, 1, $3)
     on conflict (kind, subject) do update set (failed, last_at, locked_until) = (
       select f, $3::timestamptz,
         case when round(f) >= $4 then $3::timestamptz + least($6, $5 * 2 ^ least(round(f) - $4, 20)) * interval '1 second' end
       from (select greatest(c.failed - extract(epoch from $3::timestamptz - c.last_at) / $7, 0) + 1) as leaked (f))
     where c.locked_until is null or c.locked_until <= $3`,
    [kind, key, now, free, firstWait, longestWait, forgives],
  );
  if (counted.rowCount === 1) return;
  const { rows } = await pool.query<{ until: Date | null }>(
    'select locked_until as until from sign_in_counter where kind = $1 and subject = $2',
    [kind, key],
  );
  const until = rows[0]?.until ?? now;
  throw tooManyAttempts(Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1000)));
}

/** The attempt was right. A login or a second factor starts anew; an address is only given this attempt back. */
export async function forgiveAttempt(pool: pg.Pool, kind: AttemptKind, subject: string): Promise<void> {
  await pool.query(
    kind === 'address'
      ? `update sign_in_counter set failed = greatest(failed - 1, 0), locked_until = null where kind = $1 and subject = $2`
      : `delete from sign_in_counter where kind = $1 and subject = $2`,
    [kind, subjectKey(subject)],
  );
}

/**
 * How often one caller may ask, held in the process: a bucket of `capacity` requests that refills by `perSecond`.
 *
 * With several processes a caller may get as many times the limit as there are processes. That is what the limit is for:
 * it keeps one caller from using up a process, and each process keeps its own measure without a round trip. Limits that
 * keep a secret (guessing passwords) are not here but in `countAttempt`.
 */
export class RequestLimit {
  readonly #capacity: number;
  readonly #perSecond: number;
  readonly #buckets = new Map<string, { left: number; at: number }>();

  constructor({ capacity, perSecond }: { capacity: number; perSecond: number }) {
    this.#capacity = capacity;
    this.#perSecond = perSecond;
  }

  /**
   * Takes one request of `caller` (an actor's id or an address).
   * @throws `too-many-requests` 429 with `retryAfter` in seconds when the bucket is empty.
   */
  take(caller: string, now: Date): void {
    const at = now.getTime();
    const bucket = this.#buckets.get(caller) ?? { left: this.#capacity, at };
    const left = Math.min(this.#capacity, bucket.left + (Math.max(0, at - bucket.at) / 1000) * this.#perSecond);
    this.#makeRoom(at);
    this.#buckets.set(caller, { left: left >= 1 ? left - 1 : left, at });
    if (left < 1) throw tooManyRequests(Math.ceil((1 - left) / this.#perSecond));
  }

  /** How many callers are remembered. */
  get size(): number {
    return this.#buckets.size;
  }

  // A bucket that is full again says nothing. When most are in use (an attack from many addresses), starting anew is better than
  // growing, and than searching 50,000 buckets at every request.
  #makeRoom(at: number): void {
    if (this.#buckets.size < MOST_CALLERS) return;
    const fullAfter = (this.#capacity / this.#perSecond) * 1000;
    for (const [caller, bucket] of this.#buckets) if (at - bucket.at >= fullAfter) this.#buckets.delete(caller);
    if (this.#buckets.size > MOST_CALLERS / 2) this.#buckets.clear();
  }
}

/** What counts as one address for a limit: an IPv4 address, or the /64 network of an IPv6 address, which one customer has to itself. */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.replace(/%.*/, '').split('::');
  const before = head.split(':').filter(Boolean);
  const after = (tail ?? '').split(':').filter(Boolean);
  const given = before.length + after.length + (address.includes('.') ? 1 : 0); // ::1.2.3.4 ends in two groups
  const groups = tail === undefined ? before : [...before, ...Array<string>(8 - given).fill('0'), ...after];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}

/**
 * The address that is shown with a session, and whose network counts for limits.
 * @param peer who is connected, an IPv4 or IPv6 address.
 * @param forwardedFor the `X-Forwarded-For` header, which every proxy extends on the right.
 * @param trustedProxies how many proxies stand in front of the program; 0 means that the header is not believed.
 */
export function clientAddress(peer: string, forwardedFor: string | null, trustedProxies: number): string {
  const hops = [
    ...(forwardedFor ?? '')
      .split(',')
      .map((hop) => hop.trim())
      .filter(Boolean),
    peer,
  ];
  const address = hops[Math.max(0, hops.length - 1 - trustedProxies)] ?? peer;
  return address.replace(/^::ffff:(?=\d+\.)/, '');
}

export type AttemptKind = 'login' | 'address' | 'factor' | 'portal';

interface Allowance {
  /** Failures after which one has to wait. */
  free: number;
  /** The first wait in seconds; each further failure doubles it. */
  firstWait: number;
  longestWait: number;
  /** One failure is forgotten in so many seconds. */
  forgives: number;
}

// Guessing goes on at four tries an hour and login. A whole office may share one address: it has more to give away.
const ALLOWANCE: Record<AttemptKind, Allowance> = {
  login: { free: 5, firstWait: 30, longestWait: 900, forgives: 3600 },
  factor: { free: 5, firstWait: 30, longestWait: 900, forgives: 3600 },
  portal: { free: 4, firstWait: 60, longestWait: 1800, forgives: 900 }, // codes sent to one address
  address: { free: 100, firstWait: 60, longestWait: 900, forgives: 300 },
};

const MOST_CALLERS = 50_000; // about 8 MB

const subjectKey = (subject: string): Buffer =>
  createHash('sha256').update(subject.normalize('NFKC').trim().toLowerCase()).digest();

const tooManyAttempts = (retryAfter: number): Problem =>
  new Problem(
    'too-many-attempts',
    429,
    {
      zh: `尝试次数过多，请在 ${retryAfter} 秒后再试。`,
      en: `Too many attempts. Please try again in ${retryAfter} ${retryAfter === 1 ? 'second' : 'seconds'}.`,
    },
    { retryAfter },
  );

const tooManyRequests = (retryAfter: number): Problem =>
  new Problem(
    'too-many-requests',
    429,
    { zh: '请求过于频繁，请稍后再试。', en: 'Too many requests. Please try again shortly.' },
    { retryAfter },
  );
