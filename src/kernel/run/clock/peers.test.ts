import { afterEach, describe, expect, it } from 'vitest';
import { days, hours, workingDays, workingHours } from '#kernel/declare/span';
import { compileCalendar } from './calendar.ts';
import { type Clock, dueAt, elapsedMs, isLate, nextOpening, redate, rungAt } from './due.ts';
import { explain } from './explain.ts';
import { at, calendarNamed, calendarOf, clockOf, pausesOf, shown, specNamed } from './vectors.ts';

// Fourteen cases in which other systems count wrongly. Here is what of them is arithmetic; that a reply settles nothing
// else (A8), that agreements are kept side by side in the tables (A13) and that a blank condition opens no clock (A14)
// are tested where commitments are stored.

const HOUR = 3_600_000;
const office = calendarNamed('CN5x8');

describe('clocks that others get wrong', () => {
  it('A1: two windows in one day', () => {
    const cal = calendarOf('12345', [
      ['08:00', '12:00'],
      ['13:30', '18:00'],
    ]);
    expect(shown(dueAt(cal, at('2024-03-05 11:00'), workingHours(2), []))).toBe('2024-03-05 14:30');
    expect(elapsedMs(cal, 'working_hours', at('2024-03-05'), at('2024-03-06'), []) / HOUR).toBe(8.5);
  });

  it('A2: a shift over midnight', () => {
    const cal = calendarOf('12345', [['22:00', '30:00']]);
    expect(shown(dueAt(cal, at('2024-03-05 23:00'), workingHours(4), []))).toBe('2024-03-06 03:00');
    // Friday's shift ends on Saturday at 06:00, the next one begins on Monday at 22:00.
    expect(shown(dueAt(cal, at('2024-03-09 05:00'), workingHours(2), []))).toBe('2024-03-11 23:00');
  });

  it('A3: opened outside hours, on a weekend, on a holiday', () => {
    for (const opened of ['2024-09-30 20:00', '2024-10-01 10:00', '2024-10-05 03:00', '2024-10-08 08:59']) {
      expect(shown(dueAt(office, at(opened), workingHours(2), []))).toBe('2024-10-08 11:00');
    }
  });

  it('A4: a pause over a weekend is not given back twice', () => {
    const weekend = pausesOf([['2024-03-08 18:00', '2024-03-11 09:00']]);
    expect(shown(dueAt(office, at('2024-03-07 10:00'), workingDays(2), weekend))).toBe('2024-03-11 18:00');
    expect(shown(dueAt(office, at('2024-03-07 10:00'), workingDays(2), []))).toBe('2024-03-11 18:00');
    // From Friday noon to Monday noon: 5 + 3 working hours, a day.
    const longer = pausesOf([['2024-03-08 12:00', '2024-03-11 12:00']]);
    expect(shown(dueAt(office, at('2024-03-07 10:00'), workingDays(2), longer))).toBe('2024-03-12 18:00');
    // Calendar days count the weekend, so the whole pause is given back, once.
    expect(shown(dueAt(office, at('2024-03-07 10:00'), days(3), weekend))).toBe('2024-03-13 01:00');
  });

  it('A5: from paused straight to resolved', () => {
    const pauses = pausesOf([['2024-02-05 10:00', null]]);
    const settledAt = at('2024-08-05 10:00');
    const clock = clockOf({ openedAt: at('2024-02-05 09:00'), span: workingHours(4), pauses, settledAt });
    expect(elapsedMs(office, 'working_hours', clock.openedAt, settledAt, pauses) / HOUR).toBe(1);
    expect(isLate(clock, settledAt)).toBe(false);
    expect(explain(clock, at('2025-01-01')).map((s) => [s.kind, s.ms / HOUR])).toEqual([
      ['running', 1],
      ['paused', 0],
    ]);
  });

  it('A6: priority raised while paused; the new target keeps start and pauses', () => {
    const paused = clockOf({
      openedAt: at('2024-03-05 09:00'),
      span: workingHours(16),
      pauses: pausesOf([['2024-03-05 11:00', null]]),
    });
    expect(redate(paused, { span: workingHours(4) })).toBeNull();
    const resumed: Clock = { ...paused, pauses: pausesOf([['2024-03-05 11:00', '2024-03-06 14:00']]) };
    // 2 of the 4 hours were used before the pause.
    expect(shown(redate(resumed, { span: workingHours(4) }))).toBe('2024-03-06 16:00');
    // A target smaller than what was used by then was over before the pause.
    expect(shown(redate(paused, { span: workingHours(1) }))).toBe('2024-03-05 10:00');
  });

  describe('A7: viewer, site and customer in three zones', () => {
    const own = process.env['TZ'];
    afterEach(() => {
      if (own === undefined) delete process.env['TZ'];
      else process.env['TZ'] = own;
    });

    it.each(['America/Los_Angeles', 'Europe/Berlin', 'Asia/Shanghai', 'Pacific/Kiritimati'])('seen from %s', (viewer) => {
      process.env['TZ'] = viewer;
      expect(new Intl.DateTimeFormat().resolvedOptions().timeZone).toBe(viewer);
      const site = calendarOf('12345', [['09:00', '17:00']], { timeZone: 'Europe/Berlin' });
      // A customer in Sydney writes on Monday morning there, which is Sunday at the site.
      const written = Date.parse('2024-03-11T08:00:00+11:00');
      expect(new Date(dueAt(site, written, workingHours(4), []) ?? 0).toISOString()).toBe('2024-03-11T12:00:00.000Z');
      expect(new Date(dueAt(site, written, workingDays(1), []) ?? 0).toISOString()).toBe('2024-03-11T16:00:00.000Z');
      expect(new Date(dueAt(site, written, days(21), []) ?? 0).toISOString()).toBe('2024-03-31T20:00:00.000Z');
    });
  });

  it('A9: a next-reply target shorter than the first-response target is not masked by it', () => {
    const firstResponse = dueAt(office, at('2024-03-05 09:00'), workingHours(8), []);
    const nextReply = dueAt(office, at('2024-03-05 10:00'), workingHours(1), []);
    expect([shown(firstResponse), shown(nextReply)]).toEqual(['2024-03-05 18:00', '2024-03-05 11:00']);
  });

  it('A10: reopened long after closing in time; the old result stands and a new clock starts', () => {
    const kept = clockOf({
      openedAt: at('2024-03-05 09:00'),
      span: workingHours(8),
      dueAt: at('2024-03-05 18:00'),
      settledAt: at('2024-03-05 15:00'),
    });
    const reopened = at('2024-06-03 10:00');
    expect(isLate(kept, kept.settledAt ?? reopened)).toBe(false);
    expect(redate(kept, {})).toBe(kept.dueAt);
    expect(shown(dueAt(office, reopened, workingHours(8), []))).toBe('2024-06-04 10:00');
  });

  it('A11: a reminder outside working hours is held to the next window', () => {
    const reminder = rungAt(office, at('2024-09-30 17:30'), hours(8), 75, []) ?? 0;
    expect([shown(reminder), shown(nextOpening(office, reminder))]).toEqual(['2024-09-30 23:30', '2024-10-08 09:00']);
    // One reckoned in working time never falls outside it.
    const working = rungAt(office, at('2024-09-30 17:30'), workingHours(2), 75, []) ?? 0;
    expect([shown(working), nextOpening(office, working)]).toEqual(['2024-10-08 10:00', working]);
  });

  it('A12: the holiday table is edited later; results stand, open clocks move', () => {
    const before = specNamed('CN5x8');
    const { '2024-10-12': _worked, ...rest } = before.days;
    const edited = compileCalendar({ ...before, version: 2, days: { ...rest, '2024-10-11': { kind: 'off' } } });
    const clock = (openedAt: string, settledAt: string | null) => {
      const span = workingHours(8);
      return clockOf({
        openedAt: at(openedAt),
        span,
        dueAt: dueAt(office, at(openedAt), span, []),
        settledAt: settledAt === null ? null : at(settledAt),
      });
    };
    const clocks = [
      clock('2024-10-10 14:00', '2024-10-11 13:00'),
      clock('2024-10-10 14:00', null),
      clock('2024-10-09 09:00', null),
    ];
    expect(clocks.map((c) => [shown(c.dueAt), shown(redate(c, { cal: edited }))])).toEqual([
      ['2024-10-11 14:00', '2024-10-11 14:00'],
      ['2024-10-11 14:00', '2024-10-14 14:00'],
      ['2024-10-09 18:00', '2024-10-09 18:00'],
    ]);
  });

  it('A13: two agreements at once, each on its own calendar', () => {
    const opened = at('2024-10-01 10:00');
    const dues = [dueAt(office, opened, workingHours(4), []), dueAt(calendarNamed('24x7'), opened, workingHours(48), [])];
    expect(dues.map(shown)).toEqual(['2024-10-08 14:00', '2024-10-03 10:00']);
  });
});
