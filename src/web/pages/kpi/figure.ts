import { kpi, type Measure, type MeasureName } from '#domain/governance/kpi/kpi';

/** One figure of one period, as it is answered. */
export interface Figure {
  id: MeasureName;
  /** `2026-11`; absent when the whole time is one period. */
  period?: string;
  numerator: number | null;
  denominator: number;
  value: number | null;
  name: string;
  formula: string;
}

export const measureNamed = (id: MeasureName): Measure => kpi[id];

/** A value as its measure is read: shares in percent, others to one or two decimals. */
export function valueText(id: MeasureName, value: number | null): string {
  if (value === null) return '—';
  const { figure } = measureNamed(id);
  if (figure === 'share' || figure === 'quotient') return `${(value * 100).toFixed(1)}%`;
  return figure === 'nps' ? value.toFixed(0) : value.toFixed(1);
}

/** Every month between two days with its figure; months that counted nothing are gaps, not zeros. */
export function byMonth(figures: readonly Figure[], from: string, to: string): { month: string; figure: Figure | null }[] {
  const found = new Map(figures.flatMap((figure) => (figure.period === undefined ? [] : [[figure.period, figure] as const])));
  const months: { month: string; figure: Figure | null }[] = [];
  const last = to.slice(0, 7);
  for (let month = from.slice(0, 7); month <= last && months.length < MOST_MONTHS; month = after(month))
    months.push({ month, figure: found.get(month) ?? null });
  return months;
}

const MOST_MONTHS = 120; // ten years are as much as a line can tell

const after = (month: string): string =>
  new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 1)).toISOString().slice(0, 7);

/** The first and the last day of a month `YYYY-MM`. */
export const daysOf = (month: string): { from: string; to: string } => ({
  from: `${month}-01`,
  to: new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).toISOString().slice(0, 10),
});
