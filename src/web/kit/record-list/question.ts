import type { AnyRecord } from '#kernel/declare/record';
import type { Pair } from '#kernel/declare/words';
import type { Declared } from '../../declared.ts';
import { type Sort, sortOf } from '../../registry.ts';
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
    { field: 'number', name: w.number, sort: { is: 'text', long: false }, choices: undefined, nullable: false },
    { field: 'state', name: w.state, sort: { is: 'choice', values: record.states }, choices: words.states, nullable: false },
  ];
  const own = Object.entries(record.fields).flatMap(([field, schema]): Column[] => {
    const sort = sortOf(schema);
    if (hidden.includes(field) || ['data', 'list', 'signature'].includes(sort.is)) return [];
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
    { field: 'createdAt', name: w.createdAt, sort: { is: 'instant' }, choices: undefined, nullable: false },
    { field: 'updatedAt', name: w.updatedAt, sort: { is: 'instant' }, choices: undefined, nullable: false },
  ];
  return [...envelope, ...own, ...times];
}

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
  return ['number', record.title, 'state', ...telling.filter((c) => chosen.has(c)).map(({ field }) => field), 'createdAt'];
}

export const openStates = (record: AnyRecord): string[] => record.states.filter((state) => !record.final.includes(state));

/** The view that a list opens with: what is still going on, where a life goes on at all. */
export const standardView = (record: AnyRecord): View =>
  record.final.length > 0 && !record.final.includes(record.states[0]) ? 'open' : 'all';

export const viewIn = (record: AnyRecord, params: URLSearchParams): View => {
  const asked = params.get('view');
  return asked === 'open' || asked === 'done' || asked === 'all' ? asked : standardView(record);
};

/** What the server is asked for, from the address of the page: filters, sort and words stand there as they are sent. */
export function queryOf(record: AnyRecord, params: URLSearchParams): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of params)
    if ((name.startsWith('filter[') || name === 'sort' || name === 'q') && value !== '') query.append(name, value);
  if (!query.has('filter[state]')) {
    const view = viewIn(record, params);
    if (view === 'open') query.set('filter[state]', openStates(record).join());
    if (view === 'done') query.set('filter[state]', record.final.join());
  }
  return query;
}

/** One condition on one field, as the address says it. */
export interface Filter {
  field: string;
  is?: string[];
  from?: string;
  to?: string;
  has?: string;
  empty?: boolean;
}

const NAMED = /^filter\[(\w+)\](?:\[(from|to|has|empty)\])?$/;

export function filtersIn(params: URLSearchParams): Filter[] {
  const found = new Map<string, Filter>();
  for (const [name, value] of params) {
    const [, field, operator] = NAMED.exec(name) ?? [];
    if (field === undefined) continue;
    const filter = found.get(field) ?? { field };
    if (operator === undefined) filter.is = value.split(',');
    else if (operator === 'empty') filter.empty = value === 'true';
    else filter[operator as 'from' | 'to' | 'has'] = value;
    found.set(field, filter);
  }
  return [...found.values()];
}

/** The address after one condition was changed; an empty one is dropped. */
export function withFilter(params: URLSearchParams, { field, is, from, to, has, empty }: Filter): URLSearchParams {
  const after = new URLSearchParams([...params].filter(([name]) => NAMED.exec(name)?.[1] !== field));
  if (is && is.length > 0) after.set(`filter[${field}]`, is.join());
  if (from) after.set(`filter[${field}][from]`, from);
  if (to) after.set(`filter[${field}][to]`, to);
  if (has) after.set(`filter[${field}][has]`, has);
  if (empty !== undefined) after.set(`filter[${field}][empty]`, String(empty));
  return after;
}

export const sortIn = (params: URLSearchParams): { field: string; descending: boolean } => {
  const asked = params.get('sort') ?? '-createdAt';
  return asked.startsWith('-') ? { field: asked.slice(1), descending: true } : { field: asked, descending: false };
};
