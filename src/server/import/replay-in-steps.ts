import { delivery } from '#domain/delivery/delivery/delivery';
import { order } from '#domain/orders/order/order';
import type { Tx } from '#kernel/run/scene';
import type { OrderMapping } from './mapping/mapping.ts';
import {
  cancellation,
  confirmation,
  deliveryInput,
  deliveryPlacedAt,
  orderInput,
  SIGNED,
  shipment,
  unfulfilment,
} from './order-evidence.ts';
import type { OrderWork } from './replay.ts';

/**
 * Replays orders a wave a step, each one call with all orders that take it, at the instants of the source: whatever effects and
 * reactions do between them, they do. Works that are new get ids. Returns how many deliveries were made.
 */
export async function replayInSteps(tx: Tx, mapping: OrderMapping, works: readonly OrderWork[]): Promise<number> {
  const fresh = works.filter((w) => w.id === null);
  const created = await tx.create(
    order,
    fresh.map((work) => ({ ...orderInput(mapping, work), at: work.plan.placedAt })),
  );
  for (const [i, work] of fresh.entries()) work.id = created[i]!.id;
  await tx.take(
    order,
    'audit',
    stepsOf(works, 'audit').map(({ work, at }) => ({ id: work.id!, at })),
  );
  await tx.take(
    order,
    'confirm',
    stepsOf(works, 'confirm').map(({ work, at }) => ({ id: work.id!, at, evidence: confirmation(mapping, work) })),
  );
  const deliveries = await replayDeliveries(tx, works);
  const endings = (step: 'cancel' | 'declare_unfulfillable') =>
    works.filter((w) => w.rest.ending?.step === step).map((w) => ({ id: w.id!, at: w.rest.ending!.at }));
  await tx.take(
    order,
    'cancel',
    endings('cancel').map((e) => ({ ...e, evidence: cancellation(mapping, e.at) })),
  );
  await tx.take(
    order,
    'declare_unfulfillable',
    endings('declare_unfulfillable').map((e) => ({ ...e, evidence: unfulfilment(mapping) })),
  );
  return deliveries;
}

const stepsOf = (works: readonly OrderWork[], step: string): { work: OrderWork; at: number }[] =>
  works.flatMap((work) => work.rest.steps.filter((s) => s.step === step).map(({ at }) => ({ work, at })));

async function replayDeliveries(tx: Tx, works: readonly OrderWork[]): Promise<number> {
  const begun = works.flatMap((work) => work.rest.begin.map((d) => ({ work, d })));
  const inputs = begun.map(({ work, d }) => ({ ...deliveryInput(work, d), at: deliveryPlacedAt(work, d) }));
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
