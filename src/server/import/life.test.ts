import { expect, test } from 'vitest';
import { placeOf } from './cells.ts';
import type { OrderFacts } from './keys.ts';
import { merged, restOfLife, stateAfter, wholeLife } from './life.ts';
import { FIELDS } from './mapping/mapping.ts';
import type { OrderPlan, PlannedDelivery } from './plan-order.ts';
import type { Joined, JoinedOrder } from './stage.ts';

const delivery = (key: string, shippedAt: number | null, deliveredAt: number | null): PlannedDelivery => ({
  key,
  promisedDate: null,
  mode: 'other',
  carrier: '',
  tracking: key,
  shippedAt,
  deliveredAt,
});
const plan = (steps: ('audit' | 'confirm')[], deliveries: PlannedDelivery[], ending: OrderPlan['ending'] = null): OrderPlan => ({
  placedAt: 1,
  promisedDate: '2024-01-01',
  steps: steps.map((step) => ({ step, at: 2 })),
  deliveries,
  ending,
});
const cancelled = { step: 'cancel', at: 2 } as const;

const placed = plan([], []);
const confirmed = plan(['audit', 'confirm'], []);
const shipped = plan(['audit', 'confirm'], [delivery('A', 3, null)]);
const delivered = plan(['audit', 'confirm'], [delivery('A', 3, 4)]);

test.each([
  [placed, 'placed'],
  [plan(['audit'], []), 'audited'],
  [confirmed, 'confirmed'],
  [plan(['audit', 'confirm'], [delivery('A', null, null)]), 'in_delivery'],
  [shipped, 'in_delivery'],
  [plan(['audit', 'confirm'], [delivery('A', 3, 4), delivery('B', null, null)]), 'in_delivery'],
  [delivered, 'delivered'],
  [plan([], [], cancelled), 'cancelled'],
])('%o ends %s', (life, state) => {
  expect(stateAfter(life)).toBe(state);
});

test('a life goes on from where it stopped', () => {
  expect(restOfLife(placed, delivered)).toEqual(wholeLife(delivered));
  expect(restOfLife(confirmed, delivered)).toMatchObject({
    steps: [],
    begin: delivered.deliveries,
    leave: delivered.deliveries,
    arrive: delivered.deliveries,
  });
  expect(restOfLife(shipped, delivered)).toEqual({ steps: [], begin: [], leave: [], arrive: delivered.deliveries, ending: null });
  expect(restOfLife(delivered, delivered)).toEqual({ steps: [], begin: [], leave: [], arrive: [], ending: null });
  expect(restOfLife(confirmed, plan(['audit', 'confirm'], [], cancelled))).toMatchObject({ begin: [], ending: cancelled });
});

test('one of several deliveries leaves after it was owed', () => {
  const [owed, left] = [
    plan(['audit', 'confirm'], [delivery('A', 3, 4), delivery('B', null, null)]),
    plan(['audit', 'confirm'], [delivery('A', 3, 4), delivery('B', 5, null)]),
  ];
  expect(restOfLife(owed, left)).toMatchObject({ begin: [], leave: [delivery('B', 5, null)], arrive: [] });
});

test('a time that was worked out, because the source had none, may come out differently and stays as it was', () => {
  expect(
    restOfLife(plan(['audit', 'confirm'], [delivery('A', 2, null)]), plan(['audit', 'confirm'], [delivery('A', 9, 9)])),
  ).toMatchObject({ leave: [], arrive: [delivery('A', 9, 9)] });
});

test.each([
  ['what was delivered is not under way again', delivered, shipped],
  ['what was shipped is not waiting again', shipped, confirmed],
  ['what was confirmed is not unconfirmed', confirmed, placed],
  ['what is under way is not confirmed any more', plan([], [delivery('A', 3, null)]), shipped],
  ['what was cancelled is not delivered', plan([], [], cancelled), delivered],
])('%s', (_, before, after) => {
  expect(restOfLife(before, after)).toBeNull();
});

test('the source adds cells and deliveries; what it changes or drops is noted and stays', () => {
  const cells = (table: 'orders' | 'items' | 'deliveries', said: Record<string, string>): string[] =>
    FIELDS[table].map((field) => said[field] ?? '');
  const facts: OrderFacts = {
    orders: [cells('orders', { order: 'A', status: 'shipped', placedAt: '1 May' })],
    items: [cells('items', { item: '1', quantity: '5' }), cells('items', { item: '2', quantity: '6' })],
    deliveries: [cells('deliveries', { delivery: 'x', promised: '3 May' }), cells('deliveries', { delivery: 'gone' })],
    deliveryIds: {},
    reviews: [],
  };
  const now: JoinedOrder = {
    key: 'A',
    orders: [[2, cells('orders', { order: 'A', status: 'delivered', placedAt: '2 May', deliveredAt: '9 May' })]],
    items: [
      [3, cells('items', { item: '2', quantity: '6' })],
      [4, cells('items', { item: '1', quantity: '50' })],
      [5, cells('items', { item: '3', quantity: '7' })],
    ],
    deliveries: [
      [6, cells('deliveries', { delivery: 'x', promised: '3 May', deliveredAt: '4 May' })],
      [7, cells('deliveries', { delivery: 'new' })],
    ],
    reviews: [],
    customer: null,
  };
  const notes: string[] = [];
  const result = merged(facts, now, (table, field, [line]: Joined, reason, loaded) =>
    notes.push(`${table} ${line} ${field} ${loaded}: ${reason.en}`),
  );
  const said = (table: 'orders' | 'items' | 'deliveries', field: string) =>
    result[table].map(([, row]) => row[placeOf(table, field as never)]);
  expect([said('orders', 'status'), said('orders', 'placedAt'), said('orders', 'deliveredAt')]).toEqual([
    ['delivered'],
    ['1 May'],
    ['9 May'],
  ]);
  expect([said('items', 'item'), said('items', 'quantity')]).toEqual([
    ['2', '1'],
    ['6', '5'],
  ]);
  expect([said('deliveries', 'delivery'), said('deliveries', 'deliveredAt')]).toEqual([
    ['x', 'new', 'gone'],
    ['4 May', '', ''],
  ]);
  expect(notes).toEqual([
    'orders 2 placedAt true: Differs from what was brought over: it was “1 May”. Nothing was changed in Lüyue.',
    'items 4 quantity true: Differs from what was brought over: it was “5”. Nothing was changed in Lüyue.',
    'items 5 item false: An item that the source added after the order had been brought over; left out.',
    'orders 2 order true: Differs from what was brought over: it was “gone”. Nothing was changed in Lüyue.',
  ]);
});
