import type { AnyRecord } from '#kernel/declare/record';
import { envelopeWords, type Pair } from '#kernel/declare/words';
import type { Declared } from '../../declared.ts';
import { type Sort, sortOf } from '../../registry.ts';
import { daysIn, duesIn } from './relative.ts';
import { listWords as w } from './words.ts';

export type View = 'open' | 'done' | 'all';

/** A column of a list, or something to filter by. */
export interface Column {
  field: string;
  name: Pair;
  sort: Sort;
  choices: Record<string, Pair> | undefined;
  nullable: boolean;
}

/** Everything that rows can be filtered and sorted by. Confidential fields are never in a list. */
export function columnsOf({ record, words }: Declared): Column[] {
  const hidden: readonly string[] = record.permit.confidential?.fields ?? [];
  const envelope: Column[] = [
    { field: 'number', name: envelopeWords.number, sort: { is: 'text', long: false }, choices: undefined, nullable: false },
    {
      field: 'state',
      name: envelopeWords.state,
      sort: { is: 'choice', values: record.states },
      choices: words.states,
      nullable: false,
    },
  ];
  const own = Object.entries(record.fields).flatMap(([field, schema]): Column[] => {
    const sort = sortOf(schema);
    if (hidden.includes(field) || ['data', 'list', 'signature', 'files'].includes(sort.is)) return [];
    return [
      {
        field,
        name: words.fields[field] ?? [field, field],
        sort,
        choices: words.choices[field],
        nullable: schema.safeParse(null).success,
      },
    ];
  });
  const times: Column[] = [
    { field: 'createdAt', name: envelopeWords.createdAt, sort: { is: 'instant' }, choices: undefined, nullable: false },
    { field: 'updatedAt', name: envelopeWords.updatedAt, sort: { is: 'instant' }, choices: undefined, nullable: false },
  ];
  const promise: Column[] = stands(record)
    ? [{ field: PROMISE, name: w.next, sort: { is: 'instant' }, choices: undefined, nullable: true }]
    : [];
  return [...envelope, ...own, ...promise, ...times];
}

/** The column of what is owed next on a record. It is no field: rows are filtered by it, and not sorted. */
export const PROMISE = 'promise';

const stands = (record: AnyRecord): boolean => Object.keys(record.deadlines).length > 0;

const MOST = 4; // columns besides number, title, state and time: what fits beside a navigation at 1440 px

/** What a list shows until somebody chooses otherwise: what points, counts and dates before what tells. */
export function standardColumns(declared: Declared): string[] {
  const { record } = declared;
  const later = new Set(record.later ?? []);
  const telling = columnsOf(declared).filter(
    ({ field, sort }) =>
      record.fields[field] !== undefined &&
      field !== record.title &&
      !later.has(field) &&
      !(sort.is === 'text' && sort.long) &&
      sort.is !== 'instant',
  );
  const weight = ({ sort }: Column): number => (sort.is === 'ref' ? 0 : sort.is === 'text' ? 2 : 1);
  const chosen = new Set([...telling].sort((a, b) => weight(a) - weight(b)).slice(0, MOST));
  return [
    'number',
    record.title,
    'state',
    ...(stands(record) ? [PROMISE] : []),
    ...telling.filter((c) => chosen.has(c)).map(({ field }) => field),
    'createdAt',
  ];
}

export const openStates = (record: AnyRecord): string[] => record.states.filter((state) => !record.final.includes(state));

/** The view that a list opens with: what is still going on, where a life goes on at all. */
export const standardView = (record: AnyRecord): View =>
  record.final.length > 0 && !record.final.includes(record.states[0]) ? 'open' : 'all';

export const viewIn = (record: AnyRecord, params: URLSearchParams): View => {
  const asked = params.get('view');
  return asked === 'open' || asked === 'done' || asked === 'all' ? asked : standardView(record);
};

/** What an address means by words that move: whose, and when. */
export interface Here {
  /** The reader's id as an employee; null for whoever is none. */
  me: string | null;
  /** The date in the company's zone. */
  today: string;
  /** Epoch ms. */
  now: number;
  /** The first instant (ISO) of a day in the company's zone. */
  beginOf: (day: string) => string;
}

/** Whoever looks: a view that is shared means each reader's own. */
export const ME = '@me';

/** What the server is asked for, from the address of the page: filters, sort and words stand there, but for those that move. */
export function queryOf(record: AnyRecord, params: URLSearchParams, here: Here): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of params) {
    if (!(name.startsWith('filter[') || name === 'sort' || name === 'q') || value === '') continue;
    const [, field, operator] = NAMED.exec(name) ?? [];
    if (operator === 'in') {
      for (const [end, bound] of Object.entries(boundsOf(record, field!, value, here)))
        query.append(`filter[${field}][${end}]`, bound);
    } else query.append(name, name.startsWith('filter[') ? value.replaceAll(ME, here.me ?? NOBODY) : value);
  }
  if (!query.has('filter[state]')) {
    const view = viewIn(record, params);
    if (view === 'open') query.set('filter[state]', openStates(record).join());
    if (view === 'done') query.set('filter[state]', record.final.join());
  }
  return query;
}

const NOBODY = '00000000-0000-0000-0000-000000000000';

function boundsOf(
  record: AnyRecord,
  field: string,
  range: string,
  { now, today, beginOf }: Here,
): { from?: string; to?: string } {
  if (field === PROMISE) return duesIn(range, now) ?? {};
  const days = daysIn(range, today);
  if (!days) return {};
  const schema = record.fields[field];
  return schema && sortOf(schema).is === 'day' ? days : { from: beginOf(days.from), to: endOf(days.to, beginOf) };
}

/** The last millisecond of a day. */
export const endOf = (day: string, beginOf: Here['beginOf']): string => {
  const next = new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
  return new Date(Date.parse(beginOf(next)) - 1).toISOString();
};

/** One condition on one field, as the address says it. */
export interface Filter {
  field: string;
  /** A range that moves with today. */
  in?: string;
  is?: string[];
  from?: string;
  to?: string;
  has?: string;
  empty?: boolean;
}

const NAMED = /^filter\[(\w+)\](?:\[(from|to|has|empty|in)\])?$/;

export function filtersIn(params: URLSearchParams): Filter[] {
  const found = new Map<string, Filter>();
  for (const [name, value] of params) {
    const [, field, operator] = NAMED.exec(name) ?? [];
    if (field === undefined) continue;
    const filter = found.get(field) ?? { field };
    if (operator === undefined) filter.is = value.split(',');
    else if (operator === 'empty') filter.empty = value === 'true';
    else filter[operator as 'from' | 'to' | 'has' | 'in'] = value;
    found.set(field, filter);
  }
  return [...found.values()];
}

/** The address after one condition was changed; an empty one is dropped. */
export function withFilter(params: URLSearchParams, { field, is, from, to, has, empty, in: range }: Filter): URLSearchParams {
  const after = new URLSearchParams([...params].filter(([name]) => NAMED.exec(name)?.[1] !== field));
  if (range) after.set(`filter[${field}][in]`, range);
  if (is && is.length > 0) after.set(`filter[${field}]`, is.join());
  if (from) after.set(`filter[${field}][from]`, from);
  if (to) after.set(`filter[${field}][to]`, to);
  if (has) after.set(`filter[${field}][has]`, has);
  if (empty !== undefined) after.set(`filter[${field}][empty]`, String(empty));
  return after;
}

/** The same address without its conditions: everything, in the view of states that it has. */
export const withoutFilters = (record: AnyRecord, params: URLSearchParams): URLSearchParams =>
  new URLSearchParams([...[...params].filter(([name]) => name === 'sort'), ['view', viewIn(record, params)]]);

export const sortIn = (params: URLSearchParams): { field: string; descending: boolean } => {
  const asked = params.get('sort') ?? '-createdAt';
  return asked.startsWith('-') ? { field: asked.slice(1), descending: true } : { field: asked, descending: false };
};

/** The address that sorts by a field, or the other way round where it does already. Times begin with the newest. */
export function sortedBy(params: URLSearchParams, field: string, is: Sort['is']): URLSearchParams {
  const now = sortIn(params);
  const descending = now.field === field ? !now.descending : is === 'instant' || is === 'day';
  const after = new URLSearchParams(params);
  after.set('sort', `${descending ? '-' : ''}${field}`);
  return after;
}
