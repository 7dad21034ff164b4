import type { Pair } from '#kernel/declare/words';

const DAY_MS = 86_400_000;

/** Ranges of days that move with today, in the order in which they are offered. */
export const DAY_RANGES: Record<string, Pair> = {
  today: ['今天', 'Today'],
  yesterday: ['昨天', 'Yesterday'],
  this_week: ['本周', 'This week'],
  last_week: ['上周', 'Last week'],
  this_month: ['本月', 'This month'],
  last_month: ['上月', 'Last month'],
  this_quarter: ['本季度', 'This quarter'],
  this_year: ['今年', 'This year'],
  last_7_days: ['最近 7 天', 'The last 7 days'],
  last_30_days: ['最近 30 天', 'The last 30 days'],
  next_7_days: ['今后 7 天', 'The next 7 days'],
  next_30_days: ['今后 30 天', 'The next 30 days'],
};

/** How far away a promise is due, in hours; overdue is what was due before now. */
const HOURS: Record<string, number> = { within_24_hours: 24, within_3_days: 72, within_7_days: 168 };

/** What can be asked of a promise on a record, in the order in which it is offered. */
export const PROMISE_RANGES: Record<string, Pair> = {
  overdue: ['已超期', 'Overdue'],
  within_24_hours: ['24 小时内到期', 'Due within 24 hours'],
  within_3_days: ['3 天内到期', 'Due within 3 days'],
  within_7_days: ['7 天内到期', 'Due within 7 days'],
};

/** The first and last day (`YYYY-MM-DD`) of a range, as of `today`. Weeks begin on Monday. Null: there is no such range. */
export function daysIn(range: string, today: string): { from: string; to: string } | null {
  const at = Date.parse(`${today}T00:00:00Z`);
  const [year = 0, month = 1] = today.split('-').map(Number);
  const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  const days = (from: number, to: number) => ({ from: day(at + from * DAY_MS), to: day(at + to * DAY_MS) });
  const months = (first: number, count: number) => ({
    from: day(Date.UTC(year, first, 1)),
    to: day(Date.UTC(year, first + count, 1) - DAY_MS),
  });
  const sinceMonday = (new Date(at).getUTCDay() + 6) % 7;
  switch (range) {
    case 'today':
      return days(0, 0);
    case 'yesterday':
      return days(-1, -1);
    case 'this_week':
      return days(-sinceMonday, 6 - sinceMonday);
    case 'last_week':
      return days(-sinceMonday - 7, -sinceMonday - 1);
    case 'this_month':
      return months(month - 1, 1);
    case 'last_month':
      return months(month - 2, 1);
    case 'this_quarter':
      return months(Math.floor((month - 1) / 3) * 3, 3);
    case 'this_year':
      return months(0, 12);
    case 'last_7_days':
      return days(-6, 0);
    case 'last_30_days':
      return days(-29, 0);
    case 'next_7_days':
      return days(0, 6);
    case 'next_30_days':
      return days(0, 29);
    default:
      return null;
  }
}

/** The bounds (ISO) between which a promise of a range is due, as of `now` (epoch ms). Null: there is no such range. */
export function duesIn(range: string, now: number): { from?: string; to: string } | null {
  if (range === 'overdue') return { to: new Date(now).toISOString() };
  const hours = HOURS[range];
  return hours === undefined ? null : { from: new Date(now).toISOString(), to: new Date(now + hours * 3_600_000).toISOString() };
}
