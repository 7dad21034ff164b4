import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useSearchParams } from 'react-router';
import type { AnyRecord } from '#kernel/declare/record';
import type { ListView } from '../../api/routes.ts';
import { keep, recall } from '../../preferences.tsx';
import { useApi } from '../../session.tsx';

/** The parameter of an address that names the view that it was opened from. */
export const SAVED = 'saved';

/** The views of a list: one's own, then those that others share. Undefined until they are known. */
export function useViews(record: AnyRecord): readonly ListView[] | undefined {
  const api = useApi();
  const { data } = useQuery({
    queryKey: ['views', record.name],
    staleTime: 60_000,
    queryFn: ({ signal }) => api.call('GET /api/views', { signal, query: { record: record.name } }),
  });
  return data?.items;
}

export type ViewChange = Partial<Pick<ListView, 'name' | 'query' | 'columns' | 'widths' | 'shared' | 'standard'>>;

/** Keeps, changes and forgets views. @throws Refusal, Unreachable */
export function useViewDeeds(record: AnyRecord) {
  const api = useApi();
  const queries = useQueryClient();
  const after = async <T>(deed: Promise<T>): Promise<T> => {
    const answer = await deed;
    await queries.invalidateQueries({ queryKey: ['views', record.name] });
    return answer;
  };
  return {
    add: (view: Required<ViewChange>) =>
      after(api.call('POST /api/views', { body: { ...view, record: record.name, columns: [...view.columns] } })),
    change: ({ id, version }: ListView, change: ViewChange) =>
      after(api.call('PATCH /api/views/{id}', { in: { id }, version, body: change as never })),
    remove: ({ id }: ListView) => after(api.call('DELETE /api/views/{id}', { in: { id } })),
  };
}

/** The address of a view: it says all of the view, so that it also leads there those who may not see the view itself. */
export const addressOf = ({ id, query }: Pick<ListView, 'id' | 'query'>): string =>
  new URLSearchParams([[SAVED, id], ...new URLSearchParams(query)]).toString();

/** What a view keeps of an address, in an order of its own: equal questions are equal texts. */
export function keptOf(params: URLSearchParams): string {
  const kept = new URLSearchParams([...params].filter(([name, value]) => name !== SAVED && value !== ''));
  kept.sort();
  return kept.toString();
}

/** A list that is opened without any address opens with the reader's standard view. It is known from the last time, until it is heard anew. */
export function useStandardView(record: AnyRecord, views: readonly ListView[] | undefined): void {
  const [params, setParams] = useSearchParams();
  const place = `lvyue.standard.${record.name}`;
  const own = views?.find(({ standard }) => standard);
  const standard = views ? (own ? addressOf(own) : null) : (recall(place) as string | null);
  const wanted = standard !== null && params.size === 0 ? standard : null;
  useEffect(() => {
    if (views) keep(place, standard ?? undefined);
  }, [views, place, standard]);
  useEffect(() => {
    if (wanted !== null) setParams(wanted, { replace: true });
  }, [wanted, setParams]);
}
