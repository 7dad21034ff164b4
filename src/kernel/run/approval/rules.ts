import type { AnyApproval, Seat, Votes } from '../../declare/approval.ts';
import { roundsOf, seatsOf } from '../../declare/approval-guards.ts';
import type { AnyDoc } from '../../declare/record.ts';
import { type Ballot, type Decision, isUndecided, type Run } from './state.ts';

// What an approval becomes when something happens to it. Everything here is pure.

/** Who holds a role, where everybody who does is asked. */
export type Electorates = ReadonlyMap<string, readonly string[]>;

/** What the rules need to know of a deed. */
export interface Sitting {
  approval: AnyApproval;
  /** The record as it now stands. */
  doc: AnyDoc;
  electorates: Electorates;
  /** ISO. */
  at: string;
}

/** Asks for the signatures of a record that was submitted; `last` is how the approval stood before. */
export function opened(sitting: Sitting, last: Run | undefined, requester: string, content: number): Run {
  const barred = new Set([...(last?.barred ?? []), requester, sitting.doc.createdBy]);
  const run: Run = {
    run: (last?.run ?? 0) + 1,
    outcome: 'open',
    requester,
    barred: [...barred],
    openedAt: sitting.at,
    settledAt: null,
    content,
    since: last?.content ?? null,
    ballots: [],
  };
  return advanced(sitting, run);
}

/** Enters a decision on a ballot and draws what follows from it. */
export function decided(sitting: Sitting, run: Run, no: number, state: 'approved' | 'objected', decision: Decision): Run {
  return advanced(sitting, replaced(run, no, { state, decided: decision, promise: null }));
}

/** Lays a ballot before somebody else (转审). It keeps its due instant. */
export const handedOver = (sitting: Sitting, run: Run, no: number, employee: string): Run =>
  advanced(sitting, replaced(run, no, { employee, promise: null }));

/** Asks one more person (加签): before the ballot goes on, or after it was decided. */
export function added(sitting: Sitting, run: Run, to: Ballot, employee: string, order: 'before' | 'after', by: string): Run {
  const ballot: Ballot = {
    ...freshBallot(nextNo(run), to.round, to.seat, to.role, run.content),
    employee,
    content: to.content,
    added: { to: to.no, order, by },
  };
  return advanced(sitting, { ...run, ballots: [...run.ballots, ballot] });
}

/** Asks a seat again (退回), and every seat of later rounds with it. */
export function returnedTo(sitting: Sitting, run: Run, seat: string, reason: string): Run {
  const round = roundOf(sitting.approval, seat);
  const again = (b: Ballot): boolean => b.seat === seat || b.round > round;
  const ballots = run.ballots.map((b) =>
    again(b) ? askedAgain(b, { why: 'returned', parts: [], reason: b.seat === seat ? reason : null }) : b,
  );
  return advanced(sitting, { ...run, ballots });
}

/** Cancels exactly the signatures that cover one of the changed parts; `content` is the number of the new content. */
export function changed(sitting: Sitting, run: Run, parts: readonly string[], content: number, steps: ReadonlySet<string>): Run {
  const touched = new Map(
    seatsOf(sitting.approval).map(({ name, seat }) => [name, parts.filter((part) => covers(seat, part, steps))]),
  );
  const ballots = run.ballots.map((b) => {
    const own = touched.get(b.seat) ?? [];
    if (own.length === 0) return b;
    return isUndecided(b) ? { ...b, content } : { ...askedAgain(b, { why: 'changed', parts: own, reason: null }), content };
  });
  return advanced(sitting, { ...run, content, ballots });
}

/** Ends an approval without the record's having been approved, or after it. */
export const ended = (run: Run, outcome: 'withdrawn' | 'lapsed', at: string): Run => ({
  ...run,
  outcome,
  settledAt: at,
  ballots: run.ballots.map(spared),
});

/** Whether a seat's signature covers a part; what only steps fill is covered by name alone. */
export const covers = (seat: Seat<string>, part: string, steps: ReadonlySet<string>): boolean =>
  seat.covers === 'everything' ? !steps.has(part) : seat.covers.includes(part);

const roundOf = (approval: AnyApproval, name: string): number => seatsOf(approval).find((s) => s.name === name)?.round ?? 0;

/**
 * Draws the consequences: rounds begin and pause, ballots open and wait, enough votes settle a seat, an objection ends it all, and the last
 * signature approves. A run that is over is looked at again only while it is approved: its rounds may have become due.
 */
export function advanced(sitting: Sitting, given: Run): Run {
  if (given.outcome !== 'open' && given.outcome !== 'approved') return given;
  let run: Run = { ...given, outcome: 'open', settledAt: null };
  let current: number | null = null;
  for (const [round, { when, seats }] of roundsOf(sitting.approval).entries()) {
    if (when && !when(sitting.doc as never)) {
      run = { ...run, ballots: run.ballots.filter((b) => b.round !== round) };
      continue;
    }
    if (current !== null) continue;
    run = seated(sitting, run, round);
    const verdicts = Object.entries(seats).map(([name, { votes }]) => verdictOf(ballotsOf(run, round, name), votes));
    if (verdicts.includes('objected'))
      return { ...run, outcome: 'returned', settledAt: sitting.at, ballots: run.ballots.map(spared) };
    if (verdicts.includes('pending')) current = round;
  }
  const ballots = run.ballots.map((b) => stateIn(sitting.approval, run, b, current));
  if (current !== null) return { ...run, ballots };
  return { ...run, outcome: 'approved', settledAt: given.outcome === 'approved' ? given.settledAt : sitting.at, ballots };
}

/** The run with ballots for every seat of a round that has none yet. */
function seated({ approval, electorates }: Sitting, run: Run, round: number): Run {
  let no = nextNo(run);
  const missing = Object.entries(roundsOf(approval)[round]!.seats).flatMap(([name, { by, votes = 'any' }]): Ballot[] => {
    if (run.ballots.some((b) => b.round === round && b.seat === name)) return [];
    const people = votes === 'any' ? [] : (electorates.get(by) ?? []).filter((id) => !run.barred.includes(`employee:${id}`));
    // Nobody to ask is not nobody to wait for: the seat stays with the role until somebody holds it.
    const asked = people.length === 0 ? [null] : people;
    return asked.map((employee) => ({ ...freshBallot(no++, round, name, by, run.content), employee }));
  });
  return missing.length === 0 ? run : { ...run, ballots: [...run.ballots, ...missing] };
}

const freshBallot = (no: number, round: number, seat: string, role: string, content: number): Ballot => ({
  no,
  round,
  seat,
  role,
  employee: null,
  state: 'waiting',
  promise: null,
  due: null,
  content,
  added: null,
  again: null,
  decided: null,
});

const nextNo = (run: Run): number => Math.max(0, ...run.ballots.map((b) => b.no)) + 1;

const ballotsOf = (run: Run, round: number, seat: string): Ballot[] =>
  run.ballots.filter((b) => b.round === round && b.seat === seat);

type Verdict = 'pending' | 'approved' | 'objected';

/** Whoever was asked in addition must approve besides; they do not count towards a share. */
function verdictOf(ballots: readonly Ballot[], votes: Votes = 'any'): Verdict {
  const more = ballots.filter((b) => b.added !== null);
  const own = verdictOfOwn(
    ballots.filter((b) => b.added === null),
    votes,
  );
  if (own === 'objected' || more.some((b) => b.state === 'objected')) return 'objected';
  return own === 'approved' && more.every((b) => b.state === 'approved') ? 'approved' : 'pending';
}

function verdictOfOwn(own: readonly Ballot[], votes: Votes): Verdict {
  const needed = votes === 'any' ? 1 : votes === 'all' ? own.length : shareOf(own.length, votes.share);
  const count = (state: Ballot['state']): number => own.filter((b) => b.state === state).length;
  if (own.length > 0 && count('approved') >= needed) return 'approved';
  return own.length - count('objected') < needed ? 'objected' : 'pending';
}

/** The least whole number of votes that makes up the share; two thirds of three are two, whatever 2/3 is in binary. */
const shareOf = (people: number, share: number): number => Math.max(1, Math.ceil(people * share - 1e-9));

/** Whether a ballot that is not decided lies open, waits for its turn, or is no longer needed. */
function stateIn(approval: AnyApproval, run: Run, ballot: Ballot, current: number | null): Ballot {
  if (ballot.state === 'approved' || ballot.state === 'objected') return ballot;
  const votes = roundsOf(approval)[ballot.round]?.seats[ballot.seat]?.votes ?? 'any';
  const seat = ballotsOf(run, ballot.round, ballot.seat);
  const settled = isSettled(seat, votes);
  if (settled && ballot.added === null) return spared(ballot);
  if (ballot.round !== current) return waiting(ballot);
  const before = seat.some((b) => b.added?.to === ballot.no && b.added.order === 'before' && b.state !== 'approved');
  const target = ballot.added?.order === 'after' ? seat.find((b) => b.no === ballot.added!.to) : undefined;
  const after = target !== undefined && isUndecided(target) && !settled;
  return before || after ? waiting(ballot) : { ...ballot, state: 'open' };
}

/** Whether those who were asked from the beginning have approved. */
const isSettled = (seat: readonly Ballot[], votes: Votes): boolean =>
  verdictOfOwn(
    seat.filter((b) => b.added === null),
    votes,
  ) === 'approved';

/** What waits owes nothing; when its turn comes it has its whole time. */
const waiting = (ballot: Ballot): Ballot => ({ ...ballot, state: 'waiting', promise: null, due: null });

const spared = (ballot: Ballot): Ballot => (isUndecided(ballot) ? { ...ballot, state: 'spared', promise: null } : ballot);

/** A signature that no longer counts: the same people are asked again, with time of its own. */
const askedAgain = (ballot: Ballot, { why, parts, reason }: Omit<NonNullable<Ballot['again']>, 'seen'>): Ballot => ({
  ...ballot,
  state: 'waiting',
  promise: null,
  due: null,
  decided: null,
  again: { seen: ballot.decided === null ? (ballot.again?.seen ?? null) : ballot.content, why, parts, reason },
});

function replaced(run: Run, no: number, values: Partial<Ballot>): Run {
  return { ...run, ballots: run.ballots.map((b) => (b.no === no ? { ...b, ...values } : b)) };
}
