import * as fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import type { Span } from '#kernel/declare/span';
import { type CalendarSpec, compileCalendar, type Shift } from './calendar.ts';
import { dueAt, elapsedMs, isLate, lateFrom, nextOpening, type Pause, rungAt, targetMs } from './due.ts';
import { explain, remainingMs } from './explain.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const WEEKDAYS = ['1', '2', '3', '4', '5', '6', '7'] as const;
const UNITS = ['minutes', 'hours', 'days', 'months', 'working_minutes', 'working_hours', 'working_days'] as const;

// Around the changes of summer time of 2024 in New York (10 March, 3 November) and Lord Howe (7 April, 6 October).
const START = Date.parse('2024-02-20T00:00Z');
const instant = fc.integer({ min: 0, max: 270 * 1440 }).map((n) => START + n * MINUTE);

/** Quarters of an hour, none inside the hour that comes twice: which of the two is meant is the calendar's own decision. */
const time = (max: number) =>
  fc.integer({ min: 0, max }).map((quarter) => (quarter % 96 > 4 && quarter % 96 < 8 ? quarter - (quarter % 4) : quarter));
const text = (quarter: number) =>
  `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`;
const shifts: fc.Arbitrary<Shift[]> = fc.uniqueArray(time(110), { minLength: 0, maxLength: 4 }).map((times) => {
  const sorted = times.toSorted((a, b) => a - b);
  const pairs: Shift[] = [];
  for (let i = 0; i + 1 < sorted.length; i += 2)
    if ((sorted[i] ?? 96) < 96) pairs.push([text(sorted[i] ?? 0), text(sorted[i + 1] ?? 0)]);
  return pairs;
});
const date = fc.integer({ min: 0, max: 300 }).map((n) => new Date(START + n * DAY).toISOString().slice(0, 10));
const day = fc.oneof(
  fc.constant({ kind: 'off' as const, name: '节' }),
  fc.constant({ kind: 'work' as const }),
  shifts.map((own) => ({ kind: 'work' as const, shifts: own })),
);
const calendar = fc
  .record({
    id: fc.constant('any'),
    version: fc.constant(1),
    timeZone: fc.constantFrom('Asia/Shanghai', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata', 'UTC'),
    week: fc.record({ 1: shifts, 2: shifts, 3: shifts, 4: shifts, 5: shifts, 6: shifts, 7: shifts }),
    makeupShifts: shifts,
    days: fc.dictionary(date, day, { maxKeys: 12 }),
  })
  .filter((spec) => WEEKDAYS.some((weekday) => spec.week[weekday].length > 0));

const pauses = (open: boolean): fc.Arbitrary<Pause[]> =>
  fc.array(
    fc
      .record({ from: instant, length: fc.integer({ min: 0, max: 6 * 1440 }), open: fc.integer({ max: 5, min: 0 }) })
      .map((p) => ({
        from: p.from,
        to: open && p.open === 0 ? null : p.from + p.length * MINUTE,
        why: 'wait',
      })),
    { maxLength: 5 },
  );
const span: fc.Arbitrary<Span> = fc
  .record({ unit: fc.constantFrom(...UNITS), share: fc.nat({ max: 1000 }) })
  .map(({ unit, share }) => ({
    unit,
    amount: unit.endsWith('minutes') ? share * 5 : unit.endsWith('hours') ? share / 8 : share % 40,
  }));

describe('working time, minute by minute', () => {
  it('elapses as a walk over the wall clock says', () => {
    fc.assert(
      fc.property(calendar, instant, fc.nat({ max: 6 * 1440 }), pauses(true), (spec, start, length, stops) => {
        const end = start + length * MINUTE;
        let walked = 0;
        for (let at = start; at < end; at += MINUTE) if (counts(spec, stops, at)) walked += 1;
        expect(elapsedMs(compileCalendar(spec), 'working_minutes', start, end, stops) / MINUTE).toBe(walked);
      }),
      { numRuns: 100 },
    );
  }, 60_000);

  it('is due where a walk over the wall clock has counted enough', () => {
    fc.assert(
      fc.property(calendar, instant, fc.nat({ max: 900 }), pauses(false), (spec, start, amount, stops) => {
        let due = start;
        if (amount === 0) while (!counts(spec, stops, due)) due += MINUTE;
        for (let left = amount; left > 0; due += MINUTE) if (counts(spec, stops, due)) left -= 1;
        expect(dueAt(compileCalendar(spec), start, { amount, unit: 'working_minutes' }, stops)).toBe(due);
      }),
      { numRuns: 100 },
    );
  }, 60_000);

  it('closes the n-th working day where a walk over the dates says', () => {
    fc.assert(
      fc.property(calendar, instant, fc.integer({ min: 1, max: 12 }), (spec, start, amount) => {
        // Only a plain start: on a date without a night shift running into it.
        let at = DateTime.fromMillis(start, { zone: spec.timeZone }).startOf('day');
        fc.pre(shiftsOn(spec, at.minus({ days: 1 }).toISODate() ?? '').every(([, close]) => close <= '24:00'));
        for (let left = amount; left > 0; ) {
          at = at.plus({ days: 1 });
          if (shiftsOn(spec, at.toISODate() ?? '').length > 0) left -= 1;
        }
        const due = dueAt(compileCalendar(spec), start, { amount, unit: 'working_days' }, []) ?? Number.NaN;
        const close = shiftsOn(spec, at.toISODate() ?? '').at(-1)?.[1] ?? '';
        const [hour, minute] = [Number(close.slice(0, 2)), Number(close.slice(3))];
        const closing = hour < 24 ? at.set({ hour, minute }) : at.plus({ days: 1 }).set({ hour: hour - 24, minute });
        // Shifts may end where summer time skips an hour, and a night shift of the day before may end later: not this walk's matter.
        fc.pre(closing.hour === hour % 24 && closing.minute === minute);
        fc.pre(shiftsOn(spec, at.minus({ days: 1 }).toISODate() ?? '').every(([, end]) => end <= '24:00'));
        expect(due).toBe(closing.toMillis());
      }),
      { numRuns: 300 },
    );
  });
});

describe('clocks of every unit', () => {
  it('have elapsed exactly the span at the due instant and less before it', () => {
    fc.assert(
      fc.property(calendar, instant, span, pauses(true), (spec, start, within, stops) => {
        const cal = compileCalendar(spec);
        const due = dueAt(cal, start, within, stops);
        fc.pre(due !== null);
        const target = targetMs(cal, start, within);
        expect(elapsedMs(cal, within.unit, start, due, stops)).toBe(target);
        expect(elapsedMs(cal, within.unit, start, due - 1, stops)).toBe(Math.max(0, target - 1));
        expect(rungAt(cal, start, within, 100, stops)).toBe(due);
      }),
      { numRuns: 500 },
    );
  });

  it('come due no earlier for more time or longer pauses', () => {
    fc.assert(
      fc.property(
        calendar,
        instant,
        span,
        fc.nat({ max: 20 }),
        pauses(false),
        pauses(false),
        (spec, start, within, more, stops, further) => {
          const cal = compileCalendar(spec);
          const due = dueAt(cal, start, within, stops) ?? Number.NaN;
          expect(dueAt(cal, start, { ...within, amount: within.amount + more }, stops)).toBeGreaterThanOrEqual(due);
          expect(dueAt(cal, start, within, [...stops, ...further])).toBeGreaterThanOrEqual(due);
          const rungs = [0, 50, 75, 100, 125].map((percent) => rungAt(cal, start, within, percent, stops) ?? Number.NaN);
          expect(rungs.slice(1)).toEqual(rungs.slice(1).toSorted((a, b) => a - b));
          expect(nextOpening(cal, start)).toBeGreaterThanOrEqual(start);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('explain themselves in segments that join and add up', () => {
    fc.assert(
      fc.property(calendar, instant, fc.option(span), pauses(true), instant, (spec, openedAt, within, stops, now) => {
        const cal = compileCalendar(spec);
        const due = within === null ? openedAt + 7 * DAY : dueAt(cal, openedAt, within, stops);
        const clock = { cal, openedAt, span: within, pauses: stops, dueAt: due, settledAt: null };
        const segments = explain(clock, now);
        const elapsed = within === null ? Math.max(0, now - openedAt) : elapsedMs(cal, within.unit, openedAt, now, stops);
        expect(segments.reduce((sum, segment) => sum + segment.ms, 0)).toBe(elapsed);
        expect(segments.map((s) => s.from)).toEqual(now > openedAt ? [openedAt, ...segments.map((s) => s.to).slice(0, -1)] : []);
        expect(segments.at(-1)?.to).toBe(now > openedAt ? now : undefined);
        expect(segments.length).toBeLessThanOrEqual(300);
        expect(segments.every((s) => s.to > s.from && s.ms >= 0 && s.ms <= s.to - s.from)).toBe(true);
        // Late, overdue and nothing remaining are one and the same.
        expect(segments.some((s) => s.kind === 'overdue')).toBe(isLate(clock, now));
        const overdue = segments.filter((s) => s.kind === 'overdue').reduce((sum, s) => sum + s.ms, 0);
        const granted = within === null ? 7 * DAY : targetMs(cal, openedAt, within);
        expect(remainingMs(clock, Math.max(now, openedAt))).toBe(granted - elapsed + overdue);
        const late = lateFrom(clock);
        expect(late === null || (isLate(clock, late) && !isLate(clock, late - 1))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

/** The oracle: whether the minute that begins at `at` is working time and not paused, by the reading of the wall clock. */
function counts(spec: CalendarSpec, stops: readonly Pause[], at: number): boolean {
  if (stops.some((stop) => at >= stop.from && (stop.to === null || at < stop.to))) return false;
  const wall = wallClock(spec.timeZone, at);
  const within = (day: string, minute: number) =>
    shiftsOn(spec, day).some(([open, close]) => minute >= minutesOf(open) && minute < minutesOf(close));
  return within(wall.date, wall.minute) || within(wall.dayBefore, wall.minute + 1440);
}

function shiftsOn(spec: CalendarSpec, day: string): readonly Shift[] {
  const named = spec.days[day];
  if (named?.kind === 'off') return [];
  if (named?.kind === 'work') return named.shifts ?? spec.makeupShifts;
  return spec.week[WEEKDAYS[(new Date(`${day}T00:00Z`).getUTCDay() + 6) % 7] ?? '1'];
}

const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

const readings = new Map<string, { date: string; dayBefore: string; minute: number }>();

/** Read by the quarter of an hour and remembered: a walk of days asks the same ones again and again. */
function wallClock(timeZone: string, at: number): { date: string; dayBefore: string; minute: number } {
  const quarter = Math.floor(at / (15 * MINUTE));
  const key = `${timeZone} ${quarter}`;
  let reading = readings.get(key);
  if (reading === undefined) {
    const local = DateTime.fromMillis(quarter * 15 * MINUTE, { zone: timeZone });
    reading = {
      date: local.toISODate() ?? '',
      dayBefore: local.minus({ days: 1 }).toISODate() ?? '',
      minute: local.hour * 60 + local.minute,
    };
    readings.set(key, reading);
  }
  return { ...reading, minute: reading.minute + ((at / MINUTE) % 15) };
}
