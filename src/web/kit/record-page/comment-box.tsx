import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useDeferredValue, useId, useRef, useState } from 'react';
import type { AnyDoc } from '#kernel/declare/record';
import { listPage } from '../../api/records.ts';
import { useSay } from '../../preferences.tsx';
import { recordNamed } from '../../registry.ts';
import { useApi } from '../../session.tsx';
import { commentWords as w } from './words.ts';

/** What is being written: its text, and the colleagues who were chosen for it, by name. */
export interface Written {
  text: string;
  chosen: Record<string, string>;
}

export const NOTHING_WRITTEN: Written = { text: '', chosen: {} };

/** The ids of those who are still named in the text. */
export const mentionsIn = ({ text, chosen }: Written): string[] => [
  ...new Set(Object.entries(chosen).flatMap(([name, id]) => (text.includes(`@${name}`) ? [id] : []))),
];

const SHOWN = 6;
const NAMING = /@([\p{L}\p{N}·]{0,20})$/u; // what is being typed after an @

/** A text in which @ offers colleagues by name. */
export function CommentBox({
  value,
  onChange,
  autoFocus,
}: {
  value: Written;
  onChange: (next: Written) => void;
  autoFocus?: boolean;
}) {
  const say = useSay();
  const list = useId();
  const box = useRef<HTMLTextAreaElement>(null);
  const [typing, setTyping] = useState<string | null>(null); // null: nobody is being named
  const [at, setAt] = useState(0);
  const found = useColleagues(useDeferredValue(typing));
  const open = typing !== null && found.length > 0;
  const look = (area: HTMLTextAreaElement) => {
    setTyping(NAMING.exec(area.value.slice(0, area.selectionStart))?.[1] ?? null);
    setAt(0);
  };
  const name = (person: AnyDoc) => {
    const area = box.current!;
    const called = String(person['name']);
    const before = area.value.slice(0, area.selectionStart).replace(NAMING, `@${called} `);
    const text = before + area.value.slice(area.selectionStart);
    onChange({ text, chosen: { ...value.chosen, [called]: person.id } });
    setTyping(null);
    requestAnimationFrame(() => {
      area.focus();
      area.setSelectionRange(before.length, before.length);
    });
  };
  const walk = (event: KeyboardEvent) => {
    if (!open || event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) setAt((now) => (now + step + found.length) % found.length);
    else if (event.key === 'Enter' || event.key === 'Tab') name(found[at]!);
    else if (event.key === 'Escape') setTyping(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="picker">
      <textarea
        ref={box}
        rows={2}
        value={value.text}
        placeholder={say(w.write)}
        aria-label={say(w.comment)}
        aria-autocomplete="list"
        aria-controls={open ? list : undefined}
        aria-activedescendant={open ? `${list}-${at}` : undefined}
        autoFocus={autoFocus}
        maxLength={4000}
        onChange={({ target }) => {
          onChange({ ...value, text: target.value });
          look(target);
        }}
        onKeyDown={walk}
        onBlur={() => setTyping(null)}
      />
      {open && (
        <div className="menu options" role="listbox" id={list} aria-label={say(w.colleagues)}>
          {found.map((person, i) => (
            <div
              key={person.id}
              id={`${list}-${i}`}
              role="option"
              aria-selected={i === at}
              onMouseDown={(event) => {
                event.preventDefault(); // or the text would lose the focus before
                name(person);
              }}
            >
              {String(person['name'])} <span className="number quiet">{person.number}</span>
            </div>
          ))}
        </div>
      )}
    </div>
  );
}

function useColleagues(typing: string | null): AnyDoc[] {
  const api = useApi();
  const employees = recordNamed('employee');
  const { data } = useQuery({
    queryKey: ['employees', 'named', typing],
    enabled: typing !== null && employees !== undefined,
    staleTime: 60_000,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<AnyDoc[]> => {
      const query = new URLSearchParams({ 'filter[state]': 'active', limit: String(SHOWN) });
      if (typing) query.set('q', typing);
      return (await listPage(api, employees!.record, query, signal)).items;
    },
  });
  return typing === null ? [] : (data ?? []);
}
