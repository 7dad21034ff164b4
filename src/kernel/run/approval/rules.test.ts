import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AnyApproval, Votes } from '../../declare/approval.ts';
import { roundsOf, seatsOf } from '../../declare/approval-guards.ts';
import type { AnyDoc } from '../../declare/record.ts';
import { workingHours } from '../../declare/span.ts';
import type { Actor } from '../actor.ts';
import { isBarred, type Right, rightTo } from './people.ts';
import { added, changed, decided, ended, handedOver, opened, returnedTo, type Sitting } from './rules.ts';
import { type Ballot, isUndecided, type Run } from './state.ts';

const PEOPLE = ['p0', 'p1', 'p2', 'p3', 'p4', 'p5', 'p6', 'p7'] as const;
/** The requester and the maker hold every role, too. */
const [REQUESTER, MAKER] = PEOPLE;
const HOLDERS: Record<string, readonly string[]> = {
  legal: ['p0', 'p1', 'p2', 'p3'],
  finance: ['p0', 'p1', 'p3', 'p4', 'p5', 'p6'],
  leader: ['p0', 'p1', 'p7'],
};
const rolesOf = (person: string): string[] => Object.keys(HOLDERS).filter((role) => HOLDERS[role]!.includes(person));

const seat = (by: string, covers: readonly string[] | 'everything', votes?: Votes) => ({
  by: by as never,
  covers: covers as never,
  within: workingHours(8),
  ...(votes && { votes }),
});

const approvalWith = (legal: Votes, finance: Votes): AnyApproval => ({
  on: 'in_review',
  passes: 'pass',
  returns: 'send_back',
  withdraws: 'recall',
  rounds: {
    departments: { seats: { legal: seat('legal', ['text'], legal), finance: seat('finance', ['price'], finance) } },
    top: { when: ((doc: AnyDoc) => doc['important'] === true) as never, seats: { leader: seat('leader', 'everything') } },
  },
});

const docWith = (important: boolean): AnyDoc =>
  ({ createdBy: `employee:${MAKER}`, state: 'in_review', important }) as unknown as AnyDoc;
const AT = '2026-11-16T01:00:00.000Z';
const sittingOf = (approval: AnyApproval, important: boolean): Sitting => ({
  approval,
  doc: docWith(important),
  electorates: new Map(Object.entries(HOLDERS)),
  at: AT,
});
const actor = (person: string) => ({ id: `employee:${person}`, employee: person, roles: rolesOf(person) }) as unknown as Actor;
const rights = (person: string, standsInFor: readonly string[]): Right[] =>
  [person, ...standsInFor].map((employee) => ({ employee, roles: rolesOf(employee) }));
const decision = (person: string) => ({ by: `employee:${person}`, for: null, at: AT, reason: null, checks: [] });
const begin = (approval: AnyApproval, important = false): Run =>
  opened(sittingOf(approval, important), undefined, `employee:${REQUESTER}`, 1);
const open = (run: Run) => run.ballots.filter((b) => b.state === 'open').map((b) => `${b.seat}:${b.employee ?? '*'}`);
const of = (run: Run, name: string, employee: string | null = null) =>
  run.ballots.find((b) => b.seat === name && b.employee === employee)!;

describe('who is asked', () => {
  test('any one of a role, all but the requester and the maker, or a share of them', () => {
    expect(open(begin(approvalWith('any', 'all')))).toEqual(['legal:*', 'finance:p3', 'finance:p4', 'finance:p5', 'finance:p6']);
  });

  test('a role that nobody else holds is waited for all the same', () => {
    const lonely: Sitting = { ...sittingOf(approvalWith('all', 'any'), false), electorates: new Map([['legal', ['p0', 'p1']]]) };
    expect(open(opened(lonely, undefined, 'employee:p0', 1))).toEqual(['legal:*', 'finance:*']);
  });
});

describe('votes', () => {
  const cast = (run: Run, approval: AnyApproval, who: string, state: 'approved' | 'objected') =>
    decided(sittingOf(approval, false), run, of(run, 'finance', who).no, state, decision(who));

  test.each([
    ['all', 4],
    [{ share: 2 / 3 }, 3],
    [{ share: 0.5 }, 2],
    [{ share: 0.01 }, 1],
  ] as const)('%o of four people needs %i', (votes, needed) => {
    const approval = approvalWith('any', votes);
    let run = begin(approval);
    run = decided(sittingOf(approval, false), run, of(run, 'legal').no, 'approved', decision('p2'));
    const voters = ['p3', 'p4', 'p5', 'p6'];
    for (const [i, voter] of voters.entries()) {
      if (run.outcome === 'approved') break;
      expect(i).toBeLessThan(needed);
      run = cast(run, approval, voter, 'approved');
    }
    expect(run.outcome).toBe('approved');
    expect(run.ballots.filter((b) => b.seat === 'finance' && b.state === 'approved')).toHaveLength(needed);
    expect(run.ballots.filter(isUndecided)).toEqual([]);
  });

  test('objections end it as soon as the share is out of reach, and not before', () => {
    const approval = approvalWith('any', { share: 2 / 3 });
    let run = cast(begin(approval), approval, 'p3', 'objected');
    expect(run.outcome).toBe('open');
    run = cast(run, approval, 'p4', 'objected');
    expect(run.outcome).toBe('returned');
    expect(open(run)).toEqual([]);
  });
});

describe('one more reviewer, somebody else, an earlier seat', () => {
  const approval = approvalWith('any', 'any');
  const sitting = sittingOf(approval, true);
  const sign = (run: Run, ballot: Ballot, who: string) => decided(sitting, run, ballot.no, 'approved', decision(who));

  test('asked before, the ballot waits; asked after, it follows; both must approve', () => {
    let run = begin(approval, true);
    run = added(sitting, run, of(run, 'legal'), 'p4', 'before', 'employee:p2');
    expect(open(run)).toEqual(['finance:*', 'legal:p4']);
    run = sign(run, of(run, 'legal', 'p4'), 'p4');
    expect(open(run)).toEqual(['legal:*', 'finance:*']);
    run = added(sitting, run, of(run, 'legal'), 'p5', 'after', 'employee:p2');
    run = sign(run, of(run, 'finance'), 'p3');
    run = sign(run, of(run, 'legal'), 'p2');
    expect(open(run)).toEqual(['legal:p5']);
    run = sign(run, of(run, 'legal', 'p5'), 'p5');
    expect(open(run)).toEqual(['leader:*']);
    expect(sign(run, of(run, 'leader'), 'p7').outcome).toBe('approved');
  });

  test('a later seat asks an earlier one again, and waits for it', () => {
    let run = begin(approval, true);
    for (const [name, who] of [
      ['legal', 'p2'],
      ['finance', 'p3'],
    ] as const)
      run = sign(run, of(run, name), who);
    run = returnedTo(sitting, run, 'legal', '第三条不清楚');
    expect(open(run)).toEqual(['legal:*']);
    expect(of(run, 'legal').again).toMatchObject({ why: 'returned', seen: 1, reason: '第三条不清楚' });
    expect(of(run, 'finance').state).toBe('approved');
    run = sign(run, of(run, 'legal'), 'p2');
    expect(open(run)).toEqual(['leader:*']);
  });

  test('what is handed over keeps its due instant; what has to wait gets its time anew', () => {
    let run = begin(approval, true);
    const due = '2026-11-16T09:00:00.000Z';
    run = { ...run, ballots: run.ballots.map((b) => (b.seat === 'legal' ? { ...b, promise: 'one', due } : b)) };
    run = handedOver(sitting, run, of(run, 'legal').no, 'p5');
    expect(of(run, 'legal', 'p5')).toMatchObject({ promise: null, due, state: 'open' });
    run = added(sitting, run, of(run, 'legal', 'p5'), 'p6', 'before', 'employee:p5');
    expect(of(run, 'legal', 'p5')).toMatchObject({ state: 'waiting', due: null });
  });

  test('important terms that come in later bring the leader in, also after it was approved', () => {
    let run = begin(approval, false);
    const plain = sittingOf(approval, false);
    for (const [name, who] of [
      ['legal', 'p2'],
      ['finance', 'p3'],
    ] as const)
      run = decided(plain, run, of(run, name).no, 'approved', decision(who));
    expect(run.outcome).toBe('approved');
    run = changed(sitting, run, ['terms'], 2, new Set());
    expect(run.outcome).toBe('open');
    expect(open(run)).toEqual(['leader:*']);
  });
});

type Command = { what: string; who: string; other: string; which: number; for: readonly string[] };
const person = fc.constantFrom(...PEOPLE);
const command: fc.Arbitrary<Command> = fc.record({
  what: fc.constantFrom(
    'approve',
    'approve',
    'approve',
    'approve',
    'object',
    'return',
    'hand',
    'before',
    'after',
    'text',
    'price',
    'important',
  ),
  who: person,
  other: person,
  which: fc.nat(40),
  for: fc.subarray([...PEOPLE], { maxLength: 3 }),
});
const votes: fc.Arbitrary<Votes> = fc.oneof(
  fc.constantFrom<Votes[]>('any', 'all'),
  fc.double({ min: 0.05, max: 1, noNaN: true }).map((share) => ({ share })),
);

/** What is believed to be signed, kept apart from the rules under test: by seat, who signed what is still as they saw it. */
class Ledger {
  readonly signed = new Map<string, Map<number, string>>();
  sign(name: string, ballot: number, who: string): void {
    this.signed.set(name, (this.signed.get(name) ?? new Map()).set(ballot, who));
  }
  cancel(...names: string[]): void {
    for (const name of names) this.signed.delete(name);
  }
  by(name: string): string[] {
    return [...(this.signed.get(name) ?? new Map<number, string>()).values()];
  }
}

test('no sequence of deeds gives an approval that the rules forbid', () => {
  let approvals = 0;
  fc.assert(
    fc.property(
      votes,
      votes,
      fc.boolean(),
      fc.array(command, { minLength: 10, maxLength: 120, size: 'max' }),
      (legal, finance, important, commands) => {
        const approval = approvalWith(legal, finance);
        let sitting = sittingOf(approval, important);
        let run = begin(approval, important);
        const ledger = new Ledger();
        const extra: { name: string; no: number }[] = [];
        for (const { what, who, other, which, for: standsInFor } of commands) {
          if (run.outcome === 'returned') break;
          if (what === 'text' || what === 'price' || what === 'important') {
            if (what === 'important') sitting = sittingOf(approval, !sitting.doc['important']);
            ledger.cancel(what === 'text' ? 'legal' : what === 'price' ? 'finance' : 'leader', 'leader');
            run = changed(sitting, run, [what], run.content + 1, new Set());
          } else {
            const ballots = run.ballots.filter((b) => b.state === 'open');
            const ballot = ballots[which % Math.max(1, ballots.length)];
            if (!ballot || run.outcome !== 'open') continue;
            const right = rightTo(run, ballot, actor(who), rights(who, standsInFor));
            if (!right) continue;
            // Whoever decides may: in person or for somebody who may, and neither is the requester or the maker.
            expect([REQUESTER, MAKER]).not.toContain(who);
            expect([REQUESTER, MAKER]).not.toContain(right.employee);
            expect([who, ...standsInFor]).toContain(right.employee);
            expect(
              ballot.employee === null ? rolesOf(right.employee).includes(ballot.role) : ballot.employee === right.employee,
            ).toBe(true);
            const mayBeAsked =
              !isBarred(run, actor(other)) &&
              !run.ballots.some((b) => b.seat === ballot.seat && (b.employee === other || b.decided?.by === `employee:${other}`));
            if (what === 'approve') {
              ledger.sign(ballot.seat, ballot.no, who);
              run = decided(sitting, run, ballot.no, 'approved', decision(who));
            } else if (what === 'object') run = decided(sitting, run, ballot.no, 'objected', decision(who));
            else if (what === 'return') {
              const asked = [...new Set(run.ballots.filter((b) => b.decided && b.seat !== ballot.seat).map((b) => b.seat))];
              const to = asked[which % Math.max(1, asked.length)];
              if (!to) continue;
              ledger.cancel(to, 'leader');
              run = returnedTo(sitting, run, to, '再看');
            } else if (what === 'hand' && mayBeAsked) run = handedOver(sitting, run, ballot.no, other);
            else if ((what === 'before' || what === 'after') && mayBeAsked) {
              run = added(sitting, run, ballot, other, what, `employee:${who}`);
              extra.push({ name: ballot.seat, no: run.ballots.at(-1)!.no });
            }
          }
          if (run.outcome === 'approved') {
            approvals++;
            expect(forbidden(approval, sitting, ledger, extra, { legal, finance })).toEqual([]);
          }
          expect(stuck(run)).toBe(false);
        }
        expect(ended(run, 'withdrawn', AT).ballots.filter(isUndecided)).toEqual([]);
      },
    ),
    { numRuns: 2000 },
  );
  expect(approvals).toBeGreaterThan(200);
});

/** What speaks against an approval, counted from the ledger alone. */
function forbidden(
  approval: AnyApproval,
  { doc }: Sitting,
  ledger: Ledger,
  extra: readonly { name: string; no: number }[],
  said: Record<string, Votes>,
): string[] {
  const wrong: string[] = [];
  for (const [round, { when }] of roundsOf(approval).entries()) {
    if (when && !when(doc as never)) continue;
    for (const {
      name,
      seat: { by },
    } of seatsOf(approval).filter((s) => s.round === round)) {
      const signers = ledger.by(name);
      const more = extra.filter((e) => e.name === name && ledger.signed.get(name)?.has(e.no)).length;
      const electorate = HOLDERS[by]!.filter((p) => p !== REQUESTER && p !== MAKER).length;
      const rule = said[name] ?? 'any';
      const needed = rule === 'any' ? 1 : rule === 'all' ? electorate : Math.ceil(electorate * rule.share - 1e-9);
      if (signers.length - more < needed) wrong.push(`${name}: ${signers.length} - ${more} of ${needed}`);
      if (new Set(signers).size !== signers.length) wrong.push(`${name}: somebody signed twice`);
      if (signers.some((s) => s === REQUESTER || s === MAKER)) wrong.push(`${name}: signed by the requester`);
    }
  }
  return wrong;
}

/** Open for ever: something is awaited, and nobody is asked. */
const stuck = (run: Run): boolean => run.outcome === 'open' && !run.ballots.some((b) => b.state === 'open');
