import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import type { AnyDoc, AnyRecord } from '#kernel/declare/record';
import { mayRead, recordNamed } from '../registry.ts';
import { useApi, useMe } from '../session.tsx';
import type { Api } from './client.ts';
import type { Ability, StandingCommitment } from './routes.ts';

/** How a record that is referred to is called; null where it is not to be seen. */
export type Called = { number: string; title: string | null } | null;

export type ListedDoc = AnyDoc & { refs: Record<string, Called> };

export interface RecordPage {
  items: ListedDoc[];
  next: string | null;
  count: { value: number; more: boolean } | null;
}

export interface RecordView {
  record: AnyDoc;
  can: Record<string, Ability>;
  edit: boolean;
  commitments: StandingCommitment[];
  withheld: string[];
  /** When it was so, where the connection is away. */
  asOf?: string;
}

export interface JournalEntry {
  version: number;
  step: string;
  at: string;
  actor: string;
  actorName: string | null;
  body: Record<string, unknown>;
}

export const pathOf = (record: Pick<AnyRecord, 'plural'>, id?: string): string =>
  `/api/${record.plural}${id === undefined ? '' : `/${id}`}`;

export const listPage = (api: Api, record: AnyRecord, query: URLSearchParams, signal?: AbortSignal): Promise<RecordPage> =>
  api.send('GET', pathOf(record), { query, ...(signal && { signal }) });

/** Records by number and name alone, for whoever may name them without reading them. */
export async function namesOf(
  api: Api,
  record: AnyRecord,
  query: { q: string } | { id: string },
  signal?: AbortSignal,
): Promise<{ id: string; number: string; title: string | null }[]> {
  const path = `${pathOf(record)}/names`;
  const asked = { query: new URLSearchParams(query), ...(signal && { signal }) };
  return (await api.send<{ items: { id: string; number: string; title: string | null }[] }>('GET', path, asked)).items;
}

const FIRST = 50; // rows: what fills a screen is there soonest
const NEXT = 200; // whoever goes on will go further

/** The pages of a list, one after another; the first says how many there are. */
export function useRecordPages(record: AnyRecord, asked: URLSearchParams) {
  const api = useApi();
  const question = asked.toString();
  return useInfiniteQuery({
    queryKey: [record.plural, 'list', question, api.locale],
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams(question);
      query.set('limit', String(pageParam === null ? FIRST : NEXT));
      if (pageParam === null) query.set('count', 'true');
      else query.set('after', pageParam);
      return listPage(api, record, query, signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before, // the rows stay while the next filter is asked for
  });
}

/** One record as its reader may see it, with what can be done and what is owed. */
export function useRecordView(record: AnyRecord, id: string) {
  const api = useApi();
  return useQuery({
    queryKey: [record.plural, id, 'view', api.locale],
    queryFn: ({ signal }) => api.send<RecordView>('GET', pathOf(record, id), { signal }),
    refetchInterval: 60_000, // what is left of a promise changes by the minute
  });
}

/** What the records that a list of ids points at are called, by id; `mention`: also where the reader may only name them. */
export function useCalled(name: string, ids: readonly string[], mention = false): ReadonlyMap<string, Called> {
  const api = useApi();
  const me = useMe();
  const found = recordNamed(name);
  const wanted = [...new Set(ids)].sort().slice(0, 100);
  const { data } = useQuery({
    queryKey: [found?.record.plural ?? name, 'called', wanted.join(), mention],
    enabled: found !== undefined && wanted.length > 0 && (mention || mayRead(found.record, me.roles)),
    staleTime: 300_000,
    queryFn: async ({ signal }) => {
      if (mention) {
        const items = await namesOf(api, found!.record, { id: wanted.join() }, signal);
        return new Map(items.map(({ id, number, title }) => [id, { number, title }]));
      }
      const query = new URLSearchParams({ 'filter[id]': wanted.join(), limit: String(Math.max(1, wanted.length)) });
      const { items } = await listPage(api, found!.record, query, signal);
      return new Map(items.map((item) => [item.id, calledOf(found!.record, item)]));
    },
  });
  return data ?? NOTHING;
}

const NOTHING: ReadonlyMap<string, Called> = new Map();

export const calledOf = (record: AnyRecord, item: AnyDoc): Called => {
  const title = item[record.title];
  return { number: item.number, title: typeof title === 'string' ? title : null };
};

/** Forgets what was read of records, so that pages in view read it again: a deed on one may have moved others. */
export function useForgetRecords(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'me' && queryKey[1] !== 'called' });
}
