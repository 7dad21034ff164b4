import type { Bilingual } from '#kernel/problem';
import { offsetCache } from '#kernel/run/zone';
import { cellOf, type Note } from './cells.ts';
import type { OrderMapping, Status, transportModes } from './mapping/mapping.ts';
import type { Layouts } from './read-source.ts';
import { again, againstStatus, placedAtTheLatest, promisedBefore, reasons } from './reasons.ts';
import type { Moment, Reading } from './source/values.ts';
import type { Joined, JoinedOrder } from './stage.ts';

/** One step of a planned life. Instants are epoch milliseconds. */
export interface PlannedStep<Name extends string> {
  step: Name;
  at: number;
}

export interface PlannedDelivery {
  /** The source's number of it: the order's own where the source knows no deliveries. */
  key: string;
  promisedDate: string | null;
  mode: (typeof transportModes)[number];
  carrier: string;
  tracking: string;
  /** Null: it has not left, as far as the source proves. */
  shippedAt: number | null;
  /** Null: it has not arrived. */
  deliveredAt: number | null;
}

/** What an order of the source comes to: how far it went, and when. */
export interface OrderPlan {
  placedAt: number;
  promisedDate: string | null;
  steps: PlannedStep<'audit' | 'confirm'>[];
  deliveries: PlannedDelivery[];
  ending: PlannedStep<'cancel' | 'declare_unfulfillable'> | null;
}

export interface PlanContext {
  mapping: OrderMapping;
  layouts: Layouts;
  moment: (text: string) => Reading<Moment>;
  /** The company's: a promised date is a day in it. */
  zone: string;
  /** Epoch milliseconds; nothing has happened later. */
  now: number;
  note: Note;
}

/** A delivery as the source tells it. */
interface Told {
  key: string;
  table: 'orders' | 'deliveries';
  row: Joined;
  promised: Moment | null;
  shipped: number | null;
  delivered: number | null;
}

/**
 * Works out an order's life from what the source says. Pure but for the notes: whatever contradicts itself or is missing is
 * noted, and the order goes as far as its dates prove.
 *
 * - A status that ends an order (cancelled, unfulfilled) holds against dates that say otherwise.
 * - Delivered is what has a date of delivery. Where it does, and the date of the hand-over or of the confirmation is missing,
 *   that was when it was delivered at the latest, and is recorded so.
 *
 * Null: no date at all is known.
 */
export function planOrder(source: JoinedOrder, context: PlanContext): OrderPlan | null {
  const first = source.orders[0]!;
  const date = (at: number): string => offsetCache(context.zone).dateOf(at);
  // What was promised is the day that the source wrote.
  const promisedOn = (at: number): string => offsetCache(context.mapping.zone ?? context.zone).dateOf(at);
  const placed = momentAmong(source.orders, 'placedAt', context)?.at ?? null;
  const confirmed = momentAmong(source.orders, 'confirmedAt', context)?.at ?? null;
  const told = deliveriesOf(source, context);
  const promises = [momentAmong(source.orders, 'promised', context), ...told.map((d) => d.promised)]
    .filter((m) => m !== null)
    .map((m) => m.at);
  const placedAt = placed ?? earliest([confirmed, ...told.flatMap((d) => [d.shipped, d.delivered]), ...promises]);
  if (placedAt === null) {
    context.note('orders', 'placedAt', first, reasons.noDate, false);
    return null;
  }
  if (placed === null) context.note('orders', 'placedAt', first, placedAtTheLatest(date(placedAt)), true);
  noteDisorder(placed, confirmed, told, first, context.note);
  const promisedDate = promises.length === 0 ? null : promisedOn(Math.max(...promises));
  const stated = statedStatus(first, context);
  const status = stated ?? provenStatus(told, confirmed);
  const confirmedAt = confirmed ?? confirmedAtTheLatest(status, told, first, context);
  const lastKnown = Math.max(placedAt, confirmedAt ?? placedAt);
  const deliveries = told.flatMap((d) => plannedDelivery(d, status, stated === null ? null : lastKnown, context, promisedOn));
  const steps: OrderPlan['steps'] = confirmedAt === null ? [] : [{ step: 'audit', at: confirmedAt }];
  if (confirmedAt !== null && canBeConfirmed(promisedDate, date(placedAt), told[0]?.row ?? first, context))
    steps.push({ step: 'confirm', at: confirmedAt });
  return { placedAt, promisedDate, steps, deliveries, ending: endingOf(status, lastKnown) };
}

type MomentField = 'placedAt' | 'confirmedAt' | 'shippedAt' | 'deliveredAt' | 'promised';

function momentIn(
  table: 'orders' | 'deliveries',
  field: MomentField,
  row: Joined,
  { moment, note, now }: PlanContext,
): Moment | null {
  const text = cellOf(table, field as 'promised', row);
  if (text === '') return null;
  const reading = moment(text);
  const fault =
    reading.value === null
      ? reading.fault
      : reading.value.at < 0
        ? reasons.tooEarly
        : field !== 'promised' && reading.value.at > now
          ? reasons.notYet
          : undefined;
  if (fault) note(table, field, row, fault, true);
  return fault ? null : reading.value;
}

/** Of an order that stands in several rows, the first that says so; what another row says instead is noted. */
function momentAmong(
  rows: readonly Joined[],
  field: 'placedAt' | 'confirmedAt' | 'promised',
  context: PlanContext,
): Moment | null {
  let found: Moment | null = null;
  for (const row of rows) {
    const moment = momentIn('orders', field, row, context);
    if (found && moment && moment.at !== found.at) context.note('orders', field, row, reasons.differs, true);
    found ??= moment;
  }
  return found;
}

function deliveriesOf(source: JoinedOrder, context: PlanContext): Told[] {
  const tell = (table: Told['table'], key: string, row: Joined): Told => ({
    key,
    table,
    row,
    promised: table === 'deliveries' ? momentIn(table, 'promised', row, context) : null,
    shipped: momentIn(table, 'shippedAt', row, context)?.at ?? null,
    delivered: momentIn(table, 'deliveredAt', row, context)?.at ?? null,
  });
  if (!context.layouts.deliveries) return [tell('orders', source.key, source.orders[0]!)];
  const lines = new Map<string, number>();
  return source.deliveries.flatMap((row) => {
    const key = cellOf('deliveries', 'delivery', row) || String(row[0]);
    const before = lines.get(key);
    if (before !== undefined) {
      context.note('deliveries', 'delivery', row, again(before), false);
      return [];
    }
    lines.set(key, row[0]);
    return [tell('deliveries', key, row)];
  });
}

function statedStatus(row: Joined, { mapping, note }: PlanContext): Status | null {
  const text = cellOf('orders', 'status', row).toLowerCase();
  const stated = Object.entries(mapping.statuses).find(([word]) => word.toLowerCase() === text)?.[1] ?? null;
  if (stated === null && text !== '') note('orders', 'status', row, reasons.unknownStatus, true);
  return stated;
}

/** Where nothing is stated, whatever has a date has happened. */
function provenStatus(told: readonly Told[], confirmed: number | null): Status {
  if (told.some((d) => d.delivered !== null)) return 'delivered';
  if (told.some((d) => d.shipped !== null)) return 'shipped';
  return confirmed === null ? 'placed' : 'confirmed';
}

/**
 * What the source's dates prove of a delivery under the order's status; the rest is noted. `lastKnown` is the last instant that is
 * known of an order whose status was stated: what is said to have left, without a date, left then at the earliest.
 */
function plannedDelivery(
  d: Told,
  status: Status,
  lastKnown: number | null,
  { mapping, layouts, note }: PlanContext,
  promisedOn: (at: number) => string,
): PlannedDelivery[] {
  const say = (field: MomentField, reason: Bilingual): void => note(d.table, field, d.row, reason, true);
  if (status !== 'delivered') {
    if (d.shipped !== null && status !== 'shipped') say('shippedAt', againstStatus[status]);
    if (d.delivered !== null) say('deliveredAt', againstStatus[status]);
    if (status !== 'shipped') return [];
  }
  const deliveredAt = status === 'delivered' ? d.delivered : null;
  const shippedAt = d.shipped ?? deliveredAt ?? (d.table === 'orders' ? lastKnown : null);
  if (d.shipped === null && deliveredAt === null) {
    if (lastKnown !== null) say(status === 'delivered' ? 'deliveredAt' : 'shippedAt', reasons.neitherDate);
  } else if (deliveredAt === null && status === 'delivered' && lastKnown !== null) say('deliveredAt', reasons.notDelivered);
  else if (d.shipped === null && layouts[d.table]?.columns['shippedAt']) say('shippedAt', reasons.shippedAtTheLatest);
  // Where the order's own dates are the delivery's, there is none until it has left; one of several is owed before.
  if (shippedAt === null && d.table === 'orders') return [];
  const text = (field: 'mode' | 'carrier' | 'tracking'): string =>
    d.table === 'deliveries' ? cellOf('deliveries', field, d.row) : '';
  return [
    {
      key: d.key,
      promisedDate: d.promised && promisedOn(d.promised.at),
      mode: mapping.modes[text('mode')] ?? 'other',
      carrier: text('carrier'),
      tracking: text('tracking'),
      shippedAt,
      deliveredAt,
    },
  ];
}

/**
 * Where the source keeps confirmations and has forgotten one, an order that was delivered or shipped had been confirmed by
 * then. A source that keeps none proves none.
 */
function confirmedAtTheLatest(status: Status, told: readonly Told[], row: Joined, { layouts, note }: PlanContext): number | null {
  if (!layouts.orders?.columns['confirmedAt']) return null;
  const travelled = status === 'shipped' || status === 'delivered';
  const proven = travelled
    ? earliest(told.map((d) => (status === 'delivered' && d.delivered !== null ? d.delivered : d.shipped)))
    : null;
  if (proven !== null) note('orders', 'confirmedAt', row, reasons.confirmedAtTheLatest, true);
  else if (status !== 'placed' && status !== 'cancelled') note('orders', 'confirmedAt', row, reasons.notConfirmed, true);
  return proven;
}

/** A confirmation names the promised date, and nothing can be promised for a day that was over. */
function canBeConfirmed(promisedDate: string | null, placedOn: string, row: Joined, { layouts, note }: PlanContext): boolean {
  if (promisedDate !== null && promisedDate >= placedOn) return true;
  const table = (['orders', 'deliveries'] as const).find((t) => layouts[t]?.columns['promised']);
  if (table) note(table, 'promised', row, promisedDate === null ? reasons.noPromise : promisedBefore(placedOn), true);
  return false;
}

/** The source does not say when an order was called off: not before the last thing that is known of it. */
function endingOf(status: Status, lastKnown: number): OrderPlan['ending'] {
  if (status === 'cancelled') return { step: 'cancel', at: lastKnown };
  return status === 'unfulfilled' ? { step: 'declare_unfulfillable', at: lastKnown } : null;
}

/** Dates in the wrong order are loaded as they are, and noted. */
function noteDisorder(placed: number | null, confirmed: number | null, told: readonly Told[], row: Joined, note: Note): void {
  const before = (a: number | null, b: number | null): boolean => a !== null && b !== null && a < b;
  if (before(confirmed, placed)) note('orders', 'confirmedAt', row, reasons.confirmedBeforePlaced, true);
  for (const d of told) {
    if (before(d.shipped, placed)) note(d.table, 'shippedAt', d.row, reasons.shippedBeforePlaced, true);
    else if (before(d.shipped, confirmed)) note(d.table, 'shippedAt', d.row, reasons.shippedBeforeConfirmed, true);
    if (before(d.delivered, placed)) note(d.table, 'deliveredAt', d.row, reasons.deliveredBeforePlaced, true);
    else if (before(d.delivered, d.shipped)) note(d.table, 'deliveredAt', d.row, reasons.deliveredBeforeShipped, true);
    else if (before(d.delivered, confirmed)) note(d.table, 'deliveredAt', d.row, reasons.deliveredBeforeConfirmed, true);
  }
}

const earliest = (instants: readonly (number | null)[]): number | null => {
  const known = instants.filter((at) => at !== null);
  return known.length === 0 ? null : Math.min(...known);
};
