import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useDeferredValue, useId, useState } from 'react';
import { useNavigate } from 'react-router';
import { calledOf, listPage } from '../api/records.ts';
import { Dialog } from '../kit/dialog.tsx';
import { useLocale, useSay } from '../preferences.tsx';
import { records } from '../records.ts';
import { mayCreate, mayRead } from '../registry.ts';
import { useApi, useMe } from '../session.tsx';
import { placesFor } from './navigation.tsx';
import { shellWords as w } from './words.ts';

interface Hit {
  key: string;
  group: string;
  name: string;
  note?: string;
  to: string;
}

const EACH = 4; // hits of one kind of record

/** One box for everything: records by number or words, pages, actions. */
export function Palette({ onClose }: { onClose: () => void }) {
  const say = useSay();
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const list = useId();
  const term = useDeferredValue(typed.trim());
  const places = usePlaces(term);
  const { hits: found, searching } = useFound(term);
  const hits = [...found, ...places];
  const chosen = hits[Math.min(at, hits.length - 1)];
  const go = (hit: Hit | undefined) => {
    if (!hit) return;
    onClose();
    void navigate(hit.to);
  };
  const walk = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && hits.length > 0) {
      event.preventDefault();
      setAt((Math.min(at, hits.length - 1) + step + hits.length) % hits.length);
    } else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault();
      go(chosen);
    }
  };
  const groups = [...new Set(hits.map(({ group }) => group))];
  return (
    <Dialog title={say(w.searchHint)} onClose={onClose} wide>
      <input
        type="text" // not `search`, in which Esc would first empty the box
        role="combobox"
        aria-expanded="true"
        aria-controls={list}
        aria-activedescendant={chosen && `${list}-${chosen.key}`}
        aria-label={say(w.searchHint)}
        placeholder={say(w.searchHint)}
        value={typed}
        autoFocus
        autoComplete="off"
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(0);
        }}
        onKeyDown={walk}
      />
      <div id={list} role="listbox" aria-label={say(w.search)} className="hits">
        {groups.map((group) => (
          <div key={group} role="group" aria-label={group}>
            <h3 aria-hidden="true">{group}</h3>
            {hits
              .filter((hit) => hit.group === group)
              .map((hit) => (
                <div
                  key={hit.key}
                  id={`${list}-${hit.key}`}
                  role="option"
                  aria-selected={hit === chosen}
                  ref={hit === chosen ? intoView : undefined}
                  onPointerMove={() => setAt(hits.indexOf(hit))}
                  onClick={() => go(hit)}
                >
                  <span>{hit.name}</span> {hit.note && <small>{hit.note}</small>}
                </div>
              ))}
          </div>
        ))}
      </div>
      <p className="quiet" role="status">
        {hits.length === 0 && say(searching ? w.searching : w.nothingFound)}
      </p>
    </Dialog>
  );
}

const intoView = (row: HTMLElement | null): void => {
  row?.scrollIntoView({ block: 'nearest' });
};

function usePlaces(term: string): Hit[] {
  const say = useSay();
  const { roles } = useMe();
  const fits = (name: readonly string[]) => name.some((word) => word.toLowerCase().includes(term.toLowerCase()));
  const pages = placesFor(roles)
    .flatMap(({ places }) => places)
    .filter(({ name }) => fits(name))
    .map(({ to, name }) => ({ key: `page${to}`, group: say(w.pages), name: say(name), to }));
  const actions = records
    .filter(({ record, words }) => mayCreate(record, roles) && fits(w.recordNew(words.name)))
    .map(({ record, words }) => ({
      key: `new-${record.name}`,
      group: say(w.actions),
      name: say(w.recordNew(words.name)),
      to: `/${record.plural}/new`,
    }));
  return term === '' ? [...pages, ...actions] : [...actions, ...pages];
}

/** Asks every kind of record that may be seen and searched. */
function useFound(term: string): { hits: Hit[]; searching: boolean } {
  const say = useSay();
  const locale = useLocale();
  const api = useApi();
  const { roles } = useMe();
  const { data, isFetching } = useQuery<Hit[]>({
    queryKey: ['palette', term, locale],
    enabled: term.length >= 2,
    placeholderData: (before) => before,
    queryFn: async ({ signal }) => {
      const searched = records.filter(({ record }) => mayRead(record, roles));
      const pages = await Promise.all(
        searched.map(async ({ record, words }) => {
          const { items } = await listPage(api, record, new URLSearchParams({ q: term, limit: String(EACH) }), signal);
          return items.map((item): Hit => {
            const called = calledOf(record, item);
            const state = words.states[item.state];
            return {
              key: item.id,
              group: say(words.name),
              name: [item.number, called?.title].filter(Boolean).join(' '),
              ...(state && { note: say(state) }),
              to: `/${record.plural}/${item.id}`,
            };
          });
        }),
      );
      return pages.flat();
    },
  });
  return { hits: term.length >= 2 ? (data ?? []) : [], searching: isFetching };
}
