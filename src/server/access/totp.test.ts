import { generate } from 'otplib';
import { afterAll, describe, expect, test } from 'vitest';
import { accessWorld, Browser, enrolled, PASSWORD } from '#testing/access-world';

const world = await accessWorld();
const office = await world.process();
afterAll(() => world.close());

const MINUTE = 60_000;
const browser = () => new Browser(office.app);

describe('a second factor', () => {
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
    const { recoveryCodes } = await enrolled(world, office, '杨洋', 'yangyang');
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
    const { code } = await enrolled(world, office, '黄磊', 'huanglei');
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
    const { person, code } = await enrolled(world, office, '徐峰', 'xufeng');
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
    const { person } = await enrolled(world, office, '何超', 'hechao');
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
    const { code } = await enrolled(world, office, '林涛', 'lintao');
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
