import { afterAll, beforeAll, expect, test } from 'vitest';
import { department } from '#domain/org/department/department';
import { employee } from '#domain/org/employee/employee';
import { type Company, openCompany } from '#testing/company';
import type { Person, RawAnswer } from '#testing/person';
import { STORY_BEGINS } from '#testing/story';

let company: Company;
let admin: Person;
beforeAll(async () => {
  company = await openCompany(STORY_BEGINS);
  admin = company.person(['admin', 'hr']);
});
afterAll(() => company.close());

const problem = (status: number, slug: string) => ({
  status,
  body: expect.objectContaining({ type: `/problems/${slug}`, status, title: expect.stringMatching(/\S/) }),
});

test('a creation answers where the record is, and its version', async () => {
  const made = await admin.send('POST', '/api/departments', { name: '采购部' });
  expect(made).toMatchObject({ status: 201, body: { record: { name: '采购部', version: 1 }, withheld: [] } });
  expect(made.headers.get('location')).toBe(`/api/departments/${made.body.record.id}`);
  expect(made.headers.get('etag')).toBe('"1"');
  const got = await admin.send('GET', made.headers.get('location')!);
  expect(got.headers.get('etag')).toBe('"1"');
  expect(got.headers.get('cache-control')).toBe('no-store');
  expect(got.body).toMatchObject({
    edit: true,
    can: { close: { allowed: true, because: [], clauses: [] } },
    commitments: [],
    withheld: [],
  });
});

test('an edit sent again under its key is answered again, and done once', async () => {
  const { id } = await admin.create(department, { name: '设备部' });
  const send = (name: string, version: number) =>
    admin.send('PATCH', `/api/departments/${id}`, { name }, { 'if-match': `"${version}"`, 'idempotency-key': 'edit-once' });
  const [first, again] = [await send('装备部', 1), await send('装备部', 1)];
  expect([first.status, again.status]).toEqual([200, 200]);
  expect(again.body).toEqual(first.body);
  expect(again.body.record.version).toBe(2);
  expect(await send('动力部', 2)).toMatchObject(problem(422, 'key-reused'));
});

test('an edit names the version that it saw', async () => {
  const { id } = await admin.create(department, { name: '法务部' });
  const path = `/api/departments/${id}`;
  expect(await admin.send('PATCH', path, { name: '法律部' })).toMatchObject(problem(428, 'version-needed'));
  expect(await admin.send('PATCH', path, { name: '法律部' }, { 'if-match': '1' })).toMatchObject(problem(400, 'malformed'));
  const edited = await admin.send('PATCH', path, { name: '法律部' }, { 'if-match': '"1"' });
  expect(edited).toMatchObject({ status: 200, body: { record: { name: '法律部', version: 2 } } });
  expect(edited.headers.get('etag')).toBe('"2"');
  const late = await admin.send('PATCH', path, { name: '法务处' }, { 'if-match': '"1"' });
  expect(late).toMatchObject(problem(412, 'stale'));
  expect(late.body.version).toBe(2);
  expect(await admin.send('PATCH', path, { name: '法务处' }, { 'if-match': '*' })).toMatchObject({ status: 200 });
  expect(await admin.send('POST', `${path}/close`, {}, { 'if-match': '"1"' })).toMatchObject(problem(412, 'stale'));
});

test('the same Idempotency-Key is answered the same and done once, also at the same time', async () => {
  const send = (key: string, name: string) => admin.send('POST', '/api/departments', { name }, { 'idempotency-key': key });
  const answers = await Promise.all(Array.from({ length: 6 }, () => send('one', '市场部')));
  expect(new Set(answers.map((a) => a.body.record.id)).size).toBe(1);
  expect(new Set(answers.map((a) => `${a.status} ${a.headers.get('location')} ${a.headers.get('etag')}`)).size).toBe(1);
  expect((await admin.list(department, { q: '市场部', count: true })).count).toEqual({ value: 1, more: false });
  expect(await send('one', '另一个部门')).toMatchObject(problem(422, 'key-reused'));
  expect((await send('two', '市场部')).body.record.id).not.toBe(answers[0]!.body.record.id);
  expect(await send('x'.repeat(201), '市场部')).toMatchObject(problem(400, 'malformed'));
  // Somebody else's key of the same name is another key.
  const other = company.person(['admin'], { name: '另一位管理员' });
  expect(
    (await other.send('POST', '/api/departments', { name: '市场部' }, { 'idempotency-key': 'one' })).body.record.id,
  ).not.toBe(answers[0]!.body.record.id);
});

test('a step that was sent twice with one key is taken once', async () => {
  const { id } = await admin.create(department, { name: '仓储部' });
  const send = () => admin.send('POST', `/api/departments/${id}/close`, {}, { 'idempotency-key': 'close-it' });
  const [first, second] = [await send(), await send()];
  expect(first).toMatchObject({ status: 200, body: { record: { state: 'closed', version: 2 } } });
  expect(second.body).toEqual(first.body);
  expect(await admin.send('POST', `/api/departments/${id}/close`)).toMatchObject(problem(409, 'wrong-state'));
});

test('answers that are missing, wrong or unknown, each with its place', async () => {
  const answer = await admin.send('POST', '/api/employees', { name: '', email: 'nobody', department: 'x', salary: 1 });
  expect(answer).toMatchObject(problem(422, 'invalid'));
  const places = answer.body.errors.map((e: { pointer: string; detail: string }) => e.pointer).sort();
  expect(places).toEqual(['/department', '/email', '/name', '/salary']);
  expect(answer.body.errors.every((e: { detail: string }) => e.detail.length > 5)).toBe(true);
});

test('nobody dates a record by hand', async () => {
  const answer = await admin.send('POST', '/api/departments', { name: '昨天的部门', at: 0 });
  expect(answer).toMatchObject(problem(422, 'invalid'));
  expect(answer.body.errors[0].pointer).toBe('/at');
});

test('what the database refuses is told at its field', async () => {
  const missing = await admin.send('POST', '/api/employees', {
    name: '李雷',
    department: '0190a000-0000-7000-8000-000000000000',
  });
  expect(missing).toMatchObject(problem(422, 'invalid'));
  expect(missing.body.errors).toEqual([{ pointer: '/department', detail: 'There is no such record.' }]);
  await company.world.db.owner.query(
    'create unique index employee_email_once on employee (lower(email)); alter table employee add check (length(mobile) < 20)',
  );
  await admin.create(employee, { name: '韩梅梅', email: 'han@example.com' });
  const twice = await admin.send('POST', '/api/employees', { name: '韩美美', email: 'Han@example.com' });
  expect(twice).toMatchObject(problem(422, 'taken'));
  expect(twice.body.errors[0].pointer).toBe('/email');
  const long = await admin.send('POST', '/api/employees', { name: '长号码', mobile: '1'.repeat(30) });
  expect(long).toMatchObject(problem(422, 'invalid'));
  expect(long.body.errors[0].pointer).toBe('/mobile');
});

test('a list: filters, order, pages, and questions that make no sense', async () => {
  for (const n of [1, 2, 3, 4, 5])
    await admin.create(employee, { name: `分页 ${n}`, ...(n > 3 && { mobile: `1390000000${n}` }) });
  const names = (answer: RawAnswer) => answer.body.items.map((i: { name: string }) => i.name);
  const ask = (query: string) => admin.send('GET', `/api/employees?q=${encodeURIComponent('分页')}&${query}`);
  expect(names(await ask('sort=name&limit=2'))).toEqual(['分页 1', '分页 2']);
  const { next } = (await ask('sort=name&limit=2')).body;
  expect(names(await ask(`sort=name&limit=2&after=${next}`))).toEqual(['分页 3', '分页 4']);
  expect(names(await ask('sort=-name&filter[mobile][empty]=false'))).toEqual(['分页 5', '分页 4']);
  expect(names(await ask('sort=name&filter%5Bname%5D%5Bhas%5D=3'))).toEqual(['分页 3']);
  expect(names(await ask('sort=name&filter[name]=分页 1,分页 2'))).toEqual(['分页 1', '分页 2']);
  expect((await ask('count=true&limit=1')).body.count).toEqual({ value: 5, more: false });
  const wrong = [
    'limit=0',
    'limit=201',
    'limit=x',
    'sort=nothing',
    'filter[nothing]=1',
    'filter[state][like]=x',
    'filter[department]=x',
    'after=x',
    'count=maybe',
    'colour=red',
    'filter[createdAt][from]=x',
    'filter[mobile][empty]=perhaps',
    'q=%00',
  ];
  for (const query of wrong)
    expect(await admin.send('GET', `/api/employees?${query}`), query).toMatchObject(problem(422, 'invalid'));
});

test('a long list is packed for those who can unpack it', async () => {
  const rows = Array.from({ length: 150 }, (_, n) => ({ name: `长列表 ${n}` }));
  for (const row of rows) await admin.create(department, row);
  const packed = await admin.send('GET', '/api/departments?limit=200', undefined, { 'accept-encoding': 'gzip' });
  expect(packed.headers.get('content-encoding')).toBe('gzip');
  const plain = await admin.send('GET', '/api/departments?limit=200', undefined, { 'accept-encoding': 'identity' });
  expect(plain.headers.get('content-encoding')).toBeNull();
  expect(packed.body).toEqual(plain.body);
});

test('a journal: the newest first, by pages', async () => {
  const { id } = await admin.create(department, { name: '流水部' });
  await admin.take(department, 'close', id);
  await admin.take(department, 'reopen', id);
  const first = (await admin.send('GET', `/api/departments/${id}/journal?limit=2`)).body;
  expect(first.items.map((e: { step: string }) => e.step)).toEqual(['reopen', 'close']);
  const second = (await admin.send('GET', `/api/departments/${id}/journal?limit=2&after=${first.next}`)).body;
  expect(second).toMatchObject({
    items: [{ step: 'create', version: 1, body: { state: [null, 'active'], record: { name: '流水部' } } }],
    next: null,
  });
  expect(await admin.send('GET', `/api/departments/${id}/journal?after=x`)).toMatchObject(problem(422, 'invalid'));
});

test('confidential fields: not in the answer to a writer, not in a journal for those who may not read them, and logged for the rest', async () => {
  const desk = company.person(['service_desk']);
  const made = await desk.send('POST', '/api/customers', { name: '苏州卓润物流有限公司', taxId: '91320500MA1MY0GX1X' });
  expect(made).toMatchObject({
    status: 201,
    body: { record: { name: '苏州卓润物流有限公司', taxId: null }, withheld: expect.arrayContaining(['taxId']) },
  });
  const path = `/api/customers/${made.body.record.id}`;
  await desk.send('PATCH', path, { taxId: '91320500MA1MY0GX2X' }, { 'if-match': '"1"' });
  const hidden = (await company.person(['warehouse']).send('GET', `${path}/journal`)).body;
  expect(hidden.withheld).toContain('taxId');
  expect(hidden.items).toMatchObject([
    { step: 'edit', body: { fields: { taxId: null } } },
    { step: 'create', body: { record: { name: '苏州卓润物流有限公司', taxId: null } } },
  ]);
  const shown = (await desk.send('GET', `${path}/journal`)).body;
  expect(shown).toMatchObject({
    withheld: [],
    items: [{ body: { fields: { taxId: ['91320500MA1MY0GX1X', '91320500MA1MY0GX2X'] } } }, {}],
  });
  const { rows } = await company.world.db.owner.query('select actor, fields from access_log where record_id = $1', [
    made.body.record.id,
  ]);
  expect(rows).toEqual([{ actor: `employee:${await desk.id()}`, fields: expect.arrayContaining(['taxId']) }]);
});
