import { afterAll, describe, expect, test } from 'vitest';
import { Problem } from '#kernel/problem';
import { appPoolOf } from '#server/database';
import { freshDatabase } from '#testing/database';
import { clientAddress, countAttempt, forgiveAttempt, networkOf, RequestLimit } from './limits.ts';

const database = await freshDatabase();
const otherProcess = appPoolOf(database.url, 2, true);
afterAll(async () => {
  await otherProcess.end();
  await database.close();
});

const start = Date.parse('2026-11-20T01:00:00Z');
const after = (seconds: number) => new Date(start + seconds * 1000);

/** Seconds to wait, 0 when the attempt was let pass. */
const attempt = (kind: 'login' | 'address' | 'factor', subject: string, seconds: number, pool = database.pool): Promise<number> =>
  countAttempt(pool, kind, subject, after(seconds)).then(
    () => 0,
    (problem: Problem) => problem.extensions['retryAfter'] as number,
  );

describe('attempts to sign in', () => {
  test('after five failures one waits, each time twice as long, up to a quarter of an hour', async () => {
    for (let i = 0; i < 5; i++) expect(await attempt('login', 'wang', 0)).toBe(0);
    expect(await attempt('login', 'wang', 0)).toBe(30);
    expect(await attempt('login', 'wang', 10)).toBe(20);
    const waits: number[] = [];
    let at = 30;
    for (let i = 0; i < 6; i++) {
      expect(await attempt('login', 'wang', at)).toBe(0);
      waits.push(await attempt('login', 'wang', at));
      at += waits.at(-1) ?? 0;
    }
    expect(waits).toEqual([60, 120, 240, 480, 900, 900]);
  });

  test('the refusal says how long in both languages', async () => {
    for (let i = 0; i < 5; i++) await attempt('login', 'li', 0);
    const problem = await countAttempt(database.pool, 'login', 'li', after(29.5)).catch((error: unknown) => error);
    expect(problem).toBeInstanceOf(Problem);
    expect(problem).toMatchObject({
      slug: 'too-many-attempts',
      status: 429,
      title: { zh: '尝试次数过多，请在 1 秒后再试。', en: 'Too many attempts. Please try again in 1 second.' },
    });
  });

  test('processes count together, and so do attempts at the same moment', async () => {
    const pools = [database.pool, otherProcess];
    const waits = await Promise.all(Array.from({ length: 40 }, (_, i) => attempt('login', 'Zhao ', 0, pools[i % 2])));
    expect(waits.filter((wait) => wait === 0)).toHaveLength(5);
    expect(await attempt('login', 'zhao', 0)).toBe(30);
  });

  test('failures are forgotten with time', async () => {
    for (let i = 0; i < 4; i++) await attempt('login', 'sun', 0);
    for (let i = 0; i < 4; i++) expect(await attempt('login', 'sun', 4 * 3600)).toBe(0);
    expect(await attempt('login', 'sun', 4 * 3600)).toBe(0);
    expect(await attempt('login', 'sun', 4 * 3600)).toBe(30);
  });

  test('a right password gives a login all its attempts back, and an address only this one', async () => {
    for (let i = 0; i < 4; i++) await attempt('login', 'zhou', 0);
    await forgiveAttempt(database.pool, 'login', 'zhou');
    for (let i = 0; i < 5; i++) expect(await attempt('login', 'zhou', 0)).toBe(0);
    for (let i = 0; i < 99; i++) await attempt('address', '192.0.2.1', 0);
    await forgiveAttempt(database.pool, 'address', '192.0.2.1');
    expect(await attempt('address', '192.0.2.1', 0)).toBe(0);
    expect(await attempt('address', '192.0.2.1', 0)).toBe(0);
    expect(await attempt('address', '192.0.2.1', 0)).toBe(60);
  });

  test('what was typed as a login is not kept', async () => {
    await attempt('login', 'my-password-in-the-wrong-box', 0);
    const { rows } = await database.pool.query<{ text: string }>(
      'select string_agg(c::text, $1) as text from sign_in_counter c',
      [' '],
    );
    expect(rows[0]?.text).not.toContain(Buffer.from('my-password').toString('hex'));
  });
});

describe('requests', () => {
  const slug = (limit: RequestLimit, caller: string, seconds: number): string => {
    try {
      limit.take(caller, after(seconds));
      return 'ok';
    } catch (error) {
      return `${(error as Problem).slug} ${String((error as Problem).extensions['retryAfter'])}`;
    }
  };

  test('a bucket empties and refills, for each caller', () => {
    const limit = new RequestLimit({ capacity: 2, perSecond: 0.5 });
    expect([slug(limit, 'a', 0), slug(limit, 'a', 0), slug(limit, 'a', 0)]).toEqual(['ok', 'ok', 'too-many-requests 2']);
    expect(slug(limit, 'b', 0)).toBe('ok');
    expect(slug(limit, 'a', 2)).toBe('ok');
    expect(slug(limit, 'a', 2)).toBe('too-many-requests 2');
    expect([slug(limit, 'a', 60), slug(limit, 'a', 60), slug(limit, 'a', 60)]).toEqual(['ok', 'ok', 'too-many-requests 2']);
  });

  test('many callers do not fill the memory', () => {
    const limit = new RequestLimit({ capacity: 2, perSecond: 1 });
    for (let i = 0; i < 120_000; i++) limit.take(`caller ${i}`, after(0));
    expect(limit.size).toBeLessThanOrEqual(50_000);
  });
});

test.each([
  ['192.0.2.7', null, 0, '192.0.2.7'],
  ['::ffff:192.0.2.7', null, 0, '192.0.2.7'],
  ['10.0.0.1', '203.0.113.9', 0, '10.0.0.1'],
  ['10.0.0.1', '203.0.113.9', 1, '203.0.113.9'],
  ['10.0.0.1', '6.6.6.6, 203.0.113.9', 1, '203.0.113.9'],
  ['10.0.0.1', '203.0.113.9, 10.0.0.2', 2, '203.0.113.9'],
  ['10.0.0.1', '203.0.113.9', 5, '203.0.113.9'],
])('%s forwarded for %s behind %s proxies is %s', (peer, forwardedFor, proxies, address) => {
  expect(clientAddress(peer, forwardedFor, proxies)).toBe(address);
});

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0db8:0001:0002::1', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['64:ff9b::192.0.2.7', '64:ff9b:0:0::/64'],
])('%s counts as %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});
