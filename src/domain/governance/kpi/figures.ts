import type { Queryable } from '#kernel/run/transaction';
import { populations } from './kpi.queries.ts';
import { kpi, type Measure, type MeasureName } from './kpi.ts';

/** What is asked for: dates (company zone, both inclusive), and whether by month or quarter. */
export interface Span {
  from?: string | undefined;
  to?: string | undefined;
  by?: 'month' | 'quarter' | undefined;
}

/** One figure of one period. `value` is null when nothing was counted: an empty period is not a bad one. */
export interface Figure {
  id: MeasureName;
  /** `2026-11` or `2026-Q4`; absent when the whole time is one period. */
  period?: string;
  numerator: number | null;
  denominator: number;
  value: number | null;
}

const PERIOD = { month: 'YYYY-MM', quarter: 'YYYY-"Q"Q' } as const;

/** Computes measures from the records themselves. Figures are exact to six decimals. */
export async function figuresOf(client: Queryable, zone: string, names: readonly MeasureName[], span: Span): Promise<Figure[]> {
  const all = await Promise.all(names.map((name) => figureOf(client, zone, name, span)));
  return all.flat();
}

async function figureOf(client: Queryable, zone: string, name: MeasureName, span: Span): Promise<Figure[]> {
  const measure: Measure = kpi[name];
  const values = [zone, span.from ?? null, span.to ?? null];
  const { rows } = await client.query<{ period: string | null; n: string; good: string; bad: string; value: number | null }>(
    figureSql(name, measure, span.by),
    values,
  );
  const figures = rows.map((row): Figure => {
    const [n, good, bad] = [Number(row.n), Number(row.good), Number(row.bad)];
    const value = valueOf(measure, n, good, bad, row.value);
    return {
      id: name,
      ...(row.period === null ? {} : { period: row.period }),
      numerator: numeratorOf(measure, good, bad),
      denominator: n,
      value: value === null ? null : Math.round(value * 1e6) / 1e6,
    };
  });
  return figures.length > 0 || span.by
    ? figures
    : [{ id: name, numerator: numeratorOf(measure, 0, 0), denominator: 0, value: null }];
}

/** Medians and means have no numerator. */
const numeratorOf = (measure: Measure, good: number, bad: number): number | null =>
  measure.figure === 'median' || measure.figure === 'mean' ? null : measure.figure === 'nps' ? good - bad : good;

function valueOf(measure: Measure, n: number, good: number, bad: number, computed: number | null): number | null {
  if (n === 0) return null;
  if (measure.figure === 'nps') return ((good - bad) / n) * 100;
  return measure.figure === 'share' || measure.figure === 'quotient' ? good / n : computed;
}

/** Rows in the asked dates; `$1` is the zone, `$2` and `$3` the dates or null. */
const within = (population: string): string =>
  `select * from (${population}) p where ($2::date is null or (p.at at time zone $1)::date >= $2::date) and ($3::date is null or (p.at at time zone $1)::date <= $3::date)`;

function figureSql(name: MeasureName, measure: Measure, by: Span['by']): string {
  const period = by ? `to_char(p.at at time zone $1, '${PERIOD[by]}')` : 'null::text';
  const amount =
    measure.figure === 'median' ? 'percentile_cont(0.5) within group (order by p.amount)::float8' : 'avg(p.amount)::float8';
  const { counted, good = 'false', bad = 'false' } = populations[name];
  if (measure.figure === 'quotient') {
    const parts = `select ${period} as period, 0 as n, count(*) as good from (${within(good)}) p group by 1 union all select ${period}, count(*), 0 from (${within(counted)}) p group by 1`;
    return `select period, sum(n) as n, sum(good) as good, 0 as bad, null::float8 as value from (${parts}) q group by 1 order by 1`;
  }
  return `select ${period} as period, count(*) as n, count(*) filter (where ${good}) as good, count(*) filter (where ${bad}) as bad, ${amount} as value
from (${within(counted)}) p group by 1 order by 1`;
}

/** The records behind a figure, newest first: every number opens what it was made of. `good` narrows to those that count in the numerator, or to the others. */
export async function recordsBehind(
  client: Queryable,
  zone: string,
  name: MeasureName,
  span: Span,
  good: boolean | undefined,
  limit: number,
  offset: number,
): Promise<{ record: string; id: string; at: Date; good: boolean; amount: number | null }[]> {
  const population = populations[name];
  const isGood = kpi[name].figure === 'quotient' ? 'false' : (population.good ?? 'false');
  const filter = good === undefined ? 'true' : good ? isGood : `not coalesce(${isGood}, false)`;
  const { rows } = await client.query(
    `select p.record, p.id, p.at, coalesce(${isGood}, false) as good, p.amount from (${within(population.counted)}) p where ${filter} order by p.at desc, p.id desc limit $4 offset $5`,
    [zone, span.from ?? null, span.to ?? null, limit, offset],
  );
  return rows;
}
