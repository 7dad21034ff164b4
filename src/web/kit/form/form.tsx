import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import type { AnyDoc } from '#kernel/declare/record';
import type { Pair } from '#kernel/declare/words';
import { Refusal } from '../../api/client.ts';
import { useFormat } from '../../company.ts';
import { useSay } from '../../preferences.tsx';
import { Field } from './control.tsx';
import type { Draft } from './draft.ts';
import { type Asked, faultsIn } from './fields.ts';
import { formWords as w } from './words.ts';

interface FormProps {
  id: string;
  asked: readonly Asked[];
  draft: Draft;
  /** The last refusal: what it says of single answers stands beside them. */
  error: unknown;
  onSubmit: () => void;
  children?: ReactNode;
  /** A further look at the answers, when each is well by itself. */
  check?: () => Record<string, Pair>;
  /** The question to begin with. */
  focus?: string | undefined;
}

/** Questions one below the other, each with its fault beside it. Nothing is sent before every answer fits. */
export function Form({ id, asked, draft, error, onSubmit, children, check, focus }: FormProps) {
  const say = useSay();
  const clock = useFormat();
  const [tried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const own = tried ? { ...check?.(), ...faultsIn(asked, draft.answers, clock) } : {};
  const told = pointersIn(error);
  const faultAt = (name: string): string | undefined =>
    own[name] ? say(own[name]) : told.find(([pointer]) => pointer === `/${name}` || pointer.startsWith(`/${name}/`))?.[1];
  const elsewhere = told.filter(
    ([pointer]) => !asked.some(({ name }) => pointer === `/${name}` || pointer.startsWith(`/${name}/`)),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    setTried(true);
    const wrong = Object.keys({ ...check?.(), ...faultsIn(asked, draft.answers, clock) });
    if (wrong.length === 0) onSubmit();
    else form.current?.querySelector<HTMLElement>(`[data-field="${wrong[0]}"] :is(input, select, textarea)`)?.focus();
  };
  const first = focus ?? asked[0]?.name;
  return (
    <form id={id} ref={form} className="questions" onSubmit={submit} noValidate>
      {asked.map((field) => (
        <Field
          key={field.name}
          field={field}
          value={draft.answers[field.name]}
          fault={faultAt(field.name)}
          autoFocus={field.name === first}
          onChange={(value, chosen) =>
            draft.setAnswers((before) => ({
              ...before,
              ...known(asked, before, field, chosen),
              [field.name]: typeof value === 'function' ? (value as (now: unknown) => unknown)(before[field.name]) : value,
            }))
          }
        />
      ))}
      {children}
      {elsewhere.length > 0 && (
        <ul className="fault">
          {elsewhere.map(([pointer, detail]) => (
            <li key={pointer}>
              {pointer}: {detail}
            </li>
          ))}
        </ul>
      )}
    </form>
  );
}

/** Says that something typed earlier is back, and offers to drop it. */
export function DraftNote({ draft }: { draft: Draft }) {
  const say = useSay();
  const format = useFormat();
  if (draft.restored === null) return null;
  return (
    <p className="note row">
      {say(w.draft(format.shortInstant(draft.restored)))}
      <button type="button" onClick={draft.discard}>
        {say(w.discard)}
      </button>
    </p>
  );
}

/** What a chosen record already says: questions of the same name that are still open need not be asked again. */
export function known(asked: readonly Asked[], answers: Record<string, unknown>, { name }: Asked, chosen: AnyDoc | undefined) {
  if (!chosen) return {};
  const open = asked.filter((field) => field.name !== name && (answers[field.name] === undefined || answers[field.name] === ''));
  return Object.fromEntries(
    open.flatMap((field) => {
      const value = field.name === `${name}Name` ? chosen['name'] : chosen[field.name];
      return typeof value === 'string' && ['text', 'ref'].includes(field.sort.is) ? [[field.name, value]] : [];
    }),
  );
}

function pointersIn(error: unknown): [string, string][] {
  if (!(error instanceof Refusal)) return [];
  const errors = (error.problem['errors'] ?? []) as { pointer: string; detail: string }[];
  return errors.map(({ pointer, detail }) => [pointer, detail]);
}
