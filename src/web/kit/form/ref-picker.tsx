import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useDeferredValue, useId, useState } from 'react';
import type { AnyDoc } from '#kernel/declare/record';
import { calledOf, listPage, namesOf, useCalled } from '../../api/records.ts';
import { keep, recall, useSay } from '../../preferences.tsx';
import { mayRead, recordNamed } from '../../registry.ts';
import { useApi, useMe } from '../../session.tsx';
import { useOpen } from '../menu.tsx';
import { formWords as w } from './words.ts';

interface PickerProps {
  /** The record that is chosen from. */
  to: string;
  value: string | null;
  /** Hears what was chosen, with what was told of it. */
  onChange: (id: string | null, chosen?: AnyDoc) => void;
  label?: string;
  id?: string;
  describedBy?: string | undefined;
  invalid?: boolean;
  autoFocus?: boolean;
  /** Shown while it is empty, where there is no room for a label. */
  hint?: string;
  /** Any may be named, also one that the reader may not read: found by number and name alone. */
  mention?: boolean;
}

const SHOWN = 8;

/** Chooses a record by typing a part of its number or name. Before anything is typed: what was chosen lately, then the newest. */
export function RefPicker({
  to,
  value,
  onChange,
  label,
  id,
  describedBy,
  invalid,
  autoFocus,
  hint,
  mention = false,
}: PickerProps) {
  const say = useSay();
  const { open, setOpen, place } = useOpen();
  const [typed, setTyped] = useState<string | null>(null); // null: nothing is being typed, the value is shown
  const [at, setAt] = useState(0);
  const list = useId();
  const called = useCalled(to, value === null ? [] : [value], mention).get(value ?? '');
  const options = useOptions(to, useDeferredValue(typed ?? ''), open, mention);
  const shown = typed ?? (value === null ? '' : [called?.number, called?.title].filter(Boolean).join(' '));
  const choose = (chosen: AnyDoc) => {
    rememberChoice(to, chosen.id);
    setTyped(null);
    setOpen(false);
    onChange(chosen.id, chosen);
  };
  const walk = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      if (open && options.length > 0) setAt((at + step + options.length) % options.length);
      setOpen(true);
    } else if (event.key === 'Enter' && open && options[at]) {
      event.preventDefault();
      choose(options[at].item);
    } else if (event.key === 'Tab' && open && typed && options[at]) choose(options[at].item);
  };
  return (
    <div className="picker" ref={place}>
      <input
        type="text"
        id={id}
        role="combobox"
        aria-label={label}
        aria-expanded={open}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={open && options[at] ? `${list}-${at}` : undefined}
        aria-describedby={describedBy}
        aria-invalid={invalid}
        autoComplete="off"
        autoFocus={autoFocus}
        data-first={autoFocus}
        placeholder={hint ?? say(w.pickHint)}
        value={shown}
        onClick={() => setOpen(true)}
        onBlur={() => {
          if (typed?.trim() === '' && value !== null) onChange(null);
          setTyped(null);
        }}
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(0);
          setOpen(true);
        }}
        onKeyDown={walk}
      />
      <div
        id={list}
        role="listbox"
        aria-label={say(w.pickHint)}
        className="menu left options"
        hidden={!open || options.length === 0}
      >
        {options.map((option, i) => (
          <div
            key={option.id}
            id={`${list}-${i}`}
            role="option"
            aria-selected={i === at}
            onPointerDown={(event) => event.preventDefault()}
            onPointerMove={() => setAt(i)}
            onClick={() => choose(option.item)}
          >
            <span className="number">{option.number}</span> {option.title}
          </div>
        ))}
      </div>
    </div>
  );
}

interface Option {
  item: AnyDoc;
  id: string;
  number: string;
  title: string | null;
}

function useOptions(to: string, term: string, open: boolean, mention: boolean): Option[] {
  const api = useApi();
  const me = useMe();
  const found = recordNamed(to);
  const { data } = useQuery<Option[]>({
    queryKey: [found?.record.plural ?? to, 'options', term, mention],
    enabled: open && found !== undefined,
    placeholderData: (before) => before,
    staleTime: 30_000,
    queryFn: async ({ signal }) => {
      const ask = async (query: Record<string, string>) => {
        const { items } = await listPage(api, found!.record, new URLSearchParams({ limit: String(SHOWN), ...query }), signal);
        return items.map((item) => ({
          item,
          id: item.id,
          number: item.number,
          title: calledOf(found!.record, item)?.title ?? null,
        }));
      };
      if (mention && term.trim().length > 1) {
        const items = await namesOf(api, found!.record, { q: term.trim() }, signal);
        return items.slice(0, SHOWN).map((item) => ({ ...item, item: item as unknown as AnyDoc }));
      }
      if (!mayRead(found!.record, me.roles)) return [];
      if (term !== '') return ask({ q: term });
      const recent = recentChoices(to);
      const [known, newest] = await Promise.all([recent.length > 0 ? ask({ 'filter[id]': recent.join() }) : [], ask({})]);
      const first = recent.flatMap((id) => known.filter((option) => option.id === id));
      return [...first, ...newest.filter(({ id }) => !recent.includes(id))].slice(0, SHOWN);
    },
  });
  return data ?? [];
}

const REMEMBERED = 5;
const keptAt = (to: string): string => `lvyue.recent.${to}`;

function recentChoices(to: string): string[] {
  const kept = recall(keptAt(to));
  return Array.isArray(kept) ? kept.filter((id): id is string => typeof id === 'string') : [];
}

const rememberChoice = (to: string, id: string): void =>
  keep(keptAt(to), [id, ...recentChoices(to).filter((other) => other !== id)].slice(0, REMEMBERED));
