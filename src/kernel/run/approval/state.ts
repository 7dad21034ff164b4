import type { AnyDoc } from '../../declare/record.ts';

/** How one approval of a record stands. Instants are ISO strings, people the ids of employees. */
export interface Run {
  /** How many times it has been asked for. */
  run: number;
  /** `lapsed`: approved once, and then the record went back to be written anew. */
  outcome: 'open' | 'approved' | 'returned' | 'withdrawn' | 'lapsed';
  /** The actor who submitted it. */
  requester: string;
  /** Actors who may not decide by any path: everybody who ever submitted the record, and who created it. */
  barred: readonly string[];
  openedAt: string;
  settledAt: string | null;
  /** The number of the frozen content. */
  content: number;
  /** The content that was last reviewed before it was asked for; null the first time. */
  since: number | null;
  ballots: readonly Ballot[];
}

/** One signature that is asked for. */
export interface Ballot {
  /** Its place among the run's ballots; never used twice. */
  no: number;
  round: number;
  seat: string;
  role: string;
  /** Whom it lies with; null: with whoever holds the role. */
  employee: string | null;
  state: 'waiting' | 'open' | 'approved' | 'objected' | 'spared';
  /** The commitment while it is open: the decision that is owed. */
  promise: string | null;
  /** When it is due. What is handed over keeps it. */
  due: string | null;
  /** The number of the content that lies before the reviewer. */
  content: number;
  /** Asked in addition (加签), before or after another ballot; by whom. */
  added: { to: number; order: 'before' | 'after'; by: string } | null;
  /** Asked again: the content that was signed before, if any, and why. */
  again: { seen: number | null; why: 'changed' | 'returned'; parts: readonly string[]; reason: string | null } | null;
  decided: Decision | null;
}

export interface Decision {
  /** The actor, and the absent person for whom they decided. */
  by: string;
  for: string | null;
  at: string;
  reason: string | null;
  checks: readonly string[];
}

/** The approvals of a record by name. */
export const approvalsOf = (doc: AnyDoc): Readonly<Record<string, Run>> => (doc['approvals'] as Record<string, Run> | null) ?? {};

export const isUndecided = ({ state }: Ballot): boolean => state === 'open' || state === 'waiting';

/** The control under which the decision of a seat is owed: `quotation.approvals.review.finance`. */
export const seatControl = (record: string, approval: string, seat: string): string => `${record}.approvals.${approval}.${seat}`;
