import type { Pair } from './words.ts';

/** One rule of a regulation, and what enforces it. */
export interface Clause {
  /** What it says, in our words where the source is not to be quoted at length. */
  text: Pair;
  /**
   * What enforces it in the running process, by typed reference: a step, a guard, an evidence schema, a deadline, a duty,
   * a permit, a field, a measure. A refusal or commitment that comes from one of these names this clause.
   */
  controls: readonly (object | undefined)[];
  /** The requirements that this clause carries. */
  requirements: readonly string[];
}

/** A regulation as shipped: a company takes it into force as a version of its own. */
export interface Regulation {
  /** `002.14` */
  code: string;
  title: Pair;
  clauses: Record<string, Clause>;
}

/** Declares a regulation pack. The keys of `clauses` are the clause numbers as people cite them: `二.1`. */
export const defineRegulation = <const R extends Regulation>(regulation: R): R => regulation;

/** How a clause is cited: `002.14 二.1`. */
export const clauseId = (regulation: { code: string }, clause: string): string => `${regulation.code} ${clause}`;
