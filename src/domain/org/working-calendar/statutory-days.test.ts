import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { type CalendarSpec, compileCalendar, type Shift } from '#kernel/run/clock/calendar';
import { dueAt, elapsedMs, firstWorkday } from '#kernel/run/clock/due';
import { statutoryDays } from './statutory-days.ts';

const source = path.join(import.meta.dirname, '../../../../../shared/data/calendar-cn');
const incidents = path.join(source, '../itsm-incidents/incident_event_log.csv.gz');
const MINUTE = 60_000;

describe('statutory days of the PRC', () => {
  it('knows holidays and the weekends worked in exchange', () => {
    expect(Object.keys(statutoryDays)).toHaveLength(678);
    expect(statutoryDays['2024-10-01']).toEqual({ kind: 'off', name: '国庆节' });
    expect(statutoryDays['2024-10-12']).toEqual({ kind: 'work', name: '国庆节' });
    // Announced with the year after.
    expect(statutoryDays['2018-12-29']).toEqual({ kind: 'work', name: '元旦' });
    expect(statutoryDays['2018-12-31']).toEqual({ kind: 'off', name: '元旦' });
    // New Year's Eve of 2024 was a working day by the notice, though leave was encouraged.
    expect(statutoryDays['2024-02-09']).toBeUndefined();
  });

  it('makes Sunday 2024-09-29 the first working day on or after Saturday 2024-09-28', () => {
    expect(firstWorkday(calendar([['09:00', '18:00']]), '2024-09-28')).toBe('2024-09-29');
  });
});

describe.skipIf(!existsSync(source))('statutory days against their source', () => {
  it('hold every day of every year file', () => {
    const merged: Record<string, unknown> = {};
    for (const file of readdirSync(source).filter((name) => /^\d{4}\.json$/.test(name))) {
      for (const day of (read(file) as { days: { date: string; name: string; isOffDay: boolean }[] }).days) {
        merged[day.date] = { kind: day.isOffDay ? 'off' : 'work', name: day.name };
      }
    }
    expect(statutoryDays).toEqual(merged);
  });

  it('give the working days of every month, 2010 to 2026', () => {
    const cal = calendar([['09:00', '17:00']]);
    const perDay = 8 * 60 * MINUTE;
    const counted: Record<string, number> = {};
    const expected: Record<string, number> = {};
    for (const year of Object.values(expectations().calendar.years)) {
      for (const [month, days] of Object.entries(year.by_month)) {
        const from = Date.parse(`${month}-01T00:00:00+08:00`);
        const next = new Date(Date.parse(`${month}-01T00:00:00Z`));
        next.setUTCMonth(next.getUTCMonth() + 1);
        expected[month] = days;
        counted[month] = elapsedMs(cal, 'working_minutes', from, next.getTime() - 8 * 60 * MINUTE, []) / perDay;
      }
    }
    expect(Object.keys(expected)).toHaveLength(17 * 12);
    expect(counted).toEqual(expected);
  });

  it('give the business time and the deadlines of real intervals on three working days', () => {
    const { profiles, itsm_opened_to_resolved, helpdesk_first_event_to_resolve, calendar_edges } = expectations().business_hours;
    const samples = [...itsm_opened_to_resolved.samples, ...helpdesk_first_event_to_resolve.samples, ...calendar_edges];
    expect(samples.length).toBeGreaterThan(80);
    for (const [profile, shifts] of Object.entries(profiles)) {
      const cal = calendar(shifts.map((shift) => shift.split('-') as [string, string]));
      const due = (start: string, amount: number) => shown(dueAt(cal, local(start), { amount, unit: 'working_hours' }, []));
      const found = samples.map(({ start, end, deadline_40h }) => ({
        start,
        minutes: Number((elapsedMs(cal, 'working_minutes', local(start), local(end), []) / MINUTE).toFixed(4)),
        deadline_8h: due(start, 8),
        deadline_40h: deadline_40h && due(start, 40),
      }));
      const expected = samples.map(({ start, minutes, deadline_8h, deadline_40h }) => ({
        start,
        minutes: minutes[profile],
        deadline_8h: deadline_8h[profile],
        deadline_40h: deadline_40h?.[profile],
      }));
      expect(found).toEqual(expected);
    }
  });

  it.skipIf(!existsSync(incidents))('give the business time of every incident of a service desk', () => {
    const { profiles, itsm_opened_to_resolved: truth } = expectations().business_hours;
    const last = new Map<string, [number, number]>();
    const rows = parse(gunzipSync(readFileSync(incidents)), { columns: true }) as Record<
      'number' | 'opened_at' | 'resolved_at',
      string
    >[];
    for (const row of rows) {
      last.delete(row.number);
      // The last row of an incident is its final state; '?' is none.
      if (row.resolved_at !== '?') last.set(row.number, [dayFirst(row.opened_at), dayFirst(row.resolved_at)]);
    }
    expect(last.size).toBe(truth.cases);
    for (const [profile, shifts] of Object.entries(profiles)) {
      const cal = calendar(shifts.map((shift) => shift.split('-') as [string, string]));
      const hours = [...last.values()].map(([from, to]) => elapsedMs(cal, 'working_hours', from, to, []) / (60 * MINUTE));
      const expected = truth[profile as 'cn8' | 'cn9' | 'all_day'];
      expect(hours.reduce((sum, h) => sum + h, 0)).toBeCloseTo(expected.total_hours, 3);
      expect(hours.filter((h) => h === 0)).toHaveLength(expected.zero);
      for (const [limit, { num }] of Object.entries(expected.within_hours))
        expect(hours.filter((h) => h <= Number(limit))).toHaveLength(num);
    }
  });
});

interface Sample {
  start: string;
  end: string;
  minutes: Record<string, number>;
  deadline_8h: Record<string, string>;
  deadline_40h?: Record<string, string>;
}

interface Totals {
  total_hours: number;
  zero: number;
  within_hours: Record<string, { num: number }>;
}

interface Expectations {
  calendar: { years: Record<string, { by_month: Record<string, number> }> };
  business_hours: {
    profiles: Record<string, string[]>;
    itsm_opened_to_resolved: { cases: number; samples: Sample[] } & Record<'cn8' | 'cn9' | 'all_day', Totals>;
    helpdesk_first_event_to_resolve: { samples: Sample[] };
    calendar_edges: Sample[];
  };
}

const expectations = () => read('expected.json') as Expectations;

function read(file: string): unknown {
  return JSON.parse(readFileSync(path.join(source, file), 'utf8'));
}

function calendar(shifts: Shift[]) {
  const spec: CalendarSpec = {
    id: 'cn',
    version: 1,
    timeZone: 'Asia/Shanghai',
    week: { 1: shifts, 2: shifts, 3: shifts, 4: shifts, 5: shifts, 6: [], 7: [] },
    makeupShifts: shifts,
    days: statutoryDays,
  };
  return compileCalendar(spec);
}

const local = (time: string) => Date.parse(`${time.replace(' ', 'T')}+08:00`);
const shown = (instant: number | null) =>
  new Date((instant ?? Number.NaN) + 8 * 60 * MINUTE).toISOString().slice(0, 19).replace('T', ' ');

/** '29/2/2016 06:10', taken as Chinese local time. */
function dayFirst(time: string): number {
  const [, day, month, year, clock] = /^(\d+)\/(\d+)\/(\d+) (\d\d:\d\d)$/.exec(time) ?? [];
  return Date.parse(`${year}-${month?.padStart(2, '0')}-${day?.padStart(2, '0')}T${clock}+08:00`);
}
