import type { AnyDoc } from '#kernel/declare/record';
import type { CommitmentView } from '#kernel/run/commitments';
import type { Reason } from '#kernel/run/deed';
import type { Kind } from '#kernel/run/kind';
import type { StandingView, View } from '#kernel/run/read';

type Locale = 'zh' | 'en';

/** A record as it goes over the wire, its sentences told in one language. Its own fields are left as they are. */
export const toldView = (view: View, locale: Locale): object => ({
  record: view.record,
  can: toldAbilities(view.can, locale),
  edit: view.edit,
  commitments: view.commitments.map((c) => toldCommitment(c, locale)),
  withheld: view.withheld,
});

/** Steps with their reasons, told in one language. */
export const toldAbilities = (can: View['can'], locale: Locale): object =>
  Object.fromEntries(
    Object.entries(can).map(([step, { allowed, because, clauses }]) => [
      step,
      { allowed, because: because.map((r) => toldReason(r, locale)), clauses: toldClauses(clauses, locale) },
    ]),
  );

/** A commitment, its name and clauses told in one language. */
export const toldCommitment = (commitment: Pick<StandingView | CommitmentView, 'name' | 'clauses'>, locale: Locale): object => ({
  ...commitment,
  name: commitment.name[locale],
  clauses: toldClauses(commitment.clauses, locale),
});

/**
 * The answer to whoever has just written: the record as it now stands. It never carries confidential fields; reading them is
 * a deed of its own, and logged.
 */
export function written(kind: Kind, doc: AnyDoc): { record: AnyDoc; withheld: readonly string[] } {
  const withheld = kind.record.permit.confidential?.fields ?? [];
  if (withheld.length === 0) return { record: doc, withheld };
  const record = { ...doc };
  for (const field of withheld) record[field] = null;
  return { record, withheld };
}

const toldReason = ({ rule, control, sentence, clauses }: Reason, locale: Locale): object => ({
  rule,
  control,
  sentence: sentence[locale],
  clauses: toldClauses(clauses, locale),
});

export const toldClauses = (clauses: Reason['clauses'], locale: Locale): readonly object[] =>
  clauses.length === 0 ? NONE : clauses.map(({ id, title, text }) => ({ id, title: title[locale], text: text[locale] }));

const NONE: readonly object[] = [];
