import type { delivery } from '#domain/delivery/delivery/delivery';
import type { order } from '#domain/orders/order/order';
import type { InputOf } from '#kernel/declare/record';
import type { ItemInput } from './items.ts';
import type { OrderMapping } from './mapping/mapping.ts';
import type { PlannedDelivery } from './plan-order.ts';
import type { OrderWork } from './replay.ts';

// What is said of an order and its deliveries when they are replayed.

/** Where the source says nothing and a step wants an answer. */
const NOT_RECORDED = '未记录 / not recorded';

const SENT_BY = { website: 'portal', shop: 'in_person', sales_rep: 'email' } as const;

export const orderInput = (
  mapping: OrderMapping,
  { source, customerId, items, deliveryAddress }: OrderWork,
): InputOf<typeof order> => ({
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
});

export const confirmation = (mapping: OrderMapping, { plan }: OrderWork) => ({
  promisedDate: plan.promisedDate!,
  sentTo: NOT_RECORDED,
  sentBy: SENT_BY[mapping.channel],
});

const asRecorded = (mapping: OrderMapping): string => `按 ${mapping.source} 的记录 / as recorded in ${mapping.source}`;

/** @param at when it was cancelled, epoch milliseconds. */
export const cancellation = (mapping: OrderMapping, at: number) => ({
  requestedBy: NOT_RECORDED,
  reason: asRecorded(mapping),
  noticeGivenAt: new Date(at).toISOString(),
});

export const unfulfilment = (mapping: OrderMapping) => ({ reason: asRecorded(mapping), toldHow: NOT_RECORDED });

export const deliveryInput = (work: OrderWork, d: PlannedDelivery): InputOf<typeof delivery> => ({
  order: work.id!,
  customer: work.customerId,
  promisedDate: d.promisedDate ?? work.plan.promisedDate,
  destination: work.deliveryAddress,
  labels: labelsOf(work, d).map(({ productName, specification, quantity }) => ({ productName, specification, quantity })),
});

/**
 * The sources say when goods left and when they arrived: they were prepared, packed and documented when they left at the latest,
 * and those that have not left are owed since the order is confirmed. Epoch milliseconds.
 */
export const deliveryPlacedAt = ({ plan }: OrderWork, d: PlannedDelivery): number =>
  d.shippedAt ?? plan.steps.at(-1)?.at ?? plan.placedAt;

/** A delivery with a number of one of the items holds that item, any other all of them. */
function labelsOf({ items }: OrderWork, { key }: PlannedDelivery): readonly ItemInput[] {
  const own = items.filter((item) => item.itemKey === key);
  return own.length > 0 ? own : items;
}

export const shipment = (d: PlannedDelivery, { plan }: OrderWork) => ({
  mode: d.mode,
  carrier: d.carrier.slice(0, 120) || NOT_RECORDED,
  trackingNumber: d.tracking.slice(0, 120) || '—',
  expectedArrival: d.promisedDate ?? plan.promisedDate ?? new Date(d.deliveredAt ?? d.shippedAt!).toISOString().slice(0, 10),
});

/** A delivery that the source calls delivered, without an objection, was taken as it was. */
export const SIGNED = { signature: { name: NOT_RECORDED }, damageFree: true, quantityRight: true, matchesOrder: true } as const;
