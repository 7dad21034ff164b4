import type { WorkingCalendar } from './calendar.ts';
import { type Clock, countsWorkingTime, elapsedMs, mergePauses, targetMs } from './due.ts';

/**
 * What a clock did in [from, to) (epoch ms). `ms` is the time it counted: all of it while 'running' or 'overdue', none while
 * 'closed' (not working time) or 'paused'. `why` names the holidays in a closed stretch or the reasons of a pause.
 * Where a long clock is told day by day or coarser, a running or overdue segment holds closed time too, and `ms` is less
 * than its length.
 */
export interface Segment {
  readonly from: number;
  readonly to: number;
  readonly kind: 'running' | 'closed' | 'paused' | 'overdue';
  readonly why?: string;
  readonly ms: number;
}

/** A reader follows a few weeks shift by shift; beyond that a clock is told by days, weeks, then longer stretches. */
const MOST_SEGMENTS = 300;

/** Day, week, 4 weeks, 52 weeks, and all there is; in days. */
const STRETCHES = [1, 7, 28, 364, 1_000_000];

/** Between names. */
const AND = '、';

/**
 * How a clock came to stand where it stands: segments from its opening to its settlement, or to `now` while it is open,
 * each beginning where the one before ended. Their `ms` add up exactly to what {@link elapsedMs} counts over that time.
 * At most {@link MOST_SEGMENTS} segments.
 */
export function explain(clock: Clock, now: number): Segment[] {
  return coarsen(clock.cal, [...segments(clock, clock.settledAt ?? now)]);
}

/**
 * What the clock has still to count until it is due, in ms, at its settlement or, while open, at `now`; never below 0. It
 * is known during a pause too. Null for a clock with neither a span nor a due instant.
 */
export function remainingMs(clock: Clock, now: number): number | null {
  const at = clock.settledAt ?? now;
  const { cal, openedAt, span, pauses, dueAt } = clock;
  if (span === null) return dueAt === null ? null : Math.max(0, dueAt - at);
  return Math.max(0, targetMs(cal, openedAt, span) - elapsedMs(cal, span.unit, openedAt, at, pauses));
}

function* segments(clock: Clock, end: number): Generator<Segment> {
  if (!(end > clock.openedAt)) return;
  let at = clock.openedAt;
  // A fixed due instant is not moved by pauses: its clock runs through them.
  for (const pause of clock.span === null ? [] : mergePauses(clock.pauses, clock.openedAt)) {
    if (pause.from >= end) break;
    yield* unpaused(clock, at, pause.from);
    at = Math.min(pause.to, end);
    yield { from: pause.from, to: at, kind: 'paused', why: pause.why.join(AND), ms: 0 };
  }
  yield* unpaused(clock, at, end);
}

function* unpaused(clock: Clock, from: number, to: number): Generator<Segment> {
  if (from >= to) return;
  if (clock.span === null || !countsWorkingTime(clock.span.unit)) {
    yield* counting(clock.dueAt, from, to);
    return;
  }
  let at = from;
  let openSince = from;
  for (const open of clock.cal.intervals(from, to)) {
    if (open.from > at) {
      yield* counting(clock.dueAt, openSince, at);
      yield closed(clock.cal, at, open.from);
      openSince = open.from;
    }
    at = open.to;
  }
  yield* counting(clock.dueAt, openSince, at);
  if (at < to) yield closed(clock.cal, at, to);
}

/** Time that counts: running up to the due instant, overdue after it. */
function* counting(dueAt: number | null, from: number, to: number): Generator<Segment> {
  const due = Math.min(Math.max(dueAt ?? to, from), to);
  if (from < due) yield { from, to: due, kind: 'running', ms: due - from };
  if (due < to) yield { from: due, to, kind: 'overdue', ms: to - due };
}

function closed(cal: WorkingCalendar, from: number, to: number): Segment {
  const holidays = new Set<string>();
  for (let day = cal.dayAt(from); day <= cal.dayAt(to - 1); day += 1) {
    const name = cal.holidayOn(day);
    if (name !== undefined) holidays.add(name);
  }
  return { from, to, kind: 'closed', ...(holidays.size > 0 && { why: [...holidays].join(AND) }), ms: 0 };
}

/** Joins what begins within the same stretch, the shortest that leaves few enough; pauses only where nothing else helps. */
function coarsen(cal: WorkingCalendar, fine: Segment[]): Segment[] {
  let told = fine;
  for (const joinPauses of [false, true]) {
    for (const days of STRETCHES) {
      if (told.length <= MOST_SEGMENTS) return told;
      told = join(cal, fine, days, joinPauses);
    }
  }
  return told;
}

function join(cal: WorkingCalendar, fine: Segment[], days: number, joinPauses: boolean): Segment[] {
  const joined: Segment[] = [];
  let current = Number.NaN;
  for (const segment of fine) {
    // Day 4 of the epoch was a Monday: weeks are weeks of the calendar.
    const stretch = Math.floor((cal.dayAt(segment.from) + 3) / days);
    const last = joined.at(-1);
    const kind = last !== undefined && stretch === current ? jointKind(last.kind, segment.kind, joinPauses) : null;
    if (last === undefined || kind === null) {
      joined.push(segment);
    } else {
      const why = [...new Set([last.why, segment.why].flatMap((names) => names?.split(AND) ?? []))].join(AND);
      joined[joined.length - 1] = { from: last.from, to: segment.to, kind, ...(why !== '' && { why }), ms: last.ms + segment.ms };
    }
    current = stretch;
  }
  return joined;
}

/** The kind of two segments told as one; null when they have to stay apart, as before and after the due instant do. */
function jointKind(a: Segment['kind'], b: Segment['kind'], joinPauses: boolean): Segment['kind'] | null {
  if (a === b) return a;
  const kinds = [a, b];
  if (kinds.includes('running') && kinds.includes('overdue')) return null;
  if (kinds.includes('paused') && !joinPauses) return null;
  return (['overdue', 'running', 'paused'] as const).find((kind) => kinds.includes(kind)) ?? 'closed';
}
