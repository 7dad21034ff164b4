import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { accessWorld, Browser, type Process } from '#testing/access-world';
import { run as token } from './token.ts';
import { run as user } from './user.ts';

const world = await accessWorld();
let office: Process;
let folder: string;
let out: string[];
let errors: string[];

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'lvyue-cli-'));
  vi.stubEnv('DATABASE_URL', world.db.url);
  vi.stubEnv('LVYUE_DATA', folder);
  vi.stubEnv('LVYUE_KEYS', path.join(folder, 'keys'));
  vi.stubEnv('LC_ALL', 'C');
  vi.stubEnv('LANG', 'zh_CN.UTF-8');
  // Commands take the real time; so does this process.
  world.pass(Date.now() - world.now().getTime());
  office = await world.process();
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await world.close();
  await rm(folder, { recursive: true });
});
beforeEach(() => {
  out = [];
  errors = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void out.push(line));
  vi.spyOn(console, 'error').mockImplementation((line: string) => void errors.push(line));
});
afterEach(() => vi.restoreAllMocks());

const browser = () => new Browser(office.app);

test('the first administrator is made, and sets a password of their own at the first sign-in', async () => {
  expect(await user(['add', 'admin', '--name', '系统管理员', '--role', 'admin', '--role', 'hr'])).toBe(0);
  const [, password = ''] = /：([a-z2-9]{4}(?:-[a-z2-9]{4}){3})$/.exec(out[0] ?? '') ?? [];
  expect((await browser().signIn('admin', password)).body.type).toBe('/problems/must-change-password');
  const person = browser();
  expect((await person.signIn('Admin', password, { newPassword: 'a river of my own' })).status).toBe(201);
  expect((await person.ask('GET', '/api/me')).body).toMatchObject({ name: '系统管理员', roles: ['admin', 'employee', 'hr'] });
  expect((await person.ask('GET', '/api/api-keys')).status).toBe(200);
  const { rows } = await world.pool.query(`select record, step, actor from journal order by id`);
  expect(rows).toEqual([
    { record: 'employee', step: 'create', actor: 'system' },
    { record: 'role-grant', step: 'create', actor: 'system' },
    { record: 'role-grant', step: 'create', actor: 'system' },
  ]);
});

test('an employee gets an account, with a password from standard input', async () => {
  await world.hire('王伟', { email: 'wang.wei@example.com' });
  const add = (given: string) =>
    user(['add', 'wangwei', '--employee', 'Wang.Wei@example.com', '--password-stdin'], Readable.from([given]));
  expect(await add('short\n')).toBe(1);
  expect(errors[0]).toContain('password: 密码至少需要 10 个字符。');
  expect(await add('quiet river 42\n')).toBe(0);
  expect(out[0]).toBe('账号 wangwei 的密码已设置。');
  expect((await browser().signIn('wangwei', 'quiet river 42')).status).toBe(201);
  expect(await add('quiet river 42\n')).toBe(1);
  expect(errors[1]).toBe('该登录名已被使用，或该员工已有账号。');
});

test('what is refused leaves nothing behind', async () => {
  const people = async () => (await world.pool.query('select from employee')).rowCount;
  const before = await people();
  expect(await user(['add', 'WANGWEI', '--name', '另一位王伟'])).toBe(1);
  expect(await user(['add', 'zhang', '--name', '张三', '--role', 'king'])).toBe(1);
  expect(await user(['add', 'zhang', '--employee', 'nobody@example.com'])).toBe(1);
  expect(await user(['add', 'zhang'])).toBe(1);
  expect(await user(['dance', '--lang', 'en'])).toBe(1);
  expect(await people()).toBe(before);
  expect(errors[1]).toContain('没有角色 king。');
  expect(errors[4]).toContain('Manage accounts');
});

test('a password is reset, and an account locked and unlocked; each ends its sessions at once', async () => {
  const person = browser();
  await person.signIn('wangwei', 'quiet river 42');
  const ends = async (...args: string[]) => {
    expect((await person.ask('GET', '/api/me')).status).toBe(200);
    const heard = office.nextChange();
    expect(await user(args)).toBe(0);
    await heard;
    return (await person.ask('GET', '/api/me')).status;
  };
  expect(await ends('password', 'wangwei')).toBe(401);
  const password = /：(\S+)$/.exec(out.at(-1) ?? '')?.[1] ?? '';
  expect((await person.signIn('wangwei', password, { newPassword: 'another fine river' })).status).toBe(201);
  expect(await ends('lock', 'wangwei')).toBe(401);
  expect((await person.signIn('wangwei', 'another fine river')).body.type).toBe('/problems/account-locked');
  expect(await user(['list', '--lang', 'en'])).toBe(0);
  expect(
    out
      .at(-1)
      ?.split('\n')
      .map((line) => line.split('\t').slice(0, 3)),
  ).toEqual([
    ['admin', '系统管理员', expect.stringMatching(/^last seen \d{4}-/)],
    ['wangwei', '王伟', 'locked'],
  ]);
  expect(await user(['unlock', 'wangwei'])).toBe(0);
  expect((await person.signIn('wangwei', 'another fine river')).status).toBe(201);
  expect(await user(['lock', 'nobody'])).toBe(1);
  expect(errors.at(-1)).toBe('没有这个账号。');
});

test('a token is the only thing on standard output, and opens with its roles and scope', async () => {
  expect(await token(['--role', 'sales', '--role', 'finance', '--name', 'ERP', '--scope', 'read', '--days', '7'])).toBe(0);
  expect(out).toEqual([expect.stringMatching(/^lvy_[\w-]{43}$/)]);
  const asked = await browser().ask('GET', '/api/me', undefined, { authorization: `Bearer ${out[0]}` });
  expect(asked.body).toMatchObject({ name: 'ERP', roles: ['sales', 'finance'], scopes: ['read'] });
  const { rows } = await world.pool.query<{ days: number }>(
    `select round(extract(epoch from expires_at - created_at) / 86400)::int as days from api_key`,
  );
  expect(rows).toEqual([{ days: 7 }]);
});

test('a token that makes no sense is refused with the reason', async () => {
  expect(await token([])).toBe(1);
  expect(await token(['--role', 'king'])).toBe(1);
  expect(await token(['--role', 'sales', '--days', 'soon'])).toBe(1);
  expect(errors[0]).toContain('lvyue token --role');
  expect(errors[1]).toContain('roles/0:');
  expect(errors[2]).toContain('days:');
  expect(out).toEqual([]);
});
