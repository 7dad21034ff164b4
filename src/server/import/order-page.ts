import type { Queryable } from '#kernel/run/transaction';
import { offsetCache } from '#kernel/run/zone';
import { cellOf, type Note, placeOf } from './cells.ts';
import type { Fault } from './faults.ts';
import { type ItemInput, itemInput } from './items.ts';
import { digestOf, factsOf, knownOrders, type OrderFacts } from './keys.ts';
import { deliveryStateAfter, factsFrom, goesOn, merged, type Rest, restOfLife, stateAfter, wholeLife } from './life.ts';
import type { OrderMapping } from './mapping/mapping.ts';
import { customerInput, customerKeyOf, productInput, type Wanted } from './parties.ts';
import { type OrderPlan, type PlanContext, planOrder } from './plan-order.ts';
import type { Layouts } from './read-source.ts';
import { again, reasons } from './reasons.ts';
import { newReviews, type Review } from './reviews.ts';
import type { Joined, JoinedOrder, Stage } from './stage.ts';

/** An order of which something is to be done, worked out as far as it can be without a transaction. */
export interface Draft {
  source: JoinedOrder;
  plan: OrderPlan;
  rest: Rest;
  /** Null: it is new. */
  id: string | null;
  /** Of an order that is there. */
  customerId: string | null;
  customerKey: string;
  deliveryAddress: string | null;
  /** The source's number of an item's product, and of the item itself. */
  items: { productKey: string; itemKey: string; input: ItemInput }[];
  reviews: Review[];
  facts: OrderFacts;
  faults: Fault[];
}

export interface PreparedPage {
  drafts: Draft[];
  wanted: Wanted;
  /** Of orders of which nothing is to be done. */
  faults: Fault[];
  unchanged: number;
}

/** What a page is worked out with; notes go to the draft they are about. */
export type PageContext = Omit<PlanContext, 'note'>;

/**
 * Works out what is to be done of a page of orders: everything of those that are new, what is new of those that were brought
 * over before, nothing of those of which the source says what it said then.
 */
export async function preparePage(stage: Stage, joined: readonly JoinedOrder[], context: PageContext): Promise<PreparedPage> {
  const { mapping, layouts } = context;
  const repeated: Fault[] = [];
  for (const order of joined) dropRepeated(order, layouts, notes(layouts, repeated));
  const keys = joined.map((o) => o.key);
  const known = await knownOrders(stage.client, mapping.source, keys);
  const changed = joined.filter((o) => known.has(o.key) && known.get(o.key)!.digest !== digestOf(o));
  const facts =
    changed.length === 0
      ? new Map<string, never>()
      : await factsOf(
          stage.client,
          mapping.source,
          changed.map((o) => o.key),
        );
  const elsewhere = await takenNumbers(
    stage.client,
    mapping.source,
    keys.filter((key) => !known.has(key)),
  );
  const productRows = await productsOf(stage, joined);
  const page: PreparedPage = {
    drafts: [],
    wanted: { customers: new Map(), products: new Map(), survey: null },
    faults: repeated,
    unchanged: joined.length - changed.length - keys.filter((key) => !known.has(key)).length,
  };
  for (const order of joined) {
    const faults: Fault[] = [];
    const note = notes(layouts, faults);
    const before = facts.get(order.key);
    if (known.has(order.key) && !before) continue;
    if (elsewhere.has(order.key)) note('orders', 'order', order.orders[0]!, reasons.elsewhere, false);
    const draft = elsewhere.has(order.key)
      ? null
      : before
        ? continued(order, before, known.get(order.key)!.id, context, faults)
        : begun(order, productRows, context, faults, page.wanted);
    if (draft) page.drafts.push(draft);
    else page.faults.push(...faults);
  }
  page.wanted.survey = surveyOf(
    mapping,
    page.drafts.flatMap((d) => d.reviews),
    context.zone,
  );
  return page;
}

/** The survey whose answers reviews become, as it is when it begins with the first of them; null when there are none. */
export function surveyOf(mapping: OrderMapping, reviews: readonly Review[], zone: string): Wanted['survey'] {
  if (reviews.length === 0) return null;
  const at = Math.min(...reviews.map((r) => r.answer.at));
  return { title: mapping.survey ?? `${mapping.source} 订单评价`, startsOn: offsetCache(zone).dateOf(at), at };
}

/** Turns notes into faults with the names that the source uses. */
export const notes =
  (layouts: Layouts, faults: Fault[]): Note =>
  (table, field, row, reason, loaded) => {
    const layout = layouts[table];
    faults.push({
      file: layout?.file ?? '',
      line: row[0],
      column: layout?.columns[field] ?? '',
      value: row[1][placeOf(table, field as never)] ?? '',
      reason,
      loaded,
    });
  };

/** As long as a product's code may be. */
const LONGEST_CODE = 60;

/** A new order. */
function begun(
  order: JoinedOrder,
  products: ReadonlyMap<string, Joined>,
  context: PageContext,
  faults: Fault[],
  wanted: Wanted,
): Draft | null {
  const note = notes(context.layouts, faults);
  const plan = planOrder(order, { ...context, note });
  if (!plan) return null;
  const customerKey = customerKeyOf(order);
  if (customerKey === '') note('orders', 'customer', order.orders[0]!, reasons.noCustomer, true);
  if (!wanted.customers.has(customerKey))
    wanted.customers.set(customerKey, customerInput(context.mapping.source, customerKey, order.customer, plan.placedAt, note));
  if (context.layouts.items && order.items.length === 0) note('orders', 'order', order.orders[0]!, reasons.noItems, true);
  const items = order.items.map((row) => {
    const named = cellOf('items', 'product', row);
    const productKey = named.length > LONGEST_CODE ? '' : named;
    if (named !== productKey) note('items', 'product', row, reasons.productKeyTooLong, true);
    const product = products.get(productKey) ?? null;
    const input = itemInput(row, product, note);
    if (productKey !== '' && !product && context.layouts.products) note('items', 'product', row, reasons.unknownProduct, true);
    if (productKey !== '' && !wanted.products.has(productKey))
      wanted.products.set(
        productKey,
        productInput(productKey, product, { name: input.productName ?? '', unit: input.unit ?? '' }, note),
      );
    return { productKey, itemKey: cellOf('items', 'item', row), input };
  });
  const address =
    cellOf('orders', 'address', order.orders[0]!) || (order.customer ? cellOf('customers', 'address', order.customer) : '');
  return {
    source: order,
    plan,
    rest: wholeLife(plan),
    id: null,
    customerId: null,
    customerKey,
    deliveryAddress: address.slice(0, 400) || null,
    items,
    ...reviewsOf(order, plan, [], context, note),
    faults,
  };
}

type Before = OrderFacts & { state: string; customer: string; deliveryStates: Record<string, string> };

/** An order that is there, and of which the source says more, or something else, than it did. */
function continued(order: JoinedOrder, before: Before, id: string, context: PageContext, faults: Fault[]): Draft | null {
  const note = notes(context.layouts, faults);
  const first = order.orders[0]!;
  const silent: Note = () => undefined;
  const rows = (cells: string[][]): Joined[] => cells.map((row) => [first[0], row]);
  const then = planOrder(
    { ...order, orders: rows(before.orders), deliveries: rows(before.deliveries) },
    { ...context, note: silent },
  );
  const source = merged(before, order, note);
  const plan = planOrder(source, { ...context, note: silent });
  const rest = then && plan && restOfLife(then, plan);
  if (!rest || !then) {
    note('orders', 'status', first, reasons.otherLife, false);
    return null;
  }
  const untouched =
    before.state === stateAfter(then) &&
    then.deliveries.every((d) => before.deliveryStates[before.deliveryIds[d.key] ?? ''] === deliveryStateAfter(d));
  if (goesOn(rest) && !untouched) {
    note('orders', 'status', first, reasons.moved, false);
    return null;
  }
  if (goesOn(rest)) planOrder(source, { ...context, note });
  return {
    source,
    plan,
    rest,
    id,
    customerId: before.customer,
    customerKey: '',
    deliveryAddress: null,
    items: [],
    ...reviewsOf(source, plan, before.reviews, context, note, before.deliveryIds),
    faults,
  };
}

/** What is new of an order's reviews, and what is then to be remembered of the order. */
function reviewsOf(
  source: JoinedOrder,
  plan: OrderPlan,
  known: readonly string[],
  context: PageContext,
  note: Note,
  deliveryIds: Record<string, string> = {},
): Pick<Draft, 'reviews' | 'facts'> {
  const lastKnown = Math.max(
    plan.placedAt,
    ...plan.steps.map((s) => s.at),
    ...plan.deliveries.map((d) => d.deliveredAt ?? d.shippedAt ?? 0),
  );
  const reviews = newReviews(source.reviews, known, { ...context, note, otherwise: lastKnown });
  return { reviews, facts: { ...factsFrom(source), deliveryIds, reviews: [...known, ...reviews.map((r) => r.key)] } };
}

/** Where a row is an order, the same number again is not another. Where a row is an order line, it is. */
function dropRepeated(order: JoinedOrder, layouts: Layouts, note: Note): void {
  const perLine = layouts.items?.file === layouts.orders?.file || layouts.deliveries?.file === layouts.orders?.file;
  if (perLine) return;
  const [first, ...others] = order.orders;
  for (const row of others) note('orders', 'order', row, again(first![0]), false);
  order.orders.length = 1;
}

async function takenNumbers(client: Queryable, source: string, keys: readonly string[]): Promise<Set<string>> {
  const { rows } = await client.query<{ n: string }>(
    'select external_number as n from "order" where source = $1 and external_number = any($2::text[])',
    [source, keys],
  );
  return new Set(rows.map((r) => r.n));
}

async function productsOf(stage: Stage, joined: readonly JoinedOrder[]): Promise<Map<string, Joined>> {
  const keys = new Set(joined.flatMap((o) => o.items.map((row) => cellOf('items', 'product', row))));
  keys.delete('');
  return keys.size === 0 ? new Map() : stage.rowsOf('products', [...keys]);
}
