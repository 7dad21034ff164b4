import { scryptSync } from 'node:crypto';
import { afterAll, describe, expect, test } from 'vitest';
import { accessWorld, Browser, enrolled, PASSWORD, scryptRuns } from '#testing/access-world';
import { countAttempt } from './limits.ts';
import { lockLogin } from './person-login.ts';
import { signIn } from './sign-in.ts';

const world = await accessWorld();
const office = await world.process();
afterAll(() => world.close());

const browser = () => new Browser(office.app);

describe('signing in with a password', () => {
  test('opens a session whose cookie no script can read', async () => {
    const wang = await world.hire('王伟', { login: 'wangwei', roles: ['sales', 'sales_manager'] });
    const person = browser();
    const response = await person.send('POST', '/api/session', { login: ' WangWei', password: PASSWORD });
    expect(response.status).toBe(201);
    expect(response.headers.get('set-cookie')).toMatch(
      /^lvyue_session=[\w-]{43}; Path=\/; Expires=Fri, 04 Dec 2026 01:00:00 GMT; HttpOnly; SameSite=Lax$/,
    );
    expect((await person.ask('GET', '/api/me')).body).toEqual({
      id: `employee:${wang}`,
      name: '王伟',
      roles: ['employee', 'sales', 'sales_manager'],
      employee: wang,
      department: null,
      departments: [],
      customer: null,
      locale: 'zh',
      scopes: ['read', 'write', 'admin'],
      login: 'wangwei',
      secondFactor: false,
    });
  });

  test('marks the cookie as secure behind https', async () => {
    await world.hire('李娜', { login: 'lina' });
    const response = await browser().send(
      'POST',
      '/api/session',
      { login: 'lina', password: PASSWORD },
      { 'x-forwarded-proto': 'https' },
    );
    expect(response.headers.get('set-cookie')).toMatch(/; Secure/);
  });

  test('keeps nothing in the database that opens a door', async () => {
    const { person, begun, recoveryCodes } = await enrolled(world, office, '高翔', 'gaoxiang');
    const { rows } = await world.db.owner.query<{ text: string }>(
      `select string_agg(t, ' ') as text from (select l::text from person_login l union all select s::text from session s
         union all select r::text from recovery_code r) x (t)`,
    );
    const kept = rows[0]?.text ?? '';
    expect(kept).toContain('gaoxiang');
    for (const secret of [PASSWORD, person.cookies.get('lvyue_session') ?? '-', begun.secret as string, ...recoveryCodes]) {
      expect(kept).not.toContain(secret);
      expect(kept).not.toContain(Buffer.from(secret).toString('hex'));
    }
  });

  test('answers an unknown login, a wrong password and a former employee alike, after the same work', async () => {
    const former = await world.hire('赵敏', { login: 'zhaomin' });
    await world.db.owner.query(`update employee set state = 'left' where id = $1`, [former]);
    const attempts: [string, string][] = [
      ['nobody', PASSWORD],
      ['wangwei', 'wrong horse 1'],
      ['zhaomin', PASSWORD],
    ];
    for (const [login, password] of attempts) {
      let answer: unknown;
      const runs = await scryptRuns(async () => (answer = await browser().signIn(login, password)));
      expect(runs).toBe(1);
      expect(answer).toEqual({
        status: 401,
        body: { type: '/problems/wrong-credentials', status: 401, title: '登录名或密码不正确。' },
      });
    }
    expect(
      (await browser().ask('POST', '/api/session', { login: 'nobody', password: 'x' }, { 'accept-language': 'en-GB' })).body
        .title,
    ).toBe('The login name or the password is wrong.');
  });

  test('is locked out after five failures, for known and unknown logins, and does no more work then', async () => {
    await world.hire('孙丽', { login: 'sunli' });
    for (const login of ['sunli', 'nobody-at-all']) {
      for (let i = 0; i < 4; i++) await countAttempt(world.pool, 'login', login, world.now());
      expect((await browser().signIn(login, 'wrong horse 1')).status).toBe(401);
      let refusal: { status: number; body: unknown } = { status: 0, body: null };
      expect(await scryptRuns(async () => (refusal = await browser().signIn(login, PASSWORD)))).toBe(0);
      expect(refusal.status).toBe(429);
      expect(refusal.body).toMatchObject({ type: '/problems/too-many-attempts', retryAfter: 30 });
    }
    world.pass(30_000);
    expect((await browser().signIn('sunli')).status).toBe(201);
    expect((await browser().signIn('sunli', 'wrong horse 1')).status).toBe(401);
  });

  test('hashes an old password anew, and leaves other sessions alone', async () => {
    const zhou = await world.hire('周杰', { login: 'zhoujie' });
    const first = await browser().become(world, zhou);
    const salt = Buffer.alloc(16, 3);
    const cheap = `$scrypt$ln=10,r=8,p=1$${salt.toString('base64url')}$${scryptSync(PASSWORD, salt, 32, { N: 1024, r: 8, p: 1 }).toString('base64url')}`;
    await world.pool.query('update person_login set password_hash = $2 where employee = $1', [zhou, cheap]);
    expect((await browser().signIn('zhoujie')).status).toBe(201);
    const { rows } = await world.pool.query<{ hash: string }>(
      'select password_hash as hash from person_login where employee = $1',
      [zhou],
    );
    expect(rows[0]?.hash).toMatch(/^\$scrypt\$ln=16,r=8,p=2\$/);
    expect((await first.ask('GET', '/api/me')).status).toBe(200);
  });

  test('tells a locked account only to whoever knows its password', async () => {
    await world.hire('吴刚', { login: 'wugang' });
    await lockLogin(world.pool, 'WuGang', true, world.now());
    expect(await browser().signIn('wugang')).toMatchObject({ status: 403, body: { type: '/problems/account-locked' } });
    expect(await browser().signIn('wugang', 'wrong horse 1')).toMatchObject({
      status: 401,
      body: { type: '/problems/wrong-credentials' },
    });
    await lockLogin(world.pool, 'wugang', false, world.now());
    expect((await browser().signIn('wugang')).status).toBe(201);
  });

  test('asks for a password of one’s own when somebody else has set it', async () => {
    await world.hire('郑爽', { login: 'zhengshuang', mustChange: true });
    const person = browser();
    expect(await person.signIn('zhengshuang')).toMatchObject({ status: 403, body: { type: '/problems/must-change-password' } });
    expect(person.cookies.size).toBe(0);
    expect(await person.signIn('zhengshuang', PASSWORD, { newPassword: PASSWORD })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/newPassword', detail: '新密码不能与原密码相同。' }] },
    });
    expect((await person.signIn('zhengshuang', PASSWORD, { newPassword: 'short' })).body.errors).toEqual([
      { pointer: '/newPassword', detail: '密码至少需要 10 个字符。' },
    ]);
    expect((await person.signIn('zhengshuang', PASSWORD, { newPassword: 'a river of my own' })).status).toBe(201);
    expect((await person.ask('GET', '/api/me')).status).toBe(200);
    expect((await browser().signIn('zhengshuang')).status).toBe(401);
    expect((await browser().signIn('zhengshuang', 'a river of my own')).status).toBe(201);
  });

  test('takes JSON only, so that no form on another site signs anybody in', async () => {
    const form = await office.app.request('/api/session', {
      method: 'POST',
      body: new URLSearchParams({ login: 'wangwei', password: PASSWORD }),
    });
    expect(form.status).toBe(415);
    const broken = await office.app.request('/api/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{',
    });
    expect(broken.status).toBe(400);
    expect((await browser().ask('POST', '/api/session', { login: 'wangwei', extra: 1 })).status).toBe(422);
  });
});

test('one address is stopped whatever login it tries', async () => {
  const origin = { ip: '2001:db8::1', userAgent: '' };
  const neighbour = { ip: '2001:db8::ffff:1', userAgent: '' };
  await world.pool.query(
    `insert into sign_in_counter values ('address', sha256('2001:db8:0:0::/64'), 99, $1, null) on conflict do nothing`,
    [world.now()],
  );
  const attempt = (login: string, from: typeof origin) =>
    signIn(world, { login, password: 'wrong horse 1' }, from, world.now()).catch((problem: unknown) => problem);
  expect(await attempt('login-a', origin)).toMatchObject({ slug: 'wrong-credentials' });
  expect(await attempt('login-b', neighbour)).toMatchObject({ slug: 'too-many-attempts' });
});
