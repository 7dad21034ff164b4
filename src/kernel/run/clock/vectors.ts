import { type CalendarSpec, compileCalendar, type Shift, type WorkingCalendar } from './calendar.ts';
import type { Clock, Pause } from './due.ts';
import data from './sla-calendar.data.json' with { type: 'json' };

const specs: Record<string, CalendarSpec> = Object.fromEntries(
  Object.entries(data.calendars).map(([id, calendar]) => [
    id,
    {
      id,
      version: 1,
      timeZone: data.timeZone,
      week: calendar.week as unknown as CalendarSpec['week'],
      makeupShifts: calendar.makeupShifts as unknown as Shift[],
      days: {
        ...(calendar.useMakeup && Object.fromEntries(data.makeupWorkdays.map((date) => [date, { kind: 'work' as const }]))),
        ...(calendar.useHolidays &&
          Object.fromEntries(Object.entries(data.holidays).map(([date, name]) => [date, { kind: 'off' as const, name }]))),
      },
    },
  ]),
);

/** For tests: a calendar of sla-calendar.data.json, with the statutory days of 2024 to 2026. */
export function specNamed(id: string): CalendarSpec {
  const spec = specs[id];
  if (spec === undefined) throw new Error(`No calendar ${id}`);
  return spec;
}

const compiled = Object.fromEntries(Object.entries(specs).map(([id, spec]) => [id, compileCalendar(spec)]));

/** For tests: the compiled calendar of that name; 'CN5x8' is Monday to Friday 09:00-12:00 and 13:00-18:00 in Shanghai. */
export function calendarNamed(id: string): WorkingCalendar {
  const cal = compiled[id];
  if (cal === undefined) throw new Error(`No calendar ${id}`);
  return cal;
}

/** For tests: a calendar with the same shifts on the given weekdays. */
export function calendarOf(weekdays: string, shifts: Shift[], rest: Partial<CalendarSpec> = {}): WorkingCalendar {
  const on = (day: string) => (weekdays.includes(day) ? shifts : []);
  const week = { 1: on('1'), 2: on('2'), 3: on('3'), 4: on('4'), 5: on('5'), 6: on('6'), 7: on('7') };
  return compileCalendar({ id: 'own', version: 1, timeZone: 'Asia/Shanghai', week, makeupShifts: shifts, days: {}, ...rest });
}

/** For tests: an instant from ISO text; without an offset it is Shanghai's. */
export function at(text: string): number {
  const full = text.length === 10 ? `${text}T00:00` : text.replace(' ', 'T');
  const ms = Date.parse(/(Z|[+-]\d\d:\d\d)$/.test(full) ? full : `${full}+08:00`);
  if (Number.isNaN(ms)) throw new Error(`No instant: ${text}`);
  return ms;
}

/** For tests: the opposite of {@link at}, for messages a person can read. */
export function shown(instant: number | null): string | null {
  return instant === null
    ? null
    : new Date(instant + 8 * 3_600_000)
        .toISOString()
        .replace(/(:00)?\.000Z$/, '')
        .replace('T', ' ')
        .replace('Z', '');
}

/** For tests: pauses from [from, to] texts, `to` null for an open one. */
export function pausesOf(pairs: readonly (readonly (string | null)[])[], why = 'waiting for the customer'): Pause[] {
  return pairs.map(([from, to]) => ({ from: at(from ?? ''), to: to === null || to === undefined ? null : at(to), why }));
}

/** For tests: an open clock without pauses and due instant, but for what is given. */
export function clockOf(clock: Partial<Clock> & Pick<Clock, 'openedAt' | 'span'>): Clock {
  return { cal: calendarNamed('CN5x8'), pauses: [], dueAt: null, settledAt: null, ...clock };
}
