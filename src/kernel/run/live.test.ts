import { afterEach, beforeEach, expect, test } from 'vitest';
import { customer } from '#domain/accounts/customer/customer';
import { order } from '#domain/orders/order/order';
import { systemActor } from '#kernel/run/tx';
import { leftBehind } from '#testing/left-behind';
import { freshWorld, type World } from '#testing/world';

// One life, told in steps and told whole: what is left behind is the same.

const worlds: World[] = [];
beforeEach(async () => {
  worlds.push(await freshWorld(), await freshWorld());
});
afterEach(() => Promise.all(worlds.splice(0).map((world) => world.close())));

const at = (text: string): number => Date.parse(`${text}:00+08:00`);
const now = at('2026-11-21T10:00');
const [placed, confirmed] = [at('2024-03-01T09:00'), at('2024-03-02T11:00')];
const input = {
  channel: 'website' as const,
  deliveryAddress: '苏州',
  items: [{ productName: '阀门', specification: 'DN50', quantity: '2', unitPrice: '10' }],
};
const promise = { promisedDate: '2024-03-05', sentTo: '客户', sentBy: 'email' as const };
const cancellation = { requestedBy: '客户', reason: '不要了', noticeGivenAt: new Date(confirmed).toISOString() };

const inSteps = (world: World) =>
  world.kernel.write(
    systemActor,
    now,
    async (tx) => {
      const [buyer] = await tx.create(customer, [{ name: '客户', at: placed }]);
      const [made] = await tx.create(order, [{ ...input, customer: buyer!.id, at: placed }]);
      const id = made!.id;
      await tx.take(order, 'audit', [{ id, at: confirmed }]);
      await tx.take(order, 'confirm', [{ id, at: confirmed, evidence: promise }]);
      return (await tx.take(order, 'cancel', [{ id, at: confirmed, evidence: cancellation }]))[0]!;
    },
    { history: true },
  );

const whole = (world: World) =>
  world.kernel.write(
    systemActor,
    now,
    async (tx) => {
      const [buyer] = await tx.create(customer, [{ name: '客户', at: placed }]);
      const steps = [
        { step: 'audit', at: confirmed },
        { step: 'confirm', at: confirmed, evidence: promise },
        { step: 'cancel', at: confirmed, evidence: cancellation },
      ] as const;
      return (await tx.live(order, [{ at: placed, input: { ...input, customer: buyer!.id }, steps }]))[0]!;
    },
    { history: true },
  );

const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

test('the same row, journal, commitments and violations', async () => {
  const [first, second] = worlds as [World, World];
  const told = [await inSteps(first), await whole(second)].map((doc): unknown =>
    JSON.parse(JSON.stringify(doc).replaceAll(UUID, 'id')),
  );
  expect(told[1]).toEqual(told[0]);
  expect(await leftBehind(second, ['customer', 'order'])).toBe(await leftBehind(first, ['customer', 'order']));
});

test('a life takes a step once', async () => {
  const [world] = worlds as [World];
  const twice = world.kernel.write(
    systemActor,
    now,
    async (tx) => {
      const [buyer] = await tx.create(customer, [{ name: '客户', at: placed }]);
      const steps = [
        { step: 'audit', at: placed },
        { step: 'audit', at: confirmed },
      ] as const;
      await tx.live(order, [{ at: placed, input: { ...input, customer: buyer!.id }, steps }]);
    },
    { history: true },
  );
  await expect(twice).rejects.toThrow('twice');
});

test('only history is replayed', async () => {
  const [world] = worlds as [World];
  await expect(world.kernel.write(systemActor, now, (tx) => tx.live(order, []))).rejects.toThrow('history only');
});
