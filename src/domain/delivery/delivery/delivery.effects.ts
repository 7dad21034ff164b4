import type { InputOf } from '#kernel/declare/record';
import { type InputError, invalid } from '#kernel/problem';
import { effectsFor } from '#kernel/run/kind';
import type { Deed, Tx } from '#kernel/run/scene';
import { systemActor } from '#kernel/run/tx';
import { order } from '../../orders/order/order.ts';
import { type Delivery, delivery } from './delivery.ts';

export const deliveryEffects = effectsFor(delivery, {
  create: async (tx, deeds) => {
    await takeOverFromOrder(tx, deeds);
    await startDeliveryOfOrder(
      tx,
      deeds.filter(({ record }) => record.promisedDate !== null),
      ['confirmed'],
    );
  },
  // What was prepared before its order was confirmed owes no date; and what history shipped too early is recorded as such by the order's own step.
  ship: (tx, deeds) => startDeliveryOfOrder(tx, deeds, ['placed', 'data_wanted', 'audited', 'confirmed']),
  arrive: tellOfArrival,
  sign: settleOrder,
  take_back: settleOrder,
});

interface Ordered {
  id: string;
  customer: string;
  promisedDate: string | null;
  destination: string | null;
}

/** A delivery goes to the order's customer and takes over what it does not say itself: the date, the place, what to print on the labels. */
async function takeOverFromOrder(tx: Tx, deeds: Deed<Delivery>[]): Promise<void> {
  const rows = await tx.query<Ordered>(
    `select id, customer, promised_date as "promisedDate", delivery_address as destination from "order" where id = any($1::uuid[])`,
    [[...new Set(deeds.map(({ record }) => record.order))]],
  );
  const orders = new Map(rows.map((row) => [row.id, row]));
  const strangers = deeds.filter(({ record }) => orders.get(record.order)?.customer !== record.customer);
  if (strangers.length > 0) throw invalid(strangers.map(() => NOT_THE_ORDERS_CUSTOMER));
  const later = deeds.filter(({ record, actor }) => {
    const promised = orders.get(record.order)!.promisedDate;
    return actor.id !== systemActor.id && promised !== null && record.promisedDate !== null && record.promisedDate > promised;
  });
  if (later.length > 0) throw invalid(later.map(() => LATER_THAN_PROMISED));
  const labels = await labelsOf(
    tx,
    deeds.filter(({ record }) => record.labels.length === 0).map(({ record }) => record.order),
  );
  const lacking = deeds.flatMap((deed) => {
    const { record } = deed;
    const from = orders.get(record.order)!;
    const evidence: InputOf<typeof delivery> = {};
    if (record.promisedDate === null && from.promisedDate !== null) evidence.promisedDate = from.promisedDate;
    if (record.destination === null && from.destination !== null) evidence.destination = from.destination;
    const printed = labels.get(record.order);
    if (record.labels.length === 0 && printed) evidence.labels = printed;
    return Object.keys(evidence).length > 0 ? [{ deed, evidence }] : [];
  });
  const edited = await tx.as(systemActor).edit(
    delivery,
    lacking.map(({ deed, evidence }) => ({ id: deed.record.id, at: deed.at, evidence })),
  );
  // Whoever created it is answered with the delivery as it now stands.
  for (const [i, { deed }] of lacking.entries()) Object.assign(deed.record, edited[i]);
}

const NOT_THE_ORDERS_CUSTOMER: InputError = {
  pointer: '/customer',
  detail: { zh: '该订单是另一位客户的。', en: 'The order is another customer’s.' },
};

/** The order's date is what the customer was promised; whoever cannot keep it tells them so with a delay notice. */
const LATER_THAN_PROMISED: InputError = {
  pointer: '/promisedDate',
  detail: {
    zh: '不能晚于订单的承诺交期；不能按期交付的，请登记延期通知。',
    en: 'This is later than the order promises. Please use a delay notice to tell the customer of a later date.',
  },
};

type Label = { product: string | null; productName: string | null; specification: string | null; quantity: string | null };

async function labelsOf(tx: Tx, orders: readonly string[]): Promise<Map<string, Label[]>> {
  const found = new Map<string, Label[]>();
  if (orders.length === 0) return found;
  const rows = await tx.query<Label & { parent: string }>(
    `select parent, product, product_name as "productName", specification, quantity::text as quantity from order_items where parent = any($1::uuid[]) order by parent, position`,
    [orders],
  );
  for (const { parent, ...label } of rows) found.set(parent, [...(found.get(parent) ?? []), label]);
  return found;
}

/** The first of its deliveries that is prepared takes the order's promise over; one order, and one date, at a time. */
async function startDeliveryOfOrder(tx: Tx, deeds: Deed<Delivery>[], from: readonly string[]): Promise<void> {
  if (deeds.length === 0) return;
  const first = new Map<string, number>();
  for (const { record, at } of deeds) first.set(record.order, Math.min(at, first.get(record.order) ?? at));
  // Held still: of two deliveries that begin at the same moment, the second finds it done.
  const waiting = await tx.query<{ id: string }>(
    'select id from "order" where id = any($1::uuid[]) and state = any($2::text[]) order by id for update',
    [[...first.keys()], from],
  );
  await tx.as(systemActor).take(
    order,
    'dispatch',
    waiting.map(({ id }) => ({ id, at: first.get(id)! })),
  );
}

/** The customer is written to: the goods wait for a signature. What arrived long ago, in replayed history, is no news. */
async function tellOfArrival(tx: Tx, deeds: Deed<Delivery>[]): Promise<void> {
  const news = deeds.filter(({ at }) => tx.now - at <= AN_HOUR).map(({ record }) => record.id);
  if (news.length > 0) await tx.job('mail_arrivals', { deliveries: news }, { runAt: tx.now });
}

const AN_HOUR = 3_600_000;

/** An order is delivered when all that was sent for it has been signed for or taken back; when nothing was kept, it is prepared again. */
async function settleOrder(tx: Tx, deeds: Deed<Delivery>[]): Promise<void> {
  const last = new Map<string, number>();
  for (const { record, at } of deeds) last.set(record.order, Math.max(at, last.get(record.order) ?? at));
  await oneAfterAnother(tx, [...last.keys()]);
  const settled = await tx.query<{ id: string; state: string; signed: boolean }>(
    `select o.id, o.state, bool_or(d.state = 'signed') as signed from "order" o join delivery d on d."order" = o.id
     where o.id = any($1::uuid[]) and o.state not in ('delivered', 'cancelled', 'unfulfilled')
     group by o.id having bool_and(d.state in ('signed', 'returned'))`,
    [[...last.keys()]],
  );
  const system = tx.as(systemActor);
  const item = ({ id }: { id: string }) => ({ id, at: last.get(id)! });
  await system.take(order, 'complete', settled.filter((o) => o.signed).map(item));
  await system.take(order, 'prepare_again', settled.filter((o) => !o.signed && o.state === 'in_delivery').map(item));
}

/** Two parts of one order that are settled at the same moment would each see the other as still under way. */
async function oneAfterAnother(tx: Tx, orders: readonly string[]): Promise<void> {
  const inParts = await tx.query<{ id: string }>(
    'select "order" as id from delivery where "order" = any($1::uuid[]) group by "order" having count(*) > 1',
    [orders],
  );
  if (inParts.length === 0) return;
  await tx.query(
    'select pg_advisory_xact_lock(hashtextextended(id::text, 0)) from (select id from unnest($1::uuid[]) id order by id) o',
    [inParts.map(({ id }) => id)],
  );
}
