import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useLocation } from 'react-router';
import type { RecordView } from '../api/records.ts';
import { useSay } from '../preferences.tsx';
import { records } from '../records.ts';
import { mayCreate, recordAt, recordNamed } from '../registry.ts';
import { useApi, useMe } from '../session.tsx';
import { placesFor } from './navigation.tsx';
import { shellWords as w } from './words.ts';

/** Something that was found, and where it lies. */
export interface Hit {
  key: string;
  group: string;
  name: string;
  note?: string;
  to: string;
}

const SETTLED_MS = 120; // after the last key; one question for a word, not one for each letter

/** The steps that can be taken on the record that is open, as its page has been told. */
export function useHere(term: string): Hit[] {
  const say = useSay();
  const queries = useQueryClient();
  const { pathname } = useLocation();
  const [, plural = '', id = ''] = pathname.split('/');
  const declared = recordAt(plural);
  const views = declared ? queries.getQueriesData<RecordView>({ queryKey: [plural, id, 'view'] }) : [];
  const view = views.find(([, data]) => data !== undefined)?.[1];
  if (!declared || !view) return [];
  const at = (wanted: string) => `/${plural}/${id}?do=${wanted}`;
  const group = `${say(declared.words.name)} ${view.record.number}`;
  const steps = Object.entries(view.can).flatMap(([step, { allowed }]) => {
    const word = declared.words.steps[step];
    return allowed && word && fits(word, term) ? [{ key: `do-${step}`, group, name: say(word), to: at(step) }] : [];
  });
  const edit = view.edit && fits(w.edit, term) ? [{ key: 'do-edit', group, name: say(w.edit), to: at('edit') }] : [];
  return [...steps, ...edit];
}

/** Pages that one may open and records that one may make. */
export function usePlaces(term: string): Hit[] {
  const say = useSay();
  const { roles } = useMe();
  const pages = placesFor(roles)
    .flatMap(({ places }) => places)
    .filter(({ name }) => fits(name, term))
    .map(({ to, name }) => ({ key: `page${to}`, group: say(w.pages), name: say(name), to }));
  const actions = records
    .filter(({ record, words }) => mayCreate(record, roles) && fits(w.recordNew(words.name), term))
    .map(({ record, words }) => ({
      key: `new-${record.name}`,
      group: say(w.actions),
      name: say(w.recordNew(words.name)),
      to: `/${record.plural}/new`,
    }));
  return term === '' ? [...pages, ...actions] : [...actions, ...pages];
}

/** Records of every kind in which the words are found. */
export function useFound(term: string): { hits: Hit[]; searching: boolean } {
  const say = useSay();
  const api = useApi();
  const settled = useSettled(term);
  const { data, isFetching } = useQuery<Found>({
    queryKey: ['palette', settled],
    enabled: settled.length >= 2,
    placeholderData: (before) => before,
    queryFn: ({ signal }) => api.call('GET /api/search', { query: { q: settled }, signal }),
  });
  if (term.length < 2) return { hits: [], searching: false };
  const hits = (data?.items ?? []).flatMap(({ record, items }) => {
    const declared = recordNamed(record);
    return !declared
      ? []
      : items.map(({ id, number, title, state }): Hit => {
          const word = declared.words.states[state];
          return {
            key: id,
            group: say(declared.words.name),
            name: [number, title].filter(Boolean).join(' '),
            ...(word && { note: say(word) }),
            to: `/${declared.record.plural}/${id}`,
          };
        });
  });
  return { hits, searching: isFetching || settled !== term };
}

interface Found {
  items: readonly {
    record: string;
    items: readonly { id: string; number: string; title: string | null; state: string }[];
  }[];
}

const fits = (name: readonly string[], term: string): boolean =>
  name.some((word) => word.toLowerCase().includes(term.toLowerCase()));

/** What was typed, once nothing more is typed for a moment. */
function useSettled(term: string): string {
  const [settled, setSettled] = useState(term);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(term), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [term]);
  return settled;
}
