import type { Pool } from 'pg';

/** What programs that run write down by themselves. */
const UNASKED = ['journal_seal', 'journal_boundary', 'session', 'sign_in_counter', '_private_known_crontabs'];

/** How many rows there are in each table that holds any; asked before and after, it tells whether a request left something behind. */
export async function stored(owner: Pool): Promise<Record<string, number>> {
  const { rows: tables } = await owner.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname in ('public', 'graphile_worker') and tablename <> all ($1) order by 1`,
    [UNASKED],
  );
  const counts = tables.map(({ name }) => `select '${name}' as name, count(*)::int as n from ${name}`);
  const { rows } = await owner.query<{ name: string; n: number }>(counts.join(' union all '));
  return Object.fromEntries(rows.filter(({ n }) => n > 0).map(({ name, n }) => [name, n]));
}
