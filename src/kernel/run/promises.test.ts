import { afterAll, beforeAll, expect, test } from 'vitest';
import { customer } from '#domain/accounts/customer/customer';
import { delivery } from '#domain/delivery/delivery/delivery';
import { order } from '#domain/orders/order/order';
import { department } from '#domain/org/department/department';
import { employee } from '#domain/org/employee/employee';
import { complaint } from '#domain/voice/complaint/complaint';
import { measure } from '#domain/voice/measure/measure';
import { freshWorld, type World } from '#testing/world';
import { type CommitmentView, listCommitments } from './commitments.ts';
import { tickPromises } from './tick.ts';
import { systemActor } from './tx.ts';

// Clock cases of other systems' users that concern stored promises, on real records (the arithmetic is in clock/peers.test.ts).

let world: World;
const instant = (local: string) => Date.parse(`${local}:00+08:00`);
const MONDAY = '2026-11-16';

beforeAll(async () => {
  world = await freshWorld();
});
afterAll(() => world.close());

const promisesOn = async (recordId: string, now: string): Promise<CommitmentView[]> =>
  (await listCommitments(world.kernel, systemActor, { recordIds: [recordId], limit: 50, after: null }, instant(now))).items;

async function newComplaint(at: string, severity: 'safety' | 'degraded' = 'degraded') {
  return world.kernel.write(systemActor, instant(at), async (tx) => {
    const [c] = await tx.create(customer, [{ name: '苏州卓润物流有限公司' }]);
    const [made] = await tx.create(complaint, [
      {
        customer: c!.id,
        contactWay: '138 0000 0000',
        channel: 'hotline',
        statement: '门封漏水。',
        severity,
        promiseGiven: '尽快处理',
      },
    ]);
    return made!;
  });
}

test('A8: what one step settles leaves every other promise standing', async () => {
  const made = await newComplaint(`${MONDAY}T09:00`);
  const people = await world.kernel.write(systemActor, instant(`${MONDAY}T09:00`), (tx) =>
    tx.create(employee, [{ name: '甲' }, { name: '乙' }]),
  );
  await world.kernel.write(systemActor, instant(`${MONDAY}T10:00`), (tx) =>
    tx.take(complaint, 'form_team', [{ id: made.id, evidence: { team: people.map((p) => p.id) } }]),
  );
  const after = await promisesOn(made.id, `${MONDAY}T10:00`);
  expect(Object.fromEntries(after.map((c) => [c.control.split('.')[2], c.outcome]))).toEqual({
    firstReply: 'kept',
    answer: 'open',
    verification: 'open',
  });
});

test('A13: two promises at once are both kept track of, the earliest first', async () => {
  const made = await newComplaint(`${MONDAY}T09:00`);
  const both = await promisesOn(made.id, `${MONDAY}T09:00`);
  expect(both.map((c) => c.control.split('.')[2])).toEqual(['firstReply', 'answer']);
  expect(both[0]!.dueAt! < both[1]!.dueAt!).toBe(true);
});

test('A14: where nothing was promised there is no promise', async () => {
  const [made] = await world.kernel.write(systemActor, instant(`${MONDAY}T09:00`), async (tx) => {
    const [c] = await tx.create(customer, [{ name: '无锡' }]);
    const [o] = await tx.create(order, [{ customer: c!.id, channel: 'shop' }]);
    return tx.create(delivery, [{ order: o!.id, customer: c!.id }]);
  });
  expect(await promisesOn(made!.id, `${MONDAY}T09:00`)).toEqual([]);
});

test('A6: raised priority shortens an open promise from its own start; a result stays', async () => {
  const made = await newComplaint(`${MONDAY}T09:00`);
  expect((await promisesOn(made.id, `${MONDAY}T09:00`))[0]!.dueAt).toBe(new Date(instant(`${MONDAY}T14:00`)).toISOString());
  const people = await world.kernel.write(systemActor, instant(`${MONDAY}T09:00`), (tx) =>
    tx.create(employee, [{ name: '丙' }, { name: '丁' }]),
  );
  await world.kernel.write(systemActor, instant(`${MONDAY}T09:30`), (tx) =>
    tx.take(complaint, 'form_team', [{ id: made.id, evidence: { team: people.map((p) => p.id), complex: true } }]),
  );
  const answer = (await promisesOn(made.id, `${MONDAY}T09:30`)).find((c) => c.control.endsWith('.answer'))!;
  expect(answer).toMatchObject({
    openedAt: new Date(instant(`${MONDAY}T09:00`)).toISOString(),
    dueAt: new Date(instant('2026-12-07T18:00')).toISOString(),
  });
});

test('a promise owed by a person is that person’s, and falls due at the end of the day', async () => {
  const made = await newComplaint(`${MONDAY}T09:00`);
  const [plan] = await world.kernel.write(systemActor, instant(`${MONDAY}T09:00`), async (tx) => {
    const [d] = await tx.create(department, [{ name: '质量部' }]);
    const [p] = await tx.create(employee, [{ name: '戊' }]);
    return tx.create(measure, [{ complaint: made.id, what: '更换密封圈', department: d!.id, owner: p!.id, due: '2026-11-18' }]);
  });
  const [promise] = await promisesOn(plan!.id, `${MONDAY}T09:00`);
  expect(promise).toMatchObject({ debtor: { employee: plan!.owner }, dueAt: '2026-11-18T15:59:59.999Z' });
  await tickPromises(world.kernel, instant('2026-11-18T23:59'));
  expect((await promisesOn(plan!.id, '2026-11-19T00:00'))[0]!.outcome).toBe('open');
  await tickPromises(world.kernel, instant('2026-11-19T00:00'));
  expect((await promisesOn(plan!.id, '2026-11-19T00:00'))[0]!.outcome).toBe('breached');
});

test('replayed history keeps its own instants, and what went against a clause is recorded, not refused', async () => {
  const [made] = await world.kernel.write(
    systemActor,
    instant('2026-11-20T09:00'),
    async (tx) => {
      const [c] = await tx.create(customer, [{ name: '历史客户', at: instant('2024-01-02T09:00') }]);
      const [o] = await tx.create(order, [{ customer: c!.id, channel: 'shop', at: instant('2024-01-02T10:00') }]);
      await tx.take(order, 'confirm', [
        { id: o!.id, at: instant('2024-01-03T10:01'), evidence: { promisedDate: '2024-01-10', sentTo: '王工', sentBy: 'email' } },
      ]);
      return tx.take(order, 'cancel', [
        {
          id: o!.id,
          at: instant('2024-01-04T09:00'),
          evidence: { requestedBy: '王工', reason: '不要了', noticeGivenAt: '2024-01-04T01:00:00Z' },
        },
      ]);
    },
    { history: true },
  );
  expect(made).toMatchObject({ state: 'cancelled', createdAt: new Date(instant('2024-01-02T10:00')).toISOString() });
  const promises = await promisesOn(made!.id, '2026-11-20T09:00');
  expect(promises.find((c) => c.control === 'order.deadlines.confirmation')).toMatchObject({
    outcome: 'breached',
    settledAt: new Date(instant('2024-01-03T10:01')).toISOString(),
  });
  const { rows } = await world.db.owner.query(
    'select step, control, clauses, overridden, at from refusal where record_id = $1 order by id',
    [made!.id],
  );
  expect(rows).toContainEqual({
    step: 'cancel',
    control: 'order.cancel',
    clauses: ['002.14 三.3a'],
    overridden: true,
    at: new Date(instant('2024-01-04T09:00')),
  });
  expect(rows.map((r) => r.control)).toContain('order.confirm.hasItems');
});
