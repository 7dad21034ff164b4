import { generateKeyPairSync } from 'node:crypto';
import { contact } from '#domain/accounts/contact/contact';
import { customer } from '#domain/accounts/customer/customer';
import { regulation } from '#domain/governance/regulation/regulation';
import { order } from '#domain/orders/order/order';
import { employee } from '#domain/org/employee/employee';
import { setting } from '#domain/org/setting/setting';
import { standardCalendar } from '#domain/org/working-calendar/calendar-spec';
import { workingCalendar } from '#domain/org/working-calendar/working-calendar';
import { pause, resume } from '#kernel/run/hold';
import type { RecordTable } from '#kernel/run/journal/rows';
import { keyIdOf } from '#kernel/run/journal/seal';
import { type Report, verify } from '#kernel/run/journal/verify';
import { tickDuties, tickPromises } from '#kernel/run/tick';
import { tasksOf } from '#server/jobs';
import { commitmentTable } from '#server/journal-places';
import { registry } from '#server/registry';
import { actorWith, freshWorld, journalKey, type World } from './world.ts';

/** A database whose rows the kernel wrote, for somebody to change past it. */
export interface ToldWorld extends Pick<World, 'kernel' | 'db' | 'close'> {
  /** Ids by what they are: `customer`, `contact`, two orders (`order`, `other`), promises that are `kept`, `broken`, `open` and `paused`. */
  ids: Record<string, string>;
  records: readonly RecordTable[];
  verify(rows?: boolean, records?: readonly RecordTable[]): Promise<Report>;
  /** SQL as somebody whom neither constraints nor triggers hold; `$kept` stands for an id. */
  attack(sql: string): Promise<void>;
  /** Undoes every attack on a row. @throws when what the journal tells is not there again. */
  putBack(): Promise<void>;
}

/** What a report found, as `record $kept /field /field`. */
export function foundIn({ faults }: Report, { ids }: ToldWorld): string[] {
  const names = new Map(Object.entries(ids).map(([name, id]) => [id, `$${name}`]));
  return faults.map(({ record, recordId, fields = [] }) => [record, names.get(recordId ?? '') ?? recordId, ...fields].join(' '));
}

export const at = (local: string): number => Date.parse(`${local}:00+08:00`);

export async function toldWorld(): Promise<ToldWorld> {
  const world = await freshWorld();
  const pair = generateKeyPairSync('ed25519');
  const keys = { journal: journalKey, ...pair, keyId: keyIdOf(pair.publicKey) };
  const known = [...registry.kinds.values(), commitmentTable];
  const ids = await liveThrough(world);
  const lists = await keepRows(world);
  const told: ToldWorld = {
    ...world,
    ids,
    records: known,
    verify: (rows, records = known) => verify(world.db.owner, keys, null, { records, rows }),
    async attack(sql) {
      const named = sql.replaceAll(/\$([a-z]+)/g, (_, name: string) => ids[name]!);
      await world.db.owner.query(`begin; set local session_replication_role = replica; ${named}; commit`);
    },
    async putBack() {
      await told.attack(
        [...lists]
          .map(([table, list]) => `delete from "${table}"; insert into "${table}" (${list}) select * from before."${table}"`)
          .join(';'),
      );
      const { faults } = await told.verify(true);
      if (faults.length > 0) throw new Error(`The rows are not as they were: ${JSON.stringify(faults)}`);
    },
  };
  return told;
}

const boss = actorWith(['admin', 'management', 'general_manager', 'sales', 'sales_manager', 'service_desk', 'market']);

/** Promises kept, broken, paused, resumed and dated anew, lines that were replaced. */
async function liveThrough(world: World): Promise<Record<string, string>> {
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
    await tx.edit(order, [
      { id: orders[1]!.id, evidence: { items: [{ ...items[1]! }, { ...items[0]!, quantity: '7' }], logisticsWish: '空运' } },
    ]);
    await tx.take(order, 'audit', [{ id: orders[0]!.id }]);
    const drafts = await tx.create(
      regulation,
      ['R-1', 'R-2', 'R-3', 'R-4'].map((code) => ({ code, title: '定做产品管理制度', sponsor: person!.id, reviewMonths: 12 })),
    );
    await tx.take(
      regulation,
      'publish',
      drafts.map(({ id }) => ({ id, evidence: { publisher: '管理部', publishedOn: '2023-03-04', effectiveFrom: '2023-03-04' } })),
    );
    return { customer: buyer!.id, contact: who!.id, order: orders[0]!.id, other: orders[1]!.id, drafts };
  });
  await tickDuties(kernel, at('2024-03-04T09:00'));
  const promise = async (n: number): Promise<string> => {
    const { rows } = await world.db.owner.query<{ id: string }>('select id from commitment where record_id = $1', [
      made.drafts[n]!.id,
    ]);
    return rows[0]!.id;
  };
  const [kept, broken, open, paused] = [await promise(0), await promise(1), await promise(2), await promise(3)];
  await kernel.write(boss, at('2024-03-05T09:00'), (tx) =>
    tx.take(regulation, 'review', [
      { id: made.drafts[0]!.id, evidence: { lastFinding: '执行情况良好，无须修订。', decision: 'keep' } },
    ]),
  );
  for (const id of [open, paused]) await pause(kernel, boss, id, '等候监管部门意见', at('2024-03-05T10:00'));
  await resume(kernel, boss, open, at('2024-03-07T10:00'));
  // A holiday of the company moves what is open, and what is paused.
  const { id: _, version: __, ...spec } = standardCalendar;
  await kernel.write(boss, at('2024-03-07T11:00'), (tx) =>
    tx.create(workingCalendar, [
      { name: '标准', standard: true, ...(spec as object), days: [{ date: '2024-03-14', works: false, name: '厂庆' }] },
    ]),
  );
  await redate(world, at('2024-03-07T12:00'));
  await kernel.write(boss, at('2024-03-08T12:00'), (tx) =>
    tx.create(setting, [
      {
        key: 'regulation.review',
        value: { amount: 8, unit: 'working_days' },
        effectiveFrom: '2024-03-08T00:00:00+08:00',
        reason: '提速',
      },
    ]),
  );
  await redate(world, at('2024-03-08T13:00'));
  await tickPromises(kernel, at('2024-03-18T09:01'));
  const { drafts: ___, ...rest } = made;
  return { ...rest, kept, broken, open, paused };
}

/** Runs the redatings that are asked for. */
async function redate(world: World, now: number): Promise<void> {
  const { rows } = await world.db.owner.query<{ payload: object }>(
    `with gone as (delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t where t.id = j.task_id and t.identifier = 'redate' returning j.payload) select payload from gone`,
  );
  const tasks = tasksOf(world, () => now);
  for (const { payload } of rows) await tasks['redate']!(payload, { logger: { info: () => {} } } as never);
}

/** Copies the rows, and answers the columns of each table that can be written. */
async function keepRows({ db: { owner } }: World): Promise<Map<string, string>> {
  const lists = new Map<string, string>();
  await owner.query('create schema before');
  for (const table of ['customer', 'contact', 'order', 'order_items', 'commitment', 'redating', 'redating_change']) {
    const { rows } = await owner.query<{ list: string }>(
      `select string_agg(quote_ident(attname), ', ') as list from pg_attribute where attrelid = $1::regclass and attnum > 0 and attgenerated = ''`,
      [`public."${table}"`],
    );
    lists.set(table, rows[0]!.list);
    await owner.query(`create table before."${table}" as select ${rows[0]!.list} from public."${table}"`);
  }
  return lists;
}
