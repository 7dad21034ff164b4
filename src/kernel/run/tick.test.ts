import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { regulation } from '#domain/governance/regulation/regulation';
import { employee } from '#domain/org/employee/employee';
import { setting } from '#domain/org/setting/setting';
import { standardCalendar } from '#domain/org/working-calendar/calendar-spec';
import { workingCalendar } from '#domain/org/working-calendar/working-calendar';
import { tasksOf } from '#server/jobs';
import { actorWith, freshWorld, type World } from '#testing/world';
import { explainCommitment, listCommitments } from './commitments.ts';
import { pause, resume } from './hold.ts';
import { tickDuties, tickPromises } from './tick.ts';

// The review of a regulation is a promise of the management department: ten working days from the day on which it falls due.

let world: World;
const manager = actorWith(['management', 'admin']);
const chief = actorWith(['general_manager']);
const instant = (local: string) => Date.parse(`${local}:00+08:00`);

beforeAll(async () => {
  world = await freshWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.db.owner.query('delete from notification; delete from commitment');
});

/** A regulation in force whose review falls due on 4 March 2024 (a Monday) at nine. */
async function dueForReview(code: string): Promise<{ id: string; promise: string }> {
  const { kernel } = world;
  const made = await kernel.write(manager, instant('2023-03-04T09:00'), async (tx) => {
    const [sponsor] = await tx.create(employee, [{ name: '王总' }]);
    const [draft] = await tx.create(regulation, [{ code, title: '定做产品管理制度', sponsor: sponsor!.id, reviewMonths: 12 }]);
    return tx.take(regulation, 'publish', [
      { id: draft!.id, evidence: { publisher: '管理部', publishedOn: '2023-03-04', effectiveFrom: '2023-03-04' } },
    ]);
  });
  expect(made[0]!.nextReviewOn).toBe('2024-03-04');
  await tickDuties(kernel, instant('2024-03-04T09:00'));
  const { items } = await listCommitments(
    kernel,
    manager,
    { recordIds: [made[0]!.id], limit: 10, after: null },
    instant('2024-03-04T09:00'),
  );
  expect(items).toHaveLength(1);
  return { id: made[0]!.id, promise: items[0]!.id };
}

const review = { lastFinding: '执行情况良好，无须修订。', decision: 'keep' } as const;
const outcomeOf = async (id: string) => (await explainCommitment(world.kernel, manager, id, instant('2024-06-01T09:00'))).outcome;

test('GOV-018: a review comes up on its date, once, however many processes look', async () => {
  const { id } = await dueForReview('R-1');
  const again = await Promise.all([1, 2, 3].map(() => tickDuties(world.kernel, instant('2024-03-04T10:00'))));
  expect(again).toEqual([0, 0, 0]);
  const { rows } = await world.db.owner.query(`select step from journal where record_id = $1 order by version`, [id]);
  expect(rows.map((r) => r.step)).toEqual(['create', 'publish', 'fall_due']);
});

test('kept in time, and the next review is a year on', async () => {
  const { id, promise } = await dueForReview('R-2');
  const [done] = await world.kernel.write(manager, instant('2024-03-18T17:59'), (tx) =>
    tx.take(regulation, 'review', [{ id, evidence: review }]),
  );
  expect(done).toMatchObject({ state: 'in_force', nextReviewOn: '2025-03-18' });
  expect(await outcomeOf(promise)).toBe('kept');
});

test('PLT-004: breached at its due instant by the clock, told to debtor and ladder once, and journaled in its own chain', async () => {
  const { id, promise } = await dueForReview('R-3');
  await tickPromises(world.kernel, instant('2024-03-18T18:00'));
  expect(await outcomeOf(promise)).toBe('open');
  await Promise.all([1, 2, 3].map(() => tickPromises(world.kernel, instant('2024-03-19T09:01'))));
  expect(await outcomeOf(promise)).toBe('breached');
  const { rows } = await world.db.owner.query('select role, kind from notification where commitment = $1 order by role', [
    promise,
  ]);
  expect(rows).toEqual([
    { role: 'general_manager', kind: 'breached' },
    { role: 'management', kind: 'breached' },
  ]);
  const entries = await world.db.owner.query('select version, step, at from journal where record_id = $1', [promise]);
  expect(entries.rows).toEqual([{ version: 2, step: 'breach', at: new Date(instant('2024-03-18T18:00')) }]);
  await world.kernel.write(manager, instant('2024-03-20T09:00'), (tx) =>
    tx.take(regulation, 'review', [{ id, evidence: review }]),
  );
  const late = await explainCommitment(world.kernel, manager, promise, instant('2024-03-20T10:00'));
  expect(late).toMatchObject({ outcome: 'breached', settledAt: '2024-03-20T01:00:00.000Z' });
});

test('a clock that was late is late, also when no tick came by', async () => {
  const { id, promise } = await dueForReview('R-4');
  await world.kernel.write(manager, instant('2024-03-19T09:30'), (tx) =>
    tx.take(regulation, 'review', [{ id, evidence: review }]),
  );
  expect(await outcomeOf(promise)).toBe('breached');
});

test('paused time does not count, and every segment says why', async () => {
  const { id, promise } = await dueForReview('R-5');
  await pause(world.kernel, manager, promise, '等候监管部门意见', instant('2024-03-05T09:00'));
  await expect(pause(world.kernel, manager, promise, '再次', instant('2024-03-05T09:30'))).rejects.toMatchObject({
    slug: 'wrong-state',
  });
  await tickPromises(world.kernel, instant('2024-04-30T09:00'));
  expect(await outcomeOf(promise)).toBe('open');
  await resume(world.kernel, manager, promise, instant('2024-03-12T09:00'));
  const clock = await explainCommitment(world.kernel, manager, promise, instant('2024-03-12T10:00'));
  expect(clock.dueAt).toBe(new Date(instant('2024-03-25T18:00')).toISOString());
  expect(clock.segments.find((s) => s.kind === 'paused')?.why).toBe('等候监管部门意见');
  expect(clock.segments.at(0)!.from).toBe(instant('2024-03-04T09:00'));
  clock.segments.slice(1).forEach((s, i) => expect(s.from).toBe(clock.segments[i]!.to));
  await expect(pause(world.kernel, actorWith(['sales']), promise, '不归我管', instant('2024-03-13T09:00'))).rejects.toMatchObject(
    { slug: 'not-allowed' },
  );
  await world.kernel.write(manager, instant('2024-03-25T17:00'), (tx) =>
    tx.take(regulation, 'review', [{ id, evidence: review }]),
  );
  expect(await outcomeOf(promise)).toBe('kept');
});

test('A10: a second round has its own clock; the first result stands', async () => {
  const { id, promise } = await dueForReview('R-6');
  await world.kernel.write(manager, instant('2024-03-05T09:00'), (tx) =>
    tx.take(regulation, 'review', [{ id, evidence: review }]),
  );
  await tickDuties(world.kernel, instant('2025-03-05T09:00'));
  await tickPromises(world.kernel, instant('2025-06-01T09:00'));
  const { items } = await listCommitments(
    world.kernel,
    manager,
    { recordIds: [id], limit: 10, after: null },
    instant('2025-06-01T09:00'),
  );
  expect(items.map((c) => [c.id === promise, c.outcome])).toEqual([
    [true, 'kept'],
    [false, 'breached'],
  ]);
});

test('A12: a changed calendar dates open promises anew, lists the difference, and leaves results alone', async () => {
  const settled = await dueForReview('R-7');
  await world.kernel.write(manager, instant('2024-03-05T09:00'), (tx) =>
    tx.take(regulation, 'review', [{ id: settled.id, evidence: review }]),
  );
  const before = await explainCommitment(world.kernel, manager, settled.promise, instant('2024-03-05T10:00'));
  const { promise } = await dueForReview('R-8');
  const { id, version: _, ...spec } = standardCalendar;
  const [calendar] = await world.kernel.write(manager, instant('2024-03-05T11:00'), (tx) =>
    tx.create(workingCalendar, [
      { name: '标准', standard: true, ...(spec as object), days: [{ date: '2024-03-14', works: false, name: '厂庆' }] },
    ]),
  );
  await runJobs('redate');
  const open = await explainCommitment(world.kernel, manager, promise, instant('2024-03-06T09:00'));
  expect(open.dueAt).toBe(new Date(instant('2024-03-19T18:00')).toISOString());
  expect(await explainCommitment(world.kernel, manager, settled.promise, instant('2024-03-05T10:00'))).toEqual(before);
  const { rows } = await world.db.owner.query(
    'select c.commitment, c.due_from, c.due_to from redating_change c join redating r on r.id = c.redating where r.cause_id = $1',
    [calendar!.id],
  );
  expect(rows).toEqual([
    { commitment: promise, due_from: new Date(instant('2024-03-18T18:00')), due_to: new Date(instant('2024-03-19T18:00')) },
  ]);
  await world.kernel.write(manager, instant('2024-03-05T12:00'), (tx) =>
    tx.edit(workingCalendar, [{ id: calendar!.id, version: 1, evidence: { days: [] } }]),
  );
  await runJobs('redate');
  expect((await explainCommitment(world.kernel, manager, promise, instant('2024-03-06T09:00'))).dueAt).toBe(
    new Date(instant('2024-03-18T18:00')).toISOString(),
  );
  expect(id).toBe(standardCalendar.id);
});

test('PLT-008: a changed setting dates open promises anew from their own start', async () => {
  const { promise } = await dueForReview('R-9');
  await world.kernel.write(chief, instant('2024-03-05T12:00'), (tx) =>
    tx.create(setting, [
      {
        key: 'regulation.review',
        value: { amount: 5, unit: 'working_days' },
        effectiveFrom: '2024-03-05T00:00:00+08:00',
        reason: '提速',
      },
    ]),
  );
  await runJobs('redate');
  expect((await explainCommitment(world.kernel, manager, promise, instant('2024-03-06T09:00'))).dueAt).toBe(
    new Date(instant('2024-03-11T18:00')).toISOString(),
  );
});

test('a setting that is not declared, or of another kind, is refused', async () => {
  const create = (input: object) =>
    world.kernel.write(chief, instant('2024-03-05T12:00'), (tx) =>
      tx.create(setting, [{ effectiveFrom: '2024-03-05T00:00:00Z', reason: '试一试', ...input }]),
    );
  await expect(create({ key: 'no.such', value: 1 })).rejects.toMatchObject({ slug: 'invalid' });
  await expect(create({ key: 'regulation.review', value: 'ten' })).rejects.toMatchObject({ slug: 'invalid' });
});

test('duties are taken in the order of their dates, and of the numbers on one day', async () => {
  const { kernel } = world;
  const publishedOn = ['2023-03-06', '2023-03-04', '2023-03-05', '2023-03-04', '2023-03-05'];
  const numbers = await kernel.write(manager, instant('2023-03-07T09:00'), async (tx) => {
    const [sponsor] = await tx.create(employee, [{ name: '王总' }]);
    const drafts = await tx.create(
      regulation,
      publishedOn.map((_, i) => ({ code: `T-${i}`, title: '定期评审', sponsor: sponsor!.id, reviewMonths: 12 })),
    );
    await tx.take(
      regulation,
      'publish',
      drafts.map(({ id }, i) => ({
        id,
        evidence: { publisher: '管理部', publishedOn: publishedOn[i]!, effectiveFrom: publishedOn[i]! },
      })),
    );
    return drafts.map((draft) => draft.number);
  });
  await tickDuties(kernel, instant('2024-03-07T09:00'));
  const { rows } = await world.db.owner.query<{ number: string }>(
    `select r.number from journal j join regulation r on r.id = j.record_id where j.step = 'fall_due' and r.number = any($1) order by j.id`,
    [numbers],
  );
  expect(rows.map((r) => r.number)).toEqual([1, 3, 2, 4, 0].map((i) => numbers[i]));
});

test('a promise on a record that one may not see does not exist', async () => {
  const { promise } = await dueForReview('R-10');
  const customer = actorWith(['portal_customer'], { customer: '0198b0f4-0000-7000-8000-000000000000' });
  await expect(explainCommitment(world.kernel, customer, promise, instant('2024-03-06T09:00'))).rejects.toMatchObject({
    slug: 'not-found',
  });
  expect((await listCommitments(world.kernel, customer, { limit: 10, after: null }, instant('2024-03-06T09:00'))).items).toEqual(
    [],
  );
});

/** Runs the queued jobs of a task, at an instant after everything above. */
async function runJobs(task: string): Promise<void> {
  const { rows } = await world.db.owner.query<{ payload: object }>(
    `with gone as (delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t where t.id = j.task_id and t.identifier = $1 returning j.payload) select payload from gone`,
    [task],
  );
  const tasks = tasksOf(world, () => instant('2024-03-06T08:00'));
  for (const { payload } of rows) await tasks[task]!(payload, { logger: { info: () => {} } } as never);
}
