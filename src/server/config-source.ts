import { sitesWithCalendar } from '#domain/org/department/department.queries';
import { settingsInForce } from '#domain/org/setting/setting.queries';
import { type CalendarData, calendarSpec, standardCalendar } from '#domain/org/working-calendar/calendar-spec';
import { allCalendars } from '#domain/org/working-calendar/working-calendar.queries';
import { compileCalendar } from '#kernel/run/clock/calendar';
import type { Config } from '#kernel/run/config';
import type { Queryable } from '#kernel/run/transaction';

/** Reads settings and calendars; a company that has set no calendar works on the standard one. */
export async function configSource(client: Queryable): Promise<Config> {
  const epoch = await client.query<{ epoch: string }>('select epoch from config_epoch');
  const settings = await client.query<{ key: string; value: unknown; from: number }>(settingsInForce);
  const rows = await client.query<CalendarData & { state: string; standard: boolean }>(allCalendars);
  const calendars = new Map(rows.rows.map((row) => [row.id, compileCalendar(calendarSpec(row))]));
  const standard =
    rows.rows.find((row) => row.standard && row.state === 'in_use') ?? rows.rows.find((row) => row.state === 'in_use');
  const calendar = (standard && calendars.get(standard.id)) ?? compileCalendar(calendarSpec(standardCalendar));
  const values = new Map<string, { from: number; value: unknown }[]>();
  for (const { key, value, from } of settings.rows) values.set(key, [...(values.get(key) ?? []), { from, value }]);
  const placed = await client.query<{ id: string; calendar: string }>(sitesWithCalendar);
  const sites = new Map(placed.rows.map(({ id, calendar: own }) => [id, calendars.get(own)!]));
  return { epoch: Number(epoch.rows[0]?.epoch), zone: calendar.spec.timeZone, values, calendars, calendar, sites };
}
