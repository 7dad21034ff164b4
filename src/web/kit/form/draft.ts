import { useEffect, useRef, useState } from 'react';
import type { AnyDoc } from '#kernel/declare/record';
import { keep, recall } from '../../preferences.tsx';
import { type Me, useMe } from '../../session.tsx';
import type { Answers } from './fields.ts';

interface Kept {
  at: string;
  /** Only what was typed: what the form began with may have changed since. */
  answers: Answers;
  /** The record as it was when this was typed, where a form changes one. */
  seen?: AnyDoc;
}

export interface Draft {
  answers: Answers;
  setAnswers: (change: (before: Answers) => Answers) => void;
  /** When the answers were typed that a closed tab had left behind; null: nothing was left. */
  restored: string | null;
  /** Forgets what was kept and starts from the beginning. */
  discard: () => void;
  /** Forgets what was kept: it has been sent. */
  sent: () => void;
}

const placeOf = (me: Me, form: string): string => `lvyue.draft.${me.employee ?? me.id}.${form}`;

/** Leaves answers behind as a closed tab would: the form of that name will begin with them. */
export function leaveDraft(me: Me, form: string, answers: Answers, seen?: AnyDoc): void {
  keep(placeOf(me, form), { at: new Date().toISOString(), answers, ...(seen && { seen }) } satisfies Kept);
}

/** The record as it was when a draft of this form was typed. What others changed since is then found, and not overwritten. */
export function useSeen(form: string, doc: AnyDoc): AnyDoc {
  const me = useMe();
  const [seen] = useState(() => (recall(placeOf(me, form)) as Kept | null)?.seen ?? doc);
  return seen;
}

/**
 * The answers of a form, kept on this device while they are typed, for this person. When what the form begins with changes under it,
 * answers that nobody touched follow.
 * @param form names it: the record, its id, the step.
 */
export function useDraft(form: string, initial: Answers, seen?: AnyDoc): Draft {
  const me = useMe();
  const place = placeOf(me, form);
  const [left] = useState(() => recall(place) as Kept | null);
  const [restored, setRestored] = useState(left?.at ?? null);
  const [answers, setState] = useState<Answers>(() => ({ ...initial, ...left?.answers }));
  const touched = useRef(false);
  const done = useRef(false);
  const begunWith = useRef(initial);
  useEffect(() => {
    const before = begunWith.current;
    if (JSON.stringify(before) === JSON.stringify(initial)) return;
    begunWith.current = initial;
    setState((now) => ({ ...now, ...initial, ...typedIn(now, before) }));
  }, [initial]);
  useEffect(() => {
    if (touched.current && !done.current) leaveDraft(me, form, typedIn(answers, begunWith.current), seen);
  }, [answers, me, form, seen]);
  return {
    answers,
    setAnswers(change) {
      touched.current = true;
      setState(change);
    },
    restored,
    discard() {
      touched.current = false;
      keep(place, undefined);
      setRestored(null);
      setState(initial);
    },
    sent() {
      done.current = true;
      keep(place, undefined);
    },
  };
}

/** The answers that are not as the form began. */
export const typedIn = (answers: Answers, initial: Answers): Answers =>
  Object.fromEntries(
    [...new Set([...Object.keys(answers), ...Object.keys(initial)])]
      .filter((name) => JSON.stringify(answers[name] ?? null) !== JSON.stringify(initial[name] ?? null))
      .map((name) => [name, answers[name]]),
  );
