import { on } from '#kernel/run/kind';
import type { Deed, Tx } from '#kernel/run/scene';
import { systemActor } from '#kernel/run/tx';
import { type Order, order } from '../../orders/order/order.ts';
import { delivery } from './delivery.ts';

export const deliveryReactions = [on(order, 'cancel', callOff), on(order, 'declare_unfulfillable', callOff)];

/** What has not left yet for an order that will not be fulfilled goes back on the shelf. */
async function callOff(tx: Tx, deeds: Deed<Order>[]): Promise<void> {
  const orders = new Map(deeds.map((deed) => [deed.record.id, deed]));
  const waiting = await tx.query<{ id: string; order: string }>(
    `select id, "order" from delivery where "order" = any($1::uuid[]) and shipped_at is null and state in ('prepared', 'packed', 'documented', 'delayed')`,
    [[...orders.keys()]],
  );
  const items = waiting.map(({ id, order }) => {
    const { at, evidence } = orders.get(order)!;
    return { id, at, evidence: { reason: String(evidence['reason']) } };
  });
  await tx.as(systemActor).take(delivery, 'take_back', items);
}
