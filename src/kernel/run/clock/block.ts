import { DAY_MS, type Zone } from './zone.ts';

/** Days in a block: most promises are kept within one, and it is laid out in about a millisecond. */
export const BLOCK_DAYS = 256;

/** The shifts that begin on one date, in minutes after its midnight, in order, not overlapping; an end may be up to 2880. */
export type OpenMinutes = readonly (readonly [number, number])[];

/**
 * The working time of {@link BLOCK_DAYS} consecutive dates as disjoint intervals of instants in order. `before[i]` is the
 * working time of the block before interval i and `before[intervals]` that of the whole block, in ms; `days[i]` is the
 * date that interval i belongs to and `closes[d]` when the d-th date closes (NaN: not a working day).
 */
export interface Block {
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  readonly before: Float64Array;
  readonly days: Int32Array;
  readonly closes: Float64Array;
}

/** Lays out the dates from `firstDay` (days since 1970-01-01), whose shifts `shiftsOn` gives. */
export function layOut(firstDay: number, zone: Zone, shiftsOn: (day: number) => OpenMinutes): Block {
  const starts: number[] = [];
  const ends: number[] = [];
  const before: number[] = [0];
  const days: number[] = [];
  const closes = new Float64Array(BLOCK_DAYS).fill(Number.NaN);
  const instant = (day: number, minutes: number) => zone.instantOf(day * DAY_MS + minutes * 60_000);
  let total = 0;
  // Only the last shift of a date can pass midnight; where it runs into the next date's shifts, the time counts once.
  let taken = instant(firstDay - 1, shiftsOn(firstDay - 1).at(-1)?.[1] ?? 0);
  for (let day = firstDay; day < firstDay + BLOCK_DAYS; day += 1) {
    for (const [open, close] of shiftsOn(day)) {
      const end = instant(day, close);
      // A shift inside the hour that summer time skips has no length, and does not make its date a working day.
      if (end <= instant(day, open)) continue;
      const start = Math.max(instant(day, open), taken);
      closes[day - firstDay] = Math.max(end, taken);
      if (end <= start) continue;
      starts.push(start);
      ends.push(end);
      days.push(day);
      total += end - start;
      before.push(total);
      taken = end;
    }
  }
  return {
    starts: Float64Array.from(starts),
    ends: Float64Array.from(ends),
    before: Float64Array.from(before),
    days: Int32Array.from(days),
    closes,
  };
}

/** The index of the first interval that ends after `instant`; the number of intervals when none does. */
export function firstEndingAfter(block: Block, instant: number): number {
  return firstWhere(block.ends.length, (i) => block.ends[i]! > instant);
}

/** The working time of the block before `instant`, in ms. */
export function workedBefore(block: Block, instant: number): number {
  const i = firstEndingAfter(block, instant);
  if (i === block.ends.length) return block.before[i]!;
  return block.before[i]! + Math.max(0, instant - block.starts[i]!);
}

/** The instant at which `ms` of the block's working time (above 0, at most all of it) are used up. */
export function instantWorked(block: Block, ms: number): number {
  const i = firstWhere(block.ends.length, (j) => block.before[j + 1]! >= ms);
  return block.starts[i]! + ms - block.before[i]!;
}

/** The least i below `count` that fits, where all after the first that fits fit too; `count` when none does. */
function firstWhere(count: number, fits: (i: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (fits(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
