import { useEffect, useRef, useState } from 'react';
import { keep, recall } from '../../preferences.tsx';
import { useMe } from '../../session.tsx';
import type { Answers } from './fields.ts';

interface Kept {
  at: string;
  answers: Answers;
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

/**
 * The answers of a form, kept on this device while they are typed, for this person.
 * @param key names the form: the record, its id, the step.
 */
export function useDraft(key: string, initial: Answers): Draft {
  const me = useMe();
  const place = `lvyue.draft.${me.employee ?? me.id}.${key}`;
  const [left] = useState(() => recall(place) as Kept | null);
  const [restored, setRestored] = useState(left?.at ?? null);
  const [answers, setState] = useState<Answers>(() => ({ ...initial, ...left?.answers }));
  const touched = useRef(false);
  const done = useRef(false);
  useEffect(() => {
    if (touched.current && !done.current) keep(place, { at: new Date().toISOString(), answers } satisfies Kept);
  }, [answers, place]);
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
