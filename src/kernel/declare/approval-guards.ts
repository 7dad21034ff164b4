import type { AnyApproval, AnyApprovalWords, Seat } from './approval.ts';

/** What is looked at of a declaration here: record.ts, which says the rest, calls this. */
interface Guarded {
  name: string;
  states: readonly string[];
  lifecycle: Record<string, GuardedStep>;
  approvals?: Record<string, AnyApproval>;
  permit: { read: object };
}

interface GuardedStep {
  from: string | readonly string[];
  to: string;
  by: readonly string[];
  guards?: object;
}

/**
 * The declaration with a guard, named after the approval, on every step that must wait for it: nobody can forget one.
 * @throws Error when a declaration would let a record go on without its signatures, or show outside what was said in them.
 */
export function withApprovalGuards<R extends { lifecycle: object }>(declared: R): R {
  const record = declared as unknown as Guarded;
  const approvals = Object.entries(record.approvals ?? {});
  if (approvals.length === 0) return declared;
  for (const [name, approval] of approvals) refuseUnsound(record, name, approval);
  const lifecycle = Object.fromEntries(
    Object.entries(record.lifecycle).map(([stepName, step]): [string, GuardedStep] => {
      const needed = approvals.filter(([, approval]) => waitsFor(approval, stepName, step));
      if (needed.length === 0) return [stepName, step];
      return [
        stepName,
        { ...step, guards: { ...step.guards, ...Object.fromEntries(needed.map(([name]) => [name, approved(name)])) } },
      ];
    }),
  );
  return { ...declared, lifecycle };
}

/** The words with the sentences of those guards. */
export function withApprovalSentences<W extends { guards: object; approvals?: unknown }>(words: W): W {
  const approvals = Object.entries((words.approvals ?? {}) as Record<string, AnyApprovalWords>);
  if (approvals.length === 0) return words;
  const sentences = Object.fromEntries(approvals.map(([name, { passed }]) => [name, passed] as const));
  return { ...words, guards: { ...words.guards, ...sentences } };
}

/** The rounds of an approval, in order. */
export const roundsOf = (approval: AnyApproval): AnyApproval['rounds'][string][] => Object.values(approval.rounds);

/** The seats of an approval with the number of their round, in order. */
export const seatsOf = (approval: AnyApproval): { name: string; seat: Seat<string>; round: number }[] =>
  roundsOf(approval).flatMap(({ seats }, round) => Object.entries(seats).map(([name, seat]) => ({ name, seat, round })));

/** Whether a step needs an approval: it leaves the review in another way than back, or is named. */
export function waitsFor(approval: AnyApproval, stepName: string, step: GuardedStep): boolean {
  if (approval.waits?.includes(stepName)) return true;
  if (stepName === approval.returns || stepName === approval.withdraws) return false;
  return froms(step).includes(approval.on) && step.to !== approval.on;
}

/**
 * Whether anything that waits for an approval can still come without its being asked for again. Where nothing can (a contract that is
 * signed), the signatures are history, and a later change, which has its own rules, does not cancel them.
 */
export function isStillNeeded({ lifecycle }: Pick<Guarded, 'lifecycle'>, approval: AnyApproval, state: string): boolean {
  const reached = new Set([state]);
  for (let before = 0; before !== reached.size; ) {
    before = reached.size;
    for (const step of Object.values(lifecycle))
      if (step.to !== approval.on && froms(step).some((from) => reached.has(from))) reached.add(step.to);
  }
  return Object.entries(lifecycle).some(
    ([name, step]) => waitsFor(approval, name, step) && froms(step).some((from) => reached.has(from)),
  );
}

const froms = ({ from }: GuardedStep): readonly string[] => (typeof from === 'string' ? [from] : from);

/** Fails closed: what was never asked for, or no longer holds, is not approved. */
const approved =
  (name: string) =>
  (record: Record<string, unknown>): boolean =>
    (record['approvals'] as Record<string, { outcome: string }> | null | undefined)?.[name]?.outcome === 'approved';

function refuseUnsound(record: Guarded, name: string, approval: AnyApproval): void {
  const fail = (why: string): never => {
    throw new Error(`The approval ${name} of ${record.name}: ${why}`);
  };
  const { on, passes, returns, withdraws } = approval;
  const rounds = roundsOf(approval);
  for (const step of [passes, returns]) {
    const { by } = record.lifecycle[step]!;
    if (by.length !== 1 || by[0] !== 'system') fail(`only the system may take ${step}.`);
  }
  for (const step of [passes, returns, withdraws])
    if (!froms(record.lifecycle[step]!).includes(on)) fail(`${step} does not start from ${on}.`);
  if (record.states[0] === on) fail('a record cannot be reviewed before it is submitted.');
  if (rounds.length === 0 || rounds[0]!.when) fail('its first round must be held for every record.');
  if (rounds.some(({ seats }) => Object.keys(seats).length === 0)) fail('a round has no seat.');
  const names = seatsOf(approval).map((s) => s.name);
  if (new Set(names).size !== names.length) fail('two seats share a name.');
  const read = record.permit.read as Record<string, string | undefined>;
  for (const {
    name: seat,
    seat: { by },
  } of seatsOf(approval))
    if (read[by] === undefined) fail(`${seat} may not read it.`);
  if (Object.values(read).includes('customer')) fail('customers would read what was said in it.');
}
