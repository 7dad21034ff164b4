import { kpi, type Measure, type MeasureName } from '#domain/governance/kpi/kpi';
import type { Routes } from '../../api/routes.ts';

export type Figure = Omit<Routes['GET /api/kpi']['answer']['items'][number], 'id'> & { id: MeasureName };
export type By = 'month' | 'quarter';

export const measureNamed = (id: MeasureName): Measure => kpi[id];

/** A value as its measure is read: shares in percent, others to one or two decimals. */
export function valueText(id: MeasureName, value: number | null): string {
  if (value === null) return '—';
  const { figure } = measureNamed(id);
  if (figure === 'share' || figure === 'quotient') return `${(value * 100).toFixed(1)}%`;
  return figure === 'nps' ? value.toFixed(0) : value.toFixed(1);
}

/** `95%: 12.3%–45.6%`: how far chance alone may move a figure; nothing where there is none. */
export function intervalText({ id, ci95 }: Pick<Figure, 'id' | 'ci95'>): string {
  const [low, high] = ci95 ?? [];
  return low === undefined || high === undefined ? '' : `95%: ${valueText(id, low)} – ${valueText(id, high)}`;
}

/** Every month or quarter between two days with its figure; those that counted nothing are gaps, not zeros. */
export function byPeriod(
  figures: readonly Figure[],
  from: string,
  to: string,
  by: By,
): { period: string; figure: Figure | null }[] {
  const found = new Map(figures.flatMap((figure) => (figure.period === undefined ? [] : [[figure.period, figure] as const])));
  const periods: { period: string; figure: Figure | null }[] = [];
  const last = periodOf(to, by);
  for (let day = from; periodOf(day, by) <= last && periods.length < MOST_PERIODS; day = dayAfter(daysOf(periodOf(day, by)).to)) {
    const period = periodOf(day, by);
    periods.push({ period, figure: found.get(period) ?? null });
  }
  return periods;
}

const MOST_PERIODS = 120; // ten years of months are as much as a line can tell

/** `2026-11` or `2026-Q4` of a day `YYYY-MM-DD`. */
const periodOf = (day: string, by: By): string =>
  by === 'month' ? day.slice(0, 7) : `${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`;

const dayAfter = (day: string): string => new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);

/** The first and the last day of a month `YYYY-MM` or a quarter `YYYY-Q4`. */
export function daysOf(period: string): { from: string; to: string } {
  const year = Number(period.slice(0, 4));
  const quarter = /Q(\d)$/.exec(period)?.[1];
  const [first, last] = quarter
    ? [Number(quarter) * 3 - 2, Number(quarter) * 3]
    : [Number(period.slice(5)), Number(period.slice(5))];
  return {
    from: `${period.slice(0, 4)}-${String(first).padStart(2, '0')}-01`,
    to: new Date(Date.UTC(year, last, 0)).toISOString().slice(0, 10),
  };
}

/** The first day of the month a year before: twelve whole months and the running one. */
export const yearBefore = (day: string): string => `${Number(day.slice(0, 4)) - 1}-${day.slice(5, 7)}-01`;
