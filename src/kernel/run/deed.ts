import type { AnyDoc, AnyStep, At } from '../declare/record.ts';
import { froms } from '../declare/record.ts';
import { type Bilingual, bilingual } from '../declare/words.ts';
import { Problem } from '../problem.ts';
import type { Actor } from './actor.ts';
import type { Kind } from './kind.ts';
import type { ClauseRef, Registry } from './registry.ts';

/** One reason why a step is not possible, as the user reads it. */
export interface Reason {
  /** `role`, `state`, or the name of a guard. */
  rule: string;
  control: string;
  sentence: Bilingual;
  clauses: readonly Pick<ClauseRef, 'id' | 'title' | 'text'>[];
}

/** Whether one of the step's roles is the actor's. The system itself may take every step: its deeds are declared reactions and duties. */
export const mayTake = (by: readonly string[], actor: Actor): boolean =>
  actor.id === 'system' || by.some((role) => actor.roles.includes(role));

/** Every guard that does not hold, in declared order: the refusal, and the same answer on the greyed button. Pure. */
export function unmet(
  registry: Registry,
  kind: Kind,
  stepName: string,
  step: AnyStep,
  doc: AnyDoc,
  facts: Record<string, unknown>,
  at: At,
): Reason[] {
  return Object.entries(step.guards ?? {})
    .filter(([, holds]) => !holds(doc, facts, at))
    .map(([guard]) => {
      const control = `${kind.record.name}.${stepName}.${guard}`;
      return { rule: guard, control, sentence: bilingual(kind.words.guards[guard], guard), clauses: cite(registry, control) };
    });
}

/** Why the record's state does not allow a step. */
export function wrongStateReason(registry: Registry, kind: Kind, stepName: string, step: AnyStep, doc: AnyDoc): Reason {
  const control = `${kind.record.name}.${stepName}`;
  const state = bilingual(kind.words.states[doc.state], doc.state);
  const needed = froms(step).map((s) => bilingual(kind.words.states[s], s));
  return {
    rule: 'state',
    control,
    sentence: {
      zh: `只有在“${needed.map((s) => s.zh).join('”“')}”状态才能执行此操作，现在是“${state.zh}”。`,
      en: `This is possible only while it is ${needed.map((s) => s.en.toLowerCase()).join(' or ')}; it is ${state.en.toLowerCase()}.`,
    },
    clauses: cite(registry, control),
  };
}

export const cite = (registry: Registry, control: string): Reason['clauses'] =>
  registry.clausesOf(control).map(({ id, title, text }) => ({ id, title, text }));

export const refused = (because: readonly Reason[]): Problem =>
  new Problem(
    'refused',
    409,
    { zh: '这条记录还不具备执行此操作的条件。', en: 'The record is not ready for this step.' },
    { because },
  );

export const wrongState = (reason: Reason): Problem => new Problem('wrong-state', 409, reason.sentence, { because: [reason] });
