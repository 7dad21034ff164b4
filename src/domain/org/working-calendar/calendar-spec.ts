import type { CalendarDay, CalendarSpec, Shift } from '#kernel/run/clock/calendar';
import { statutoryDays } from './statutory-days.ts';

/** A calendar as its record or its row says it. */
export interface CalendarData {
  id: string;
  version: number;
  timeZone: string;
  week: Record<string, readonly Shift[]>;
  makeupShifts: readonly Shift[];
  statutory: boolean;
  days: readonly { date: string; works: boolean; shifts: readonly Shift[] | null; name: string | null }[];
}

/** What the clock needs: the company's own exceptions win over the statutory days. */
export function calendarSpec(calendar: CalendarData): CalendarSpec {
  const own = calendar.days.map(({ date, works, shifts, name }): [string, CalendarDay] => [
    date,
    { kind: works ? 'work' : 'off', ...(works && shifts ? { shifts } : {}), ...(name ? { name } : {}) },
  ]);
  return {
    id: calendar.id,
    version: calendar.version,
    timeZone: calendar.timeZone,
    week: calendar.week as CalendarSpec['week'],
    makeupShifts: calendar.makeupShifts,
    days: { ...(calendar.statutory ? statutoryDays : {}), ...Object.fromEntries(own) },
  };
}

const WORKDAY: readonly Shift[] = [
  ['09:00', '12:00'],
  ['13:00', '18:00'],
];

/** The calendar of a company that has not set one: Monday to Friday, 09:00-12:00 and 13:00-18:00, Beijing time, statutory holidays. */
export const standardCalendar: CalendarData = {
  id: '00000000-0000-7000-8000-000000000001',
  version: 0,
  timeZone: 'Asia/Shanghai',
  week: { 1: WORKDAY, 2: WORKDAY, 3: WORKDAY, 4: WORKDAY, 5: WORKDAY, 6: [], 7: [] },
  makeupShifts: WORKDAY,
  statutory: true,
  days: [],
};
