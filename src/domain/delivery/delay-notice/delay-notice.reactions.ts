import { on } from '#kernel/run/kind';
import type { Deed, Tx } from '#kernel/run/scene';
import { systemActor } from '#kernel/run/tx';
import { type Order, order } from '../../orders/order/order.ts';
import { type Delivery, delivery } from '../delivery/delivery.ts';
import { endedWithDeliveries, endedWithOrders, toldOfOrders } from './delay-notice.queries.ts';
import { delayNotice } from './delay-notice.ts';

export const delayNoticeReactions = [
  on(delivery, 'create', noteWhatIsKnown),
  on(delivery, 'arrive', endWithDeliveries),
  on(delivery, 'take_back', endWithDeliveries),
  on(order, 'complete', endWithOrders),
  on(order, 'cancel', endWithOrders),
  on(order, 'declare_unfulfillable', endWithOrders),
];

/** Of goods that are prepared after the customer was told that their order will be late, they know already. */
async function noteWhatIsKnown(tx: Tx, deeds: Deed<Delivery>[]): Promise<void> {
  const told = await tx.query<{ order: string; newDate: string }>(toldOfOrders, [
    [...new Set(deeds.map(({ record }) => record.order))],
  ]);
  const dates = new Map(told.map(({ order, newDate }) => [order, newDate]));
  const late = deeds.filter(({ record }) => dates.has(record.order));
  const noted = await tx.as(systemActor).take(
    delivery,
    'note_delay',
    late.map(({ record, at }) => ({ id: record.id, at, evidence: { expectedArrival: dates.get(record.order)! } })),
  );
  // Whoever created it is answered with the delivery as it now stands.
  for (const [i, { record }] of late.entries()) Object.assign(record, noted[i]);
}

/** What was promised anew ends with the delivery: met when it arrives, of no more use when it is taken back or nobody was told. */
async function endWithDeliveries(tx: Tx, deeds: Deed<Delivery>[]): Promise<void> {
  const ended = new Map(deeds.map((deed) => [deed.record.id, deed]));
  const open = await tx.query<Open & { delivery: string }>(endedWithDeliveries, [[...ended.keys()]]);
  await end(
    tx,
    open.map((n) => ({ ...n, at: ended.get(n.delivery)!.at, arrived: ended.get(n.delivery)!.step === 'arrive' })),
  );
}

async function endWithOrders(tx: Tx, deeds: Deed<Order>[]): Promise<void> {
  const ended = new Map(deeds.map((deed) => [deed.record.id, deed]));
  const open = await tx.query<Open & { order: string }>(endedWithOrders, [[...ended.keys()]]);
  await end(
    tx,
    open.map((n) => ({ ...n, at: ended.get(n.order)!.at, arrived: ended.get(n.order)!.step === 'complete' })),
  );
}

interface Open {
  id: string;
  state: string;
}

async function end(tx: Tx, notices: readonly (Open & { at: number; arrived: boolean })[]): Promise<void> {
  const once = [...new Map(notices.map((n) => [n.id, n])).values()];
  const isMet = (n: (typeof once)[number]) => n.arrived && n.state === 'told';
  const item = ({ id, at }: { id: string; at: number }) => ({ id, at });
  const system = tx.as(systemActor);
  await system.take(delayNotice, 'meet', once.filter(isMet).map(item));
  await system.take(delayNotice, 'supersede', once.filter((n) => !isMet(n)).map(item));
}
