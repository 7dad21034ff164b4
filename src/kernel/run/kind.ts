import type { AnyDoc, AnyRecord, Declared, DocOf, FactsOf, Scope, Shape, StepNameOf } from '../declare/record.ts';
import { asAny } from '../declare/record.ts';
import type { AnyWords, WordsOf } from '../declare/words.ts';
import { approvalsColumn, type Column, columnsOf, lineTableOf, quoted, tableOf } from './columns.ts';
import type { Deed, Tx } from './scene.ts';

/**
 * The SQL of a record. Fragments speak of the row as `r` and may use `:now`, `:employee`, `:departments`, `:customer`
 * and, in the scope `own`, `:contact`.
 */
export interface Queries<X> {
  /** One expression for each fact. */
  facts: { [K in keyof X]: string };
  /** The condition under which a row falls into a scope; `all` needs none. */
  scopes?: Partial<Record<Exclude<Scope, 'all'>, string>>;
  /** Facts that look at other rows of the record's own table: its deeds go one at a time. */
  oneAtATime?: boolean;
}

/** What follows from deeds, in their transaction. Handed all deeds of one batch at once. */
export type Effect<D = AnyDoc> = (tx: Tx, deeds: Deed<D>[]) => Promise<void>;

/** What a record does when another one takes a step (or is created: `create`). */
export interface Reaction {
  to: string;
  step: string;
  run: Effect;
}

/** A record with everything that belongs to it. */
export interface Kind {
  record: AnyRecord;
  words: AnyWords;
  queries: { facts: Record<string, string>; scopes: Partial<Record<Scope, string>>; oneAtATime: boolean };
  effects: Record<string, Effect>;
  reactions: readonly Reaction[];
  table: string;
  columns: readonly Column[];
  /** Fields that only steps fill. */
  later: ReadonlySet<string>;
  lines: readonly { name: string; table: string; columns: readonly Column[] }[];
}

/** Binds SQL to a declaration. */
export const queriesFor = <R extends Declared>(_record: R, queries: Queries<FactsOf<R>>): Queries<FactsOf<R>> => queries;

/** Binds effects to the steps of a declaration (and to `create`). */
export const effectsFor = <R extends Declared>(
  _record: R,
  effects: Partial<Record<StepNameOf<R> | 'create' | 'edit', Effect<DocOf<R>>>>,
): Record<string, Effect> => effects as unknown as Record<string, Effect>;

/** Declares a reaction: when `record` takes `step`, `run` follows in the same transaction. */
export const on = <R extends Declared & { name: string }>(
  record: R,
  step: StepNameOf<R> | 'create',
  run: Effect<DocOf<R>>,
): Reaction => ({
  to: record.name,
  step,
  run: run as unknown as Effect,
});

/** Puts a record together. */
export function kind<R extends Declared & { name: string; deadlines: object; lines?: Record<string, Shape> }>(
  record: R,
  words: WordsOf<R>,
  queries: Queries<FactsOf<R>>,
  rest: { effects?: Record<string, Effect>; reactions?: readonly Reaction[] } = {},
): Kind {
  return {
    record: asAny(record),
    words: words as unknown as AnyWords,
    queries: {
      facts: queries.facts as Record<string, string>,
      scopes: queries.scopes ?? {},
      oneAtATime: queries.oneAtATime ?? false,
    },
    effects: attending(asAny(record), rest.effects ?? {}),
    reactions: rest.reactions ?? [],
    table: quoted(tableOf(record)),
    columns: [...columnsOf(record.fields), ...(asAny(record).approvals ? [approvalsColumn] : [])],
    later: new Set([
      ...(asAny(record).later ?? []),
      ...Object.values(asAny(record).lifecycle).flatMap((step) => step.stamps ?? []),
    ]),
    lines: Object.entries(record.lines ?? {}).map(([name, shape]) => ({
      name,
      table: quoted(lineTableOf(record, name)),
      columns: columnsOf(shape),
    })),
  };
}

/** Effects of a record that first attend to its approvals: every step and edit may open, end or cancel something. */
function attending(record: AnyRecord, effects: Record<string, Effect>): Record<string, Effect> {
  if (!record.approvals) return effects;
  const attended = [...Object.keys(record.lifecycle), 'edit'].map((step): [string, Effect] => [
    step,
    async (tx, deeds) => {
      await tx.attend(record, deeds);
      await effects[step]?.(tx, deeds);
    },
  ]);
  return { ...effects, ...Object.fromEntries(attended) };
}
