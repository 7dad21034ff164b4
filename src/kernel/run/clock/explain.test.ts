import { describe, expect, it } from 'vitest';
import { hours, minutes, workingDays, workingHours, workingMinutes } from '#kernel/declare/span';
import { type Clock, dueAt, elapsedMs, type Pause } from './due.ts';
import { explain, remainingMs } from './explain.ts';
import data from './sla-calendar.data.json' with { type: 'json' };
import { at, calendarNamed, clockOf, pausesOf, shown } from './vectors.ts';

const MINUTE = 60_000;
const office = calendarNamed('CN5x8');

/** A clock on the office calendar with its due instant worked out. */
function running(
  openedAt: string,
  span: NonNullable<Clock['span']>,
  pauses: Pause[] = [],
  settledAt: string | null = null,
): Clock {
  const due = dueAt(office, at(openedAt), span, pauses);
  return clockOf({
    cal: office,
    openedAt: at(openedAt),
    span,
    pauses,
    dueAt: due,
    settledAt: settledAt === null ? null : at(settledAt),
  });
}

const told = (clock: Clock, now: string) =>
  explain(clock, at(now)).map(
    (s) => `${shown(s.from)} ${shown(s.to)} ${s.kind} ${s.ms / MINUTE}${s.why === undefined ? '' : ` ${s.why}`}`,
  );

describe('a clock explains itself', () => {
  it('by its shifts, nights, named holidays, pauses and what is overdue', () => {
    const clock = running('2024-09-30 16:00', workingHours(3), pausesOf([['2024-09-30 16:30', '2024-09-30 17:00']], '等待客户'));
    expect(told(clock, '2024-10-08 15:00')).toEqual([
      '2024-09-30 16:00 2024-09-30 16:30 running 30',
      '2024-09-30 16:30 2024-09-30 17:00 paused 0 等待客户',
      '2024-09-30 17:00 2024-09-30 18:00 running 60',
      '2024-09-30 18:00 2024-10-08 09:00 closed 0 国庆节',
      '2024-10-08 09:00 2024-10-08 10:30 running 90',
      '2024-10-08 10:30 2024-10-08 12:00 overdue 90',
      '2024-10-08 12:00 2024-10-08 13:00 closed 0',
      '2024-10-08 13:00 2024-10-08 15:00 overdue 120',
    ]);
  });

  it('tells a pause as one, over nights and weekends, and each of two that touch', () => {
    const pauses = [
      ...pausesOf([['2024-03-08 17:00', '2024-03-11 10:00']], 'spare part'),
      ...pausesOf([['2024-03-11 10:00', null]], 'customer'),
    ];
    expect(told(running('2024-03-08 16:00', workingDays(2), pauses), '2024-03-12 10:00')).toEqual([
      '2024-03-08 16:00 2024-03-08 17:00 running 60',
      '2024-03-08 17:00 2024-03-11 10:00 paused 0 spare part',
      '2024-03-11 10:00 2024-03-12 10:00 paused 0 customer',
    ]);
  });

  it('joins pauses that overlap', () => {
    const pauses = [
      ...pausesOf([['2024-03-05 10:00', '2024-03-05 11:00']], 'a'),
      ...pausesOf([['2024-03-05 10:30', '2024-03-05 11:30']], 'b'),
    ];
    expect(told(running('2024-03-05 09:00', minutes(90), pauses), '2024-03-05 12:00')).toEqual([
      '2024-03-05 09:00 2024-03-05 10:00 running 60',
      '2024-03-05 10:00 2024-03-05 11:30 paused 0 a、b',
      '2024-03-05 11:30 2024-03-05 12:00 running 30',
    ]);
  });

  it('ends at the settlement, and is empty before it has begun', () => {
    const clock = running('2024-03-05 09:00', hours(24), [], '2024-03-05 10:00');
    expect(told(clock, '2024-03-09')).toEqual(['2024-03-05 09:00 2024-03-05 10:00 running 60']);
    expect(told(running('2024-03-05 09:00', hours(24)), '2024-03-05 09:00')).toEqual([]);
    expect(told(running('2024-03-05 09:00', hours(24)), '2024-03-04 09:00')).toEqual([]);
  });

  it('runs around the clock, pauses or not, towards a fixed due instant', () => {
    const clock = clockOf({
      openedAt: at('2024-03-08'),
      span: null,
      dueAt: at('2024-03-10'),
      pauses: pausesOf([['2024-03-09', null]]),
    });
    expect(told(clock, '2024-03-11')).toEqual([
      '2024-03-08 00:00 2024-03-10 00:00 running 2880',
      '2024-03-10 00:00 2024-03-11 00:00 overdue 1440',
    ]);
  });

  it('tells round-the-clock working time without cutting it at midnights', () => {
    const cal = calendarNamed('24x7');
    const clock = clockOf({ cal, openedAt: at('2024-03-08'), span: workingHours(48), dueAt: at('2024-03-10') });
    expect(explain(clock, at('2024-03-10'))).toEqual([
      { from: at('2024-03-08'), to: at('2024-03-10'), kind: 'running', ms: 2880 * MINUTE },
    ]);
  });

  it('is short however long the clock, and still adds up and keeps its pauses', () => {
    const pauses = pausesOf([['2024-05-07 10:00', '2024-05-08 10:00']]);
    const clock = running('2024-03-05 09:00', workingDays(100), pauses);
    for (const [now, overdueFrom] of [
      ['2024-06-01', undefined],
      ['2024-12-31', '2024-07-30 09:00'],
      ['2029-12-31', '2024-07-30 09:00'],
      ['2124-01-01', '2024-07-30 09:00'],
    ] as const) {
      const segments = explain(clock, at(now));
      expect(segments.length).toBeLessThanOrEqual(300);
      expect(segments.reduce((sum, s) => sum + s.ms, 0)).toBe(elapsedMs(office, 'working_days', clock.openedAt, at(now), pauses));
      expect(segments.filter((s) => s.kind === 'paused').map((s) => [shown(s.from), shown(s.to)])).toEqual([
        ['2024-05-07 10:00', '2024-05-08 10:00'],
      ]);
      expect(segments.filter((s) => s.kind === 'overdue').map((s) => shown(s.from))[0]).toBe(overdueFrom);
    }
  });

  it('joins pauses only where they alone are too many', () => {
    const pauses = Array.from({ length: 2000 }, (_, i) => ({
      from: at('2024-03-05') + i * 600 * MINUTE,
      to: at('2024-03-05') + (i * 600 + 60) * MINUTE,
      why: 'wait',
    }));
    const clock = running('2024-03-04 09:00', hours(10_000), pauses);
    const segments = explain(clock, at('2026-12-31'));
    expect(segments.length).toBeLessThanOrEqual(300);
    expect(segments.reduce((sum, s) => sum + s.ms, 0)).toBe(elapsedMs(office, 'hours', clock.openedAt, at('2026-12-31'), pauses));
  });
});

describe('what remains', () => {
  const targets = data.tickets.flatMap((ticket) =>
    ticket.targets.map((target) => ({ about: `${ticket.id} ${target.name}`, ticket, target })),
  );

  it.each(targets)('$about', ({ ticket, target }) => {
    const cal = calendarNamed(ticket.calendar);
    const span = workingMinutes(target.durationMinutes);
    const pauses = target.pausedByCustomerWait ? pausesOf(ticket.pauses) : [];
    const settledAt = target.metAt === null ? null : at(target.metAt);
    const clock = clockOf({ cal, openedAt: at(ticket.createdAt), span, pauses, dueAt: at(target.due), settledAt });
    expect(remainingMs(clock, at(ticket.now))).toBe(target.remainingMinutes * MINUTE);
  });

  it('is known during a pause, and for a fixed due instant', () => {
    const paused = running('2024-03-05 09:00', workingHours(4), pausesOf([['2024-03-05 10:00', null]]));
    expect([paused.dueAt, remainingMs(paused, at('2024-03-09'))]).toEqual([null, 180 * MINUTE]);
    const fixed = clockOf({ openedAt: at('2024-03-08'), span: null, dueAt: at('2024-03-10') });
    expect([remainingMs(fixed, at('2024-03-09')), remainingMs(fixed, at('2024-03-11'))]).toEqual([1440 * MINUTE, 0]);
    expect(remainingMs(clockOf({ ...fixed, dueAt: null }), at('2024-03-09'))).toBeNull();
  });
});
