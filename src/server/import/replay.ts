import type { Tx } from '#kernel/run/scene';
import { bringAnswers } from './answers.ts';
import type { ItemInput } from './items.ts';
import { digestOf, type KeyRow, type OrderFacts, remember } from './keys.ts';
import type { OrderMapping } from './mapping/mapping.ts';
import type { Draft } from './order-page.ts';
import type { Parties } from './parties.ts';
import { replayInSteps } from './replay-in-steps.ts';
import { replayWhole, saysAll } from './replay-whole.ts';
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

/**
 * Replays orders at the instants of the source: new ones with their whole past at once, others step by step. `works` get the ids of
 * what was made. Returns how many records were made.
 */
export async function replay(
  tx: Tx,
  mapping: OrderMapping,
  works: readonly OrderWork[],
  survey: string | null,
): Promise<Replayed> {
  const fresh = works.filter((w) => w.id === null).length;
  const whole = works.filter((w) => w.id === null && saysAll(w));
  const others = works.filter((w) => w.id !== null || !saysAll(w));
  const deliveries = (await replayWhole(tx, mapping, whole)) + (await replayInSteps(tx, mapping, others));
  const answers = works.flatMap((work) =>
    work.reviews.map(({ answer }) => ({ ...answer, order: work.id!, customer: work.customerId })),
  );
  if (survey !== null) await bringAnswers(tx, survey, answers);
  return { orders: fresh, deliveries, answers: answers.length };
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
