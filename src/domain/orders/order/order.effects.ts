import type { InputOf } from '#kernel/declare/record';
import { type InputError, invalid } from '#kernel/problem';
import { effectsFor } from '#kernel/run/kind';
import type { Deed, Tx } from '#kernel/run/scene';
import { systemActor } from '#kernel/run/tx';
import { type Order, order } from './order.ts';

export const orderEffects = effectsFor(order, {
  create: async (tx, deeds) => {
    refuseWhatIsNotTheCustomersToSay(deeds);
    await refuseStrangers(tx, deeds);
    await fillIn(tx, deeds, [await lookedAfterBy(tx, deeds), await itemsFromCatalogue(tx, deeds)]);
  },
  edit: async (tx, deeds) => {
    await refuseStrangers(tx, deeds);
    await fillIn(tx, deeds, [await itemsFromCatalogue(tx, deeds)]);
  },
  confirm: refusePromiseBeforeOrder,
  cancel: async (_, deeds) => refuseNoticeAtImpossibleTime(deeds),
});

type Filled = Map<string, InputOf<typeof order>>;

/** Completes orders in the system's name; whoever acted is answered with the order as it then stands. */
async function fillIn(tx: Tx, deeds: readonly Deed<Order>[], parts: readonly Filled[]): Promise<void> {
  const lacking = deeds.filter(({ record }) => parts.some((part) => part.has(record.id)));
  const items = lacking.map(({ record, at }) => ({
    id: record.id,
    at,
    evidence: Object.assign({}, ...parts.map((p) => p.get(record.id))),
  }));
  const edited = await tx.as(systemActor).edit(order, items);
  for (const [i, { record }] of lacking.entries()) Object.assign(record, edited[i]);
}

/** An order is looked after by whoever looks after its customer, or else by the salesperson who took it. */
async function lookedAfterBy(tx: Tx, deeds: readonly Deed<Order>[]): Promise<Filled> {
  const unowned = deeds.filter(({ record }) => record.owner === null && record.department === null);
  if (unowned.length === 0) return new Map();
  const rows = await tx.query<{ id: string; owner: string | null; department: string | null }>(
    'select id, owner, department from customer where id = any($1::uuid[]) and (owner is not null or department is not null)',
    [[...new Set(unowned.map(({ record }) => record.customer))]],
  );
  const byCustomer = new Map(rows.map(({ id, owner, department }) => [id, { owner, department }]));
  const found: Filled = new Map();
  for (const { record, actor } of unowned) {
    const taker =
      actor.roles.includes('sales') && actor.employee !== null ? { owner: actor.employee, department: actor.department } : null;
    const by = byCustomer.get(record.customer) ?? taker;
    if (by) found.set(record.id, by);
  }
  return found;
}

/** An item that names a product of the catalogue takes over what it does not say itself. */
async function itemsFromCatalogue(tx: Tx, deeds: readonly Deed<Order>[]): Promise<Filled> {
  const named = deeds
    .flatMap(({ record }) => record.items)
    .filter((i) => i.product !== null && LEARNT.some((column) => i[column] === null));
  if (named.length === 0) return new Map();
  const rows = await tx.query<{ id: string; productName: string; specification: string | null; unit: string }>(
    'select id, name as "productName", specification, unit from product where id = any($1::uuid[])',
    [[...new Set(named.map((i) => i.product))]],
  );
  const catalogue = new Map(rows.map((row) => [row.id, row]));
  const found: Filled = new Map();
  for (const { record } of deeds) {
    let learnt = false;
    const items = record.items.map(({ id, product, productName, specification, quantity, unit, unitPrice }) => {
      const item = { id, product, productName, specification, quantity, unit, unitPrice };
      const known = product === null ? undefined : catalogue.get(product);
      if (known) {
        for (const column of LEARNT) {
          if (item[column] !== null || known[column] === null) continue;
          item[column] = known[column];
          learnt = true;
        }
      }
      return item;
    });
    if (learnt) found.set(record.id, { items });
  }
  return found;
}

const LEARNT = ['productName', 'specification', 'unit'] as const;

/** A customer in the portal says what they want and where; prices, promises and who looks after it are the company's to say. */
function refuseWhatIsNotTheCustomersToSay(deeds: readonly Deed<Order>[]): void {
  const errors = deeds.filter(({ actor }) => actor.customer !== null).flatMap(({ record }) => overstepped(record));
  if (errors.length > 0) throw invalid(errors);
}

function overstepped(record: Order): InputError[] {
  const pointers = COMPANYS.filter((field) => record[field] !== null).map((field) => `/${field}`);
  if (record.channel !== 'website') pointers.push('/channel');
  for (const [i, item] of record.items.entries()) if (item.unitPrice !== null) pointers.push(`/items/${i}/unitPrice`);
  return pointers.map((pointer) => ({ pointer, detail: { zh: '此项由公司填写。', en: 'This is for the company to fill in.' } }));
}

const COMPANYS = ['source', 'owner', 'department'] as const;

/** Whoever ordered is a person at the customer that the order is for. */
async function refuseStrangers(tx: Tx, deeds: readonly Deed<Order>[]): Promise<void> {
  const named = deeds.filter(({ record }) => record.contact !== null);
  if (named.length === 0) return;
  const strangers = await tx.query(
    'select from "order" r join contact t on t.id = r.contact where r.id = any($1::uuid[]) and t.customer <> r.customer',
    [named.map(({ record }) => record.id)],
  );
  if (strangers.length > 0) throw invalid([NOT_THE_CUSTOMERS_PERSON]);
}

const NOT_THE_CUSTOMERS_PERSON: InputError = {
  pointer: '/contact',
  detail: { zh: '这位联系人不属于该客户。', en: 'This contact person is another customer’s.' },
};

/** Nothing can be promised for a day that was over before the order came. */
async function refusePromiseBeforeOrder(tx: Tx, deeds: readonly Deed<Order>[]): Promise<void> {
  const company = await tx.at();
  const early = deeds.filter(({ record }) => company.endOf(record.promisedDate!) < Date.parse(record.createdAt));
  if (early.length > 0) throw invalid(early.map(() => PROMISE_BEFORE_ORDER));
}

const PROMISE_BEFORE_ORDER: InputError = {
  pointer: '/promisedDate',
  detail: { zh: '承诺交期早于下单日期。', en: 'The promised date lies before the day of the order.' },
};

/** Notice was given at some time between the order and now. */
function refuseNoticeAtImpossibleTime(deeds: readonly Deed<Order>[]): void {
  for (const { record, at } of deeds) {
    const given = Date.parse(record.noticeGivenAt!);
    if (given >= Date.parse(record.createdAt) && given <= at) continue;
    const detail = {
      zh: '提出取消的时间应在下单之后、此刻之前。',
      en: 'Notice was given after the order was placed and not later than now.',
    };
    throw invalid([{ pointer: '/noticeGivenAt', detail }]);
  }
}
