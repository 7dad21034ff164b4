import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { RoleName } from '#domain/org/roles';
import type { DocOf, EvidenceOf, InputOf, StepNameOf } from '#kernel/declare/record';
import type { Span } from '#kernel/declare/span';
import type { ProblemBody } from '#kernel/problem';
import { dueAt } from '#kernel/run/clock/due';
import { tickDuties, tickPromises } from '#kernel/run/tick';
import { systemActor } from '#kernel/run/tx';
import { offsetCache } from '#kernel/run/zone';
import { type Company, openCompany } from './company.ts';
import { doDueJobs } from './jobs.ts';
import type { AnyNamed, Person, Who } from './person.ts';
import { Refusal } from './person.ts';

/** A step and its evidence, as `given` takes them. */
export type StepGiven<R extends AnyNamed> = {
  [K in StepNameOf<R>]: readonly [step: K, evidence?: EvidenceOf<R, K>];
}[StepNameOf<R>];

/** What a story is told with. */
export interface Teller {
  /**
   * Somebody who holds this role (or these), signed in: `as('sales')` is the same person throughout the file. `who` tells people
   * of the same role apart (`{ name: '小王' }`) and puts them into a department. What they do goes through HTTP.
   */
  as: (role: RoleName | readonly RoleName[], who?: Who) => Person;
  /** A contact person of that customer (its id), as the portal lets them in. */
  asCustomer: (customer: string) => Person;
  /**
   * A record that is there when the story begins: created, and moved by these steps in order, by the system itself. The system
   * may take every step; guards and evidence hold for it as for anybody.
   */
  given: <R extends AnyNamed>(record: R, input: InputOf<R>, ...steps: StepGiven<R>[]) => Promise<DocOf<R>>;
  /**
   * Expects that something is refused, and by what: the name of a guard, `state`, or the problem (`not-allowed`, `not-found`,
   * `stale`, `invalid`, `taken`, …; for `invalid` also the pointer of a field, `/reason`). `clause` is the id of a clause that the
   * refusal must cite: `002.14 二.1`. Answers the problem.
   */
  refused: (deed: Promise<unknown>, by: string, clause?: string) => Promise<ProblemBody>;
  /** Reads a record as somebody who holds every role inside the company. */
  get: Person['get'];
  list: Person['list'];
  /** The story's instant, epoch milliseconds. It stands still unless it is moved. Every story begins on Monday, 2026-11-16, 09:00 in China. */
  now: () => number;
  /** The date of `now` in the company's zone. */
  today: () => Promise<string>;
  /** Moves the clock to an instant (`2026-12-01T09:00+08:00` or epoch milliseconds) and lets everything fall due that is due by then: duties, promises, jobs. */
  at: (instant: string | number) => Promise<void>;
  /** The same, by a length of time: `later(workingHours(4))`. Working time is counted on the company's calendar. */
  later: (span: Span) => Promise<void>;
  company: Company;
}

/** Monday, 2026-11-16, 09:00 in China: an ordinary working day. */
export const STORY_BEGINS = Date.parse('2026-11-16T09:00:00+08:00');

/**
 * A test that tells a piece of a record's life through HTTP: a real server on loopback over a database of its own, which
 * the stories of a file share. Each story should make the records that it speaks of.
 */
export function story(name: string, tell: (teller: Teller) => Promise<void>): void {
  open();
  // oxlint-disable-next-line vitest/expect-expect -- the story does
  test(name, async () => {
    await tell(tellerOf(company!));
  });
}

let company: Company | undefined;
let registered = false;

/** Opens the company before the first story of a file and closes it after the last. */
function open(): void {
  if (registered) return;
  registered = true;
  beforeAll(async () => {
    company = await openCompany(STORY_BEGINS);
  });
  beforeEach(() => {
    if (company) company.now = STORY_BEGINS;
  });
  afterAll(() => company?.close());
}

function tellerOf(company: Company): Teller {
  const { kernel } = company.world;
  const observer = company.everybody();
  const at = async (instant: string | number): Promise<void> => {
    const now = typeof instant === 'number' ? instant : Date.parse(instant);
    if (Number.isNaN(now)) throw new Error(`${instant} is no instant.`);
    company.now = now;
    await tickDuties(kernel, now);
    await tickPromises(kernel, now);
    await doDueJobs(company.world, now);
  };
  return {
    as: (role, who) => company.person(typeof role === 'string' ? [role] : role, who),
    asCustomer: (customer) => company.contact(customer),
    async given(record, input, ...steps) {
      const [made] = await kernel.write(systemActor, company.now, (tx) => tx.create(record, [input]));
      let doc = made!;
      for (const [step, evidence] of steps) {
        const { id } = doc as unknown as { id: string };
        const [moved] = await kernel.write(systemActor, company.now, (tx) =>
          tx.take(record, step, [{ id, ...(evidence !== undefined && { evidence }) }]),
        );
        doc = moved!;
      }
      return doc;
    },
    refused,
    get: observer.get,
    list: observer.list,
    now: () => company.now,
    today: async () => offsetCache((await kernel.config()).zone).dateOf(company.now),
    at,
    async later(span) {
      const due = dueAt((await kernel.config()).calendar, company.now, span, []);
      if (due === null) throw new Error('The company’s calendar has no such time.');
      await at(due);
    },
    company,
  };
}

async function refused(deed: Promise<unknown>, by: string, clause?: string): Promise<ProblemBody> {
  const refusal = await deed.then(
    () => expect.fail(`It was done; ${by} should have refused it.`),
    (error: unknown) => error,
  );
  if (!(refusal instanceof Refusal)) throw refusal;
  const { problem } = refusal;
  const because = (problem['because'] ?? []) as { rule: string; clauses: { id: string }[] }[];
  const errors = (problem['errors'] ?? []) as { pointer: string }[];
  const reasons = [refusal.slug, ...because.map((b) => b.rule), ...errors.map((e) => e.pointer)];
  expect(reasons, problem.title).toContain(by);
  if (clause !== undefined) {
    const cited = [...because, problem as unknown as { clauses?: { id: string }[] }]
      .flatMap((b) => b.clauses ?? [])
      .map((c) => c.id);
    expect(cited, `the clauses that ${by} cites`).toContain(clause);
  }
  return problem;
}
