import { type KeyboardEvent, useId, useState } from 'react';
import { useNavigate } from 'react-router';
import { Dialog } from '../kit/dialog.tsx';
import { useSay } from '../preferences.tsx';
import { type Hit, useFound, useHere, usePlaces } from './hits.ts';
import { shellWords as w } from './words.ts';

/** One box for everything: the steps of the open record, records by number or words, people, pages, what can be made. */
export function Palette({ onClose }: { onClose: () => void }) {
  const say = useSay();
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const list = useId();
  const term = typed.trim();
  const here = useHere(term);
  const places = usePlaces(term);
  const { hits: found, searching } = useFound(term);
  const hits = [...here, ...found, ...places];
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
