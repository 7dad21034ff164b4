import type { z } from 'zod';
import type { AnyApproval, Approval } from './approval.ts';
import { withApprovalGuards } from './approval-guards.ts';
import type { Role } from './register.ts';
import type { Setting } from './setting.ts';
import type { Span } from './span.ts';

export type Shape = Record<string, z.ZodType>;
export type Infer<S extends Shape> = { [K in keyof S]: z.infer<S[K]> };

/** What every record carries besides its own fields. Instants are ISO strings. */
export interface Envelope<State extends string> {
  id: string;
  number: string;
  state: State;
  version: number;
  createdAt: string;
  createdBy: string;
  updatedAt: string;
}

/** A child row of a record: an order line, an attendee. */
export type Line<S extends Shape> = Infer<S> & { id: string };

export type Doc<State extends string, F extends Shape, L extends Record<string, Shape>> = Infer<F> &
  Envelope<State> & { [K in keyof L]: Line<L[K]>[] };

/** The circumstances of a deed. Nothing else may ask for the time or for a setting. */
export interface At {
  /** Epoch milliseconds. */
  now: number;
  /** The date of `now` in the company's zone. */
  today: string;
  /** The last millisecond (epoch) of a date in the company's zone. */
  endOf(date: string): number;
  setting<T>(setting: Setting<T>): T;
}

/** A named sentence, and the test that makes it true. Pure. The sentence itself stands in the words. */
export type Guards<D, X> = Record<string, (record: D, facts: X, at: At) => boolean>;

/** A verb that moves a record. */
export interface Step<State extends string, Field, D, X, Fields> {
  from: State | readonly State[];
  to: State;
  by: readonly Role[];
  /** What must be shown; the body of the request, kept with the journal entry. */
  evidence?: z.ZodObject;
  guards?: Guards<D, X>;
  /** Answers of the evidence that become fields of the same name. */
  sets?: readonly Field[];
  /** Fields that receive the instant of the step. */
  stamps?: readonly Field[];
  /** Fields that follow from the record (with `sets` and `stamps` already applied) and the facts. */
  derives?: (record: D, facts: X, at: At) => Partial<Fields>;
}

/** A promise that opens when the record enters a state (or, in it, when its date is filled in), and is kept or released when it enters another. */
export interface Deadline<State extends string, D> {
  starts: State | readonly State[];
  keptBy: readonly State[];
  releasedBy?: readonly State[];
  /** How long it may take. */
  within?: Span | Setting<Span> | ((record: D) => Span | Setting<Span> | null);
  /** Or the promised date (end of that day in the company's zone) or instant. Null: nothing was promised. */
  by?: (record: D) => string | null;
  debtor: Role;
  /** The field that names the person who owes it, if one does. */
  debtorEmployee?: (record: D) => string | null;
  /** To whom it is owed: the customer of the record, or a role inside the company. */
  creditor: 'customer' | Role;
  /** Who hears when `percent` of the time is used up; 100 is the breach itself. */
  escalation?: readonly { percent: number; notify: Role }[];
}

/** A step that the calendar takes: on the date in the field, in one of the step's from-states, by the system. */
export interface Duty<Field, StepName> {
  on: Field;
  step: StepName;
}

/**
 * How much of the rows of a record a role may see, worded in SQL beside the record's facts. `own` is never granted: it is what is left
 * of `customer` for a contact person who sees only what they brought in themselves.
 */
export type Scope = 'all' | 'department' | 'own' | 'customer';

export interface Permit<State extends string, Field> {
  create: readonly Role[];
  edit: Partial<Record<State, readonly Role[]>>;
  read: Partial<Record<Role, Scope>>;
  /** Fields that only these roles may read; each reading of them is logged. */
  confidential?: { fields: readonly Field[]; read: readonly Role[] };
}

export interface RecordSpec<
  Name extends string,
  State extends string,
  F extends Shape,
  L extends Record<string, Shape>,
  X extends Shape,
  T,
  D,
  A = Record<never, never>,
> {
  name: Name;
  /** The stem of its URL. */
  plural: string;
  /** `CP-{yyyy}-{00000}`: year of creation and running number, padded to that width. */
  number: string;
  fields: F;
  lines?: L;
  /** Fields that only steps fill (besides those they stamp): neither a creation nor an edit may. */
  later?: readonly (keyof F & string)[];
  /** What guards need to know and the row does not say; loaded by the record's queries. */
  facts: X;
  states: readonly [initial: State, ...rest: State[]];
  /** States in which a life may end. */
  final: readonly State[];
  lifecycle: T;
  deadlines: D;
  duties?: Record<string, Duty<keyof F & string, keyof T & string>>;
  /** Signatures that it needs before it may go on. */
  approvals?: A;
  permit: Permit<State, keyof F & string>;
  /** The field that names one record among others in lists and references. */
  title: keyof F & string;
  /** Text fields in which people search. */
  search: readonly (keyof F & string)[];
}

/** Declares a record. Names of states, roles, fields, facts and steps are checked by the compiler against each other. */
export function defineRecord<
  const Name extends string,
  const State extends string,
  F extends Shape,
  X extends Shape,
  const T extends Record<string, Step<State, keyof F & string, Doc<State, F, L>, Infer<X>, Infer<F>>>,
  const D extends Record<string, Deadline<State, Doc<State, F, L>>>,
  // Without a default: with one, TypeScript gives functions inside no types.
  const A extends Record<string, Approval<State, keyof T & string, (keyof F | keyof L) & string, Doc<State, F, L>>>,
  L extends Record<string, Shape> = Record<never, never>,
>(spec: RecordSpec<Name, State, F, L, X, T, D, A>): RecordSpec<Name, State, F, L, X, T, D, A> {
  return withApprovalGuards(spec);
}

/** Any declared record, for code that loops over all of them. */
export interface AnyRecord {
  name: string;
  plural: string;
  number: string;
  fields: Shape;
  lines?: Record<string, Shape>;
  later?: readonly string[];
  facts: Shape;
  states: readonly [string, ...string[]];
  final: readonly string[];
  lifecycle: Record<string, AnyStep>;
  deadlines: Record<string, AnyDeadline>;
  duties?: Record<string, Duty<string, string>>;
  approvals?: Record<string, AnyApproval>;
  permit: Permit<string, string>;
  title: string;
  search: readonly string[];
}

export type AnyDoc = Envelope<string> & Record<string, unknown>;
export type AnyStep = Step<string, string, AnyDoc, Record<string, unknown>, Record<string, unknown>>;
export type AnyDeadline = Deadline<string, AnyDoc>;

/** Looks at a typed declaration as any record. The one place where its parameter types are given up. */
export const asAny = (record: object): AnyRecord => record as AnyRecord;

/** The least that the derived types below need to see of a declaration. */
export interface Declared {
  states: readonly string[];
  fields: Shape;
  facts: Shape;
  lifecycle: object;
}
export type LinesOf<R> = R extends { lines?: infer L }
  ? L extends Record<string, Shape>
    ? L
    : Record<never, never>
  : Record<never, never>;
/** The approvals of a declaration; where it has none, their names are any string. */
export type ApprovalsOf<R> = R extends { approvals?: infer A }
  ? string extends keyof A
    ? Record<never, never>
    : A extends object
      ? A
      : Record<never, never>
  : Record<never, never>;
export type DocOf<R extends Declared> = Doc<R['states'][number], R['fields'], LinesOf<R>>;
export type FactsOf<R extends Declared> = Infer<R['facts']>;
export type StepNameOf<R extends { lifecycle: object }> = keyof R['lifecycle'] & string;
export type EvidenceOf<R extends { lifecycle: object }, K extends StepNameOf<R>> = R['lifecycle'][K] extends {
  evidence: infer E extends z.ZodType;
}
  ? z.input<E>
  : Record<string, never>;
export type InputOf<R extends Declared> = { [K in keyof R['fields']]?: z.input<R['fields'][K]> } & {
  [K in keyof LinesOf<R>]?: { [C in keyof LinesOf<R>[K]]?: z.input<LinesOf<R>[K][C]> }[];
};
/** The from-states of a step as a list. */
export const froms = (step: { from: string | readonly string[] }): readonly string[] =>
  typeof step.from === 'string' ? [step.from] : step.from;
export const startsOf = (deadline: { starts: string | readonly string[] }): readonly string[] =>
  typeof deadline.starts === 'string' ? [deadline.starts] : deadline.starts;
