import type { z } from 'zod';
import type { AnyApprovalWords, WordsOfApproval } from './approval.ts';
import { withApprovalSentences } from './approval-guards.ts';
import type { ApprovalsOf, Declared, LinesOf, Shape } from './record.ts';

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
export type WordsOf<R extends Declared & { deadlines: object }> = OwnWords<R> &
  (keyof ApprovalsOf<R> extends never
    ? { approvals?: never }
    : { approvals: { [K in keyof ApprovalsOf<R>]: WordsOfApproval<ApprovalsOf<R>[K]> } });

interface OwnWords<R extends Declared & { deadlines: object }> {
  name: Pair;
  about: Pair;
  fields: Record<keyof R['fields'] & string, Pair>;
  lines: Record<keyof LinesOf<R> & string, Pair>;
  columns: Record<LineNames<LinesOf<R>>, Pair>;
  /** Of fields all; of what only evidence asks for, where its values are not plain words. */
  choices: Choices<R['fields']> & { [K in EvidenceNames<R['lifecycle'], R['fields']>]?: Record<string, Pair> };
  states: Record<R['states'][number], Pair>;
  steps: Record<keyof R['lifecycle'] & string, Pair>;
  /** The sentence that is true when the guard holds, and is the refusal when it does not. */
  guards: Record<GuardNames<R['lifecycle']>, Pair>;
  evidence: Record<EvidenceNames<R['lifecycle'], R['fields']>, Pair>;
  deadlines: Record<keyof R['deadlines'] & string, Pair>;
}

/** Binds words to a declaration. */
export const wordsFor = <R extends Declared & { deadlines: object }>(_record: R, words: WordsOf<R>): WordsOf<R> =>
  withApprovalSentences(words);

/** What people call the fields that every record has. */
export const envelopeWords = {
  number: ['编号', 'Number'],
  state: ['状态', 'State'],
  createdAt: ['创建时间', 'Created'],
  updatedAt: ['更新时间', 'Changed'],
} as const satisfies Record<string, Pair>;

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
  approvals?: Record<string, AnyApprovalWords>;
}

/** What a commitment is called, by the control under which it is owed: a deadline, or a seat of an approval. */
export function promiseWord(words: AnyWords | undefined, control: string): Pair | undefined {
  const [, sort, name = '', seat = ''] = control.split('.');
  if (sort !== 'approvals') return words?.deadlines[name];
  const [approval, place] = [words?.approvals?.[name]?.name, words?.approvals?.[name]?.seats[seat]];
  return approval && place && [`${approval[0]}：${place[0]}`, `${approval[1]}: ${place[1]}`];
}

export const bilingual = (pair: Pair | undefined, otherwise: string): Bilingual => ({
  zh: pair?.[0] ?? otherwise,
  en: pair?.[1] ?? otherwise,
});
