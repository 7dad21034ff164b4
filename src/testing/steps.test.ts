import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { roles } from '#domain/org/roles';
import { bare } from '#kernel/declare/fields';
import { froms } from '#kernel/declare/record';
import { Problem } from '#kernel/problem';
import type { Actor } from '#kernel/run/actor';
import type { Kind } from '#kernel/run/kind';
import { type Ability, read } from '#kernel/run/read';
import { kinds } from '#server/registry';
import { aroundIt, makeReady } from './readiness.ts';
import { emptyOut, type Family, familyAt, leastInput, PLACED, placedHead, placeReferred } from './rows.ts';
import { refsIn, sampleOf } from './samples.ts';
import {
  actorFor,
  becauseOf,
  expectCites,
  expectTold,
  historyOf,
  memberWith,
  outcomeOf,
  refusalOf,
  refusalsOf,
  type Subject,
  strangersTo,
  subjectOf,
} from './subject.ts';
import { actorWith, freshWorld, type World } from './world.ts';

// What every step, creation and edit of every record promises, generated from the declarations and tried on PostgreSQL.

const NOW = Date.parse('2026-11-20T02:00:00Z');
const nobody = actorWith([], { roles: [] });
/** What was tried to its end, and why it ended early. */
const tried = new Map<string, string | null>();
let world: World;

beforeAll(async () => {
  world = await freshWorld();
});
afterAll(() => world.close());

describe.each(kinds.map((kind) => [kind.record.name, kind] as const))('%s', (name, kind) => {
  const { record } = kind;

  describe.each(Object.entries(record.lifecycle))(`${name}.%s`, (stepName, step) => {
    const from = froms(step)[0]!;
    const control = `${name}.${stepName}`;
    let subject: Subject;
    beforeAll(async () => {
      subject = await subjectOf(world, kind, from, NOW);
      if (step.evidence) await placeReferred(world.db.owner, refsIn(step.evidence), subject.family, [name]);
    });
    const shown = (): Record<string, unknown> =>
      step.evidence ? (sampleOf(step.evidence, subject.family.sampling) as Record<string, unknown>) : {};
    const attempt = (actor: Actor, evidence: unknown, version?: number) =>
      world.kernel.write(actor, NOW, (tx) =>
        tx.take(
          record as never,
          stepName as never,
          [{ id: subject.id, evidence, ...(version !== undefined && { version }) }] as never,
        ),
      );

    // Where there is nobody of that kind, everybody who sees the record may take the step.
    test.each(strangersTo(kind, step.by))('is refused to %s, who may not take it', async (role) => {
      const problem = await refusalOf(attempt(memberWith([role], subject.family), shown()));
      expect(problem).toMatchObject({ slug: 'not-allowed', status: 403, extensions: { needs: step.by } });
      expectCites(problem.extensions['clauses'], control);
    });

    test('is refused in every state that it does not start from', async () => {
      for (const state of record.states.filter((s) => !froms(step).includes(s))) {
        await world.db.owner.query(`update ${kind.table} set state = $2 where id = $1`, [subject.id, state]);
        const before = await refusalsOf(world, subject.id);
        const problem = await refusalOf(attempt(actorFor(step.by, subject), shown()));
        expect(problem).toMatchObject({
          slug: 'wrong-state',
          status: 409,
          extensions: { because: [{ rule: 'state', control }] },
        });
        const [zh, en] = kind.words.states[state]!;
        expect(problem.title.zh).toContain(`“${zh}”`);
        expect(problem.title.en).toContain(en.toLowerCase());
        expect(becauseOf(problem).map((b) => b.sentence)).toEqual([problem.title]);
        expectCites(becauseOf(problem)[0]!.clauses, control);
        expect(await refusalsOf(world, subject.id)).toEqual([...before, { step: stepName, control, overridden: false }]);
      }
      await world.db.owner.query(`update ${kind.table} set state = $2 where id = $1`, [subject.id, from]);
    });

    test('asks for its evidence, and for nothing else', async () => {
      const actor = actorFor(step.by, subject);
      expect(await pointersOf(attempt(actor, { ...shown(), noSuchMember: 1 }))).toContain('/noSuchMember');
      for (const [member, schema] of Object.entries(step.evidence?.shape ?? {})) {
        if (isOptional(schema)) continue;
        const { [member]: _, ...rest } = shown();
        expect(await pointersOf(attempt(actor, rest))).toContain(`/${member}`);
      }
    });

    test('is refused on a version that has gone by', async () => {
      const problem = await refusalOf(attempt(actorFor(step.by, subject), shown(), PLACED - 1));
      expect(problem).toMatchObject({ slug: 'stale', status: 412, extensions: { version: PLACED } });
    });

    test('does not exist for whoever may not see the record', async () => {
      expect(await refusalOf(attempt(nobody, shown()))).toMatchObject({ slug: 'not-found', status: 404 });
      expect(await refusalOf(read(world.kernel, nobody, kind, subject.id, NOW))).toMatchObject({
        slug: 'not-found',
        status: 404,
      });
    });

    test('is taken when its guards hold, and refused with every one that does not', async () => {
      const actor = actorFor(step.by, subject);
      const can = async () => (await read(world.kernel, actor, kind, subject.id, NOW)).can[stepName]!;
      const asFound = await can();
      if (!asFound.allowed) await expectRefusedAsTold(subject, from, attempt(actor, shown()), asFound);
      const unmet = await makeReady(world, stepName, subject, NOW);
      const ready = await can();
      expect(ready.because.map((reason) => reason.rule)).toEqual(unmet);
      if (unmet.length > 0) return expectRefusedAsTold(subject, from, attempt(actor, shown()), ready);
      const outcome = await tryAround(subject, control, () => attempt(actor, shown()));
      if (outcome instanceof Problem) return expectUntouched(subject, from);
      await expectTold(world, subject, {
        step: stepName,
        actor: actor.id,
        at: NOW,
        state: [from, step.to],
        version: PLACED,
        head: placedHead,
      });
    });
  });

  describe(`${name} created`, () => {
    const make = (actor: Actor, input: Record<string, unknown>) =>
      world.kernel.write(actor, NOW, (tx) => tx.create(record as never, [input] as never)) as Promise<{ id: string }[]>;
    const relatives = async (): Promise<Family> => {
      const family = familyAt(NOW);
      await placeReferred(world.db.owner, Object.values(record.fields).flatMap(refsIn), family, [name]);
      return family;
    };

    test.each(strangersTo(kind, record.permit.create))('not by %s, who may not', async (role) => {
      const family = await relatives();
      const problem = await refusalOf(make(memberWith([role], family), leastInput(kind, family)));
      expect(problem).toMatchObject({ slug: 'not-allowed', status: 403, extensions: { needs: record.permit.create } });
      expectCites(problem.extensions['clauses'], `${name}.permit.create`);
    });

    test('with every field that may not be empty, and no others', async () => {
      const family = await relatives();
      const actor = actorFor(record.permit.create, { kind, family });
      expect(await pointersOf(make(actor, { ...leastInput(kind, family), noSuchField: 1 }))).toContain('/noSuchField');
      for (const field of Object.keys(leastInput(kind, family))) {
        const { [field]: _, ...rest } = leastInput(kind, family);
        expect(await pointersOf(make(actor, rest))).toContain(`/${field}`);
      }
    });

    test('in its first state, as its first version', async () => {
      const family = await relatives();
      const actor = actorFor(record.permit.create, { kind, family });
      const input = leastInput(kind, family);
      const before = await countOf(kind);
      const outcome = await tryAround({ kind, id: '', family }, `${name}.create`, () => make(actor, input));
      const created = outcome instanceof Problem ? [] : outcome;
      expect(await countOf(kind)).toBe(before + created.length);
      for (const { id } of created) {
        await expectTold(
          world,
          { kind, id },
          { step: 'create', actor: actor.id, at: NOW, state: [null, record.states[0]], version: 0, head: null },
        );
        expect((await read(world.kernel, actor, kind, id, NOW)).record).toMatchObject(input);
      }
    });
  });

  const edit = (subject: Subject, actor: Actor, evidence: unknown, version = PLACED) =>
    world.kernel.write(actor, NOW, (tx) => tx.edit(record as never, [{ id: subject.id, evidence, version }] as never));
  const editors = record.states.map(
    (state) => [state, (record.permit.edit as Record<string, readonly string[] | undefined>)[state] ?? []] as const,
  );

  test.each(editors.filter(([, by]) => by.length === 0))(`${name} edited while %s: by nobody`, async (state) => {
    const subject = await subjectOf(world, kind, state, NOW);
    const problem = await refusalOf(edit(subject, actorFor(Object.keys(roles), subject), {}));
    expect(problem).toMatchObject({
      slug: 'wrong-state',
      status: 409,
      extensions: { because: [{ rule: 'state', control: `${name}.permit.edit` }] },
    });
    expect(problem.title.zh).toContain(kind.words.states[state]![0]);
    expectCites(becauseOf(problem)[0]!.clauses, `${name}.permit.edit`);
    await expectUntouched(subject, state);
  });

  describe.each(editors.filter(([, by]) => by.length > 0))(`${name} edited while %s`, (state, by) => {
    test('only by whoever may, on the version they saw, and nothing unknown', async () => {
      const subject = await subjectOf(world, kind, state, NOW);
      const actor = actorFor(by, subject);
      for (const role of strangersTo(kind, by)) {
        expect(await refusalOf(edit(subject, memberWith([role], subject.family), {}))).toMatchObject({
          slug: 'not-allowed',
          status: 403,
          extensions: { needs: by },
        });
      }
      expect(await refusalOf(edit(subject, actor, {}, PLACED - 1))).toMatchObject({
        slug: 'stale',
        status: 412,
        extensions: { version: PLACED },
      });
      expect(await refusalOf(edit(subject, nobody, {}))).toMatchObject({ slug: 'not-found', status: 404 });
      expect(await pointersOf(edit(subject, actor, { noSuchField: 1 }))).toContain('/noSuchField');
      await expectUntouched(subject, state);
    });

    test('with what differs, once', async () => {
      const subject = await subjectOf(world, kind, state, NOW);
      const actor = actorFor(by, subject);
      const docNow = async () => (await read(world.kernel, actor, kind, subject.id, NOW)).record;
      const asIs = await docNow();
      const unchanged = [...changeable(kind), ...kind.lines.map((line) => line.name)];
      await edit(subject, actor, Object.fromEntries(unchanged.map((member) => [member, asIs[member]])));
      expect((await historyOf(world, subject)).version).toBe(PLACED);
      let told = {};
      // Some effects accept no change while a field is filled that belongs to a later state.
      for (const prepare of [async () => {}, () => emptyOut(world.db.owner, kind, subject.id)]) {
        if (Object.keys(told).length > 0) break;
        await prepare();
        const doc = await docNow();
        for (const field of changeable(kind)) {
          const value = sampleOf(bare(record.fields[field]!).inner, subject.family.sampling, 1);
          if (JSON.stringify(value) === JSON.stringify(doc[field])) continue;
          if ((await outcomeOf(edit(subject, actor, { [field]: value }))) instanceof Problem) continue;
          await expectTold(world, subject, {
            step: 'edit',
            actor: actor.id,
            at: NOW,
            state: undefined,
            version: PLACED,
            head: placedHead,
          });
          const { entries } = await historyOf(world, subject);
          told = { [field]: [doc[field] ?? null, value] };
          expect((JSON.parse(entries[0]!.body) as { fields: object }).fields).toMatchObject(told);
          break;
        }
      }
      expect(told).not.toEqual({});
    });
  });
});

test('nearly everything could be tried to its end', () => {
  const stuck = [...tried].filter(([, why]) => why !== null);
  expect(tried.size).toBeGreaterThan(50);
  expect(stuck.length > tried.size / 20 ? stuck : []).toEqual([]);
});

/** Tries a deed; where an effect refuses it because of what stands around the record, again in other surroundings. */
async function tryAround<T>(subject: Subject, what: string, deed: () => Promise<T>): Promise<T | Problem> {
  let outcome = await outcomeOf(deed());
  for (const change of aroundIt(world, subject)) {
    if (!(outcome instanceof Problem)) break;
    const undo = await change();
    outcome = await outcomeOf(deed());
    if (outcome instanceof Problem) await undo();
  }
  tried.set(what, outcome instanceof Problem ? `${outcome.message} ${JSON.stringify(outcome.extensions)}` : null);
  return outcome;
}

/** The pointers of a refusal for what was missing or wrong. */
async function pointersOf(deed: Promise<unknown>): Promise<string[]> {
  const problem = await refusalOf(deed);
  expect(problem).toMatchObject({ slug: 'invalid', status: 422 });
  return (problem.extensions['errors'] as { pointer: string }[]).map((error) => error.pointer);
}

/** Expects a refusal with exactly the reasons that reading the record told, and that nothing has happened. */
async function expectRefusedAsTold(subject: Subject, state: string, deed: Promise<unknown>, told: Ability): Promise<void> {
  const problem = await refusalOf(deed);
  expect(problem).toMatchObject({ slug: 'refused', status: 409 });
  expect(becauseOf(problem)).toEqual(told.because);
  await expectUntouched(subject, state);
}

async function expectUntouched(subject: Subject, state: string): Promise<void> {
  expect(await historyOf(world, subject)).toEqual({ state, version: PLACED, entries: [] });
}

const isOptional = (schema: unknown): boolean =>
  (schema as { safeParse(value: unknown): { success: boolean } }).safeParse(undefined).success;

/** Fields of plain values that anybody who may edit may change. */
const changeable = ({ record, columns }: Kind): string[] =>
  columns
    .filter((c) => c.ref === null && c.sql !== 'jsonb' && !record.permit.confidential?.fields.includes(c.field))
    .map((c) => c.field);

async function countOf(kind: Kind): Promise<number> {
  return (await world.db.owner.query<{ n: number }>(`select count(*)::int as n from ${kind.table}`)).rows[0]!.n;
}
