import { once } from 'node:events';
import net from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApiKey } from '#server/access/api-key';
import { type Company, openCompany } from '#testing/company';
import { type Person, personOf } from '#testing/person';
import { STORY_BEGINS } from '#testing/story';

let company: Company;
let admin: Person;
beforeAll(async () => {
  company = await openCompany(STORY_BEGINS);
  admin = company.person(['admin']);
});
afterAll(() => company.close());

const problem = (status: number, slug: string) => ({
  status,
  body: expect.objectContaining({ type: `/problems/${slug}`, status, title: expect.stringMatching(/\S/) }),
});

test('problems are told in the language that is asked for, Chinese first', async () => {
  const ask = async (language: string) =>
    (await admin.send('GET', '/api/departments/nothing', undefined, { 'accept-language': language })).body.title;
  expect(await ask('')).toBe('没有这条记录，或您无权查看。');
  expect(await ask('en-GB,en;q=0.9,zh;q=0.1')).toBe('There is no such record, or you may not see it.');
  expect(await ask('fr')).toBe('没有这条记录，或您无权查看。');
});

test('who is not signed in, may not, or uses a key that only reads', async () => {
  const stranger = await company.stranger().send('GET', '/api/departments');
  expect(stranger).toMatchObject(problem(401, 'signed-out'));
  expect(stranger.headers.get('www-authenticate')).toBe('Bearer');
  const refused = await company.person(['sales']).send('POST', '/api/departments', { name: '我的部门' });
  expect(refused).toMatchObject(problem(403, 'not-allowed'));
  expect(refused.body.needs).toEqual(['admin']);
  const reader = await withKey('read');
  expect((await reader.send('GET', '/api/departments')).status).toBe(200);
  const written = await reader.send('POST', '/api/departments', { name: '只读' });
  expect(written).toMatchObject(problem(403, 'not-allowed'));
  expect(written.body.needs).toEqual(['scope:write']);
  expect(await (await withKey('write')).send('POST', '/api/departments', { name: '可写' })).toMatchObject({ status: 201 });
});

test('a page elsewhere cannot use the cookie of a session', async () => {
  const foreign = (headers: Record<string, string>) =>
    admin.send('POST', '/api/departments', { name: '钓鱼' }, { 'x-lvyue': '', ...headers });
  expect(await foreign({})).toMatchObject(problem(403, 'foreign-request'));
  expect(await foreign({ origin: 'https://elsewhere.example' })).toMatchObject(problem(403, 'foreign-request'));
  expect((await foreign({ origin: company.url })).status).toBe(201);
});

test('addresses and records that do not exist', async () => {
  const nowhere: [string, string][] = [
    ['GET', '/api/nothing'],
    ['GET', '/nothing'],
    ['DELETE', '/api/departments'],
    ['POST', '/api/departments/0190a000-0000-7000-8000-000000000000/vanish'],
    ['GET', '/api/departments/0190a000-0000-7000-8000-000000000000'],
    ['GET', '/api/departments/0190a000-0000-7000-8000-000000000000/journal'],
    ['GET', '/api/departments/0190a000-0000-7000-8000-000000000000/commitments'],
    ['POST', '/api/departments/0190a000-0000-7000-8000-000000000000/close'],
    ['GET', '/api/departments/1%27%20or%201=1'],
    ['GET', '/api/departments/%00'],
    ['GET', '/api/../etc/passwd'],
  ];
  for (const [method, path] of nowhere)
    expect(await admin.send(method, path), `${method} ${path}`).toMatchObject(problem(404, 'not-found'));
});

test('bodies that are no JSON', async () => {
  const post = (body: unknown, headers: Record<string, string> = {}) => admin.send('POST', '/api/departments', body, headers);
  expect(await post('{"name":')).toMatchObject(problem(400, 'malformed'));
  expect(await post('[]')).toMatchObject(problem(400, 'malformed'));
  expect(await post('"name"')).toMatchObject(problem(400, 'malformed'));
  expect(await post('null')).toMatchObject(problem(400, 'malformed'));
  expect(await post(Buffer.from('{"name":"\xff\xfe"}', 'latin1'))).toMatchObject(problem(400, 'malformed'));
  expect(await post(`{"name":${'['.repeat(33)}${']'.repeat(33)}}`)).toMatchObject(problem(400, 'malformed'));
  expect(await post('['.repeat(500_000))).toMatchObject(problem(400, 'malformed'));
  expect(await post('name=x', { 'content-type': 'application/x-www-form-urlencoded' })).toMatchObject(problem(415, 'not-json'));
  expect(await post('{"name":"x"}', { 'content-type': 'text/plain' })).toMatchObject(problem(415, 'not-json'));
  expect(await post('{"name":"x"}', { 'content-type': 'application/json; charset=gbk' })).toMatchObject(problem(415, 'not-json'));
  expect(await post('{"name":"x"}', { 'content-encoding': 'gzip' })).toMatchObject(problem(415, 'not-json'));
  expect((await post('{"name":"括号 \\" [{[{"}')).status).toBe(201);
  expect((await post('{"name":"x"}', { 'content-type': 'Application/JSON;charset="UTF-8"' })).status).toBe(201);
});

test('bodies that are too large, with or without a length', async () => {
  const name = 'x'.repeat(1024 * 1024);
  expect(await admin.send('POST', '/api/departments', { name })).toMatchObject(problem(413, 'too-large'));
  const head = await headOf(admin);
  const chunks = `${(1024 * 1024 + 1).toString(16)}\r\n${'x'.repeat(1024 * 1024 + 1)}\r\n0\r\n\r\n`;
  const answer = await raw(
    `POST /api/departments HTTP/1.1\r\n${head}content-type: application/json\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n${chunks}`,
  );
  expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  expect(await admin.send('POST', '/api/session', { login: name, password: 'x' })).toMatchObject(problem(413, 'too-large'));
});

test('texts that no database can hold', async () => {
  const pointers = async (body: string) => {
    const answer = await admin.send('POST', '/api/departments', body);
    return [answer.status, answer.body.errors?.map((e: { pointer: string }) => e.pointer)];
  };
  expect(await pointers('{"name":"a\\u0000b"}')).toEqual([422, ['/name']]);
  expect(await pointers('{"name":"\\ud800"}')).toEqual([422, ['/name']]);
  expect(await pointers('{"name":"\\ud83d\\ude00"}')).toEqual([201, undefined]);
  expect(await pointers('{"name":"\\\\u0000"}')).toEqual([201, undefined]);
});

test('an error of the program is told by a number, and nothing else', async () => {
  await company.world.db.owner.query(`create function break() returns trigger language plpgsql as $$ begin raise exception 'secret %', new.name; end $$;
    create trigger break before insert on department for each row when (new.name = '坏部门') execute function break()`);
  const answer = await admin.send('POST', '/api/departments', { name: '坏部门' }, { 'x-request-id': 'my-request.7' });
  expect(answer).toMatchObject(problem(500, 'fault'));
  expect(answer.body).toEqual({ type: '/problems/fault', status: 500, title: expect.any(String), request: 'my-request.7' });
  expect(answer.headers.get('x-request-id')).toBe('my-request.7');
  expect(company.faults).toHaveLength(1);
  expect((company.faults[0] as Error).message).toContain('secret');
});

test('a database that is away or full makes the program busy', async () => {
  await company.world.db.owner.query(`create function full_disk() returns trigger language plpgsql as $$ begin raise exception 'full' using errcode = '53100'; end $$;
    create trigger full_disk before insert on department for each row when (new.name = '满') execute function full_disk()`);
  const answer = await admin.send('POST', '/api/departments', { name: '满' });
  expect(answer).toMatchObject(problem(503, 'busy'));
  expect(answer.headers.get('retry-after')).toBe('2');
});

test('every answer carries what keeps browsers safe', async () => {
  for (const path of ['/api/departments', '/', '/api/nothing', '/api/me']) {
    const { headers } = await fetch(company.url + path);
    expect(headers.get('content-security-policy'), path).toMatch(/^default-src 'none'/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-request-id')).toMatch(/^[\w-]{36}$/);
  }
  const forged = await fetch(`${company.url}/`, { headers: { 'x-request-id': 'a b"}' } });
  expect(forged.headers.get('x-request-id')).toMatch(/^[\w-]{36}$/);
});

test('what is no HTTP, or too much of it', async () => {
  expect(await raw('GET / HTTP/1.1\r\nbroken header\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 .*"\/problems\/malformed"/s);
  expect(await raw('GET / HTTP/1.1\r\nhost: a b c\r\nconnection: close\r\n\r\n')).toMatch(
    /^HTTP\/1\.1 400 .*"\/problems\/malformed"/s,
  );
  expect(await raw(`GET / HTTP/1.1\r\nhost: x\r\nx-long: ${'x'.repeat(20_000)}\r\n\r\n`)).toMatch(
    /^HTTP\/1\.1 431 .*"\/problems\/headers-too-large"/s,
  );
  expect(await raw(`GET /api/departments?q=${'x'.repeat(9000)} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`)).toMatch(
    /^HTTP\/1\.1 414 .*"\/problems\/address-too-long"/s,
  );
});

async function withKey(scope: 'read' | 'write'): Promise<Person> {
  const { key } = await createApiKey(
    company.world.kernel.pool,
    { name: scope, roles: ['admin'], scope, expiresAt: null, createdBy: 'system' },
    new Date(company.now),
  );
  return personOf(
    company.url,
    () => Promise.resolve(''),
    () => Promise.resolve({ authorization: `Bearer ${key}` }),
  );
}

/** The header lines that say who somebody is. */
async function headOf(person: Person): Promise<string> {
  const cookie = (await person.credential())['cookie'];
  return `host: x\r\ncookie: ${cookie}\r\nx-lvyue: 1\r\n`;
}

/** Sends bytes as they are and answers everything that comes back until the end. */
async function raw(request: string): Promise<string> {
  const socket = net.connect({ host: '127.0.0.1', port: Number(new URL(company.url).port) });
  let said = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
  socket.on('error', () => undefined); // the server may close before everything is sent
  socket.write(request);
  await once(socket, 'close');
  return said;
}
