import type { Note } from './cells.ts';
import { cellOf, placeOf } from './cells.ts';
import type { OrderFacts } from './keys.ts';
import { FIELDS } from './mapping/mapping.ts';
import type { OrderPlan, PlannedDelivery } from './plan-order.ts';
import { reasons, wasImported } from './reasons.ts';
import type { Joined, JoinedOrder } from './stage.ts';

/** What is still to be done of an order's life. */
export interface Rest {
  steps: OrderPlan['steps'];
  /** Deliveries that are not there yet. */
  begin: PlannedDelivery[];
  /** Deliveries that leave, and those that arrive: new ones among them. */
  leave: PlannedDelivery[];
  arrive: PlannedDelivery[];
  ending: OrderPlan['ending'];
}

/** Everything: the order is new. */
export const wholeLife = (plan: OrderPlan): Rest => ({
  steps: plan.steps,
  begin: plan.deliveries,
  leave: plan.deliveries.filter((d) => d.shippedAt !== null),
  arrive: plan.deliveries.filter((d) => d.deliveredAt !== null),
  ending: plan.ending,
});

/** Whether anything happens to the order itself; its reviews are another matter. */
export const goesOn = ({ steps, begin, leave, arrive, ending }: Rest): boolean =>
  steps.length + begin.length + leave.length + arrive.length > 0 || ending !== null;

/**
 * What `after` adds to `before`, which was brought over; null when it does not go on from there. Instants that were brought over
 * stay: where the source says another it was noted, and where one was worked out from others it may come out differently now.
 */
export function restOfLife(before: OrderPlan, after: OrderPlan): Rest | null {
  const steps = after.steps.slice(before.steps.length);
  if (!before.steps.every((s, i) => s.step === after.steps[i]?.step)) return null;
  // An order that is on its way takes no confirmation any more, and one that has ended nothing at all.
  if (steps.length > 0 && before.deliveries.some((d) => d.shippedAt !== null)) return null;
  if (before.ending !== null && (before.ending.step !== after.ending?.step || after.deliveries.length > 0)) return null;
  const old = new Map(before.deliveries.map((d) => [d.key, d]));
  const now = new Map(after.deliveries.map((d) => [d.key, d]));
  for (const [key, d] of old) if (d.shippedAt !== null && !now.get(key)?.shippedAt) return null;
  for (const [key, d] of old) if (d.deliveredAt !== null && !now.get(key)?.deliveredAt) return null;
  return {
    steps,
    begin: after.deliveries.filter((d) => !old.has(d.key)),
    leave: after.deliveries.filter((d) => d.shippedAt !== null && !old.get(d.key)?.shippedAt),
    arrive: after.deliveries.filter((d) => d.deliveredAt !== null && !old.get(d.key)?.deliveredAt),
    ending: before.ending === null ? after.ending : null,
  };
}

/** The state in which a delivery stands as far as it is planned. */
export const deliveryStateAfter = (d: PlannedDelivery): string =>
  d.deliveredAt !== null ? 'signed' : d.shippedAt !== null ? 'shipped' : 'prepared';

/** The state in which an order stands at the end of its planned life. */
export function stateAfter({ steps, deliveries, ending }: OrderPlan): string {
  if (ending) return ending.step === 'cancel' ? 'cancelled' : 'unfulfilled';
  if (deliveries.some((d) => d.shippedAt !== null))
    return deliveries.every((d) => d.deliveredAt !== null) ? 'delivered' : 'in_delivery';
  if (deliveries.length > 0 && steps.length === 2) return 'in_delivery';
  return steps.length === 2 ? 'confirmed' : steps.length === 1 ? 'audited' : 'placed';
}

/**
 * The source as it was brought over, with what it adds now: cells that were empty, rows that were not there, the status. What
 * says something else than it did, or has gone, is noted and stays as it was.
 */
export function merged(facts: OrderFacts, now: JoinedOrder, note: Note): JoinedOrder {
  const rows = <T extends 'orders' | 'items' | 'deliveries'>(table: T): Joined[] =>
    mergeRows(table, facts[table], now[table], now.orders[0]!, note);
  return { ...now, orders: rows('orders'), items: rows('items'), deliveries: rows('deliveries') };
}

const STATUS = placeOf('orders', 'status');
const KEYS = { orders: null, items: placeOf('items', 'item'), deliveries: placeOf('deliveries', 'delivery') } as const;

function mergeRows(
  table: 'orders' | 'items' | 'deliveries',
  before: readonly string[][],
  now: readonly Joined[],
  orderRow: Joined,
  note: Note,
): Joined[] {
  const waiting = [...before];
  const take = (matches: (cells: readonly string[]) => boolean): string[] | undefined => {
    const at = waiting.findIndex(matches);
    return at < 0 ? undefined : waiting.splice(at, 1)[0];
  };
  const key = KEYS[table];
  const same = now.map((row) => take((cells) => cells.every((cell, i) => cell === row[1][i])));
  const rows = now.flatMap((row, i): Joined[] => {
    if (same[i]) return [row];
    const old = key !== null && row[1][key] !== '' ? take((cells) => cells[key] === row[1][key]) : waiting.shift();
    if (old) return [[row[0], mergeCells(table, old, row, note)]];
    if (table !== 'items') return [row];
    note(table, 'item', row, reasons.itemAdded, false);
    return [];
  });
  for (const gone of waiting)
    note('orders', 'order', orderRow, wasImported(gone.filter((cell) => cell !== '').join(' · ')), true);
  return [...rows, ...waiting.map((cells): Joined => [orderRow[0], cells])];
}

function mergeCells(table: 'orders' | 'items' | 'deliveries', old: readonly string[], row: Joined, note: Note): string[] {
  return row[1].map((cell, i) => {
    const before = old[i] ?? '';
    if (cell === before || (table === 'orders' && i === STATUS)) return cell;
    if (before === '' && table !== 'items') return cell;
    note(table, FIELDS[table][i]!, row, wasImported(before), true);
    return before;
  });
}

/** The facts to keep of an order. */
export const factsFrom = (
  order: Pick<JoinedOrder, 'orders' | 'items' | 'deliveries'>,
): Pick<OrderFacts, 'orders' | 'items' | 'deliveries'> => ({
  orders: order.orders.map(([, cells]) => cells),
  items: order.items.map(([, cells]) => cells),
  deliveries: order.deliveries.map(([, cells]) => cells),
});

/** The order's number in the source, as it is shown. */
export const numberOf = (order: JoinedOrder): string => cellOf('orders', 'order', order.orders[0]!);
