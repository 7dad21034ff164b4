import { describe, expect, it } from 'vitest';
import { days, hours, minutes, months, type Span, workingDays, workingHours, workingMinutes } from '#kernel/declare/span';
import {
  addMonths,
  dueAt,
  elapsedMs,
  endOfDay,
  firstWorkday,
  isLate,
  lateFrom,
  nextOpening,
  redate,
  rungAt,
  targetMs,
  visitDates,
} from './due.ts';
import calendarMonths from './months.data.json' with { type: 'json' };
import vectors from './sla-calendar.data.json' with { type: 'json' };
import { at, calendarNamed, calendarOf, clockOf, pausesOf, shown } from './vectors.ts';

const MINUTE = 60_000;
const office = calendarNamed('CN5x8');
const night = calendarNamed('CN-NIGHT');
const due = (cal: typeof office, start: string, span: Span, ...pauses: [string, string | null][]) =>
  shown(dueAt(cal, at(start), span, pausesOf(pauses)));

describe('the due instant of working time', () => {
  it.each(vectors.due)('$id $name', ({ calendar, start, durationMinutes, pauses, due: expected }) => {
    const cal = calendarNamed(calendar);
    expect(shown(dueAt(cal, at(start), workingMinutes(durationMinutes), pausesOf(pauses)))).toBe(shown(at(expected)));
    expect(shown(dueAt(cal, at(start), workingHours(durationMinutes / 60), pausesOf(pauses)))).toBe(shown(at(expected)));
  });

  it('has all its vectors', () => {
    expect([vectors.due.length, vectors.elapsed.length, vectors.tickets.length]).toEqual([58, 16, 6]);
  });

  it('is unknown while a pause is open, unless the time was used up when it began', () => {
    expect(due(office, '2024-03-05 09:00', workingMinutes(60), ['2024-03-05 09:30', null])).toBeNull();
    expect(due(office, '2024-03-05 09:00', workingMinutes(60), ['2024-03-05 10:00', null])).toBe('2024-03-05 10:00');
    expect(due(office, '2024-03-05 09:00', workingMinutes(0), ['2024-03-05 09:00', null])).toBeNull();
    expect(due(office, '2024-03-05 09:00', workingMinutes(0), ['2024-03-05 08:00', '2024-03-05 12:00'])).toBe('2024-03-05 13:00');
  });

  it('takes no notice of a pause that ended before it began, or before the start', () => {
    expect(due(office, '2024-03-05 09:00', workingMinutes(60), ['2024-03-05 09:30', '2024-03-05 09:10'])).toBe(
      '2024-03-05 10:00',
    );
    expect(due(office, '2024-03-05 09:00', workingMinutes(60), ['2024-03-04 09:30', '2024-03-05 09:00'])).toBe(
      '2024-03-05 10:00',
    );
  });

  it('refuses what is no amount and no instant', () => {
    for (const span of [workingHours(-1), hours(Number.NaN), days(1.5), months(0.5), workingDays(0.5)]) {
      expect(() => dueAt(office, at('2024-03-05'), span, [])).toThrow(RangeError);
    }
    expect(() => dueAt(office, Number.NaN, hours(1), [])).toThrow(RangeError);
    expect(() => dueAt(office, Number.NaN, workingHours(1), [])).toThrow(RangeError);
    expect(() => elapsedMs(office, 'working_hours', Number.NaN, 0, [])).toThrow(RangeError);
    expect(() => rungAt(office, at('2024-03-05'), hours(1), -5, [])).toThrow(RangeError);
  });
});

describe('elapsed working time', () => {
  it.each(vectors.elapsed)('$id $name', ({ calendar, start, end, pauses, elapsedMinutes }) => {
    expect(elapsedMs(calendarNamed(calendar), 'working_minutes', at(start), at(end), pausesOf(pauses)) / MINUTE).toBe(
      elapsedMinutes,
    );
  });

  it('counts an open pause up to the end, and nothing backwards', () => {
    expect(
      elapsedMs(office, 'working_hours', at('2024-03-05 09:00'), at('2024-03-05 18:00'), pausesOf([['2024-03-05 11:00', null]])),
    ).toBe(120 * MINUTE);
    expect(
      elapsedMs(office, 'hours', at('2024-03-05 09:00'), at('2024-03-05 18:00'), pausesOf([['2024-03-05 11:00', null]])),
    ).toBe(120 * MINUTE);
    expect(elapsedMs(office, 'working_hours', at('2024-03-05 18:00'), at('2024-03-05 09:00'), [])).toBe(0);
  });
});

describe('escalation and lateness', () => {
  const targets = vectors.tickets.flatMap(({ id, calendar, createdAt, pauses, now, targets: all }) =>
    all.map((target) => ({ about: `${id} ${target.name}`, calendar, createdAt, pauses, now, target })),
  );

  it.each(targets)('$about', ({ calendar, createdAt, pauses: all, now, target }) => {
    const cal = calendarNamed(calendar);
    const openedAt = at(createdAt);
    const span = workingMinutes(target.durationMinutes);
    const pauses = target.pausedByCustomerWait ? pausesOf(all) : [];
    const dueThen = dueAt(cal, openedAt, span, pauses);
    expect(shown(dueThen)).toBe(shown(at(target.due)));
    for (const rung of target.escalations) {
      expect(shown(rungAt(cal, openedAt, span, rung.percent, pauses)), `${rung.percent} %`).toBe(shown(at(rung.at)));
    }
    const settledAt = target.metAt === null ? null : at(target.metAt);
    const clock = clockOf({ cal, openedAt, span, pauses, dueAt: dueThen, settledAt });
    const end = settledAt ?? at(now);
    expect(elapsedMs(cal, span.unit, openedAt, end, pauses)).toBe(target.elapsedMinutes * MINUTE);
    expect(isLate(clock, end)).toBe(target.breached);
    expect(elapsedMs(cal, span.unit, dueThen ?? Number.NaN, end, pauses)).toBe(target.breachMinutes * MINUTE);
  });

  it('is not late between a due instant at a close and the next opening', () => {
    const clock = clockOf({ openedAt: at('2024-03-08 14:00'), span: workingHours(4), dueAt: at('2024-03-08 18:00') });
    expect(isLate(clock, at('2024-03-08 18:00'))).toBe(false);
    expect(isLate(clock, at('2024-03-11 09:00'))).toBe(false);
    expect(isLate(clock, at('2024-03-11 09:00') + 1)).toBe(true);
    expect(lateFrom(clock)).toBe(at('2024-03-11 09:00') + 1);
  });

  it('is late one millisecond after a fixed due instant, whatever its pauses', () => {
    const clock = clockOf({
      openedAt: at('2024-03-08'),
      span: null,
      dueAt: endOfDay('2024-03-09', 'Asia/Shanghai'),
      pauses: pausesOf([['2024-03-09', null]]),
    });
    expect(isLate(clock, at('2024-03-10') - 1)).toBe(false);
    expect(isLate(clock, at('2024-03-10'))).toBe(true);
    expect(lateFrom(clock)).toBe(at('2024-03-10'));
  });

  it('cannot become late while a pause is open', () => {
    const paused = clockOf({ openedAt: at('2024-03-05 09:00'), span: hours(1), pauses: pausesOf([['2024-03-05 09:30', null]]) });
    expect([isLate(paused, at('2024-03-09')), lateFrom(paused)]).toEqual([false, null]);
    const usedUp = clockOf({ ...paused, pauses: pausesOf([['2024-03-05 10:00', null]]), dueAt: at('2024-03-05 10:00') });
    expect([isLate(usedUp, at('2024-03-09')), lateFrom(usedUp)]).toEqual([false, null]);
  });
});

describe('spans around the clock and by the calendar', () => {
  it('runs minutes and hours through nights and holidays, and stops them in pauses', () => {
    expect(due(office, '2024-09-30 17:00', hours(24))).toBe('2024-10-01 17:00');
    expect(due(office, '2024-09-30 17:00', minutes(90), ['2024-09-30 17:30', '2024-10-02 09:00'])).toBe('2024-10-02 10:00');
  });

  it('keeps the wall time over days and months, and gives paused time back', () => {
    expect(due(office, '2024-02-28 17:20', days(2))).toBe('2024-03-01 17:20');
    expect(due(office, '2024-01-31 17:20', months(1))).toBe('2024-02-29 17:20');
    expect(due(office, '2024-01-31 17:20', months(1), ['2024-02-01 08:00', '2024-02-02 09:30'])).toBe('2024-03-01 18:50');
    expect(due(office, '2024-01-31 17:20', days(0))).toBe('2024-01-31 17:20');
  });

  it('keeps the wall time over a change to and from summer time', () => {
    const newYork = calendarOf('12345', [['09:00', '17:00']], { timeZone: 'America/New_York' });
    const dueNewYork = (start: string, span: Span) => new Date(dueAt(newYork, at(start), span, []) ?? Number.NaN).toISOString();
    expect(dueNewYork('2024-03-09T12:00:00-05:00', days(1))).toBe('2024-03-10T16:00:00.000Z');
    expect(dueNewYork('2024-03-09T12:00:00-05:00', hours(24))).toBe('2024-03-10T17:00:00.000Z');
    // 02:30 does not exist on that day: the instant of the change.
    expect(dueNewYork('2024-03-09T02:30:00-05:00', days(1))).toBe('2024-03-10T07:00:00.000Z');
    expect(dueNewYork('2024-10-03T01:30:00-04:00', months(1))).toBe('2024-11-03T05:30:00.000Z');
    // The second 01:30 of that night, and no day after it.
    expect(dueNewYork('2024-11-03T01:30:00-05:00', days(0))).toBe('2024-11-03T06:30:00.000Z');
  });

  it('is due at the close of the n-th working day after the day of the start', () => {
    expect(due(office, '2024-03-05 10:00', workingDays(1))).toBe('2024-03-06 18:00');
    expect(due(office, '2024-03-05 00:00', workingDays(3))).toBe('2024-03-08 18:00');
    expect(due(office, '2024-09-27 17:59', workingDays(2))).toBe('2024-09-30 18:00'); // Sunday the 29th is worked
    expect(due(office, '2024-09-30 09:00', workingDays(1))).toBe('2024-10-08 18:00');
    expect(due(calendarNamed('SAT-SHORT'), '2024-03-08 09:00', workingDays(1))).toBe('2024-03-09 12:00');
  });

  it('does not count the day of the start, free or already closed', () => {
    expect(due(office, '2024-03-08 20:00', workingDays(1))).toBe('2024-03-11 18:00');
    expect(due(office, '2024-03-09 10:00', workingDays(1))).toBe('2024-03-11 18:00');
    expect(due(office, '2024-03-11 08:00', workingDays(1))).toBe('2024-03-12 18:00');
  });

  it('takes 0 working days as the first close after the start', () => {
    expect(due(office, '2024-03-08 10:00', workingDays(0))).toBe('2024-03-08 18:00');
    expect(due(office, '2024-03-08 12:00', workingDays(0))).toBe('2024-03-08 18:00');
    expect(due(office, '2024-03-08 18:00', workingDays(0))).toBe('2024-03-11 18:00');
  });

  it('counts a night shift to the date it began on', () => {
    expect(due(night, '2024-03-05 22:00', workingDays(1))).toBe('2024-03-07 04:00');
    expect(due(night, '2024-03-06 02:00', workingDays(1))).toBe('2024-03-07 04:00');
    expect(due(night, '2024-03-06 12:00', workingDays(1))).toBe('2024-03-08 04:00');
    expect(due(night, '2024-03-06 02:00', workingDays(0))).toBe('2024-03-06 04:00');
  });

  it('gives back the working time paused of working days', () => {
    expect(due(office, '2024-03-05 10:00', workingDays(2), ['2024-03-06 09:00', '2024-03-07 09:00'])).toBe('2024-03-08 18:00');
    expect(due(office, '2024-03-05 10:00', workingDays(2), ['2024-03-06 09:00', '2024-03-06 12:00'])).toBe('2024-03-08 12:00');
    expect(due(office, '2024-03-05 10:00', workingDays(2), ['2024-03-06 18:00', '2024-03-07 09:00'])).toBe('2024-03-07 18:00');
    expect(due(office, '2024-03-05 10:00', workingDays(2), ['2024-03-07 18:00', null])).toBe('2024-03-07 18:00');
  });

  it('takes a share of working days as a share of their working time', () => {
    expect(shown(rungAt(office, at('2024-03-04 18:00'), workingDays(2), 50, []))).toBe('2024-03-05 18:00');
    expect(shown(rungAt(office, at('2024-03-04 18:00'), workingDays(2), 75, []))).toBe('2024-03-06 14:00');
    expect(targetMs(office, at('2024-03-04 18:00'), workingDays(2))).toBe(16 * 60 * MINUTE);
  });
});

describe('dates', () => {
  it('ends a day with its last millisecond in its zone', () => {
    expect(new Date(endOfDay('2024-03-05', 'Asia/Shanghai')).toISOString()).toBe('2024-03-05T15:59:59.999Z');
    expect(new Date(endOfDay('2024-03-10', 'America/New_York')).toISOString()).toBe('2024-03-11T03:59:59.999Z');
    expect(new Date(endOfDay('2024-11-03', 'America/New_York')).toISOString()).toBe('2024-11-04T04:59:59.999Z');
    // Midnight of 2018-11-04 was skipped in São Paulo: the day before ends where the clock jumps.
    expect(new Date(endOfDay('2018-11-03', 'America/Sao_Paulo')).toISOString()).toBe('2018-11-04T02:59:59.999Z');
    expect(() => endOfDay('2024-02-30', 'Asia/Shanghai')).toThrow('2024-02-30');
    expect(() => endOfDay('2024-02-20', 'Asia/Nowhere')).toThrow('Asia/Nowhere');
  });

  it.each(calendarMonths.warranty)('warranty $id from $handover', (w) => {
    const lastDay = addMonths(w.handover, w.months + w.extensionMonths);
    expect(lastDay).toBe(w.lastDay);
    // Art. 203 moves a last day of rest; a warranty of no months ends with the hand-over.
    expect(firstWorkday(office, lastDay)).toBe(w.lastDayShiftedToWorkday);
    const firstDay = new Date(endOfDay(w.handover, 'UTC') + 1).toISOString().slice(0, 10);
    expect(firstDay).toBe(w.firstDay);
  });

  it('adds months backwards, and never past the end of a month', () => {
    expect(addMonths('2024-03-31', -1)).toBe('2024-02-29');
    expect(addMonths('2024-01-31', -2)).toBe('2023-11-30');
    expect(addMonths('2024-12-31', 0)).toBe('2024-12-31');
    expect(() => addMonths('2024-12-31', 1.5)).toThrow(RangeError);
    expect(() => addMonths('9999-12-31', 1)).toThrow(RangeError);
  });

  it.each(calendarMonths.returnVisits)('return visits $id from $handover', ({ handover, horizonMonths, count, visits }) => {
    const expected = visits.map(([month, date]) => ({ month, date }));
    expect(visitDates(handover, { horizonMonths })).toEqual(expected);
    expect(visitDates(handover, { count })).toEqual(expected);
    const known = visits.filter(([, , workday]) => workday !== null);
    expect(known.map(([, date]) => firstWorkday(office, String(date)))).toEqual(known.map(([, , workday]) => workday));
  });

  it('visits in another rhythm', () => {
    const months = (rhythm: { monthlyFor: number; thenEvery: number }) =>
      visitDates('2024-01-31', { count: 5 }, rhythm).map((v) => v.month);
    expect(months({ monthlyFor: 2, thenEvery: 6 })).toEqual([1, 2, 8, 14, 20]);
    expect(months({ monthlyFor: 0, thenEvery: 3 })).toEqual([3, 6, 9, 12, 15]);
    expect(() => visitDates('2024-01-31', { count: Number.POSITIVE_INFINITY })).toThrow(RangeError);
  });
});

describe('the next opening and another date', () => {
  it('opens at once in working time, else next', () => {
    expect(shown(nextOpening(office, at('2024-03-05 10:10')))).toBe('2024-03-05 10:10');
    expect(shown(nextOpening(office, at('2024-09-30 18:00')))).toBe('2024-10-08 09:00');
    expect(shown(nextOpening(night, at('2024-10-01 03:59')))).toBe('2024-10-01 03:59');
  });

  it('leaves a settled clock and a fixed date as they were', () => {
    const settled = clockOf({
      openedAt: at('2024-03-05 09:00'),
      span: workingHours(4),
      dueAt: 1,
      settledAt: at('2024-03-05 10:00'),
    });
    expect(redate(settled, { span: workingHours(2) })).toBe(1);
    expect(redate(clockOf({ ...settled, settledAt: null, span: null }), { span: workingHours(2) })).toBe(1);
    expect(shown(redate(clockOf({ ...settled, settledAt: null }), { span: workingHours(2) }))).toBe('2024-03-05 11:00');
  });
});
