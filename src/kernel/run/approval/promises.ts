import type { AnyApproval, Seat } from '../../declare/approval.ts';
import { seatsOf } from '../../declare/approval-guards.ts';
import type { AnyDeadline, AnyDoc, AnyRecord, At } from '../../declare/record.ts';
import type { Config } from '../config.ts';
import type { Kind } from '../kind.ts';
import { openPromise, type Promises, type Standing, settlePromise } from '../promises.ts';
import type { Registry } from '../registry.ts';
import { type Ballot, type Run, seatControl } from './state.ts';

/**
 * Every open ballot is owed: gives those that opened a commitment and settles those that ended (kept where they were decided, otherwise
 * released). Returns the run with the ids of its commitments.
 */
export function withPromises(
  registry: Registry,
  kind: Kind,
  name: string,
  doc: AnyDoc,
  before: Run | undefined,
  after: Run,
  standing: readonly Standing[],
  at: At,
  config: Config,
): { run: Run; promises: Promises } {
  const promises: Promises = { opened: [], settled: [], redated: [], handed: [] };
  const ballots = after.ballots.map((ballot): Ballot => {
    if (ballot.state !== 'open' || ballot.promise !== null) return ballot;
    const deadline = deadlineOfBallot(kind.record, kind.record.approvals![name]!, ballot);
    const opened = openPromise(registry, seatControl(kind.record.name, name, ballot.seat), deadline, doc, at, config)!;
    promises.opened.push(opened);
    return { ...ballot, promise: opened.id, due: opened.dueAt === null ? null : new Date(opened.dueAt).toISOString() };
  });
  const kept = new Set(ballots.map((b) => b.promise));
  for (const { no, promise } of before?.ballots ?? []) {
    const found = promise === null || kept.has(promise) ? undefined : standing.find((c) => c.id === promise);
    if (!found) continue;
    const isDecided = ballots.some((b) => b.no === no && b.decided !== null);
    promises.settled.push(settlePromise(found, isDecided, at.now, config));
  }
  return { run: { ...after, ballots }, promises };
}

/** The deadline of a seat's decision; undefined where a control names none that is declared. */
export function seatDeadline(record: AnyRecord, approval: string, seat: string): AnyDeadline | undefined {
  const declared = record.approvals?.[approval];
  const found = declared && seatsOf(declared).find(({ name }) => name === seat);
  return found && deadlineOf(record, found.seat);
}

const made = new WeakMap<Seat<string>, AnyDeadline>();

function deadlineOf(record: AnyRecord, seat: Seat<string>): AnyDeadline {
  let deadline = made.get(seat);
  if (!deadline) {
    deadline = {
      starts: [],
      keptBy: [],
      within: seat.within,
      debtor: seat.by,
      // Whoever makes such records waits for the decision.
      creditor: record.permit.create[0] ?? seat.by,
      ...(seat.escalation && { escalation: seat.escalation }),
    };
    made.set(seat, deadline);
  }
  return deadline;
}

function deadlineOfBallot(record: AnyRecord, approval: AnyApproval, ballot: Ballot): AnyDeadline {
  const { seat } = seatsOf(approval).find(({ name }) => name === ballot.seat)!;
  const { within, ...deadline } = deadlineOf(record, seat);
  const debtorEmployee = (): string | null => ballot.employee;
  // What is handed over stays due when it was.
  return ballot.due === null
    ? { ...deadline, debtorEmployee, ...(within !== undefined && { within }) }
    : { ...deadline, debtorEmployee, by: () => ballot.due };
}
