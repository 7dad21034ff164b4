export const PERIODS = ['month', 'quarter', 'year', 'all'] as const;
export type Period = (typeof PERIODS)[number];

/** The first day of the running month, quarter or year; null: from the beginning. `today` is `YYYY-MM-DD`. */
export function startOf(period: Period, today: string): string | null {
  const [year = '', month = '01'] = today.split('-');
  if (period === 'month') return `${year}-${month}-01`;
  if (period === 'quarter') return `${year}-${String(Math.floor((Number(month) - 1) / 3) * 3 + 1).padStart(2, '0')}-01`;
  return period === 'year' ? `${year}-01-01` : null;
}
