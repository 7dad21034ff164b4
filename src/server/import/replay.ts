import { delivery } from '#domain/delivery/delivery/delivery';
import { order } from '#domain/orders/order/order';
import type { Tx } from '#kernel/run/scene';
import { bringAnswers } from './answers.ts';
import type { ItemInput } from './items.ts';
import { digestOf, type KeyRow, type OrderFacts, remember } from './keys.ts';
import type { OrderMapping } from './mapping/mapping.ts';
import type { Draft } from './order-page.ts';
import type { Parties } from './parties.ts';
import type { PlannedDelivery } from './plan-order.ts';
import type { JoinedOrder } from './stage.ts';

/** An order with all that is to be done of it in one transaction. */
export interface OrderWork extends Pick<Draft, 'source' | 'plan' | 'rest' | 'reviews' | 'facts'> {
  customerId: string;
  /** Null: it is new. */
  id: string | null;
  items: (ItemInput & { itemKey: string })[];
  deliveryAddress: string | null;
}

/** A draft with the ids of its customer and its products. */
export function workOf(draft: Draft, parties: Parties): OrderWork {
  return {
    ...draft,
    customerId: draft.customerId ?? parties.customers.get(draft.customerKey)!,
    items: draft.items.map(({ productKey, itemKey, input }) => ({
      ...input,
      product: parties.products.get(productKey) ?? null,
      itemKey,
    })),
    facts: { ...draft.facts, deliveryIds: { ...draft.facts.deliveryIds } },
  };
}

export interface Replayed {
  orders: number;
  deliveries: number;
  answers: number;
}

/** Where the source says nothing and a step wants an answer. */
const NOT_RECORDED = '未记录 / not recorded';

/**
 * Replays orders: a wave a step, each one call with all orders that take it, at the instants of the source. Returns how many
 * records were made. `works` get the ids of what was made.
 */
export async function replay(
  tx: Tx,
  mapping: OrderMapping,
  works: readonly OrderWork[],
  survey: string | null,
): Promise<Replayed> {
  const fresh = works.filter((w) => w.id === null);
  const created = await tx.create(
    order,
    fresh.map((work) => orderInput(mapping, work)),
  );
  for (const [i, work] of fresh.entries()) work.id = created[i]!.id;
  const confirmations = stepsOf(works, 'confirm').map(({ work, at }) => ({
    id: work.id!,
    at,
    evidence: { promisedDate: work.plan.promisedDate!, sentTo: NOT_RECORDED, sentBy: SENT_BY[mapping.channel] },
  }));
  await tx.take(
    order,
    'audit',
    stepsOf(works, 'audit').map(({ work, at }) => ({ id: work.id!, at })),
  );
  await tx.take(order, 'confirm', confirmations);
  const deliveries = await replayDeliveries(tx, works);
  const why = `按 ${mapping.source} 的记录 / as recorded in ${mapping.source}`;
  const endings = (step: 'cancel' | 'declare_unfulfillable') =>
    works.filter((w) => w.rest.ending?.step === step).map((w) => ({ id: w.id!, at: w.rest.ending!.at }));
  const cancelled = endings('cancel').map((e) => ({
    ...e,
    evidence: { requestedBy: NOT_RECORDED, reason: why, noticeGivenAt: new Date(e.at).toISOString() },
  }));
  await tx.take(order, 'cancel', cancelled);
  await tx.take(
    order,
    'declare_unfulfillable',
    endings('declare_unfulfillable').map((e) => ({ ...e, evidence: { reason: why, toldHow: NOT_RECORDED } })),
  );
  const answers = works.flatMap((work) =>
    work.reviews.map(({ answer }) => ({ ...answer, order: work.id!, customer: work.customerId })),
  );
  if (survey !== null) await bringAnswers(tx, survey, answers);
  return { orders: fresh.length, deliveries, answers: answers.length };
}

/** Remembers what was brought over of these orders. */
export async function rememberOrders(tx: Tx, source: string, works: readonly OrderWork[]): Promise<void> {
  const rows = works.map(
    ({ source: said, facts, id }): KeyRow => ({
      kind: 'order',
      external: said.key,
      id: id!,
      facts,
      digest: digestOf({ ...rowsOf(facts), reviews: said.reviews }),
    }),
  );
  await remember(tx.query, source, rows, tx.now);
}

const rowsOf = (facts: OrderFacts): Pick<JoinedOrder, 'orders' | 'items' | 'deliveries'> => {
  const rows = (cells: string[][]): JoinedOrder['orders'] => cells.map((row) => [0, row]);
  return { orders: rows(facts.orders), items: rows(facts.items), deliveries: rows(facts.deliveries) };
};

const SENT_BY = { website: 'portal', shop: 'in_person', sales_rep: 'email' } as const;

const stepsOf = (works: readonly OrderWork[], step: string): { work: OrderWork; at: number }[] =>
  works.flatMap((work) => work.rest.steps.filter((s) => s.step === step).map(({ at }) => ({ work, at })));

const orderInput = (mapping: OrderMapping, { source, plan, customerId, items, deliveryAddress }: OrderWork) => ({
  items: items.map(({ product, productName, specification, quantity, unit, unitPrice }) => ({
    product,
    productName,
    specification,
    quantity,
    unit,
    unitPrice,
  })),
  deliveryAddress,
  customer: customerId,
  channel: mapping.channel,
  source: mapping.source,
  externalNumber: source.key,
  at: plan.placedAt,
});

/**
 * The sources say when goods left and when they arrived: they were prepared, packed and documented when they left at the latest,
 * and those that have not left are owed since the order is confirmed.
 */
async function replayDeliveries(tx: Tx, works: readonly OrderWork[]): Promise<number> {
  const begun = works.flatMap((work) => work.rest.begin.map((d) => ({ work, d })));
  const inputs = begun.map(({ work, d }) => ({
    order: work.id!,
    customer: work.customerId,
    promisedDate: d.promisedDate ?? work.plan.promisedDate,
    destination: work.deliveryAddress,
    labels: labelsOf(work, d).map(({ productName, specification, quantity }) => ({ productName, specification, quantity })),
    at: d.shippedAt ?? work.plan.steps.at(-1)?.at ?? work.plan.placedAt,
  }));
  const made = await tx.create(delivery, inputs);
  for (const [i, { work, d }] of begun.entries()) work.facts.deliveryIds[d.key] = made[i]!.id;
  const left = works.flatMap((work) =>
    work.rest.leave.map((d) => ({ id: work.facts.deliveryIds[d.key]!, at: d.shippedAt!, evidence: shipment(d, work) })),
  );
  await tx.take(
    delivery,
    'pack',
    left.map(({ id, at }) => ({ id, at, evidence: {} })),
  );
  await tx.take(
    delivery,
    'complete_documents',
    left.map(({ id, at }) => ({ id, at })),
  );
  await tx.take(delivery, 'ship', left);
  const arrived = works.flatMap((work) =>
    work.rest.arrive.map((d) => ({ id: work.facts.deliveryIds[d.key]!, at: d.deliveredAt! })),
  );
  await tx.take(delivery, 'arrive', arrived);
  await tx.take(
    delivery,
    'sign',
    arrived.map((item) => ({ ...item, evidence: SIGNED })),
  );
  return begun.length;
}

/** A delivery with a number of one of the items holds that item, any other all of them. */
function labelsOf({ items }: OrderWork, { key }: PlannedDelivery): readonly ItemInput[] {
  const own = items.filter((item) => item.itemKey === key);
  return own.length > 0 ? own : items;
}

const shipment = (d: PlannedDelivery, { plan }: OrderWork) => ({
  mode: d.mode,
  carrier: d.carrier.slice(0, 120) || NOT_RECORDED,
  trackingNumber: d.tracking.slice(0, 120) || '—',
  expectedArrival: d.promisedDate ?? plan.promisedDate ?? new Date(d.deliveredAt ?? d.shippedAt!).toISOString().slice(0, 10),
});

/** A delivery that the source calls delivered, without an objection, was taken as it was. */
const SIGNED = { signature: { name: NOT_RECORDED }, damageFree: true, quantityRight: true, matchesOrder: true } as const;
