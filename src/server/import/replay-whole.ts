import { delivery } from '#domain/delivery/delivery/delivery';
import { order } from '#domain/orders/order/order';
import type { LifeStep, Tx } from '#kernel/run/scene';
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
import type { PlannedDelivery } from './plan-order.ts';
import type { OrderWork } from './replay.ts';

/** Whether an order's items leave nothing for the catalogue to fill in, which it does after the order is there. */
export const saysAll = ({ items }: OrderWork): boolean =>
  items.every((i) => i.product === null || (i.productName !== null && i.specification !== null && i.unit !== null));

/**
 * Replays new orders with their whole past, and then their deliveries with theirs: the same as step by step, in a fraction of the
 * statements. What deliveries do to their order, to put it into delivery and to complete it, is told with the order. `works` get ids.
 * Returns how many deliveries were made.
 */
export async function replayWhole(tx: Tx, mapping: OrderMapping, works: readonly OrderWork[]): Promise<number> {
  const owners = await ownersOf(tx, works);
  const made = await tx.live(
    order,
    works.map((work) => ({
      at: work.plan.placedAt,
      input: { ...orderInput(mapping, work), ...owners.get(work.customerId) },
      steps: orderSteps(mapping, work),
    })),
  );
  for (const [i, work] of works.entries()) work.id = made[i]!.id;
  const begun = works.flatMap((work) => work.rest.begin.map((d) => ({ work, d })));
  const sent = await tx.live(
    delivery,
    begun.map(({ work, d }) => ({
      at: deliveryPlacedAt(work, d),
      input: deliveryInput(work, d),
      steps: [...leaving(d, work), ...arriving(d)],
      facts: { orderState: whilePrepared(work) },
    })),
  );
  for (const [i, { work, d }] of begun.entries()) work.facts.deliveryIds[d.key] = sent[i]!.id;
  return begun.length;
}

interface Owned {
  owner: string | null;
  department: string | null;
}

/** An order is looked after by whoever looks after its customer: by customer. */
async function ownersOf(tx: Tx, works: readonly OrderWork[]): Promise<Map<string, Owned>> {
  const rows = await tx.query<Owned & { id: string }>(
    'select id, owner, department from customer where id = any($1::uuid[]) and (owner is not null or department is not null)',
    [[...new Set(works.map((work) => work.customerId))]],
  );
  return new Map(rows.map(({ id, owner, department }) => [id, { owner, department }]));
}

function orderSteps(mapping: OrderMapping, work: OrderWork): LifeStep<typeof order>[] {
  const { steps, begin, leave, arrive, ending } = work.rest;
  const told = steps.map(
    ({ step, at }): LifeStep<typeof order> =>
      step === 'audit' ? { step, at } : { step, at, evidence: confirmation(mapping, work) },
  );
  // The first delivery that is prepared for a confirmed order puts it into delivery, for any other the first that leaves.
  const dispatched = confirmed(work) ? begin.map((d) => deliveryPlacedAt(work, d)) : leave.map((d) => d.shippedAt!);
  if (dispatched.length > 0) told.push({ step: 'dispatch', at: Math.min(...dispatched) });
  if (arrive.length > 0 && arrive.length === begin.length)
    told.push({ step: 'complete', at: Math.max(...arrive.map((d) => d.deliveredAt!)) });
  if (ending?.step === 'cancel') told.push({ ...ending, step: 'cancel', evidence: cancellation(mapping, ending.at) });
  else if (ending) told.push({ ...ending, step: 'declare_unfulfillable', evidence: unfulfilment(mapping) });
  return told;
}

const confirmed = ({ rest: { steps } }: OrderWork): boolean => steps.some(({ step }) => step === 'confirm');

/** How an order stands while its goods are made ready. */
const whilePrepared = (work: OrderWork): 'placed' | 'audited' | 'in_delivery' =>
  confirmed(work) ? 'in_delivery' : work.rest.steps.length > 0 ? 'audited' : 'placed';

type DeliveryStep = LifeStep<typeof delivery>;

function leaving(d: PlannedDelivery, work: OrderWork): DeliveryStep[] {
  if (d.shippedAt === null) return [];
  const at = d.shippedAt;
  return [
    { step: 'pack', at, evidence: {} },
    { step: 'complete_documents', at },
    { step: 'ship', at, evidence: shipment(d, work) },
  ];
}

const arriving = (d: PlannedDelivery): DeliveryStep[] =>
  d.deliveredAt === null
    ? []
    : [
        { step: 'arrive', at: d.deliveredAt },
        { step: 'sign', at: d.deliveredAt, evidence: SIGNED },
      ];
