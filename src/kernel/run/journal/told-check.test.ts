import { generateKeyPairSync } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { contact } from '#domain/accounts/contact/contact';
import { customer } from '#domain/accounts/customer/customer';
import { regulation } from '#domain/governance/regulation/regulation';
import { order } from '#domain/orders/order/order';
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
let c: { customer: string; order: string; other: string; contact: string; kept: string; open: string; broken: string; held: string; held2: string };

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
    const drafts = await tx.create(regulation, ['R-1', 'R-2', 'R-3', 'R-4', 'R-5'].map((code) => ({ code, title: '定做产品管理制度', sponsor: person!.id, reviewMonths: 12 })));
    await tx.take(regulation, 'publish', drafts.map(({ id }) => ({ id, evidence: { publisher: '管理部', publishedOn: '2023-03-04', effectiveFrom: '2023-03-04' } })));
    return { customer: buyer!.id, contact: who!.id, order: orders[0]!.id, other: orders[1]!.id, drafts };
  });
  await tickDuties(kernel, at('2024-03-04T09:00'));
  const promise = async (n: number): Promise<string> => {
    const { rows } = await world.db.owner.query<{ id: string }>('select id from commitment where record_id = $1', [made.drafts[n]!.id]);
    return rows[0]!.id;
  };
  const [kept, open, broken, held, held2] = [await promise(0), await promise(1), await promise(2), await promise(3), await promise(4)];
  c = { ...made, kept, open, broken, held, held2 };
  await kernel.write(boss, at('2024-03-05T09:00'), (tx) =>
    tx.take(regulation, 'review', [{ id: made.drafts[0]!.id, evidence: { lastFinding: '执行情况良好，无须修订。', decision: 'keep' } }]),
  );
  for (const id of [held, held2]) await pause(kernel, boss, id, '等候监管部门意见', at('2024-03-05T10:00'));
  await resume(kernel, boss, held, at('2024-03-07T10:00'));
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
  await tickPromises(kernel, at('2024-03-16T09:00'));
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
  expect(await check(true)).toMatchObject({ ok: true, rows: { records: 12, commitments: 9, unproven: 0 } });
});

test('PRINT', async () => {
  console.log((await world.db.owner.query('select id, control, number, outcome, due_at, breached_at, settled_at, pauses, version from commitment order by id')).rows, c, (await world.db.owner.query('select * from redating_change order by 1,2')).rows, (await world.db.owner.query(`select body from journal where record in ('redating','commitment')`)).rows.map((r) => JSON.stringify(r.body)));
});

test('a journal of few entries is compared field by field unasked, and otherwise when asked', async () => {
  expect((await check())?.rows).not.toBeNull();
  expect((await check(false))?.rows).toBeNull();
});

const fields: [what: string, sql: () => string, record: string, whose: () => string, fields: string[]][] = [
  ['a name', () => `update customer set name = '别家公司' where id = '${c.customer}'`, 'customer', () => c.customer, ['/name']],
];

test.each(fields)('%s that was changed past the system is named', async (_, sql, record, whose, pointers) => {
  await attack(sql());
  expect(found(await check())).toEqual([[record, whose(), pointers]]);
  expect(await check(false)).toMatchObject({ ok: true });
});
