import type { Role } from './register.ts';
import type { Setting } from './setting.ts';
import type { Span } from './span.ts';
import type { Pair } from './words.ts';

/** How many of those asked must approve: any one of them, all, or a share (above 0, up to 1). */
export type Votes = 'any' | 'all' | { share: number };

/** One department's place at the table. */
export interface Seat<Part extends string> {
  /** Who is asked: whoever holds the role. */
  by: Role;
  /** `any` when left out: the first who decides. With `all` or a share, everybody is asked who holds the role when the round begins. */
  votes?: Votes;
  /** The fields and line sets that this signature covers: a change to one of them cancels it, and no other. */
  covers: readonly Part[] | 'everything';
  /** What the reviewer answers for, point by point; without all of them there is no approval. */
  checks?: readonly string[];
  /** How long the decision may take, from the moment it is asked for. */
  within: Span | Setting<Span>;
  /** Who hears when `percent` of the time is used up, and may hand the seat to somebody else. */
  escalation?: readonly { percent: number; notify: Role }[];
}

/** Seats that are asked at the same time. */
export interface Round<Part extends string, D> {
  /** The round is held only for records of which this is true, whenever it is looked at. Left out: always. */
  when?: (record: D) => boolean;
  seats: Record<string, Seat<Part>>;
}

/**
 * Signatures that a record needs. They are asked for when it enters the state `on`, round after round. Every step that leaves `on` waits
 * for all of them, except those by which it is sent back (`returns`) or taken back (`withdraws`); so do the steps in `waits`, wherever
 * they start. A record that comes back to where it can be submitted from is reviewed again from the beginning.
 */
export interface Approval<State extends string, StepName extends string, Part extends string, D> {
  on: State;
  /** The step that the system takes when the last signature is given. */
  passes: StepName;
  /** The step that the system takes when a seat objects. */
  returns: StepName;
  /** The step by which the requester takes it back. */
  withdraws: StepName;
  /** Later steps that also need the signatures as they then stand. */
  waits?: readonly StepName[];
  /** In the order in which they are held. */
  rounds: Record<string, Round<Part, D>>;
}

/** Any approval, for code that loops over all of them. */
export type AnyApproval = Approval<string, string, string, never>;

type Rounds<A> = A extends { rounds: infer R } ? R[keyof R] : never;
type Seats<A> = Rounds<A> extends infer R ? (R extends { seats: infer S } ? S : never) : never;
type KeysOfUnion<U> = U extends unknown ? keyof U & string : never;
type ValuesOfUnion<U> = U extends unknown ? U[keyof U] : never;
type Checks<A> =
  ValuesOfUnion<Seats<A>> extends infer S ? (S extends { checks: readonly (infer C)[] } ? C & string : never) : never;

/** What people call an approval. `passed` is the sentence that is true when every signature is given. */
export interface WordsOfApproval<A> {
  name: Pair;
  passed: Pair;
  seats: Record<KeysOfUnion<Seats<A>>, Pair>;
  checks: Record<Checks<A>, Pair>;
}

export interface AnyApprovalWords {
  name: Pair;
  passed: Pair;
  seats: Record<string, Pair>;
  checks: Record<string, Pair>;
}
