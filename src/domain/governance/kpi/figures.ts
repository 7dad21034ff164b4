import type { Actor } from '#kernel/run/actor';
import type { Kind } from '#kernel/run/kind';
import { scopeOf, scopeSql } from '#kernel/run/load';
import type { Registry } from '#kernel/run/registry';
import type { Queryable } from '#kernel/run/transaction';
import { visibleRecordsSql } from '#kernel/run/visible';
import { groupOf, populations } from './kpi.queries.ts';
import { type Breakdown, kpi, type Measure, type MeasureName } from './kpi.ts';
import { type Interval, npsOfCounts, wilson } from './statistics.ts';

/** What is asked for: dates (company zone, both inclusive), and whether by month or quarter. */
export interface Span {
  from?: string | undefined;
  to?: string | undefined;
  by?: 'month' | 'quarter' | undefined;
}

/**
 * By what figures are broken down, as far as the asker may see it: rows of a customer, department or product that is hidden fall into
 * the group without a name, so that the groups always add up to the whole. `of` narrows to one group (an id, or `none`).
 */
export interface Grouping {
  per: Breakdown;
  of?: string | undefined;
  registry: Registry;
  actor: Actor;
}

/** One figure of one period. `value` is null when nothing was counted: an empty period is not a bad one. */
export interface Figure {
  id: MeasureName;
  /** `2026-11` or `2026-Q4`; absent when the whole time is one period. */
  period?: string;
  /** The id of the customer, department or product; null for rows that belong to none. Absent unless broken down. */
  group?: string | null;
  numerator: number | null;
  denominator: number;
  value: number | null;
  /** The 95 % interval of a share (Wilson) or of a net promoter score, in the unit of `value`; null for other figures. */
  ci95: Interval | null;
}

const PERIOD = { month: 'YYYY-MM', quarter: 'YYYY-"Q"Q' } as const;

/** Computes measures from the records themselves. Figures are exact to six decimals. */
export async function figuresOf(
  client: Queryable,
  zone: string,
  names: readonly MeasureName[],
  span: Span,
  grouping?: Grouping,
): Promise<Figure[]> {
  const all = await Promise.all(names.map((name) => figureOf(client, zone, name, span, grouping)));
  return all.flat();
}

interface Row {
  period: string | null;
  group: string | null;
  n: string;
  good: string;
  bad: string;
  value: number | null;
}

async function figureOf(
  client: Queryable,
  zone: string,
  name: MeasureName,
  span: Span,
  grouping: Grouping | undefined,
): Promise<Figure[]> {
  const measure: Measure = kpi[name];
  const values: unknown[] = [zone, span.from ?? null, span.to ?? null];
  const { rows } = await client.query<Row>(figureSql(name, measure, span.by, grouping, values), values);
  const split = grouping !== undefined && grouping.of === undefined;
  const figures = rows.map((row): Figure => {
    const [n, good, bad] = [Number(row.n), Number(row.good), Number(row.bad)];
    const value = valueOf(measure, n, good, bad, row.value);
    return {
      id: name,
      ...(row.period === null ? {} : { period: row.period }),
      ...(split && { group: row.group }),
      numerator: numeratorOf(measure, good, bad),
      denominator: n,
      value: value === null ? null : sixDecimals(value),
      ci95: intervalOf(measure, n, good, bad),
    };
  });
  return figures.length > 0 || span.by || split
    ? figures
    : [{ id: name, numerator: numeratorOf(measure, 0, 0), denominator: 0, value: null, ci95: null }];
}

/** Medians and means have no numerator. */
const numeratorOf = (measure: Measure, good: number, bad: number): number | null =>
  measure.figure === 'median' || measure.figure === 'mean' ? null : measure.figure === 'nps' ? good - bad : good;

function valueOf(measure: Measure, n: number, good: number, bad: number, computed: number | null): number | null {
  if (n === 0) return null;
  if (measure.figure === 'nps') return ((good - bad) / n) * 100;
  return measure.figure === 'share' || measure.figure === 'quotient' ? good / n : computed;
}

function intervalOf({ figure }: Measure, n: number, good: number, bad: number): Interval | null {
  const interval =
    figure === 'nps'
      ? npsOfCounts({ promoters: good, passives: n - good - bad, detractors: bad }).ci95
      : figure === 'share'
        ? wilson(good, n - good)
        : null;
  return interval && [sixDecimals(interval[0]), sixDecimals(interval[1])];
}

const sixDecimals = (value: number): number => Math.round(value * 1e6) / 1e6;

/** Rows in the asked dates, each with its group; `$1` is the zone, `$2` and `$3` the dates or null. */
function within(population: string, grouping: Grouping | undefined, values: unknown[]): string {
  const rows = `select p.*, ${grouping ? groupSql(grouping, values) : 'null::uuid'} as grp from (${population}) p
where ($2::date is null or (p.at at time zone $1)::date >= $2::date) and ($3::date is null or (p.at at time zone $1)::date <= $3::date)`;
  if (grouping?.of === undefined) return rows;
  const own = grouping.of === 'none' ? 'p.grp is null' : `p.grp = $${values.push(grouping.of)}::uuid`;
  return `select * from (${rows}) p where ${own}`;
}

/** The group of row `p`, if the asker may see it. */
function groupSql({ per, registry, actor }: Grouping, values: unknown[]): string {
  const kind: Kind = registry.kind(per);
  const scope = scopeOf(kind, actor);
  if (!scope) return 'null::uuid';
  if (scope === 'all') return groupOf[per];
  return `(select r.id from ${kind.table} r where r.id = ${groupOf[per]} and ${scopeSql(kind, scope, actor, values)})`;
}

function figureSql(
  name: MeasureName,
  measure: Measure,
  by: Span['by'],
  grouping: Grouping | undefined,
  values: unknown[],
): string {
  const period = by ? `to_char(p.at at time zone $1, '${PERIOD[by]}')` : 'null::text';
  const group = grouping !== undefined && grouping.of === undefined ? 'p.grp' : 'null::uuid';
  const amount =
    measure.figure === 'median' ? 'percentile_cont(0.5) within group (order by p.amount)::float8' : 'avg(p.amount)::float8';
  const { counted, good = 'false', bad = 'false' } = populations[name];
  const order = 'group by 1, 2 order by 1, n desc, 2';
  if (measure.figure === 'quotient') {
    const parts = `select ${period} as period, ${group} as grp, 0 as n, count(*) as good from (${within(good, grouping, values)}) p group by 1, 2
union all select ${period}, ${group}, count(*), 0 from (${within(counted, grouping, values)}) p group by 1, 2`;
    return `select period, grp as "group", sum(n) as n, sum(good) as good, 0 as bad, null::float8 as value from (${parts}) q ${order}`;
  }
  return `select ${period} as period, ${group} as "group", count(*) as n, count(*) filter (where ${good}) as good, count(*) filter (where ${bad}) as bad, ${amount} as value
from (${within(counted, grouping, values)}) p ${order}`;
}

/** What is asked of the records behind a figure. `good` narrows to those that count in the numerator, or to the others. */
export interface BehindQuestion {
  span: Span;
  grouping?: Grouping | undefined;
  good?: boolean | undefined;
  limit: number;
  offset: number;
}

/** The records behind a figure that the actor may see, newest first: every number opens what it was made of. */
export async function recordsBehind(
  client: Queryable,
  zone: string,
  name: MeasureName,
  { registry, actor }: Pick<Grouping, 'registry' | 'actor'>,
  { span, grouping, good, limit, offset }: BehindQuestion,
): Promise<{ record: string; id: string; at: Date; good: boolean; amount: number | null }[]> {
  const population = populations[name];
  const isGood = kpi[name].figure === 'quotient' ? 'false' : (population.good ?? 'false');
  const filter = good === undefined ? 'true' : good ? isGood : `not coalesce(${isGood}, false)`;
  const values: unknown[] = [zone, span.from ?? null, span.to ?? null, limit, offset];
  const visible = visibleRecordsSql(registry.kinds.values(), actor, values, { record: 'p.record', id: 'p.id' });
  const { rows } = await client.query(
    `select p.record, p.id, p.at, coalesce(${isGood}, false) as good, p.amount from (${within(population.counted, grouping, values)}) p
where ${filter} and ${visible} order by p.at desc, p.id desc limit $4 offset $5`,
    values,
  );
  return rows;
}
