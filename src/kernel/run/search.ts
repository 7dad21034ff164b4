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

/** Whom a search is for, and among what. Conditions are SQL on row `r`; their parameters are in `values`, where others are added. */
export interface Search {
  kind: Kind;
  term: string;
  /** The actor's scope: one condition, or several, each served by an index in the order of creation. */
  scope: string | readonly string[];
  /** Filters, and where the page before ended. */
  where: readonly string[];
  /** The order asked for is the newest first, and not more than `limit` rows are wanted. */
  newestFirst: boolean;
  limit: number;
  values: unknown[];
}

/**
 * Where a search begins: with the newest entries, because a common word fills a page among them; with the actor's own rows, because they are
 * few; or with the entries that hold the term, because those are.
 */
export type Way = 'newest' | 'own' | 'entries';

/** So many of the newest entries are looked through: about 10 ms. */
const NEWEST = 10_000;
const FEW = 500;

/**
 * The way that is likely the shortest. The planner says how much there is from its statistics of words and references, in about a
 * millisecond; it takes the words of a term to be independent of each other, and so may think a long one rarer than it is.
 */
export async function wayOf(
  client: Queryable,
  { kind, term, scope, limit, values }: Omit<Search, 'where' | 'newestFirst'>,
): Promise<Way> {
  const parts = [
    `select from search_entry s where ${among(kind)}`,
    `select from search_entry s where ${holding(kind, term, values, 'index')}`,
    `select from ${kind.table} r where ${anyOf(scope)}`,
  ];
  const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: { Plans: { 'Plan Rows': number }[] } }] }>(
    `explain (format json) ${parts.join(' union all ')}`,
    values,
  );
  const [all = 1, found = 0, own = 0] = rows[0]!['QUERY PLAN'][0].Plan.Plans.map((plan) => plan['Plan Rows']);
  const share = own / all;
  if (share < 0.1 && typeof scope !== 'string') return own <= Math.max(FEW, 2 * found) ? 'own' : 'entries';
  return 2 * (found / all) * share > limit / NEWEST ? 'newest' : 'entries';
}

/** What a page is made of: the ids of its rows as a subquery, which may read another one as `found`, materialized. */
export interface Found {
  found?: string;
  ids: string;
}

/** The ids of rows found. By the way `newest` there may be more than it finds; the others find all, or the newest `limit`. */
export function foundBy(way: Way, search: Search): Found {
  if (way === 'newest') return { ids: amongNewest(search) };
  return way === 'own' && typeof search.scope !== 'string' ? { ids: amongOwn(search, search.scope) } : amongEntries(search);
}

/** The nested loop keeps the order of the entries, and stops when the page is full. */
function amongNewest({ kind, term, scope, where, limit, values }: Search): string {
  const newest = `select s.id, s.text, s.created_at from search_entry s where ${among(kind)} order by s.created_at desc, s.id desc limit ${NEWEST}`;
  const conditions = [holding(kind, term, values, 'text'), anyOf(scope), ...where];
  return `select r.id from (${newest}) s join ${kind.table} r on r.id = s.id where ${conditions.join(' and ')} order by s.created_at desc, s.id desc limit ${limit}`;
}

/** Each part of the scope in the order of its index, until it has filled a page. */
function amongOwn({ kind, term, where, newestFirst, limit, values }: Search, parts: readonly string[]): string {
  const holds = holding(kind, term, values, 'text');
  const [order, page] = newestFirst ? [' order by r.created_at desc, r.id desc', ` limit ${limit}`] : ['', ''];
  const own = parts.map(
    (part) =>
      `(select r.id from (select r.id, r.created_at from ${kind.table} r where ${[part, ...where].join(' and ')}${order}) r join search_entry s on s.id = r.id where ${holds}${order}${page})`,
  );
  return own.join(' union all ');
}

/**
 * All entries that hold the term, and then those whose rows may be seen: by their ids, or one by one from the newest on until the page is
 * full. Materialized, so that the planner does not hope to meet enough of them early on.
 */
function amongEntries({ kind, term, scope, where, newestFirst, limit, values }: Search): Found {
  const found = `select s.id, s.created_at from search_entry s where ${holding(kind, term, values, 'both')}`;
  if (typeof scope !== 'string') {
    // `coalesce`, so that it stays a lookup in a hash of the actor's rows, whatever number of entries is expected.
    const own = scope
      .map((part) => `select r.id from ${kind.table} r where ${[part, ...where].join(' and ')}`)
      .join(' union all ');
    return { found, ids: `select f.id from found f where coalesce(f.id in (${own}), false)` };
  }
  // Ordered before the join, so that the join need not be gone through to its end.
  const [ordered, page] = newestFirst
    ? ['(select * from found order by created_at desc, id desc)', ` order by f.created_at desc, f.id desc limit ${limit}`]
    : ['found', ''];
  return {
    found,
    ids: `select r.id from ${ordered} f join ${kind.table} r on r.id = f.id where ${[scope, ...where].join(' and ')}${page}`,
  };
}

/** The rows found, unordered, one `1` for each, for counting up to a limit. */
export function foundRows({
  kind,
  term,
  scope,
  where,
  values,
}: Pick<Search, 'kind' | 'term' | 'scope' | 'where' | 'values'>): string {
  const conditions = [holding(kind, term, values, 'both'), anyOf(scope), ...where];
  return `select 1 from search_entry s join ${kind.table} r on r.id = s.id where ${conditions.join(' and ')}`;
}

const among = (kind: Kind): string => `s.record = '${kind.record.name}'`;

const anyOf = (scope: string | readonly string[]): string =>
  typeof scope === 'string' ? scope : `(${scope.join(' or ') || 'false'})`;

/**
 * The condition that entry `s` holds a term: one of the kind, as the index knows it; whichever, as its text says; or both. `strpos` and not `ilike`, of
 * which the planner believes that it leaves next to nothing, whatever the index has found.
 */
function holding(kind: Kind, term: string, values: unknown[], by: 'index' | 'text' | 'both'): string {
  const grams = bigramsOf(term);
  const conditions = by === 'text' ? [] : [among(kind)];
  if (by !== 'text' && grams.length > 0) conditions.push(`bigrams(s.text) @> $${values.push(grams)}::text[]`);
  if (by !== 'index' || grams.length === 0) conditions.push(`strpos(lower(s.text), lower($${values.push(term)})) > 0`);
  return conditions.join(' and ');
}
