import type { WorkingCalendar } from '#kernel/run/clock/calendar';
import { addMonths } from '#kernel/run/clock/due';
import { DAY_MS, dateText, dayNumber } from '#kernel/run/clock/zone';

const HOUR = 3_600_000;
const LOOK_BACK_DAYS = 60; // longer than any work lies before the present, holidays included

/** Dates and working time as seen from the present of the demo. Dates are 'YYYY-MM-DD', instants epoch milliseconds. */
export interface Time {
  now: number;
  /** The company's date. */
  today: string;
  dateOf(instant: number): string;
  /** So many days from today; below 0: ago. */
  day(offset: number): string;
  /** The `n`-th working day after (below 0: before) a date; for 0 the date itself, or the next working day. */
  workday(date: string, n: number): string;
  isWorkday(date: string): boolean;
  /** An instant of the company's wall clock. */
  at(date: string, clock: string): number;
  /** The instant at which so many working hours have passed. */
  after(instant: number, workingHours: number): number;
  /** The instant since which so many working hours have passed. */
  before(instant: number, workingHours: number): number;
  /** A date from which whole months lead to this one, at least so many of them. */
  monthsTo(date: string, atLeast: number): string;
}

/** Time on a calendar, seen from `now`. */
export function timeOn(calendar: WorkingCalendar, now: number): Time {
  const dateOf = (instant: number): string => dateText(calendar.dayAt(instant));
  const today = dateOf(now);
  const shifted = (date: string, days: number): string => dateText(dayNumber(date) + days);
  const isWorkday = (date: string): boolean => calendar.workday(date) === date;
  return {
    now,
    today,
    dateOf,
    isWorkday,
    day: (offset) => shifted(today, offset),
    workday(date, n) {
      if (n === 0) return calendar.workday(date);
      let found = date;
      for (let left = Math.abs(n); left > 0; left -= isWorkday(found) ? 1 : 0) found = shifted(found, Math.sign(n));
      return found;
    },
    at(date, clock) {
      const [hours = 0, minutes = 0] = clock.split(':').map(Number);
      return calendar.zone.instantOf(dayNumber(date) * DAY_MS + (hours * 60 + minutes) * 60_000);
    },
    after: (instant, workingHours) => calendar.advance(instant, workingHours * HOUR),
    before(instant, workingHours) {
      let left = workingHours * HOUR;
      for (const { from, to } of calendar.intervals(instant - LOOK_BACK_DAYS * DAY_MS, instant).toReversed()) {
        if (left <= to - from) return to - left;
        left -= to - from;
      }
      throw new RangeError(`${workingHours} working hours lie too far back.`);
    },
    monthsTo(date, atLeast) {
      // From the 31st only months that have one lead back.
      for (let months = atLeast; ; months++) {
        const from = addMonths(date, -months);
        if (addMonths(from, months) === date) return from;
      }
    },
  };
}
