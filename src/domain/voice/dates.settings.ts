/** So many months after a date ('YYYY-MM-DD'); the last day of the month where that has no such day (PRC Civil Code art. 202). */
export function monthsAfter(date: string, months: number): string {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(day, last))).toISOString().slice(0, 10);
}

/** The day after a date ('YYYY-MM-DD'). */
export const dayAfter = (date: string): string => daysBefore(date, -1);

/** So many days before a date ('YYYY-MM-DD'). */
export const daysBefore = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10);

/** An interval in whole months as a company has set it, which may be any number: at least one, and at most a hundred years. */
export const interval = (months: number): number => Math.trunc(Math.min(1200, Math.max(1, months)));
