import type { Declared } from '../declared.ts';
import { useSay } from '../preferences.tsx';

/** Where a record stands in its life: a word, and a shape for beginning, on the way and ended. */
export function StateMark({ declared, state }: { declared: Declared; state: string }) {
  const say = useSay();
  const { record, words } = declared;
  const phase = record.final.includes(state) ? 'ended' : state === record.states[0] ? 'begun' : 'under-way';
  return (
    <span className={`state ${phase}`}>
      <i aria-hidden="true" />
      {words.states[state] ? say(words.states[state]) : state}
    </span>
  );
}
