import type { PoolClient } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { customer } from '#domain/accounts/customer/customer';
import { order } from '#domain/orders/order/order';
import type { Tx } from '#kernel/run/scene';
import { systemActor } from '#kernel/run/tx';
import { freshWorld, type World } from '#testing/world';
import { rating } from '../rating/rating.ts';
import { delivery } from './delivery.ts';

// Imports replay orders by the hundred thousand, in batches and with the instants of the source.

let world: World;
beforeAll(async () => {
  world = await freshWorld();
});
afterAll(() => world.close());

const NOW = Date.parse('2026-11-16T09:00:00+08:00');
const placedAt = (i: number) => Date.parse('2026-01-05T10:00:00+08:00') + i * 60_000;
const HOUR = 3_600_000;

const label = { productName: '轴承', specification: '6204', quantity: '10' };
const documents = { hasManual: true, hasInspectionReport: true, hasOperationManual: true, hasWarrantyCard: true };
const confirmation = { promisedDate: '2026-01-12', sentTo: '陈', sentBy: 'email' as const };
const transport = { mode: 'road' as const, carrier: '德邦物流', trackingNumber: 'DP1', expectedArrival: '2026-01-11' };
const receipt = { signature: { name: '陈' }, damageFree: true, quantityRight: true, matchesOrder: true } as const;

/** The whole journey of `count` orders of different customers, each step in one call. */
async function journeys(tx: Tx, count: number): Promise<{ orders: string[]; deliveries: string[] }> {
  const each = Array.from({ length: count }, (_, i) => i);
  const at = (i: number, hours: number) => placedAt(i) + hours * HOUR;
  const customers = await tx.create(
    customer,
    each.map((i) => ({ name: `客户 ${i}`, at: at(i, 0) })),
  );
  const placed = { channel: 'website' as const, deliveryAddress: '上海', items: [label] };
  const orders = await tx.create(
    order,
    each.map((i) => ({ ...placed, customer: customers[i]!.id, at: at(i, 0) })),
  );
  await tx.take(
    order,
    'audit',
    each.map((i) => ({ id: orders[i]!.id, at: at(i, 1) })),
  );
  await tx.take(
    order,
    'confirm',
    each.map((i) => ({ id: orders[i]!.id, at: at(i, 2), evidence: confirmation })),
  );
  const ready = { ...documents, labels: [{ ...label, productionDate: '2026-01-01' }] };
  const made = each.map((i) => ({ ...ready, order: orders[i]!.id, customer: customers[i]!.id, at: at(i, 3) }));
  const deliveries = await tx.create(delivery, made);
  const items = (hours: number) => each.map((i) => ({ id: deliveries[i]!.id, at: at(i, hours) }));
  await tx.take(
    delivery,
    'pack',
    items(4).map((item) => ({ ...item, evidence: {} })),
  );
  await tx.take(delivery, 'complete_documents', items(5));
  await tx.take(
    delivery,
    'ship',
    items(6).map((item) => ({ ...item, evidence: transport })),
  );
  await tx.take(delivery, 'arrive', items(30));
  await tx.take(
    delivery,
    'sign',
    items(31).map((item) => ({ ...item, evidence: receipt })),
  );
  const ids = each.map((i) => ({ delivery: deliveries[i]!.id, order: orders[i]!.id, customer: customers[i]!.id }));
  await tx.create(
    rating,
    ids.map((id, i) => ({ ...id, service: 1 + (i % 5), product: 5, at: at(i, 32) })),
  );
  return { orders: orders.map((o) => o.id), deliveries: deliveries.map((d) => d.id) };
}

/** How many statements `work` sends. */
async function statements(work: () => Promise<unknown>): Promise<number> {
  let sent = 0;
  const counted = new Map<PoolClient, PoolClient['query']>();
  const count = (client: PoolClient) => {
    if (counted.has(client)) return;
    const { query } = client;
    counted.set(client, query);
    const send = query.bind(client) as (...given: unknown[]) => unknown;
    client.query = ((...given: unknown[]): unknown => {
      sent++;
      return send(...given);
    }) as unknown as PoolClient['query'];
  };
  world.db.pool.on('acquire', count);
  await work();
  world.db.pool.off('acquire', count);
  for (const [client, query] of counted) client.query = query;
  return sent;
}

test('a batch of a hundred orders asks the database as often as a batch of five', async () => {
  const { kernel } = world;
  const run = (count: number) => statements(() => kernel.write(systemActor, NOW, (tx) => journeys(tx, count), { history: true }));
  await run(5); // number series are made when first used
  const five = await run(5);
  expect(five).toBeGreaterThan(20);
  expect(await run(100)).toBe(five);
});

test('the replayed journey stands as it was lived: states, instants, promises', async () => {
  const { kernel, db } = world;
  const { orders, deliveries } = await kernel.write(systemActor, NOW, (tx) => journeys(tx, 10), { history: true });
  const lived = await db.owner.query(
    `select o.state, o.delivered_at as delivered, d.state as "deliveryState", d.signed_at as signed, d.signed_by as by from "order" o join delivery d on d."order" = o.id where o.id = any($1) order by o.created_at`,
    [orders],
  );
  expect(lived.rows).toHaveLength(10);
  for (const [i, row] of lived.rows.entries()) {
    const signed = new Date(placedAt(i) + 31 * HOUR);
    expect(row).toEqual({ state: 'delivered', delivered: signed, deliveryState: 'signed', signed, by: '陈' });
  }
  const { rows } = await db.owner.query(
    `select control, outcome, count(*)::int as n from commitment where record_id = any($1) group by 1, 2 order by 1`,
    [[...orders, ...deliveries]],
  );
  expect(rows).toEqual(
    [
      'delivery.deadlines.arrival',
      'delivery.deadlines.delayNotice',
      'order.deadlines.confirmation',
      'order.deadlines.dataRequest',
      'order.deadlines.delivery',
    ].map((control) => ({
      control,
      // The deliveries took the date over, and kept it.
      outcome: control === 'order.deadlines.delivery' ? 'released' : 'kept',
      n: 10,
    })),
  );
  const low = await db.owner.query(
    `select count(*)::int as n from rating where state = 'improvement_wanted' and delivery = any($1)`,
    [deliveries],
  );
  expect(low.rows).toEqual([{ n: 4 }]);
});

test('history that went against the rules is recorded as it was, and counted', async () => {
  const { kernel, db } = world;
  const ids = await kernel.write(
    systemActor,
    NOW,
    async (tx) => {
      const [c] = await tx.create(customer, [{ name: '不守规矩的历史' }]);
      const input = { customer: c!.id, channel: 'shop' as const, deliveryAddress: '上海', items: [label] };
      const [early, late] = await tx.create(order, [input, input]);
      // Shipped and signed for without a confirmation, without labels and documents.
      const [d] = await tx.create(delivery, [{ order: early!.id, customer: c!.id }]);
      await tx.take(delivery, 'ship', [{ id: d!.id, evidence: transport }]);
      await tx.take(delivery, 'arrive', [{ id: d!.id }]);
      await tx.take(delivery, 'sign', [{ id: d!.id, evidence: receipt }]);
      // Cancelled after the confirmation.
      await tx.take(order, 'audit', [{ id: late!.id }]);
      await tx.take(order, 'confirm', [{ id: late!.id, evidence: { ...confirmation, promisedDate: '2026-12-01' } }]);
      const cancellation = { requestedBy: '陈', reason: '不要了', noticeGivenAt: new Date(NOW).toISOString() };
      await tx.take(order, 'cancel', [{ id: late!.id, evidence: cancellation }]);
      return { early: early!.id, late: late!.id, d: d!.id };
    },
    { history: true },
  );
  const { rows: states } = await db.owner.query(`select state from "order" where id = any($1) order by state`, [
    [ids.early, ids.late],
  ]);
  expect(states.map((s) => s.state)).toEqual(['cancelled', 'delivered']);
  const { rows } = await db.owner.query<{ control: string }>(
    'select control from refusal where record_id = any($1) and overridden order by id',
    [Object.values(ids)],
  );
  expect(rows.map((r) => r.control)).toEqual([
    'delivery.ship',
    'delivery.ship.orderConfirmed',
    'delivery.ship.documentsArchived',
    'order.dispatch',
    'order.cancel',
  ]);
});
