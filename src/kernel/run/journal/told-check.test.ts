import { generateKeyPairSync } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { contact } from '#domain/accounts/contact/contact';
import { customer } from '#domain/accounts/customer/customer';
import { regulation } from '#domain/governance/regulation/regulation';
import { order } from '#domain/orders/order/order';
import { department } from '#domain/org/department/department';
import { employee } from '#domain/org/employee/employee';
import { setting } from '#domain/org/setting/setting';
import { standardCalendar } from '#domain/org/working-calendar/calendar-spec';
import { workingCalendar } from '#domain/org/working-calendar/working-calendar';
import { commitmentTable } from '#server/journal-places';
import { tasksOf } from '#server/jobs';
import { registry } from '#server/registry';
import { actorWith, freshWorld, journalKey, type World } from '#testing/world';
import { pause, resume } from '../hold.ts';
import { tickDuties, tickPromises } from '../tick.ts';
import { keyIdOf } from './seal.ts';
import { type Report, verify } from './verify.ts';

// Each test is an attack on the rows by somebody who leaves the journal alone; what it did is undone after it.

const pair = generateKeyPairSync('ed25519');
const keys = { journal: journalKey, ...pair, keyId: keyIdOf(pair.publicKey) };
const records = [...registry.kinds.values(), commitmentTable];
const boss = actorWith(['admin', 'management', 'general_manager', 'sales', 'sales_manager', 'service_desk', 'market']);
const at = (local: string): number => Date.parse(`${local}:00+08:00`);

let world: World;
/** Ids of what the attacks are done to. */
let c: { customer: string; contact: string; order: string; other: string; kept: string; broken: string; open: string; paused: string };

beforeAll(async () => {
  world = await freshWorld();
  const { kernel } = world;
  const made = await kernel.write(boss, at('2024-03-01T09:00'), async (tx) => {
    const [person] = await tx.create(employee, [{ name: '王总', email: 'wang@example.com' }]);
    const [buyer] = await tx.create(customer, [{ name: '苏州卓润物流', phone: '0512-1', owner: person!.id }]);
    const [who] = await tx.create(contact, [{ customer: buyer!.id, name: '陈', primary: true }]);
    const items = [
      { productName: '深沟球轴承', specification: '6204', quantity: '100', unit: '套', unitPrice: '12.5' },
      { productName: '密封圈', specification: 'NBR', quantity: '2.5', unit: '千克' },
    ];
    const orders = await tx.create(order, [
      { customer: buyer!.id, channel: 'shop', deliveryAddress: '苏州市 1 号', requestedDate: '2024-04-01', items },
      { customer: buyer!.id, channel: 'website', items },
    ]);
    await tx.edit(order, [{ id: orders[1]!.id, evidence: { items: [{ ...items[1]! }, { ...items[0]!, quantity: '7' }], logisticsWish: '空运' } }]);
    await tx.take(order, 'audit', [{ id: orders[0]!.id }]);
    const drafts = await tx.create(regulation, ['R-1', 'R-2', 'R-3', 'R-4'].map((code) => ({ code, title: '定做产品管理制度', sponsor: person!.id, reviewMonths: 12 })));
    await tx.take(regulation, 'publish', drafts.map(({ id }) => ({ id, evidence: { publisher: '管理部', publishedOn: '2023-03-04', effectiveFrom: '2023-03-04' } })));
    return { customer: buyer!.id, contact: who!.id, order: orders[0]!.id, other: orders[1]!.id, drafts };
  });
  await tickDuties(kernel, at('2024-03-04T09:00'));
  const promise = async (n: number): Promise<string> => {
    const { rows } = await world.db.owner.query<{ id: string }>('select id from commitment where record_id = $1', [made.drafts[n]!.id]);
    return rows[0]!.id;
  };
  const [kept, broken, open, paused] = [await promise(0), await promise(1), await promise(2), await promise(3)];
  c = { ...made, kept, broken, open, paused };
  await kernel.write(boss, at('2024-03-05T09:00'), (tx) =>
    tx.take(regulation, 'review', [{ id: made.drafts[0]!.id, evidence: { lastFinding: '执行情况良好，无须修订。', decision: 'keep' } }]),
  );
  for (const id of [open, paused]) await pause(kernel, boss, id, '等候监管部门意见', at('2024-03-05T10:00'));
  await resume(kernel, boss, open, at('2024-03-07T10:00'));
  // A holiday of the company moves what is open, and what is paused.
  const { id: _, version: __, ...spec } = standardCalendar;
  await kernel.write(boss, at('2024-03-07T11:00'), (tx) =>
    tx.create(workingCalendar, [{ name: '标准', standard: true, ...(spec as object), days: [{ date: '2024-03-14', works: false, name: '厂庆' }] }]),
  );
  await redate(at('2024-03-07T12:00'));
  await kernel.write(boss, at('2024-03-08T12:00'), (tx) =>
    tx.create(setting, [{ key: 'regulation.review', value: { amount: 8, unit: 'working_days' }, effectiveFrom: '2024-03-08T00:00:00+08:00', reason: '提速' }]),
  );
  await redate(at('2024-03-08T13:00'));
  await tickPromises(kernel, at('2024-03-18T09:01'));
  await keepRows();
}, 120_000);
afterAll(() => world.close());
afterEach(async () => {
  await putRowsBack();
  expect(found(await check(true))).toEqual([]);
});

/** Runs the redatings that are asked for. */
async function redate(now: number): Promise<void> {
  const { rows } = await world.db.owner.query<{ payload: object }>(
    `with gone as (delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t where t.id = j.task_id and t.identifier = 'redate' returning j.payload) select payload from gone`,
  );
  const tasks = tasksOf(world.kernel, () => now);
  for (const { payload } of rows) await tasks['redate']!(payload, { logger: { info: () => {} } } as never);
}

const check = (rows?: boolean): Promise<Report> => verify(world.db.owner, keys, null, { records, rows });
const found = ({ faults }: Report): unknown[] => faults.map(({ record, recordId, fields }) => [record, recordId, fields]);

const ATTACKED = ['customer', 'contact', 'order', 'order_items', 'commitment', 'redating', 'redating_change'];
const columns = new Map<string, string>();

async function keepRows(): Promise<void> {
  const { owner } = world.db;
  await owner.query('create schema before');
  for (const table of ATTACKED) {
    const { rows } = await owner.query<{ list: string }>(
      `select string_agg(quote_ident(attname), ', ') as list from pg_attribute where attrelid = $1::regclass and attnum > 0 and attgenerated = ''`,
      [`public."${table}"`],
    );
    columns.set(table, rows[0]!.list);
    await owner.query(`create table before."${table}" as select ${rows[0]!.list} from public."${table}"`);
  }
}

const putRowsBack = (): Promise<void> =>
  attack([...columns].map(([table, list]) => `delete from public."${table}"; insert into public."${table}" (${list}) select * from before."${table}"`).join(';'));

/** SQL as somebody whom neither constraints nor triggers hold. */
async function attack(sql: string): Promise<void> {
  await world.db.owner.query(`begin; set local session_replication_role = replica; ${sql}; commit`);
}

test('what the kernel wrote is what the journal tells: fields, lines, promises kept, broken, paused and dated anew', async () => {
  const { rows } = await world.db.owner.query(
    `select outcome, due_at is null as timeless, pauses <> '[]' as held, (select count(*)::int from redating_change d where d.commitment = t.id) as redated
     from commitment t join unnest($1::uuid[]) with ordinality as w(id, n) using (id) order by n`,
    [[c.kept, c.broken, c.open, c.paused]],
  );
  expect(rows).toEqual([
    { outcome: 'kept', timeless: false, held: false, redated: 0 },
    { outcome: 'breached', timeless: false, held: false, redated: 2 },
    { outcome: 'open', timeless: false, held: true, redated: 2 },
    { outcome: 'open', timeless: true, held: true, redated: 0 },
  ]);
  expect(await check(true)).toMatchObject({ ok: true, rows: { records: 11, commitments: 8, unproven: 0 } });
});

test('a journal of few entries is compared field by field unasked; unasked for, the rest is as it was', async () => {
  expect((await check()).rows).toMatchObject({ records: 11 });
  await attack(`update customer set name = '别家公司'`);
  expect(await check(false)).toMatchObject({ ok: true, rows: null });
});

const attacks: [what: string, sql: () => string, found: () => [record: string, recordId: string, fields?: string[]][]][] = [
  ['a name', () => `update customer set name = '别家公司' where id = '${c.customer}'`, () => [['customer', c.customer, ['/name']]]],
  ['a value that was none', () => `update customer set tax_id = '9132' where id = '${c.customer}'`, () => [['customer', c.customer, ['/taxId']]]],
  ['a value that is gone, and one more', () => `update customer set phone = null, key_account = true`, () => [['customer', c.customer, ['/phone', '/keyAccount']]]],
  ['a reference', () => `update customer set owner = null`, () => [['customer', c.customer, ['/owner']]]],
  ['yes or no', () => `update contact set "primary" = false`, () => [['contact', c.contact, ['/primary']]]],
  ['a date', () => `update "order" set requested_date = '2024-05-01' where id = '${c.order}'`, () => [['order', c.order, ['/requestedDate']]]],
  ['the number', () => `update "order" set number = 'SO-2024-99999' where id = '${c.order}'`, () => [['order', c.order, ['/number']]]],
  ['who made it and when', () => `update "order" set created_by = 'nobody', created_at = created_at - interval '1 ms', updated_at = now() where id = '${c.other}'`, () => [['order', c.other, ['/createdAt', '/createdBy', '/updatedAt']]]],
  ['the price in a line', () => `update order_items set unit_price = 12.51 where parent = '${c.order}' and position = 0`, () => [['order', c.order, ['/items/0/unitPrice']]]],
  ['the order of lines', () => `update order_items set position = 1 - position where parent = '${c.other}'`, () => [['order', c.other, ['/items/0/position', '/items/1/position']]]],
  ['a line that is gone', () => `delete from order_items where parent = '${c.order}' and position = 1`, () => [['order', c.order, ['/items/1']]]],
  ['a line too many', () => `insert into order_items (id, parent, position) values (gen_random_uuid(), '${c.order}', 2)`, () => [['order', c.order, ['/items/2']]]],
  ['a line of another', () => `update order_items set parent = '${c.other}' where parent = '${c.order}' and position = 1`, () => [['order', c.order, ['/items/1']], ['order', c.other, ['/items/1']]]],
  ['an outcome', () => `update commitment set outcome = 'kept' where id = '${c.broken}'`, () => [['commitment', c.broken, ['/outcome']]]],
  ['a breach that is forgotten', () => `update commitment set outcome = 'open', breached_at = null where id = '${c.broken}'`, () => [['commitment', c.broken, ['/outcome', '/breachedAt']]]],
  ['a due instant', () => `update commitment set due_at = due_at + interval '1 day' where id = '${c.kept}'`, () => [['commitment', c.kept, ['/dueAt']]]],
  ['a due instant that was moved before', () => `update commitment set due_at = due_at + interval '1 ms' where id = '${c.open}'`, () => [['commitment', c.open, ['/dueAt']]]],
  ['a due instant that was broken', () => `update commitment set due_at = due_at + interval '1 day', breached_at = due_at where id = '${c.broken}'`, () => [['commitment', c.broken, ['/dueAt', '/breachedAt']]]],
  ['when and by what it was settled', () => `update commitment set settled_at = settled_at - interval '1 day', settled_by = 'review nobody' where id = '${c.kept}'`, () => [['commitment', c.kept, ['/settledAt', '/settledBy']]]],
  ['a settlement', () => `update commitment set outcome = 'kept', settled_at = now(), settled_by = 'review system' where id = '${c.open}'`, () => [['commitment', c.open, ['/outcome', '/settledAt', '/settledBy']]]],
  ['a pause', () => `update commitment set pauses = jsonb_set(pauses, '{0,to}', '1') where id = '${c.open}'`, () => [['commitment', c.open, ['/pauses']]]],
  ['what it is about', () => `update commitment set control = 'order.deadlines.confirmation', opened_at = opened_at - interval '1 s', number = 'X' where id = '${c.kept}'`, () => [['commitment', c.kept, ['/number', '/control', '/openedAt']]]],
  ['a promise that is gone', () => `delete from commitment where id = '${c.kept}'`, () => [['commitment', c.kept, undefined]]],
  ['a promise of another', () => `update commitment set record = 'customer', record_id = '${c.customer}' where id = '${c.kept}'`, () => [['commitment', c.kept, undefined], ['commitment', c.kept, undefined]]],
  ['a promise of nothing', () => `update commitment set record_id = gen_random_uuid() where id = '${c.kept}'`, () => [['commitment', c.kept, undefined], ['commitment', c.kept, undefined]]],
  ['a promise that nobody made', () => `insert into commitment select (jsonb_populate_record(t, jsonb_build_object('id', '${MADE_UP}'))).* from commitment t where id = '${c.kept}'`, () => [['commitment', MADE_UP, undefined]]],
];
const MADE_UP = '0198b0f4-0000-4000-8000-000000000001';

test.each(attacks)('changed past the system and named: %s', async (_, sql, whose) => {
  await attack(sql());
  const report = await check();
  expect(found(report)).toEqual(expect.arrayContaining(whose())); // records come in the order of their random ids
  expect(report.faultCount).toBe(whose().length);
  expect(new Set(report.faults.map(({ kind }) => kind))).toEqual(new Set(['changed']));
});

test('the fault says which record and field it is about, in both languages', async () => {
  await attack(`update customer set name = '别家公司'; update commitment set outcome = 'kept' where id = '${c.broken}'`);
  const { faults } = await check();
  expect(faults).toEqual([
    {
      kind: 'changed',
      journalId: expect.any(Number),
      record: 'customer',
      recordId: c.customer,
      version: expect.any(Number),
      number: 'KH-00001',
      fields: ['/name'],
      detail: { zh: '/name 与流水不符：绕过系统改动了单据。', en: 'Not what the journal says: /name. It was changed past the system.' },
    },
    {
      kind: 'changed',
      journalId: null,
      record: 'commitment',
      recordId: c.broken,
      version: null,
      number: 'ZD-0002',
      fields: ['/outcome'],
      detail: {
        zh: '承诺 regulation.deadlines.review 的 /outcome 与流水不符：绕过系统改动了承诺。',
        en: 'Not what the journal says of the promise regulation.deadlines.review: /outcome. It was changed past the system.',
      },
    },
  ]);
});

test('a due instant is not excused by a redating that was made up, nor by a list that was altered', async () => {
  const move = (redating: string) =>
    `insert into redating_change select ${redating}, id, due_at, due_at + interval '1 day' from commitment where id = '${c.kept}'; update commitment set due_at = due_at + interval '1 day' where id = '${c.kept}'`;
  await attack(`insert into redating (id, at, cause, cause_id, done_at) values ('${MADE_UP}', now(), 'setting', '${MADE_UP}', now()); ${move(`'${MADE_UP}'`)}`);
  expect(found(await check())).toEqual([['redating', MADE_UP, undefined]]);
  await putRowsBack();
  const { rows } = await world.db.owner.query<{ id: string }>('select id from redating order by at');
  await attack(move(`'${rows[0]!.id}'`));
  expect(found(await check())).toEqual([['redating', rows[0]!.id, undefined]]);
  await putRowsBack();
  await attack(`delete from redating_change; delete from redating where id = '${rows[1]!.id}'`);
  expect(found(await check())).toEqual(
    expect.arrayContaining([
      ['commitment', c.open, ['/dueAt']],
      ['redating', rows[0]!.id, undefined],
      ['redating', rows[1]!.id, undefined],
    ]),
  );
});

test('what a redating has moved and not finished is no fault, and counted as unproven', async () => {
  await attack(`insert into redating (id, at, cause, cause_id) values ('${MADE_UP}', now(), 'setting', '${MADE_UP}');
    insert into redating_change select '${MADE_UP}', id, due_at, due_at + interval '1 day' from commitment where id = '${c.open}';
    update commitment set due_at = due_at + interval '1 day' where id = '${c.open}'`);
  expect(await check()).toMatchObject({ ok: true, rows: { unproven: 1 } });
});

test('a field that came with a later migration may be empty or hold its default, and nothing else', async () => {
  const { owner } = world.db;
  const later = { field: 'stars', column: 'stars', sql: 'int', nullable: false, values: null, ref: null };
  const withStars = records.map((r) => (r.record.name === 'customer' && 'columns' in r ? { ...r, columns: [...r.columns, later] } : r));
  const checkStars = () => verify(owner, keys, null, { records: withStars });
  try {
    await owner.query('alter table customer add column stars int not null default 3; alter table customer alter stars drop default');
    expect(await checkStars()).toMatchObject({ ok: true });
    await owner.query('alter table customer alter stars set default 4; update customer set stars = 4');
    expect(await checkStars()).toMatchObject({ ok: true });
    await owner.query('update customer set stars = 5');
    expect(found(await checkStars())).toEqual([['customer', c.customer, ['/stars']]]);
    await owner.query('alter table customer alter stars drop not null; update customer set stars = null');
    expect(await checkStars()).toMatchObject({ ok: true });
  } finally {
    await owner.query('alter table customer drop column stars');
  }
});

test('what follows from an entry that was altered is not another fault', async () => {
  const { owner } = world.db;
  const { rows } = await owner.query<{ id: string; body: string }>(`select id, body::text as body from journal where record_id = $1 and version = 1`, [c.customer]);
  try {
    await attack(`update journal set body = replace(body::text, '苏州卓润物流', '别家公司')::json where id = ${rows[0]!.id}`);
    expect(found(await check())).toEqual([['customer', c.customer, undefined]]);
  } finally {
    await owner.query('update journal set body = $2::json where id = $1', [rows[0]!.id, rows[0]!.body]);
  }
});

test('of more records than are read at a time, each is compared', async () => {
  const { owner } = world.db;
  await world.kernel.write(boss, at('2024-03-19T09:00'), (tx) => tx.create(department, Array.from({ length: 2_100 }, (_, n) => ({ name: `部门 ${n}` }))));
  expect(await check(true)).toMatchObject({ ok: true, rows: { records: 2_111 } });
  const { rows } = await owner.query<{ id: string }>('select id from (select id, row_number() over (order by id) as n from department) d where n in (1, 1000, 1001, 2100) order by id');
  await owner.query(`update department set name = '别' || name where id = any ($1)`, [rows.map(({ id }) => id)]);
  const report = await check(true);
  await owner.query(`update department set name = substr(name, 2) where id = any ($1)`, [rows.map(({ id }) => id)]);
  expect(found(report)).toEqual(rows.map(({ id }) => ['department', id, ['/name']]));
});
