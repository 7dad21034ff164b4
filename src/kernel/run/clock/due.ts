import type { Span } from '#kernel/declare/span';
import type { WorkingCalendar } from './calendar.ts';
import { DAY_MS, dateText, dayNumber, zoneNamed } from './zone.ts';

/** While it lasts a clock stands still: [from, to), epoch ms; `to` null: still open. One that ends before it begins is none. */
export interface Pause {
  readonly from: number;
  readonly to: number | null;
  readonly why: string;
}

/**
 * The clock of one promise. `span` null: it is due at a fixed instant, which no pause moves. `dueAt` null: a pause is open.
 * All instants are epoch ms.
 */
export interface Clock {
  readonly cal: WorkingCalendar;
  readonly openedAt: number;
  readonly span: Span | null;
  readonly pauses: readonly Pause[];
  readonly dueAt: number | null;
  readonly settledAt: number | null;
}

/**
 * When a promise given at `start` is due: the instant at which its clock has counted the whole span.
 *
 * - `minutes`, `hours` count around the clock, `working_minutes`, `working_hours` working time. A span that ends exactly
 *   at a close is due at that close; one of 0 at `start`, or as soon after it as the clock runs.
 * - `days`, `months` lead to the same wall time on a later date of the calendar's zone (the last day of a shorter month;
 *   a wall time skipped by summer time is the instant of the change).
 * - `working_days` leads to the close of the n-th working day after the start's day. The start's day never counts
 *   (PRC Civil Code art. 201), whether it works or not and even when the start is after its close; a start within a night
 *   shift belongs to the date the shift began on; 0 is the first close after the start.
 *
 * Pauses, overlapping ones once, are taken out of what the clock counts: around the clock for `minutes`, `hours`, `days`
 * and `months`, of working time for `working_*` (a weekend inside a pause is not given back a second time, and half a
 * working day paused moves a `working_days` promise by half a working day). Null when an open pause began before the span
 * was used up; a pause that begins at the due instant or later does not move it.
 *
 * Throws RangeError for an amount below 0 or one of days or months that is not whole, UnworkableCalendar when the
 * calendar has too little working time left.
 */
export function dueAt(cal: WorkingCalendar, start: number, span: Span, pauses: readonly Pause[]): number | null {
  return instantCounted(cal, span.unit, start, targetMs(cal, start, span), pauses);
}

/** When `percent` % of the span are used up (50: half of it, 125: overdue by a quarter); otherwise as {@link dueAt}. */
export function rungAt(
  cal: WorkingCalendar,
  start: number,
  span: Span,
  percent: number,
  pauses: readonly Pause[],
): number | null {
  if (!(percent >= 0)) throw new RangeError(`A rung at ${percent} % cannot be.`);
  return instantCounted(cal, span.unit, start, Math.round((targetMs(cal, start, span) * percent) / 100), pauses);
}

/** How much a clock started at `start` has to count until the span is used up, in ms; see {@link dueAt}. */
export function targetMs(cal: WorkingCalendar, start: number, span: Span): number {
  const { amount, unit } = span;
  const whole = unit === 'days' || unit === 'months' || unit === 'working_days';
  if (!(amount >= 0) || (whole && !Number.isInteger(amount))) throw new RangeError(`A span of ${amount} ${unit} cannot be.`);
  switch (unit) {
    case 'minutes':
    case 'working_minutes':
      return Math.round(amount * 60_000);
    case 'hours':
    case 'working_hours':
      return Math.round(amount * 3_600_000);
    case 'working_days':
      return cal.worked(start, cal.closeOf(amount, start));
    case 'days':
    case 'months': {
      const wall = cal.zone.wallOf(start);
      const day = Math.floor(wall / DAY_MS);
      const later = unit === 'days' ? day + amount : dayNumber(addMonths(dateText(day), amount));
      // The second coming of an autumn hour plus 0 days would be its first coming, before the start.
      return Math.max(0, cal.zone.instantOf(wall + (later - day) * DAY_MS) - start);
    }
    default:
      return unit satisfies never;
  }
}

/** What a clock of that unit counts in [start, end) without the pauses, in ms; an open pause lasts until `end`. */
export function elapsedMs(
  cal: WorkingCalendar,
  unit: Span['unit'],
  start: number,
  end: number,
  pauses: readonly Pause[],
): number {
  if (Number.isNaN(start) || Number.isNaN(end)) throw new RangeError('A clock needs an instant to start and one to end.');
  let total = counted(cal, unit, start, end);
  for (const pause of mergePauses(pauses, start)) {
    if (pause.from < end) total -= counted(cal, unit, pause.from, Math.min(pause.to, end));
  }
  return total;
}

/**
 * Whether settling (or still not having settled) at `at` is too late: the clock has counted more than it was given.
 * Exactly on time is kept, and so is anything between a due instant at a close and the next opening. A clock without a
 * due instant is not late.
 */
export function isLate(clock: Clock, at: number): boolean {
  if (clock.dueAt === null) return false;
  if (clock.span === null) return at > clock.dueAt;
  return elapsedMs(clock.cal, clock.span.unit, clock.dueAt, at, clock.pauses) > 0;
}

/** The first ms at which {@link isLate} becomes true: when a breach is to be marked. Null as long as none can come. */
export function lateFrom(clock: Clock): number | null {
  if (clock.dueAt === null) return null;
  if (clock.span === null) return clock.dueAt + 1;
  return instantCounted(clock.cal, clock.span.unit, clock.dueAt, 1, clock.pauses);
}

/**
 * The due instant under another calendar or span (a raised priority, an edited holiday table): the clock keeps its start
 * and its pauses. What is settled, and what is due at a fixed instant, stays as it was.
 */
export function redate(clock: Clock, change: { cal?: WorkingCalendar; span?: Span }): number | null {
  if (clock.settledAt !== null || clock.span === null) return clock.dueAt;
  return dueAt(change.cal ?? clock.cal, clock.openedAt, change.span ?? clock.span, clock.pauses);
}

/** `t` when it is working time, else the next opening: when a reminder of `t` may go out. */
export function nextOpening(cal: WorkingCalendar, t: number): number {
  return cal.advance(t, 0);
}

/** The last millisecond of a date ('YYYY-MM-DD') in a zone, epoch ms: a promise for a date is kept until then. */
export function endOfDay(date: string, timeZone: string): number {
  return zoneNamed(timeZone).instantOf((dayNumber(date) + 1) * DAY_MS) - 1;
}

/**
 * `n` months after (below 0: before) a date; the last day of the month where that has no such day (PRC Civil Code
 * art. 202). Always add to the original date: 31 January + 2 is 31 March, + 1 + 1 would be the 29th or 28th.
 */
export function addMonths(date: string, n: number): string {
  if (!Number.isInteger(n)) throw new RangeError(`${n} months cannot be.`);
  const from = new Date(dayNumber(date) * DAY_MS);
  const month = from.getUTCMonth() + n;
  const lastDay = new Date(Date.UTC(from.getUTCFullYear(), month + 1, 0)).getUTCDate();
  return dateText(Date.UTC(from.getUTCFullYear(), month, Math.min(from.getUTCDate(), lastDay)) / DAY_MS);
}

/** The first working day on or after a date. */
export function firstWorkday(cal: WorkingCalendar, date: string): string {
  return cal.workday(date);
}

/**
 * The dates of return visits after a hand-over: each of the first `monthlyFor` months, then every `thenEvery` months
 * (12 and 3: months 1 to 12, 15, 18, …), counted from the hand-over; the first `count` of them or those within `horizonMonths`.
 */
export function visitDates(
  handover: string,
  until: { count: number } | { horizonMonths: number },
  { monthlyFor, thenEvery } = { monthlyFor: 12, thenEvery: 3 },
): { month: number; date: string }[] {
  const wanted = 'count' in until ? until.count : until.horizonMonths;
  if (!Number.isSafeInteger(wanted) || !(monthlyFor >= 0 && thenEvery > 0))
    throw new RangeError('Visits need an end and a rhythm.');
  const visits: { month: number; date: string }[] = [];
  for (let month = monthlyFor > 0 ? 1 : thenEvery; 'count' in until ? visits.length < wanted : month <= wanted; ) {
    visits.push({ month, date: addMonths(handover, month) });
    month += month < monthlyFor ? 1 : thenEvery;
  }
  return visits;
}

/** Pauses from `start` on as disjoint sets in order, overlapping ones joined; an open one ends at infinity. */
export function mergePauses(pauses: readonly Pause[], start: number): { from: number; to: number; why: string[] }[] {
  const merged: { from: number; to: number; why: string[] }[] = [];
  if (pauses.length === 0) return merged;
  for (const pause of pauses.toSorted((a, b) => a.from - b.from)) {
    const from = Math.max(pause.from, start);
    const to = pause.to ?? Number.POSITIVE_INFINITY;
    if (to <= from) continue;
    const last = merged.at(-1);
    if (last === undefined || from >= last.to) {
      merged.push({ from, to, why: [pause.why] });
    } else {
      last.to = Math.max(last.to, to);
      if (!last.why.includes(pause.why)) last.why.push(pause.why);
    }
  }
  return merged;
}

/** Whether a clock of that unit counts working time only. */
export function countsWorkingTime(unit: Span['unit']): boolean {
  return unit === 'working_minutes' || unit === 'working_hours' || unit === 'working_days';
}

/** The instant at which a clock has counted `ms` since `start`; for 0 the first at which it runs. Null: an open pause came first. */
function instantCounted(
  cal: WorkingCalendar,
  unit: Span['unit'],
  start: number,
  ms: number,
  pauses: readonly Pause[],
): number | null {
  if (Number.isNaN(start)) throw new RangeError('A clock needs an instant to start.');
  let from = start;
  let left = ms;
  for (const pause of mergePauses(pauses, start)) {
    const at = advance(cal, unit, from, left);
    // Used up exactly when the pause begins is used up; but nothing to use up needs an instant at which the clock runs.
    if (at < pause.from || (at === pause.from && ms > 0)) return at;
    if (pause.to === Number.POSITIVE_INFINITY) return null;
    left -= counted(cal, unit, from, pause.from);
    from = pause.to;
  }
  return advance(cal, unit, from, left);
}

function advance(cal: WorkingCalendar, unit: Span['unit'], start: number, ms: number): number {
  return countsWorkingTime(unit) ? cal.advance(start, ms) : start + ms;
}

function counted(cal: WorkingCalendar, unit: Span['unit'], from: number, to: number): number {
  if (to <= from) return 0;
  return countsWorkingTime(unit) ? cal.worked(from, to) : to - from;
}
