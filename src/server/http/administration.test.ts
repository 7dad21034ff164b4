import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Task } from 'graphile-worker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { customer } from '#domain/accounts/customer/customer';
import { order } from '#domain/orders/order/order';
import { workingCalendar } from '#domain/org/working-calendar/working-calendar';
import { type JournalKeys, keyIdOf } from '#kernel/run/journal/seal';
import { checkJournalTask } from '#server/administration/journal-checks';
import { fileWitness } from '#server/witness';
import { type Company, openCompany } from '#testing/company';
import { journalKey } from '#testing/world';

const MONDAY = Date.parse('2026-11-16T09:00:00+08:00');
let company: Company;
beforeAll(async () => {
  company = await openCompany(MONDAY);
});
afterAll(() => company.close());

const admin = () => company.person(['admin']);

test('PLT-001: whoever is no administrator finds every route of the administration closed', async () => {
  const routes = [
    'GET /api/accounts',
    'POST /api/accounts',
    'GET /api/open-sessions',
    'GET /api/number-series',
    'GET /api/jobs',
    'POST /api/jobs/1/retry',
    'DELETE /api/jobs/1',
    'GET /api/journal-checks',
    'POST /api/journal-checks',
    'GET /api/backup-runs',
    'GET /api/import-runs',
    'GET /api/examination',
    'POST /api/calendar-preview',
  ];
  const boss = company.person(['general_manager', 'sales_manager', 'supervisor']);
  for (const route of routes) {
    const [method = '', url = ''] = route.split(' ');
    const body = method === 'POST' ? {} : undefined;
    expect((await boss.send(method, url, body)).status, route).toBe(403);
    expect((await company.stranger().send(method, url, body)).status, route).toBe(401);
  }
});

test('an account is opened with a password that is shown once, changed by its owner, reset, locked and unlocked', async () => {
  const employee = await company.person(['sales'], { name: '周敏' }).id();
  const opened = await admin().send('POST', '/api/accounts', { employee, login: 'zhoumin' });
  expect(opened).toMatchObject({
    status: 201,
    body: { login: 'zhoumin', password: expect.stringMatching(/^\w{4}(-\w{4}){3}$/) },
  });
  expect((await signIn('zhoumin', opened.body.password)).body.type).toBe('/problems/must-change-password');
  expect((await signIn('zhoumin', opened.body.password, 'seven quiet rivers 7')).status).toBe(201);
  expect((await admin().send('POST', '/api/accounts', { employee, login: 'zhoumin2' })).body.type).toBe('/problems/login-taken');

  const reset = await admin().send('POST', `/api/accounts/${employee}/password`);
  expect(reset.status).toBe(201);
  expect((await signIn('zhoumin', 'seven quiet rivers 7')).status).toBe(401);
  expect((await signIn('zhoumin', reset.body.password, 'eight quiet rivers 8')).status).toBe(201);

  expect((await admin().send('POST', `/api/accounts/${employee}/lock`)).status).toBe(204);
  expect((await signIn('zhoumin', 'eight quiet rivers 8')).status).not.toBe(201);
  const { body } = await admin().send('GET', '/api/accounts?standing=locked');
  expect(body.items).toMatchObject([{ name: '周敏', login: 'zhoumin', roles: ['sales'], mustChange: false }]);
  expect((await admin().send('POST', `/api/accounts/${employee}/unlock`)).status).toBe(204);
  expect((await signIn('zhoumin', 'eight quiet rivers 8')).status).toBe(201);
  expect((await admin().send('POST', `/api/accounts/${await company.person(['hr']).id()}/lock`)).status).toBe(404); // has none
});

test('nobody locks their own account', async () => {
  const own = await admin().id();
  await admin().send('POST', '/api/accounts', { employee: own, login: 'boss' });
  expect((await admin().send('POST', `/api/accounts/${own}/lock`)).body.type).toBe('/problems/own-account');
});

test('people are found by name, number, login, department and role, a page at a time', async () => {
  for (let n = 0; n < 5; n++) await company.person(['market'], { name: `市场 ${n}` }).id();
  const found = async (question: string) => (await admin().send('GET', `/api/accounts?${question}`)).body;
  expect((await found(`q=${encodeURIComponent('市场 3')}`)).items.map((one: { name: string }) => one.name)).toEqual(['市场 3']);
  expect((await found('role=market')).items).toHaveLength(5);
  expect((await found('q=%25')).items).toEqual([]); // a sign of its own, not a wildcard
  const first = await found('role=market&limit=3');
  const rest = await found(`role=market&limit=3&after=${first.next}`);
  expect([...first.items, ...rest.items].map((one) => one.name)).toEqual([0, 1, 2, 3, 4].map((n) => `市场 ${n}`));
  expect(rest.next).toBeNull();
});

test('an administrator sees who is signed in and ends a session', async () => {
  const somebody = company.person(['quality'], { name: '孙质检' });
  expect((await somebody.send('GET', '/api/me')).status).toBe(200);
  const { body } = await admin().send('GET', '/api/open-sessions');
  const session = body.items.find((one: { name: string }) => one.name === '孙质检');
  expect((await admin().send('DELETE', `/api/sessions/${session.id}`)).status).toBe(204);
  expect((await somebody.send('GET', '/api/me')).status).toBe(401);
});

test('numbering: the format of every record and the last number given out', async () => {
  const to = await company.everybody().create(customer, { name: '编号客户' });
  const made = await company.everybody().create(order, { customer: to.id, channel: 'shop' });
  const { body } = await admin().send('GET', '/api/number-series');
  const series = body.items.find((one: { record: string }) => one.record === 'order');
  expect(series).toMatchObject({ format: 'SO-{yyyy}-{00000}', counters: [{ year: '2026' }] });
  expect(made.number).toBe(`SO-2026-${String(series.counters[0].last).padStart(5, '0')}`);
});

test('a job that has failed is seen, runs again, or is taken out; one that runs is left alone', async () => {
  const { owner } = company.world.db;
  const failed = async (key: string): Promise<string> => {
    const { rows } = await owner.query<{ id: string }>(
      `select id::text from graphile_worker.add_job('redate', '{"cause":"setting","id":"secret"}', job_key => $1, max_attempts => 1)`,
      [key],
    );
    await owner.query(`update graphile_worker._private_jobs set attempts = 1, last_error = 'no such setting' where id = $1`, [
      rows[0]!.id,
    ]);
    return rows[0]!.id;
  };
  const [again, away] = [await failed('a'), await failed('b')];
  const listed = (await admin().send('GET', '/api/jobs')).body;
  expect(listed.items.slice(0, 2)).toMatchObject([
    { id: again, task: 'redate', state: 'failed', lastError: 'no such setting' },
    { id: away, state: 'failed' },
  ]);
  expect(JSON.stringify(listed)).not.toContain('secret');
  expect((await admin().send('POST', `/api/jobs/${again}/retry`)).status).toBe(204);
  expect((await admin().send('DELETE', `/api/jobs/${away}`)).status).toBe(204);
  const after = (await admin().send('GET', '/api/jobs')).body.items as { id: string; state: string }[];
  expect(after.find(({ id }) => id === again)?.state).toBe('waiting');
  expect(after.some(({ id }) => id === away)).toBe(false);
  await owner.query(`update graphile_worker._private_jobs set locked_at = now(), locked_by = 'x' where id = $1`, [again]);
  expect((await admin().send('DELETE', `/api/jobs/${again}`)).body.type).toBe('/problems/job-running');
  await owner.query(`update graphile_worker._private_jobs set locked_at = null, locked_by = null where id = $1`, [again]);
  await owner.query('select graphile_worker.complete_jobs(array[$1::bigint])', [again]);
  expect((await admin().send('DELETE', '/api/jobs/99999999')).status).toBe(404);
});

test('the journal is examined by a job, and what is found is shown', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lvyue-witness-'));
  const { kernel, db } = company.world;
  const check = checkJournalTask(
    { kernel, owner: db.owner, keys: keysFor(), witness: fileWitness(path.join(folder, 'journal.jsonl')) },
    () => company.now,
  );
  const ask = async () => {
    company.now += 1_000;
    const { status, body } = await admin().send('POST', '/api/journal-checks', { rows: true });
    expect(status).toBe(202);
    await check({ id: body.id }, undefined as unknown as Parameters<Task>[1]);
    return (await admin().send('GET', '/api/journal-checks')).body;
  };
  const good = await ask();
  expect(good.items[0]).toMatchObject({ state: 'done', askedByName: '系统管理员', report: { ok: true, faultCount: 0 } });
  expect(good.sealing).toMatchObject({ segments: 0 });
  const to = await company.everybody().create(customer, { name: '被篡改的客户' });
  await db.owner.query(`update customer set name = '另一个名字' where id = $1`, [to.id]);
  const bad = await ask();
  expect(bad.items[0].report).toMatchObject({ ok: false, faults: [{ kind: 'changed', number: to.number }] });
  await db.owner.query(`update customer set name = '被篡改的客户' where id = $1`, [to.id]);
  rmSync(folder, { recursive: true });
});

test('one examination at a time: who asks while one waits is led to it', async () => {
  const first = (await admin().send('POST', '/api/journal-checks', { rows: false })).body.id;
  expect((await admin().send('POST', '/api/journal-checks', { rows: true })).body.id).toBe(first);
});

test('before a calendar is saved, it is said which promises it would move', async () => {
  company.now = MONDAY;
  const hr = company.person(['hr', 'admin']);
  const week = { 1: DAY, 2: DAY, 3: DAY, 4: DAY, 5: DAY, 6: [], 7: [] };
  const fields = { standard: false, timeZone: 'Asia/Shanghai', week, makeupShifts: DAY, statutory: true };
  const calendar = await hr.create(workingCalendar, { name: '分厂日历', ...fields });
  await company.world.db.owner.query(
    `insert into commitment (id, record, record_id, number, control, debtor_role, creditor, opened_at, amount, unit, calendar, due_at)
     values (gen_random_uuid(), 'order', gen_random_uuid(), 'SO-9', 'order.deadlines.confirmation', 'sales', 'customer', $2, 10, 'working_hours', $1, $3)`,
    [calendar.id, new Date(MONDAY), new Date(MONDAY + 26 * 3_600_000)],
  );
  const preview = async (days: object[]) =>
    (await hr.send('POST', '/api/calendar-preview', { id: calendar.id, ...fields, days })).body;
  expect(await preview([])).toMatchObject({ examined: 1, changed: 0, more: false });
  const off = await preview([{ date: '2026-11-17', works: false, name: '停电' }]);
  expect(off).toMatchObject({
    changed: 1,
    changes: [{ number: 'SO-9', from: '2026-11-17T03:00:00.000Z', to: '2026-11-18T03:00:00.000Z' }],
  });
  const impossible = { ...fields, week: { ...week, 1: [['12:00', '09:00']] } };
  expect((await hr.send('POST', '/api/calendar-preview', { id: calendar.id, ...impossible, days: [] })).status).toBe(422);
});

const DAY: [string, string][] = [['09:00', '17:00']];

function keysFor(): JournalKeys {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return { journal: journalKey, privateKey, publicKey, keyId: keyIdOf(publicKey) } as JournalKeys;
}

const signIn = (login: string, password: string, newPassword?: string) =>
  company.stranger().send('POST', '/api/session', { login, password, ...(newPassword && { newPassword }) });
