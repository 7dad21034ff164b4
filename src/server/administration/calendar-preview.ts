import type { Pool } from 'pg';
import { type CalendarData, calendarSpec, standardCalendar } from '#domain/org/working-calendar/calendar-spec';
import type { Span } from '#kernel/declare/span';
import { invalid } from '#kernel/problem';
import { compileCalendar, UnworkableCalendar } from '#kernel/run/clock/calendar';
import { dueAt, type Pause } from '#kernel/run/clock/due';

/** What a changed calendar would do to open promises, before it is saved. */
export interface Preview {
  /** How many open promises were looked at: those that are due first. */
  examined: number;
  /** Whether there are more. */
  more: boolean;
  changed: number;
  /** The first of those that would be due at another time. Instants. */
  changes: { commitment: string; number: string; control: string; from: string | null; to: string | null }[];
}

const MOST_EXAMINED = 5_000;
const MOST_TOLD = 50;

interface Row {
  id: string;
  number: string;
  control: string;
  opened: number;
  amount: string;
  unit: string;
  due: number | null;
  pauses: Pause[];
}

/**
 * Dates the open promises that run on the calendar (and, for the company's standard, on the built-in one that it takes over) as
 * `calendar` would, and says which move. Nothing is written. @throws Problem invalid when no clock can run on it.
 */
export async function previewCalendar(pool: Pool, calendar: CalendarData & { standard: boolean }): Promise<Preview> {
  const cal = compiled(calendar);
  const { rows } = await pool.query<Row>(
    `select id, number, control, extract(epoch from opened_at)::float8 * 1000 as opened, amount, unit, extract(epoch from due_at)::float8 * 1000 as due, pauses
from commitment where outcome = 'open' and amount is not null and calendar = any($1::uuid[]) order by due_at, id limit $2`,
    [[calendar.id, ...(calendar.standard ? [standardCalendar.id] : [])], MOST_EXAMINED + 1],
  );
  const looked = rows.slice(0, MOST_EXAMINED);
  const moved = looked.flatMap((row) => {
    const to = dueAt(cal, row.opened, { amount: Number(row.amount), unit: row.unit as Span['unit'] }, row.pauses);
    return to === row.due ? [] : [{ row, to }];
  });
  return {
    examined: looked.length,
    more: rows.length > MOST_EXAMINED,
    changed: moved.length,
    changes: moved.slice(0, MOST_TOLD).map(({ row, to }) => ({
      commitment: row.id,
      number: row.number,
      control: row.control,
      from: instant(row.due),
      to: instant(to),
    })),
  };
}

const instant = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

function compiled(calendar: CalendarData) {
  try {
    return compileCalendar(calendarSpec(calendar));
  } catch (error) {
    if (!(error instanceof UnworkableCalendar)) throw error;
    throw invalid([
      {
        pointer: '/week',
        detail: { zh: `按这份日历无法计时：${error.message}`, en: `No clock can run on this calendar: ${error.message}` },
      },
    ]);
  }
}
