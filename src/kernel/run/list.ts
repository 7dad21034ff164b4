import type { AnyDoc } from '../declare/record.ts';
import { type InputError, invalid } from '../problem.ts';
import type { Actor } from './actor.ts';
import { type Column, envelopeColumns, quoted, readAs, snake } from './columns.ts';
import type { Kernel } from './kernel.ts';
import type { Kind } from './kind.ts';
import { scopeOf, scopeSql } from './load.ts';
import type { Registry } from './registry.ts';
import { bigramsOf, likePattern } from './search.ts';

/** What a list is asked for. */
export interface Question {
  /** Conditions by field: `is` one of these values, `from`/`to` inclusive bounds, `empty` set or not, `has` part of a text. */
  filters: readonly { field: string; operator: 'is' | 'from' | 'to' | 'empty' | 'has'; value: string }[];
  sort: { field: string; descending: boolean };
  limit: number;
  /** Where the page before ended, as it was answered. */
  after: string | null;
  /** Words to search for in the record's search fields and number. */
  search: string | null;
  /** Whether to count, up to `COUNT_CAP`. */
  count: boolean;
}

export interface Page {
  items: AnyDoc[];
  /** What to ask for next; null on the last page. */
  next: string | null;
  /** How many there are; `more` says that counting stopped at the cap. */
  count: { value: number; more: boolean } | null;
}

/** Counting costs what it counts; people do not tell 1,000 from 5,000 by looking at a list. */
export const COUNT_CAP = 1000;
/** A search first looks through this many of the newest rows: common words are found there without the index, whose bitmap would be large. */
const NEWEST = 5000;

/**
 * One page of the rows that the actor may see. Pages by key, so that the thousandth page costs what the first does.
 * @throws Problem invalid for unknown fields or values that do not fit them.
 */
export async function list(kernel: Kernel, actor: Actor, kind: Kind, question: Question): Promise<Page> {
  const scope = scopeOf(kind, actor);
  if (!scope) return { items: [], next: null, count: question.count ? { value: 0, more: false } : null };
  const values: unknown[] = [];
  const hidden = hiddenFields(kind);
  const where = [scopeSql(kind, scope, actor, values), ...conditions(kind, hidden, question, values)];
  const sort = columnNamed(kind, question.sort.field);
  if (!sort || sort.sql === 'jsonb' || hidden.includes(sort.field)) throw unknownField('sort', question.sort.field);
  const page = [...where, ...afterKey(sort, question, values)];
  const direction = question.sort.descending ? 'desc' : 'asc';
  // Only where a value may be missing: an index in the plain order does not serve `nulls last`.
  const order = `order by r.${quoted(sort.column)} ${direction}${sort.nullable ? ' nulls last' : ''}, r.id ${direction}`;
  const columns = listColumns(kernel.registry, kind, hidden);
  const ask = async (from: string, extra: readonly string[]): Promise<AnyDoc[]> => {
    const text = `select ${columns} from (select r.* from ${from} where ${[...page, ...extra].join(' and ')} ${order} limit ${question.limit + 1}) r ${order}`;
    // Unnamed on purpose: filters are skewed, and a generic plan would miss the index that serves this value.
    return (await kernel.pool.query<AnyDoc>(text, values)).rows.map(unflatten);
  };
  const [items, count] = await Promise.all([
    question.search === null ? ask(`${kind.table} r`, []) : search(kind, question, values, ask),
    question.count ? countUpTo(kernel, kind, where, question, values) : null,
  ]);
  const last = items.length > question.limit ? items[question.limit - 1] : undefined;
  return {
    items: items.slice(0, question.limit),
    next: last ? Buffer.from(JSON.stringify([last[sort.field] ?? null, last.id])).toString('base64url') : null,
    count,
  };
}

/** Among the newest first, without the index; only when they do not fill the page, by the index, which is then selective. */
async function search(
  kind: Kind,
  question: Question,
  values: unknown[],
  ask: (from: string, extra: readonly string[]) => Promise<AnyDoc[]>,
): Promise<AnyDoc[]> {
  const among = searchAmong(kind, question.search!, values);
  const byDefault = question.sort.field === 'createdAt' && question.sort.descending && question.after === null;
  if (byDefault) {
    const newest = await ask(`${kind.table} r`, [among('newest')]);
    if (newest.length > question.limit) return newest;
  }
  return ask(`${kind.table} r`, [among('all')]);
}

/** The condition of a search on row `r`, among the newest entries or among all of them; parameters are added when it is asked for. */
function searchAmong(kind: Kind, term: string, values: unknown[]): (which: 'newest' | 'all') => string {
  const own = `s.record = '${kind.record.name}'`;
  const pattern = `s.text ilike $${values.push(likePattern(term))}`;
  const grams = bigramsOf(term);
  return (which) => {
    if (which === 'newest') return `r.id in (select s.id from (select * from search_entry s where ${own} order by s.created_at desc, s.id desc limit ${NEWEST}) s where ${pattern})`;
    const indexed = grams.length === 0 ? '' : ` and bigrams(s.text) @> $${values.push(grams)}::text[]`;
    return `r.id in (select s.id from search_entry s where ${own}${indexed} and ${pattern})`;
  };
}

async function countUpTo(
  kernel: Kernel,
  kind: Kind,
  where: readonly string[],
  question: Question,
  asked: readonly unknown[],
): Promise<Page['count']> {
  // The page's own key parameters come after those of the filters and are left out here.
  const values = asked.slice(0, Math.max(0, ...where.flatMap((w) => [...w.matchAll(/\$(\d+)/g)].map((m) => Number(m[1])))));
  const all = question.search === null ? where : [...where, searchAmong(kind, question.search, values)('all')];
  const { rows } = await kernel.pool.query<{ n: number }>(
    `select count(*)::int as n from (select 1 from ${kind.table} r where ${all.join(' and ')} limit ${COUNT_CAP + 1}) x`,
    values,
  );
  const n = rows[0]!.n;
  return { value: Math.min(n, COUNT_CAP), more: n > COUNT_CAP };
}

/** Lists never carry confidential fields, also not for those who may read them: each such reading is of one record, and logged. */
const hiddenFields = (kind: Kind): readonly string[] => kind.record.permit.confidential?.fields ?? [];

export const columnNamed = (kind: Kind, field: string): Column | undefined =>
  envelopeColumns.find((c) => c.field === field) ?? kind.columns.find((c) => c.field === field);

function listColumns(registry: Registry, kind: Kind, hidden: readonly string[]): string {
  const own = [...envelopeColumns, ...kind.columns].filter((c) => !hidden.includes(c.field));
  const refs = own.flatMap((c) => {
    const target = c.ref === null ? undefined : registry.kinds.get(c.ref);
    return target
      ? [
          `(select json_build_object('number', t.number, 'title', t.${quoted(snake(target.record.title))}) from ${target.table} t where t.id = r.${quoted(c.column)}) as "ref:${c.field}"`,
        ]
      : [];
  });
  return [...own.map((c) => `${readAs(c, 'r')} as "${c.field}"`), ...refs].join(', ');
}

/** Gathers `ref:customer` columns under `refs`. */
function unflatten(row: Record<string, unknown>): AnyDoc {
  const refs: Record<string, unknown> = {};
  const doc: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(row)) {
    if (key.startsWith('ref:')) refs[key.slice(4)] = value;
    else doc[key] = value;
  }
  return { ...doc, refs } as unknown as AnyDoc;
}

function conditions(kind: Kind, hidden: readonly string[], question: Question, values: unknown[]): string[] {
  const errors: InputError[] = [];
  const sql = question.filters.flatMap(({ field, operator, value }) => {
    const column = columnNamed(kind, field);
    if (!column || hidden.includes(field) || column.sql === 'jsonb') {
      errors.push(...unknownErrors('filter', field));
      return [];
    }
    const name = `r.${quoted(column.column)}`;
    const type = column.sql.replace(/\(.*\)/, '');
    if (operator === 'empty') return [`${name} is ${value === 'true' ? '' : 'not '}null`];
    if (operator === 'has') return [`${name}::text ilike $${values.push(likePattern(value))}`];
    const given = operator === 'is' ? value.split(',') : [value];
    if (!given.every((v) => fits(type, v))) {
      errors.push({
        pointer: `/filter/${field}`,
        detail: { zh: `“${value}”不是有效的值。`, en: `“${value}” is not a valid value.` },
      });
      return [];
    }
    if (operator === 'from') return [`${name} >= $${values.push(value)}::${type}`];
    if (operator === 'to') return [`${name} <= $${values.push(value)}::${type}`];
    return given.length === 1
      ? [`${name} = $${values.push(given[0])}::${type}`]
      : [`${name} = any($${values.push(given)}::${type}[])`];
  });
  if (errors.length > 0) throw invalid(errors);
  return sql;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function fits(type: string, value: string): boolean {
  if (type === 'uuid') return UUID.test(value);
  if (type === 'int') return /^-?\d{1,9}$/.test(value);
  if (type === 'numeric' || type === 'double precision') return /^-?\d{1,15}(\.\d{1,9})?$/.test(value);
  if (type === 'date') return /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value));
  if (type === 'timestamptz') return value.length <= 40 && !Number.isNaN(Date.parse(value));
  if (type === 'boolean') return value === 'true' || value === 'false';
  return value.length <= 4000;
}

/** The condition that continues after the key of the last row: rows with an empty sort value come last and have their own order by id. */
function afterKey(sort: Column, question: Question, values: unknown[]): string[] {
  if (question.after === null) return [];
  const [value, id] = cursorOf(question.after);
  const beyond = question.sort.descending ? '<' : '>';
  const name = `r.${quoted(sort.column)}`;
  const type = sort.sql.replace(/\(.*\)/, '');
  if (!UUID.test(id) || (value !== null && !fits(type, String(value)))) throw badCursor();
  if (value === null) return [`${name} is null and r.id ${beyond} $${values.push(id)}::uuid`];
  const key = `(${name}, r.id) ${beyond} ($${values.push(value)}::${type}, $${values.push(id)}::uuid)`;
  return [sort.nullable ? `(${key} or ${name} is null)` : key];
}

function cursorOf(after: string): [unknown, string] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(after, 'base64url').toString());
    if (Array.isArray(parsed) && parsed.length === 2 && typeof parsed[1] === 'string') return [parsed[0], parsed[1]];
  } catch {
    // Falls through to the same answer as a cursor of the wrong shape.
  }
  throw badCursor();
}

const badCursor = () =>
  invalid([
    {
      pointer: '/after',
      detail: {
        zh: '翻页位置无效，请从第一页重新开始。',
        en: 'The page position is not valid. Please start again from the first page.',
      },
    },
  ]);
const unknownErrors = (where: string, field: string): InputError[] => [
  {
    pointer: `/${where}/${field}`,
    detail: { zh: `没有名为“${field}”的字段可用于此处。`, en: `There is no field called “${field}” that can be used here.` },
  },
];
const unknownField = (where: string, field: string) => invalid(unknownErrors(where, field));
