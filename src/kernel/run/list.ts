import type { AnyDoc, Scope } from '../declare/record.ts';
import { type InputError, invalid } from '../problem.ts';
import type { Actor } from './actor.ts';
import { approvalsColumn, type Column, envelopeColumns, quoted, readAs, snake } from './columns.ts';
import type { Kernel } from './kernel.ts';
import type { Kind } from './kind.ts';
import { scopeBranches, scopeOf, scopeSql } from './load.ts';
import type { Registry } from './registry.ts';
import { foundBy, foundRows, likePattern, type Way, wayOf } from './search.ts';

/** What a list is asked for. */
export interface Question {
  /**
   * Conditions by field: `is` one of these values, `from`/`to` inclusive bounds, `empty` set or not, `has` part of a text. The field
   * `promise` is when a promise that stands on the record is due; without any, it is empty.
   */
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

/**
 * One page of the rows that the actor may see. Pages by key, so that the thousandth page costs what the first does.
 * @throws Problem invalid for unknown fields or values that do not fit them.
 */
export async function list(kernel: Kernel, actor: Actor, kind: Kind, question: Question): Promise<Page> {
  const scope = scopeOf(kind, actor);
  if (!scope || scopeBranches(kind, scope, actor, [])?.length === 0)
    return { items: [], next: null, count: question.count ? { value: 0, more: false } : null };
  const sort = columnNamed(kind, question.sort.field);
  if (!sort || sort.sql === 'jsonb' || hiddenFields(kind).includes(sort.field)) throw unknownField('sort', question.sort.field);
  const asked: Asked = { kernel, actor, kind, scope, question, sort };
  const [rows, count] = await Promise.all([rowsOf(asked), question.count ? countUpTo(asked, COUNT_CAP) : null]);
  const last = rows.length > question.limit ? rows[question.limit - 1] : undefined;
  return {
    items: rows.slice(0, question.limit),
    next: last ? Buffer.from(JSON.stringify([last[sort.field] ?? null, last.id])).toString('base64url') : null,
    count,
  };
}

/**
 * How many rows the question leads to, counted up to `cap`; `more` says that there are more.
 * @throws Problem invalid for unknown fields or values that do not fit them.
 */
export async function countOf(
  kernel: Kernel,
  actor: Actor,
  kind: Kind,
  question: Pick<Question, 'filters' | 'search'>,
  cap: number,
): Promise<{ value: number; more: boolean }> {
  const scope = scopeOf(kind, actor);
  return scope ? countUpTo({ kernel, actor, kind, scope, question }, cap) : { value: 0, more: false };
}

interface Asked {
  kernel: Kernel;
  actor: Actor;
  kind: Kind;
  scope: Scope;
  question: Question;
  sort: Column;
}

/** The rows of the page, and one more where there is one. */
async function rowsOf(asked: Asked): Promise<AnyDoc[]> {
  const { kernel, kind, actor, scope, question } = asked;
  const { search: term, limit, sort } = question;
  const visible = (values: unknown[]) => scopeBranches(kind, scope, actor, values) ?? scopeSql(kind, scope, actor, values);
  if (term === null) return ask(asked, (where, values) => ({ page: pageOf(asked, visible(values), where) }));
  const search = { kind, term, limit: limit + 1, newestFirst: sort.field === 'createdAt' && sort.descending };
  const go = (way: Way) =>
    ask(asked, (where, values) => {
      const { ids, ...rest } = foundBy(way, { ...search, where, values, scope: visible(values) });
      return { page: pageOf(asked, `r.id in (${ids})`, []), ...rest };
    });
  const values: unknown[] = [];
  const way = await wayOf(kernel.pool, { ...search, scope: visible(values), values });
  if (way !== 'newest') return go(way);
  const newest = search.newestFirst ? await go('newest') : [];
  return newest.length > limit ? newest : go('entries');
}

/** The rows of a page under a scope. Where it has several parts, each served by an index, each finds the page's rows for itself. */
function pageOf(asked: Asked, scope: string | readonly string[], where: readonly string[]): string {
  const { kind, sort, question } = asked;
  const end = `${orderOf(asked)} limit ${question.limit + 1}`;
  const rows = (part: string) => `select r.* from ${kind.table} r where ${[part, ...where].join(' and ')} ${end}`;
  if (typeof scope === 'string') return rows(scope);
  if (scope.length < 2) return rows(scope[0]!);
  const parts = scope.map((part) => `(${rows(part)})`).join(' union all ');
  return `select distinct on (r.${quoted(sort.column)}, r.id) r.* from (${parts}) r ${end}`;
}

/** Asks for a page: `draft` is given the conditions of filters and page key, and says which rows. */
async function ask(
  asked: Asked,
  draft: (where: readonly string[], values: unknown[]) => { page: string; found?: string },
): Promise<AnyDoc[]> {
  const { kernel, kind, question } = asked;
  const values: unknown[] = [];
  const hidden = hiddenFields(kind);
  const where = [...conditions(kind, hidden, question, values), ...afterKey(asked.sort, question, values)];
  const { page, found } = draft(where, values);
  const first = found === undefined ? '' : `with found as materialized (${found}) `;
  const text = `${first}select ${listColumns(kernel.registry, kind, hidden)} from (${page}) r ${orderOf(asked)}`;
  // Unnamed on purpose: filters are skewed, and a generic plan would miss the index that serves this value.
  return (await kernel.pool.query<AnyDoc>(text, values)).rows.map(unflatten);
}

function orderOf({ sort, question }: Asked): string {
  const direction = question.sort.descending ? 'desc' : 'asc';
  // Only where a value may be missing: an index in the plain order does not serve `nulls last`.
  return `order by r.${quoted(sort.column)} ${direction}${sort.nullable ? ' nulls last' : ''}, r.id ${direction}`;
}

async function countUpTo(
  { kernel, actor, kind, scope, question }: Omit<Asked, 'sort' | 'question'> & { question: Pick<Question, 'filters' | 'search'> },
  cap: number,
): Promise<{ value: number; more: boolean }> {
  const values: unknown[] = [];
  const where = conditions(kind, hiddenFields(kind), question, values);
  const visible = scopeSql(kind, scope, actor, values);
  const rows =
    question.search === null
      ? `select 1 from ${kind.table} r where ${[visible, ...where].join(' and ')}`
      : foundRows({ kind, term: question.search, where, values, scope: visible });
  const { rows: answer } = await kernel.pool.query<{ n: number }>(
    `select count(*)::int as n from (${rows} limit ${cap + 1}) x`,
    values,
  );
  const n = answer[0]!.n;
  return { value: Math.min(n, cap), more: n > cap };
}

/** Lists never carry confidential fields, also not for those who may read them: each such reading is of one record, and logged. */
const hiddenFields = (kind: Kind): readonly string[] => kind.record.permit.confidential?.fields ?? [];

export const columnNamed = (kind: Kind, field: string): Column | undefined =>
  envelopeColumns.find((c) => c.field === field) ?? kind.columns.find((c) => c.field === field);

function listColumns(registry: Registry, kind: Kind, hidden: readonly string[]): string {
  const own = [...envelopeColumns, ...kind.columns].filter((c) => c !== approvalsColumn && !hidden.includes(c.field));
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

function conditions(kind: Kind, hidden: readonly string[], question: Pick<Question, 'filters'>, values: unknown[]): string[] {
  const errors: InputError[] = [];
  const sql = question.filters.flatMap(({ field, operator, value }) => {
    if (field === 'promise' && ofPromise(operator, value)) return [];
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
  return [...sql, ...promiseSql(kind, question.filters, values)];
}

const ofPromise = (operator: string, value: string): boolean =>
  operator === 'empty' || ((operator === 'from' || operator === 'to') && fits('timestamptz', value));

/** One promise on the record that is not settled and is due within the bounds; or whether there is any. */
function promiseSql(kind: Kind, filters: Question['filters'], values: unknown[]): string[] {
  const asked = filters.filter(({ field, operator, value }) => field === 'promise' && ofPromise(operator, value));
  if (asked.length === 0) return [];
  const bounds = asked.flatMap(({ operator, value }) =>
    operator === 'empty' ? [] : [` and c.due_at ${operator === 'from' ? '>=' : '<='} $${values.push(value)}::timestamptz`],
  );
  const none = asked.some(({ operator, value }) => operator === 'empty' && value === 'true');
  return [
    `r.id ${none ? 'not in' : 'in'} (select c.record_id from commitment c where c.record = '${kind.record.name}' and c.settled_at is null${bounds.join('')})`,
  ];
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
  if (!UUID.test(id) || (value !== null && !fits(type, `${value as string | number | boolean}`))) throw badCursor();
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
