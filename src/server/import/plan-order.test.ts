import { expect, test } from 'vitest';
import { placeOf } from './cells.ts';
import { FIELDS, type FieldOf, orderMapping } from './mapping/mapping.ts';
import { orderPresets } from './mapping/presets.ts';
import { type OrderPlan, type PlanContext, planOrder } from './plan-order.ts';
import { momentReader } from './source/values.ts';
import type { Joined, JoinedOrder } from './stage.ts';

type Cells<T extends 'orders' | 'deliveries'> = Partial<Record<FieldOf<T>, string>>;

const row = <T extends 'orders' | 'deliveries'>(table: T, line: number, cells: Cells<T>): Joined => {
  const all: string[] = FIELDS[table].map(() => '');
  for (const [field, text] of Object.entries(cells)) all[placeOf(table, field as FieldOf<T>)] = text as string;
  return [line, all];
};

const mapping = orderPresets['olist']!;
const columns = Object.fromEntries(FIELDS.orders.map((field) => [field, field]));

/** The life of an order with these cells, and what was noted: the column and how the reason begins. */
function plan(
  cells: Cells<'orders'>,
  deliveries?: Cells<'deliveries'>[],
  without: readonly string[] = [],
): { life: OrderPlan | null; notes: string[] } {
  const notes: string[] = [];
  const own = Object.fromEntries(Object.entries(columns).filter(([field]) => !without.includes(field)));
  const context: PlanContext = {
    mapping: deliveries ? orderMapping.parse({ source: 'x', orders: { file: 'o', columns: { order: 'order' } } }) : mapping,
    layouts: { orders: { file: 'o', columns: own }, ...(deliveries ? { deliveries: { file: 'o', columns } } : {}) },
    moment: momentReader('Asia/Shanghai', []),
    zone: 'Asia/Shanghai',
    now: Date.parse('2026-11-21T00:00:00Z'),
    note: (_, field, [line], reason, loaded) => notes.push(`${line} ${field}: ${reason.en}${loaded ? '' : ' (not loaded)'}`),
  };
  const source: JoinedOrder = {
    key: 'A',
    orders: [row('orders', 2, { order: 'A', ...cells })],
    items: [],
    deliveries: (deliveries ?? []).map((d, i) => row('deliveries', 10 + i, d)),
    reviews: [],
    customer: null,
  };
  return { life: planOrder(source, context), notes };
}

const at = (text: string): number => Date.parse(`${text}+08:00`);
const placed = { placedAt: '2018-01-01 09:00:00', confirmedAt: '2018-01-01 10:00:00', promised: '2018-01-20 00:00:00' };
const travelled = { ...placed, shippedAt: '2018-01-03 08:00:00', deliveredAt: '2018-01-10 18:00:00' };
const summary = (life: OrderPlan | null) =>
  life &&
  [
    ...life.steps.map((s) => s.step),
    ...life.deliveries.map((d) => (d.deliveredAt === null ? 'ship' : 'deliver')),
    ...(life.ending ? [life.ending.step] : []),
  ].join(' ');

test('an order that went as it should', () => {
  const { life, notes } = plan({ status: 'delivered', ...travelled });
  expect(life).toEqual({
    placedAt: at('2018-01-01T09:00:00'),
    promisedDate: '2018-01-20',
    steps: [
      { step: 'audit', at: at('2018-01-01T10:00:00') },
      { step: 'confirm', at: at('2018-01-01T10:00:00') },
    ],
    deliveries: [
      {
        key: 'A',
        promisedDate: null,
        mode: 'other',
        carrier: '',
        tracking: '',
        shippedAt: at('2018-01-03T08:00:00'),
        deliveredAt: at('2018-01-10T18:00:00'),
      },
    ],
    ending: null,
  });
  expect(notes).toEqual([]);
});

test.each([
  ['created', { ...placed, confirmedAt: '' }, '', []],
  ['processing', placed, 'audit confirm', []],
  ['shipped', { ...travelled, deliveredAt: '' }, 'audit confirm ship', []],
  ['canceled', placed, 'audit confirm cancel', []],
  ['canceled', { ...placed, confirmedAt: '' }, 'cancel', []],
  ['unavailable', placed, 'audit confirm declare_unfulfillable', []],
  // Contradictions: as far as the dates prove, and no further.
  ['delivered', { ...travelled, deliveredAt: '' }, 'audit confirm ship', ['deliveredAt: Said to be delivered']],
  [
    'delivered',
    { ...travelled, deliveredAt: '', shippedAt: '' },
    'audit confirm ship',
    ['deliveredAt: Said to be shipped or delivered, without any time'],
  ],
  ['shipped', placed, 'audit confirm ship', ['shippedAt: Said to be shipped or delivered, without any time']],
  [
    'shipped',
    { ...placed, confirmedAt: '' },
    'ship',
    ['confirmedAt: No time of confirmation; the order stays', 'shippedAt: Said to be shipped or delivered, without any time'],
  ],
  ['delivered', { ...travelled, shippedAt: '' }, 'audit confirm deliver', ['shippedAt: No time of shipment']],
  [
    'delivered',
    { ...travelled, confirmedAt: '' },
    'audit confirm deliver',
    ['confirmedAt: No time of confirmation; it was confirmed'],
  ],
  ['processing', { ...placed, confirmedAt: '' }, '', ['confirmedAt: No time of confirmation; the order stays unconfirmed']],
  ['canceled', travelled, 'audit confirm cancel', ['shippedAt: The order is cancelled', 'deliveredAt: The order is cancelled']],
  ['created', travelled, 'audit confirm', ['shippedAt: Said to be merely placed', 'deliveredAt: Said to be merely placed']],
  ['shipped', travelled, 'audit confirm ship', ['deliveredAt: Said to be under way']],
  [
    'delivered',
    { ...travelled, shippedAt: '2018-01-01 09:30:00' },
    'audit confirm deliver',
    ['shippedAt: Shipped before it was confirmed'],
  ],
  [
    'delivered',
    { ...travelled, deliveredAt: '2018-01-02 09:00:00' },
    'audit confirm deliver',
    ['deliveredAt: Delivered before it was shipped'],
  ],
  ['delivered', { ...travelled, promised: '' }, 'audit deliver', ['promised: No promised date']],
  ['delivered', { ...travelled, promised: '2017-12-31' }, 'audit deliver', ['promised: Promised for a day before the order']],
  [
    'delivered',
    { ...travelled, deliveredAt: '2999-01-01' },
    'audit confirm ship',
    ['deliveredAt: Lies in the future', 'deliveredAt: Said to be delivered'],
  ],
  [
    'delivered',
    { ...travelled, shippedAt: '2018-02-30' },
    'audit confirm deliver',
    ['shippedAt: Not a date', 'shippedAt: No time of shipment'],
  ],
  ['on hold', placed, 'audit confirm', ['status: The mapping does not know']],
  ['', travelled, 'audit confirm deliver', []],
])('%s %o', (status, cells, life, noted) => {
  const planned = plan({ status, ...cells });
  expect(summary(planned.life)).toBe(life);
  expect(planned.notes.map((n) => n.slice(2))).toEqual(noted.map((n) => expect.stringMatching(new RegExp(`^${n}`))));
});

test('a forgotten confirmation was at the latest when the goods were delivered, which a promise of hours does not take for kept', () => {
  const { life } = plan({ status: 'delivered', ...travelled, confirmedAt: '' });
  expect(life!.steps.map((s) => s.at)).toEqual([at('2018-01-10T18:00:00'), at('2018-01-10T18:00:00')]);
});

test('a source that keeps no confirmations proves none', () => {
  const { life, notes } = plan({ status: 'delivered', ...travelled, confirmedAt: '' }, undefined, ['confirmedAt']);
  expect([summary(life), notes]).toEqual(['deliver', []]);
});

test('without a time of the order the earliest date that is known counts; without any the order is left out', () => {
  const early = plan({ status: 'delivered', ...travelled, placedAt: '' });
  expect(early.life!.placedAt).toBe(at('2018-01-01T10:00:00'));
  expect(early.notes).toEqual(['2 placedAt: No time of the order; recorded as of the earliest date that is known, 2018-01-01.']);
  const none = plan({ status: 'delivered', placedAt: 'soon' });
  expect(none.life).toBeNull();
  expect(none.notes.at(-1)).toMatch(/^2 placedAt: There is no date at all.*\(not loaded\)$/);
});

test('deliveries of their own have dates of their own; the order is promised for the last of them', () => {
  const { life, notes } = plan({ placedAt: '2018-01-01' }, [
    { delivery: '1', promised: '2018-01-05', deliveredAt: '2018-01-05' },
    { delivery: '2', promised: '2018-02-05', deliveredAt: '' },
    { delivery: '1', promised: '2018-03-05', deliveredAt: '2018-01-05' },
  ]);
  expect(life!.promisedDate).toBe('2018-02-05');
  expect(life!.deliveries.map((d) => [d.key, d.promisedDate, d.shippedAt, d.deliveredAt])).toEqual([
    ['1', '2018-01-05', at('2018-01-05T00:00:00'), at('2018-01-05T00:00:00')],
    ['2', '2018-02-05', null, null],
  ]);
  expect(notes).toContain('12 delivery: This number stands on line 10 already. (not loaded)');
});

test('a promised day is the day that the source wrote, wherever the source is', () => {
  const zoned = (zone: string) => {
    const moment = momentReader(zone, []);
    const context: PlanContext = {
      mapping: { ...mapping, zone },
      layouts: { orders: { file: 'o', columns } },
      moment,
      zone: 'Asia/Shanghai',
      now: Date.parse('2026-11-21T00:00:00Z'),
      note: () => undefined,
    };
    const source: JoinedOrder = {
      key: 'A',
      orders: [row('orders', 2, { order: 'A', status: 'processing', ...placed })],
      items: [],
      deliveries: [],
      reviews: [],
      customer: null,
    };
    return planOrder(source, context)!;
  };
  for (const zone of ['Asia/Shanghai', 'America/Sao_Paulo', 'Pacific/Auckland'])
    expect(zoned(zone).promisedDate).toBe('2018-01-20');
  expect(zoned('America/Sao_Paulo').placedAt).toBe(Date.parse('2018-01-01T09:00:00-02:00'));
});
