import { scryptSync } from 'node:crypto';
import { generate } from 'otplib';
import { afterAll, describe, expect, test } from 'vitest';
import { accessWorld, Browser, PASSWORD, scryptRuns } from './given.ts';
import { countAttempt } from './limits.ts';
import { lockLogin } from './person-login.ts';
import { signIn } from './sign-in.ts';

const world = await accessWorld();
const office = await world.process();
afterAll(() => world.close());

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const browser = () => new Browser(office.app);

/** Hires somebody who has a second factor. */
async function enrolled(name: string, login: string) {
  const person = await browser().become(world, await world.hire(name, { login }));
  const { body: begun } = await person.ask('POST', '/api/me/totp', { password: PASSWORD });
  const code = (at = world.now()) => generate({ secret: begun.secret, epoch: Math.floor(at.getTime() / 1000) });
  const { body: confirmed } = await person.ask('POST', '/api/me/totp/confirm', { code: await code() });
  return { person, begun, code, recoveryCodes: confirmed.recoveryCodes as string[] };
}

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
    const { person, begun, recoveryCodes } = await enrolled('高翔', 'gaoxiang');
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
    expect(broken.status).toBe(415);
    expect((await browser().ask('POST', '/api/session', { login: 'wangwei', extra: 1 })).status).toBe(422);
  });
});

describe('the second factor', () => {
  test('is asked for from its confirmation on, and a code opens once', async () => {
    const person = await browser().become(world, await world.hire('陈静', { login: 'chenjing' }));
    expect((await person.ask('POST', '/api/me/totp', { password: 'wrong horse 1' })).body.errors).toEqual([
      { pointer: '/password', detail: '密码不正确。' },
    ]);
    const { status, body: begun } = await person.ask('POST', '/api/me/totp', { password: PASSWORD });
    expect(status).toBe(201);
    expect(begun.uri).toContain(`secret=${begun.secret}`);
    expect((await browser().signIn('chenjing')).status).toBe(201);

    const code = () => generate({ secret: begun.secret, epoch: world.now().getTime() / 1000 });
    const wrong = String((Number(await code()) + 1) % 1_000_000).padStart(6, '0');
    expect((await person.ask('POST', '/api/me/totp/confirm', { code: wrong })).status).toBe(422);
    const confirmed = await person.ask('POST', '/api/me/totp/confirm', { code: await code() });
    expect(confirmed.body.recoveryCodes).toHaveLength(10);
    expect(await person.ask('POST', '/api/me/totp', { password: PASSWORD })).toMatchObject({
      status: 409,
      body: { type: '/problems/second-factor-in-use' },
    });

    const elsewhere = browser();
    const { status: accepted, body: asked } = await elsewhere.signIn('chenjing');
    expect([accepted, asked.secondFactor, elsewhere.cookies.size]).toEqual([202, true, 0]);
    const second = (given: string) =>
      elsewhere.ask('POST', '/api/session/second-factor', { challenge: asked.challenge, code: given });
    // The code of the confirmation is used up.
    expect(await second(await code())).toMatchObject({ status: 401, body: { type: '/problems/wrong-code' } });
    world.pass(MINUTE / 2);
    const fresh = await code();
    const both = await Promise.all([second(fresh), second(fresh)]);
    expect(both.map((answer) => answer.status).sort((a, b) => a - b)).toEqual([201, 401]);
    expect((await elsewhere.ask('GET', '/api/me')).body).toMatchObject({ login: 'chenjing', secondFactor: true });
  });

  test('may be a recovery code, once', async () => {
    const { recoveryCodes } = await enrolled('杨洋', 'yangyang');
    const first = recoveryCodes[0] ?? '';
    expect(first).toMatch(/^[a-z2-9]{4}(-[a-z2-9]{4}){3}$/);
    const person = browser();
    world.pass(1000);
    const { body } = await person.signIn('yangyang');
    const show = (code: string) => person.ask('POST', '/api/session/second-factor', { challenge: body.challenge, code });
    expect((await show(first.toUpperCase().replaceAll('-', ' '))).status).toBe(201);
    expect((await show(first)).status).toBe(401);
    world.pass(1000);
    expect((await show(recoveryCodes[1] ?? '')).status).toBe(201);
    const { body: sessions } = await person.ask('GET', '/api/sessions');
    expect(sessions.items.map((session: { method: string }) => session.method)).toEqual([
      'password+recovery',
      'password+recovery',
      'password',
    ]);
  });

  test('is guessed five times at most', async () => {
    const { code } = await enrolled('黄磊', 'huanglei');
    const { body } = await browser().signIn('huanglei');
    const show = (given: string) =>
      browser().ask('POST', '/api/session/second-factor', { challenge: body.challenge, code: given });
    for (let i = 0; i < 5; i++) expect((await show('zzzz-zzzz-zzzz-zzzz')).status).toBe(401);
    world.pass(MINUTE / 4);
    expect(await show(await code(new Date(world.now().getTime() + MINUTE / 2)))).toMatchObject({
      status: 429,
      body: { retryAfter: 15 },
    });
  });

  test('has five minutes, and a password that is changed meanwhile ends them', async () => {
    const { person, code } = await enrolled('徐峰', 'xufeng');
    const show = async (challenge: string) => {
      const answer = await browser().ask('POST', '/api/session/second-factor', { challenge, code: await code() });
      return answer.status === 201 ? 201 : answer.body.type;
    };
    const late = (await browser().signIn('xufeng')).body.challenge;
    world.pass(5 * MINUTE);
    expect(await show(late)).toBe('/problems/challenge-expired');
    const overtaken = (await browser().signIn('xufeng')).body.challenge;
    world.pass(1000);
    expect((await person.ask('POST', '/api/me/password', { current: PASSWORD, newPassword: 'another fine river' })).status).toBe(
      204,
    );
    expect(await show(overtaken)).toBe('/problems/challenge-expired');
    expect(await show('forged')).toBe('/problems/challenge-expired');
    expect(await show((await browser().signIn('xufeng', 'another fine river')).body.challenge)).toBe(201);
  });

  test('is given up with the password, together with its recovery codes', async () => {
    const { person } = await enrolled('何超', 'hechao');
    expect((await person.ask('DELETE', '/api/me/totp', { password: 'wrong horse 1' })).status).toBe(422);
    expect((await person.ask('DELETE', '/api/me/totp', { password: PASSWORD })).status).toBe(204);
    expect((await person.ask('DELETE', '/api/me/totp', { password: PASSWORD })).status).toBe(404);
    expect((await browser().signIn('hechao')).status).toBe(201);
    const codes = await world.pool.query(
      `select from recovery_code r join person_login l using (employee) where l.login = 'hechao'`,
    );
    expect(codes.rowCount).toBe(0);
  });

  test('comes before a password of one’s own, and the code is not used up by the detour', async () => {
    const { code } = await enrolled('林涛', 'lintao');
    await world.pool.query(`update person_login set must_change = true where login = 'lintao'`);
    world.pass(MINUTE);
    const person = browser();
    const { body } = await person.signIn('lintao');
    const show = async (more: object) =>
      person.ask('POST', '/api/session/second-factor', { challenge: body.challenge, code: await code(), ...more });
    expect(await show({})).toMatchObject({ status: 403, body: { type: '/problems/must-change-password' } });
    expect((await show({ newPassword: 'a river of my own' })).status).toBe(201);
    expect((await browser().signIn('lintao', 'a river of my own')).status).toBe(202);
  });
});

describe('sessions', async () => {
  const luolan = await world.hire('罗兰');

  test('are listed and ended by their owner, and nobody else’s are', async () => {
    const machao = await world.hire('马超');
    const desk = await browser().become(world, machao, 'Desk');
    world.pass(1000);
    const phone = await browser().become(world, machao, 'Phone');
    const other = await browser().become(world, luolan);
    const { items } = (await phone.ask('GET', '/api/sessions')).body;
    expect(items.map((s: { userAgent: string; current: boolean; ip: string }) => [s.userAgent, s.current, s.ip])).toEqual([
      ['Phone', true, '192.0.2.7'],
      ['Desk', false, '192.0.2.7'],
    ]);
    expect((await other.ask('DELETE', `/api/sessions/${items[1].id}`)).status).toBe(404);
    expect((await other.ask('GET', `/api/sessions?employee=${items[1].employee}`)).status).toBe(403);
    expect((await phone.ask('DELETE', `/api/sessions/${items[1].id}`)).status).toBe(204);
    expect((await desk.ask('GET', '/api/me')).status).toBe(401);
    expect((await phone.ask('GET', '/api/me')).status).toBe(200);
  });

  test('of anybody are listed and ended by an administrator', async () => {
    const admin = await browser().become(world, await world.hire('管理员', { roles: ['admin'] }));
    const person = await browser().become(world, luolan);
    const { items } = (await admin.ask('GET', `/api/sessions?employee=${luolan}`)).body;
    expect(items).toHaveLength(2);
    for (const { id } of items) expect((await admin.ask('DELETE', `/api/sessions/${id}`)).status).toBe(204);
    expect((await person.ask('GET', '/api/me')).status).toBe(401);
  });

  test('end with signing out', async () => {
    const person = await browser().become(world, luolan);
    const cookie = `lvyue_session=${person.cookies.get('lvyue_session')}`;
    expect((await person.ask('DELETE', '/api/session')).status).toBe(204);
    expect(person.cookies.size).toBe(0);
    expect((await browser().ask('GET', '/api/me', undefined, { cookie })).status).toBe(401);
  });

  test('end after twelve hours of rest, or after fourteen days', async () => {
    const person = await browser().become(world, luolan);
    world.pass(12 * HOUR - 1);
    expect((await person.ask('GET', '/api/me')).status).toBe(200);
    await office.authenticator.settled();
    world.pass(12 * HOUR - 1);
    expect((await person.ask('GET', '/api/me')).status).toBe(200);
    await office.authenticator.settled();
    world.pass(12 * HOUR);
    expect((await person.ask('GET', '/api/me')).status).toBe(401);

    await person.become(world, luolan);
    for (let hours = 0; hours < 14 * 24 - 11; hours += 11) {
      expect((await person.ask('GET', '/api/me')).status, `${hours} h`).toBe(200);
      await office.authenticator.settled();
      world.pass(11 * HOUR);
    }
    world.pass(6 * HOUR);
    expect((await person.ask('GET', '/api/me')).status).toBe(401);
  });

  test('other than the own end when the password is changed', async () => {
    const xiejun = await world.hire('谢军', { login: 'xiejun' });
    const here = await browser().become(world, xiejun);
    const there = await browser().become(world, xiejun);
    const change = (current: string, newPassword: string) => here.ask('POST', '/api/me/password', { current, newPassword });
    expect((await change('wrong horse 1', 'another fine river')).body.errors).toEqual([
      { pointer: '/current', detail: '密码不正确。' },
    ]);
    expect((await change(PASSWORD, 'xiejun-is-here')).status).toBe(422);
    expect((await change(PASSWORD, 'another fine river')).status).toBe(204);
    expect((await here.ask('GET', '/api/me')).status).toBe(200);
    expect((await there.ask('GET', '/api/me')).status).toBe(401);
    expect((await browser().signIn('xiejun')).status).toBe(401);
    expect((await browser().signIn('xiejun', 'another fine river')).status).toBe(201);
  });

  test('do nothing for a page of another site', async () => {
    const person = await browser().become(world, luolan);
    const foreign = await person.ask('DELETE', '/api/session', undefined, { 'sec-fetch-site': 'cross-site' });
    expect(foreign).toMatchObject({ status: 403, body: { type: '/problems/foreign-request' } });
    expect((await person.ask('GET', '/api/me')).status).toBe(200);
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
