import { setTimeout as later } from 'node:timers/promises';
import { streamXlsxRows } from 'hucre/xlsx';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { customer } from '#domain/accounts/customer/customer';
import { order } from '#domain/orders/order/order';
import { orderWords } from '#domain/orders/order/order.words';
import { department } from '#domain/org/department/department';
import { systemActor } from '#kernel/run/tx';
import type { ToldWork } from '#server/long-work/routes';
import { sweepLongWork } from '#server/long-work/sweep';
import { type Company, openCompany } from '#testing/company';
import { doDueJobs } from '#testing/jobs';
import type { Person, RawAnswer } from '#testing/person';

const NOW = Math.floor(Date.now() / 60_000) * 60_000; // the queue goes by the database's clock
let company: Company;
beforeAll(async () => {
  company = await openCompany(NOW);
});
afterAll(() => company.close());

const doJobs = () => doDueJobs(company.world, Date.now() + 60_000);

/** Asks for an export and does it. */
async function exported(who: Person, wanted: object): Promise<ToldWork> {
  company.now += 1000;
  const asked = who.send('POST', '/api/exports', wanted);
  await Promise.race([asked, later(100)]); // what is refused is no job
  await doJobs();
  const { status, body } = await asked;
  expect(status, JSON.stringify(body)).toBe(201);
  return (await who.send('GET', `/api/long-work/${body.id}`)).body as ToldWork;
}

/** A file of work, as its owner downloads it. */
async function download(who: Person, id: string, part = 'result'): Promise<{ status: number; name: string; bytes: Uint8Array }> {
  const answer = await fetch(`${company.url}/api/long-work/${id}/files/${part}`, { headers: await who.credential() });
  const name = decodeURIComponent(/filename\*=UTF-8''(.*)$/.exec(answer.headers.get('content-disposition') ?? '')?.[1] ?? '');
  return { status: answer.status, name, bytes: new Uint8Array(await answer.arrayBuffer()) };
}

async function rowsIn(bytes: Uint8Array): Promise<unknown[][]> {
  const rows: unknown[][] = [];
  for await (const { values } of streamXlsxRows(bytes)) rows.push(values);
  return rows;
}

test('a list is exported as it is shown: its filter, its order, its columns, with real dates and numbers and no formulas', async () => {
  const desk = company.person(['service_desk']);
  const to = await desk.create(customer, { name: '=HYPERLINK("http://example.com")' });
  for (const [externalNumber, requestedDate] of [
    ['B-2', '2026-12-01'],
    ['A-1', '2026-12-24'],
    ['C-3', null],
  ] as const)
    await desk.create(order, { customer: to.id, channel: 'shop', externalNumber, ...(requestedDate && { requestedDate }) });
  const wanted = {
    record: 'order',
    query: `filter[customer]=${to.id}&filter[requestedDate][from]=2026-11-01&sort=externalNumber`,
    columns: ['number', 'externalNumber', 'customer', 'state', 'requestedDate', 'createdAt', 'promise'],
  };
  const work = await exported(desk, wanted);
  expect(work).toMatchObject({ kind: 'export', state: 'done', done: 2, total: 2, problem: null });
  const { name, bytes } = await download(desk, work.id);
  expect(name).toMatch(/^Order 20\d\d-\d\d-\d\d \d{4}\.xlsx$/);
  const [header, ...rows] = await rowsIn(bytes);
  const { fields } = orderWords;
  expect(header).toEqual([
    'Number',
    ...[fields.externalNumber, fields.customer].map(([, en]) => en),
    'State',
    fields.requestedDate[1],
    'Created',
    'Next promise due',
  ]);
  const created = new Date(NOW + 8 * 3_600_000); // the wall clock in Shanghai
  expect(rows.map((row) => row.slice(1, 6))).toEqual([
    ['A-1', '=HYPERLINK("http://example.com")', 'Placed', new Date('2026-12-24T00:00:00Z'), created],
    ['B-2', '=HYPERLINK("http://example.com")', 'Placed', new Date('2026-12-01T00:00:00Z'), created],
  ]);
  expect(rows.map((row) => row[6])).toEqual([expect.any(Date), expect.any(Date)]);
  const csv = await exported(desk, { ...wanted, format: 'csv' });
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode((await download(desk, csv.id)).bytes);
  expect(text.startsWith('\uFEFFNumber,')).toBe(true);
  expect(text).toContain(
    `A-1,"'=HYPERLINK(""http://example.com"")",Placed,2026-12-24,${created.toISOString().slice(0, 19).replace('T', ' ')},`,
  );
});

test('an export holds what its asker sees: their rows, and confidential fields only on demand, by right and on record', async () => {
  const { kernel } = company.world;
  const [east, west] = await kernel.write(systemActor, NOW, (tx) => tx.create(department, [{ name: '华东' }, { name: '华西' }]));
  const everybody = company.everybody();
  await everybody.create(customer, { name: '东一', phone: '0512-1', department: east!.id });
  const second = await everybody.create(customer, { name: '西一', phone: '028-1', department: west!.id });
  const seller = company.person(['sales'], { department: west!.id });
  const wanted = { record: 'customer', columns: ['name', 'phone'] };
  const plain = await rowsIn((await download(seller, (await exported(seller, wanted)).id)).bytes);
  expect(plain).toEqual([['Name'], ['西一']]);
  const work = await exported(seller, { ...wanted, confidential: true });
  expect(await rowsIn((await download(seller, work.id)).bytes)).toEqual([
    [plain[0]![0], expect.any(String)],
    ['西一', '028-1'],
  ]);
  const { rows } = await company.world.db.owner.query('select record_id, fields from access_log where actor = $1', [
    `employee:${await seller.id()}`,
  ]);
  expect(rows).toEqual([{ record_id: second.id, fields: ['phone'] }]);

  const warehouse = company.person(['warehouse']);
  const refused = async (answer: Promise<RawAnswer>) => (await answer).status;
  expect(await refused(warehouse.send('POST', '/api/exports', { ...wanted, confidential: true }))).toBe(403);
  expect(await refused(company.contact(second.id).send('POST', '/api/exports', { record: 'customer', columns: ['name'] }))).toBe(
    403,
  );
  expect(await refused(warehouse.send('POST', '/api/exports', { record: 'customer', columns: ['nothing'] }))).toBe(422);
  expect(await refused(warehouse.send('POST', '/api/exports', { ...wanted, query: 'filter[phone]=1' }))).toBe(422);
  expect((await download(warehouse, work.id)).status).toBe(404);
  expect(await refused(warehouse.send('POST', `/api/long-work/${work.id}/cancel`))).toBe(404);
});

test('an export of several pages tells how far it is, and stops in its midst when it is not wanted any more', async () => {
  const { owner } = company.world.db;
  await owner.query(
    `insert into customer (id, number, state, version, head, created_at, created_by, updated_at, name)
     select gen_random_uuid(), 'X-' || i, 'active', 1, '\\x00', now(), 'system', now(), '批量 ' || i from generate_series(1, 2500) i`,
  );
  const desk = company.person(['service_desk']);
  const wanted = { record: 'customer', query: 'q=批量&sort=number', columns: ['number', 'name'] };
  const whole = await exported(desk, wanted);
  expect(whole).toMatchObject({ done: 2500, total: 2500, counts: {} });
  const rows = await rowsIn((await download(desk, whole.id)).bytes);
  expect(new Set(rows.slice(1).map(([number]) => number)).size).toBe(2500);

  // Asked for the end after the first page.
  await owner.query(`create function end_it() returns trigger language plpgsql as $$ begin new.cancel_asked_at := now(); return new; end $$;
create trigger end_it before update on long_work for each row when (new.done >= 1000 and new.state = 'running') execute function end_it()`);
  const ended = await exported(desk, wanted);
  await owner.query('drop trigger end_it on long_work');
  expect(ended).toMatchObject({ state: 'cancelled', done: 1000, files: [] });
  await expect(company.world.files.get(`long-work/${ended.id}.xlsx`)).rejects.toThrow();
});

test('work that waits or runs is cancelled, and what is old is swept with its file', async () => {
  const desk = company.person(['service_desk']);
  const asked = await desk.send('POST', '/api/exports', { record: 'order', columns: ['number'] });
  expect(asked.body).toMatchObject({ state: 'waiting' });
  const cancelled = await desk.send('POST', `/api/long-work/${asked.body.id}/cancel`);
  expect(cancelled.body).toMatchObject({ state: 'cancelled' });
  await doJobs();
  expect((await desk.send('GET', `/api/long-work/${asked.body.id}`)).body).toMatchObject({ state: 'cancelled', files: [] });
  expect((await desk.send('POST', `/api/long-work/${asked.body.id}/cancel`)).status).toBe(409);

  company.now += 1000;
  const again = await desk.send('POST', '/api/exports', { record: 'order', columns: ['number'] });
  // Somebody asks for the end while it runs: it hears so at its next rest.
  await company.world.db.owner.query(`update long_work set state = 'running', cancel_asked_at = now() where id = $1`, [
    again.body.id,
  ]);
  await doJobs();
  expect((await desk.send('GET', `/api/long-work/${again.body.id}`)).body).toMatchObject({ state: 'cancelled', files: [] });

  // A process that was killed left it behind: nobody does it, so it ends at once.
  company.now += 1000;
  const left = await desk.send('POST', '/api/exports', { record: 'order', columns: ['number'] });
  await company.world.db.owner.query(`update long_work set state = 'running', rested_at = $2 where id = $1`, [
    left.body.id,
    new Date(company.now - 180_000),
  ]);
  expect((await desk.send('POST', `/api/long-work/${left.body.id}/cancel`)).body).toMatchObject({ state: 'cancelled' });
  await doJobs();

  const kept = await exported(desk, { record: 'order', columns: ['number'] });
  const { items } = (await desk.send('GET', '/api/long-work?limit=2')).body;
  expect(items.map(({ id }: ToldWork) => id)).toEqual([kept.id, left.body.id]);
  const { pool } = company.world.kernel;
  await sweepLongWork(pool, company.world.files, new Date(NOW + 6 * 86_400_000));
  expect((await download(desk, kept.id)).status).toBe(200);
  await sweepLongWork(pool, company.world.files, new Date(NOW + 8 * 86_400_000));
  expect((await desk.send('GET', '/api/long-work')).body).toEqual({ items: [], next: null });
  await expect(company.world.files.get(`long-work/${kept.id}.xlsx`)).rejects.toThrow();
});
