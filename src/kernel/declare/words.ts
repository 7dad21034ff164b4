import type { z } from 'zod';
import type { Declared, LinesOf, Shape } from './record.ts';

/** One thing in Chinese and in English. */
export interface Bilingual {
  zh: string;
  en: string;
}

/** The same, as it is written in a words file. */
export type Pair = readonly [zh: string, en: string];

type EnumOf<S> =
  S extends z.ZodEnum<infer E>
    ? keyof E & string
    : S extends z.ZodNullable<infer I> | z.ZodOptional<infer I> | z.ZodDefault<infer I>
      ? EnumOf<I>
      : never;
type Choices<F extends Shape> = { [K in keyof F as EnumOf<F[K]> extends never ? never : K]: Record<EnumOf<F[K]>, Pair> };
type GuardNames<T> = { [K in keyof T]: T[K] extends { guards: infer G } ? keyof G & string : never }[keyof T];
type EvidenceShapes<T> = { [K in keyof T]: T[K] extends { evidence: z.ZodObject<infer S> } ? S : never }[keyof T];
type KeysOfUnion<U> = U extends unknown ? keyof U & string : never;
/** Names of evidence that are not already fields (those share the field's word). */
type EvidenceNames<T, F> = Exclude<KeysOfUnion<EvidenceShapes<T>>, keyof F>;
type LineNames<L> = { [K in keyof L]: keyof L[K] & string }[keyof L];

/** What people call everything about a record. Complete by type: a missing word is a compile error. */
export interface WordsOf<R extends Declared & { deadlines: object }> {
  name: Pair;
  about: Pair;
  fields: Record<keyof R['fields'] & string, Pair>;
  lines: Record<keyof LinesOf<R> & string, Pair>;
  columns: Record<LineNames<LinesOf<R>>, Pair>;
  choices: Choices<R['fields']>;
  states: Record<R['states'][number], Pair>;
  steps: Record<keyof R['lifecycle'] & string, Pair>;
  /** The sentence that is true when the guard holds, and is the refusal when it does not. */
  guards: Record<GuardNames<R['lifecycle']>, Pair>;
  evidence: Record<EvidenceNames<R['lifecycle'], R['fields']>, Pair>;
  deadlines: Record<keyof R['deadlines'] & string, Pair>;
}

/** Binds words to a declaration. */
export const wordsFor = <R extends Declared & { deadlines: object }>(_record: R, words: WordsOf<R>): WordsOf<R> => words;

/** Words of any record, for code that loops over all of them. */
export interface AnyWords {
  name: Pair;
  about: Pair;
  fields: Record<string, Pair>;
  lines: Record<string, Pair>;
  columns: Record<string, Pair>;
  choices: Record<string, Record<string, Pair>>;
  states: Record<string, Pair>;
  steps: Record<string, Pair>;
  guards: Record<string, Pair>;
  evidence: Record<string, Pair>;
  deadlines: Record<string, Pair>;
}

export const bilingual = (pair: Pair | undefined, otherwise: string): Bilingual => ({
  zh: pair?.[0] ?? otherwise,
  en: pair?.[1] ?? otherwise,
});
