import { afterAll, describe, expect, test } from 'vitest';
import { accessWorld, Browser, PASSWORD } from '#testing/access-world';

const world = await accessWorld();
const office = await world.process();
afterAll(() => world.close());

const HOUR = 3_600_000;
const browser = () => new Browser(office.app);

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
