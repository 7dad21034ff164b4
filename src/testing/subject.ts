import { expect } from 'vitest';
import { type RoleName, roles } from '#domain/org/roles';
import { Problem } from '#kernel/problem';
import type { Actor } from '#kernel/run/actor';
import { entryHash } from '#kernel/run/journal/entry';
import type { Kind } from '#kernel/run/kind';
import { scopeOf } from '#kernel/run/load';
import { systemActor } from '#kernel/run/tx';
import { registry } from '#server/registry';
import { type Family, familyAt, place } from './rows.ts';
import { actorWith, journalKey, type World } from './world.ts';

/** A placed row, and the rows that belong to it. */
export interface Subject {
  kind: Kind;
  id: string;
  family: Family;
}

export async function subjectOf({ db }: World, kind: Kind, state: string, now: number): Promise<Subject> {
  const family = familyAt(now);
  return { kind, id: await place(db.owner, kind, state, family), family };
}

/** Somebody who holds one of these roles and sees the record: who sees all of them, if there is one. Otherwise the system. */
export function actorFor(by: readonly string[], { kind, family }: Pick<Subject, 'kind' | 'family'>): Actor {
  const actors = by.filter((role) => role in roles).map((role) => memberWith([role as RoleName], family));
  const seeing = actors.filter((actor) => scopeOf(kind, actor) !== null);
  return seeing.find((actor) => scopeOf(kind, actor) === 'all') ?? seeing[0] ?? systemActor;
}

/** Of the roles that see the records of a kind and are none of these, one: of those who see all, if there are any. */
export function strangersTo(kind: Kind, by: readonly string[]): RoleName[] {
  const others = (Object.keys(roles) as RoleName[])
    .filter((role) => role !== 'employee')
    .map((role) => ({ role, actor: actorWith([role]) }));
  const seeing = others.filter(({ actor }) => scopeOf(kind, actor) !== null && !by.some((role) => actor.roles.includes(role)));
  const one = seeing.find(({ actor }) => scopeOf(kind, actor) === 'all') ?? seeing[0];
  return one ? [one.role] : [];
}

/** An actor to whom the rows of the family belong. */
export function memberWith(held: readonly RoleName[], { ids }: Family): Actor {
  if (held.includes('portal_customer')) return actorWith(held, { customer: ids.get('customer') ?? null });
  const [employee, department] = [ids.get('employee') ?? null, ids.get('department') ?? null];
  return actorWith(held, {
    ...(employee && { id: `employee:${employee}` }),
    employee,
    department,
    departments: department ? [department] : [],
  });
}

/** The problem that refuses a deed. */
export async function refusalOf(deed: Promise<unknown>): Promise<Problem> {
  const outcome = await deed.then(
    () => expect.fail('It was not refused.'),
    (error: unknown) => error,
  );
  if (!(outcome instanceof Problem)) throw outcome;
  return outcome;
}

/** What a deed answers, or the problem that refuses it. */
export async function outcomeOf<T>(deed: Promise<T>): Promise<T | Problem> {
  return deed.catch((error: unknown) => {
    if (error instanceof Problem) return error;
    throw error;
  });
}

export interface Because {
  rule: string;
  control: string;
  sentence: { zh: string; en: string };
  clauses: { id: string }[];
}

export const becauseOf = (problem: Problem): Because[] => problem.extensions['because'] as Because[];

/** Expects that a reason or problem cites exactly the clauses that are bound to a control. */
export function expectCites(clauses: unknown, control: string): void {
  expect((clauses as { id: string }[]).map((c) => c.id)).toEqual(registry.clauseIdsOf(control));
}

/** What was refused on a record, oldest first. */
export async function refusalsOf({ db }: World, id: string): Promise<{ step: string; control: string; overridden: boolean }[]> {
  return (
    await db.owner.query<{ step: string; control: string; overridden: boolean }>(
      'select step, control, overridden from refusal where record_id = $1 order by id',
      [id],
    )
  ).rows;
}

interface Told {
  version: number;
  step: string;
  at: Date;
  actor: string;
  body: string;
  hash: Buffer;
}

/** Where a row stands, and the journal of its record. */
export async function historyOf(
  { db }: World,
  { kind, id }: Pick<Subject, 'kind' | 'id'>,
): Promise<{ state: string; version: number; entries: Told[] }> {
  const row = await db.owner.query<{ state: string; version: number }>(`select state, version from ${kind.table} where id = $1`, [
    id,
  ]);
  const { rows } = await db.owner.query<Told>(
    'select version, step, at, actor, body::text as body, hash from journal where record = $1 and record_id = $2 order by version',
    [kind.record.name, id],
  );
  return { ...row.rows[0]!, entries: rows };
}

/** A deed as the journal should tell it. */
export interface Deed {
  step: string;
  actor: string;
  at: number;
  /** From and to; undefined where the state stays. */
  state: [string | null, string] | undefined;
  /** Version and journal head before it. */
  version: number;
  head: Buffer | null;
}

/**
 * Expects that a deed was journaled once, as the next version, chained to what was before; that anything after it was the system's own
 * (an effect on the same record); and that the row stands where its last entry says.
 */
export async function expectTold(world: World, subject: Pick<Subject, 'kind' | 'id'>, deed: Deed): Promise<void> {
  const { kind, id } = subject;
  const { state, version, entries } = await historyOf(world, subject);
  const [first, ...rest] = entries;
  expect(first).toMatchObject({ version: deed.version + 1, step: deed.step, actor: deed.actor, at: new Date(deed.at) });
  const moved = deed.state && deed.state[0] !== deed.state[1] ? deed.state : undefined;
  expect((JSON.parse(first!.body) as { state?: unknown }).state).toEqual(moved);
  expect(rest.filter((entry) => entry.actor !== 'system')).toEqual([]);
  expect(entries.map((e) => e.version)).toEqual(entries.map((_, i) => deed.version + 1 + i));
  expect(version).toBe(entries.at(-1)!.version);
  if (rest.length === 0 && deed.state) expect(state).toBe(deed.state[1]);
  let head = deed.head;
  for (const e of entries)
    head = entryHash(journalKey, head, {
      record: kind.record.name,
      recordId: id,
      version: e.version,
      step: e.step,
      atMs: e.at.getTime(),
      actor: e.actor,
      body: e.body,
    });
  const row = await world.db.owner.query<{ head: Buffer }>(`select head from ${kind.table} where id = $1`, [id]);
  expect(entries.at(-1)!.hash).toEqual(head);
  expect(row.rows[0]!.head).toEqual(head);
}
