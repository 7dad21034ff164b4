import { queriesFor } from '#kernel/run/kind';
import type { Queryable } from '#kernel/run/transaction';
import { regulation } from './regulation.ts';

export const regulationQueries = queriesFor(regulation, {
  facts: {
    sameCodeInForce: `select count(*)::int from regulation o where o.code = r.code and o.id <> r.id and o.state in ('in_force', 'review_due')`,
  },
  oneAtATime: true,
});

/** How often a clause was kept, broken, released and refused; `open` are promises still running, `overridden` violations found in replayed history. */
export interface ClauseFigures {
  clause: string;
  kept: number;
  broken: number;
  released: number;
  open: number;
  refused: number;
  overridden: number;
}

/** Figures of every clause that has any, for promises opened and refusals made in [from, to) (instants or null). */
export async function clauseFigures(client: Queryable, from: Date | null, to: Date | null): Promise<ClauseFigures[]> {
  const { rows } = await client.query<ClauseFigures>(
    `with promises as (
  select c.clauses, c.outcome, count(*) as n from commitment c
  where ($1::timestamptz is null or c.opened_at >= $1) and ($2::timestamptz is null or c.opened_at < $2) group by 1, 2),
refusals as (
  select r.clauses, r.overridden, count(*) as n from refusal r
  where ($1::timestamptz is null or r.at >= $1) and ($2::timestamptz is null or r.at < $2) group by 1, 2),
counted as (
  select unnest(clauses) as clause, outcome as what, n from promises
  union all select unnest(clauses), case when overridden then 'overridden' else 'refused' end, n from refusals)
select clause,
  coalesce(sum(n) filter (where what = 'kept'), 0)::int as kept,
  coalesce(sum(n) filter (where what = 'breached'), 0)::int as broken,
  coalesce(sum(n) filter (where what = 'released'), 0)::int as released,
  coalesce(sum(n) filter (where what = 'open'), 0)::int as open,
  coalesce(sum(n) filter (where what = 'refused'), 0)::int as refused,
  coalesce(sum(n) filter (where what = 'overridden'), 0)::int as overridden
from counted group by clause order by clause`,
    [from, to],
  );
  return rows;
}
