import type { Kind } from './kind.ts';
import type { Queryable } from './transaction.ts';

/** Every window of two characters of a term, lower case: the same rule as the SQL function `bigrams`. None for a single character. */
export function bigramsOf(term: string): string[] {
  const characters = Array.from(term.toLowerCase());
  const grams = new Set<string>();
  for (let i = 0; i + 1 < characters.length; i++) grams.add(`${characters[i]}${characters[i + 1]}`);
  return [...grams];
}

/** A pattern for `ilike` that finds the term itself anywhere; its own wildcards lose their meaning. */
export const likePattern = (term: string): string => `%${term.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;

/** Whom a search is for, and among what: SQL conditions on row `r`; parameters are added to `values`. */
export interface Search {
  kind: Kind;
  term: string;
  /** The actor's scope: one condition, or several, each served by an index in the order of creation. */
  scope: string | readonly string[];
  /** Filters, and where the page before ended. */
  where: readonly string[];
  limit: number;
  values: unknown[];
}

/** So many of the newest entries are looked through; of an actor's own rows fewer, since each costs a visit to its entry. */
const NEWEST = 5000;
const NEWEST_OWN = 3000;

/**
 * Whether a term is so common that the newest entries may be expected to fill a page of `limit`. The planner says so from its statistics of
 * words, in about a millisecond; it takes the words of a term to be independent, and so may think a long one rarer than it is.
 */
export async function isCommon(
  client: Queryable,
  { kind, term, limit }: Pick<Search, 'kind' | 'term' | 'limit'>,
): Promise<boolean> {
  const grams = bigramsOf(term);
  if (grams.length === 0) return true;
  const entries = `select from search_entry s where s.record = '${kind.record.name}'`;
  const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: { Plans: { 'Plan Rows': number }[] } }] }>(
    `explain (format json) ${entries} and bigrams(s.text) @> $1::text[] union all ${entries}`,
    [grams],
  );
  const [found = 0, all = 1] = rows[0]!['QUERY PLAN'][0].Plan.Plans.map((plan) => plan['Plan Rows']);
  return found / all > limit / NEWEST;
}

/**
 * The ids of rows found among the newest, as a subquery; newest first, not more than `limit` for each part of the scope. Common words fill a
 * page here, without the index, whose bitmap of them would be large. The nested loops keep the order, and stop when the page is full.
 */
export function foundAmongNewest({ kind, term, scope, where, limit, values }: Search): string {
  const holds = holding(term, values);
  if (typeof scope === 'string') {
    const newest = `select s.id, s.text, s.created_at from search_entry s where s.record = '${kind.record.name}' order by s.created_at desc, s.id desc limit ${NEWEST}`;
    return `select r.id from (${newest}) s join ${kind.table} r on r.id = s.id where ${[holds, scope, ...where].join(' and ')} order by s.created_at desc, s.id desc limit ${limit}`;
  }
  const own = scope.map(
    (
      part,
    ) => `(select r.id from (select r.id, r.created_at from ${kind.table} r where ${[part, ...where].join(' and ')} order by r.created_at desc, r.id desc limit ${NEWEST_OWN}) r
  join search_entry s on s.id = r.id where ${holds} order by r.created_at desc, r.id desc limit ${limit})`,
  );
  return own.join(' union all ') || 'select null::uuid';
}

/**
 * The ids of all rows found, as two subqueries of which the second reads the first as `found`, materialized: so the planner does not hope to
 * meet enough of them early on. Where an index serves the scope, it weighs the actor's own rows against the entries that hold the term;
 * otherwise the entries are gone through from the newest on until the page is full, where that is the order asked for.
 */
export function foundAnywhere(
  { kind, term, scope, where, limit, values }: Search,
  newestFirst: boolean,
): { found: string; ids: string } {
  const entries = entriesHolding(kind, term, values);
  if (typeof scope !== 'string') {
    const own = `(${scope.join(' or ') || 'false'})`;
    const found = `select r.id from search_entry s join ${kind.table} r on r.id = s.id where ${[entries, own, ...where].join(' and ')}`;
    return { found, ids: 'select id from found' };
  }
  const found = `select s.id, s.created_at from search_entry s where ${entries}`;
  // Ordered before the join, so that the join need not be gone through to its end.
  const newest = newestFirst ? '(select * from found order by created_at desc, id desc)' : 'found';
  const page = newestFirst ? ` order by f.created_at desc, f.id desc limit ${limit}` : '';
  return {
    found,
    ids: `select r.id from ${newest} f join ${kind.table} r on r.id = f.id where ${[scope, ...where].join(' and ')}${page}`,
  };
}

/** The rows found, unordered, one `1` for each, for counting up to a limit. */
export function foundRows({ kind, term, scope, where, values }: Omit<Search, 'limit' | 'scope'> & { scope: string }): string {
  return `select 1 from search_entry s join ${kind.table} r on r.id = s.id where ${[entriesHolding(kind, term, values), scope, ...where].join(' and ')}`;
}

/** The condition that entry `s` of a kind holds a term: found by the index, then looked at. */
function entriesHolding(kind: Kind, term: string, values: unknown[]): string {
  const grams = bigramsOf(term);
  const indexed = grams.length === 0 ? [] : [`bigrams(s.text) @> $${values.push(grams)}::text[]`];
  return [`s.record = '${kind.record.name}'`, ...indexed, holding(term, values)].join(' and ');
}

/** `strpos` and not `ilike`, of which the planner believes that it leaves next to nothing, whatever the index has found. */
const holding = (term: string, values: unknown[]): string => `strpos(lower(s.text), lower($${values.push(term)})) > 0`;
