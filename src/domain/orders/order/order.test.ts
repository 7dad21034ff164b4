import { describe, expect, test } from 'vitest';
import type { At } from '#kernel/declare/record';
import { hours, minutes, workingDays } from '#kernel/declare/span';
import { type Order, order } from './order.ts';

type Item = Order['items'][number];

const item = (more: Partial<Item> = {}): Item =>
  ({ productName: '轴承', specification: '6204', quantity: '10.000000', unitPrice: '12.50', ...more }) as Item;
const placed = (more: Partial<Order> = {}): Order =>
  ({ items: [item()], deliveryAddress: '上海', requestedDate: '2026-11-20', noticeGivenAt: null, ...more }) as Order;

/** Monday 09:00 in a company in China; `settings` by key. */
const at = (settings: Record<string, unknown> = {}): At => ({
  now: Date.parse('2026-11-16T09:00:00+08:00'),
  today: '2026-11-16',
  endOf: (date) => Date.parse(`${date}T23:59:59.999+08:00`),
  setting: (s) => (s.key in settings ? settings[s.key] : s.default) as never,
});

describe('what the audit looks for', () => {
  const { hasItems, itemsComplete, addressGiven } = order.lifecycle.audit.guards;

  test('the order names something', () => {
    expect(hasItems(placed())).toBe(true);
    expect(hasItems(placed({ items: [] }))).toBe(false);
  });

  test.each<[string, Item[], boolean]>([
    ['a whole item', [item()], true],
    ['no product name', [item({ productName: null })], false],
    ['no specification', [item({ specification: null })], false],
    ['no quantity', [item({ quantity: null })], false],
    ['nothing of it', [item({ quantity: '0.000000' })], false],
    ['less than nothing', [item({ quantity: '-1.000000' })], false],
    ['one of two incomplete', [item(), item({ quantity: null })], false],
    ['a very small quantity without price or unit', [item({ quantity: '0.000001', unit: null, unitPrice: null })], true],
  ])('%s', (_, items, holds) => {
    expect(itemsComplete(placed({ items }))).toBe(holds);
  });

  test('the address is given', () => {
    expect(addressGiven(placed())).toBe(true);
    expect(addressGiven(placed({ deliveryAddress: null }))).toBe(false);
  });
});

describe('what a confirmation needs', () => {
  test('all that the audit looked for, still', () => {
    expect(order.lifecycle.confirm.guards).toMatchObject(order.lifecycle.audit.guards);
  });

  test.each([
    ['potential', true],
    ['developing', true],
    ['active', true],
    ['suspended', false],
    ['terminated', false],
  ] as const)('of a customer that is %s: %s', (customerState, holds) => {
    expect(order.lifecycle.confirm.guards.customerInGoodStanding(placed(), { customerState, sentDeliveries: 0 })).toBe(holds);
  });

  test.each([
    [0, true],
    [1, false],
  ])('cannot be fulfilled with %s deliveries sent: %s', (sentDeliveries, holds) => {
    const { nothingSent } = order.lifecycle.declare_unfulfillable.guards;
    expect(nothingSent(placed(), { customerState: 'active', sentDeliveries })).toBe(holds);
  });
});

describe('what a cancellation costs', () => {
  const { derives } = order.lifecycle.cancel;
  const cost = (o: Order, settings?: Record<string, unknown>) =>
    derives(o, { customerState: 'active', sentDeliveries: 0 }, at(settings));
  const rate = (percent: unknown) => ({ 'order.penalty_rate': percent });

  test.each([
    // The requested day ends 48 hours after the notice, to the millisecond; a millisecond later is too late.
    ['2026-11-17', '2026-11-16T00:00:00.000+08:00', 48, '0.00', 'notice_in_time'],
    ['2026-11-17', '2026-11-16T00:00:00.001+08:00', 47, '6.25', 'charged'],
    ['2026-11-20', '2026-11-16T09:00:00.000+08:00', 111, '0.00', 'notice_in_time'],
    ['2026-11-16', '2026-11-16T09:00:00.000+08:00', 15, '6.25', 'charged'],
    // Notice after the requested day is less than none.
    ['2026-11-14', '2026-11-16T09:00:00.000+08:00', -33, '6.25', 'charged'],
  ])('wanted on %s, notice at %s: %i hours, %s (%s)', (requestedDate, noticeGivenAt, noticeHours, penalty, penaltyBasis) => {
    expect(cost(placed({ requestedDate, noticeGivenAt }), rate(5))).toEqual({ noticeHours, penalty, penaltyBasis });
  });

  test('nothing where no date was asked for, with no rate set, or with no prices; and why', () => {
    const late = { requestedDate: '2026-11-16' };
    expect(cost(placed({ requestedDate: null }), rate(5))).toEqual({
      noticeHours: null,
      penalty: '0.00',
      penaltyBasis: 'no_requested_date',
    });
    expect(cost(placed(late))).toEqual({ noticeHours: 15, penalty: '0.00', penaltyBasis: 'rate_unset' });
    expect(cost(placed(late), rate(0))).toMatchObject({ penalty: '0.00', penaltyBasis: 'rate_unset' });
    for (const senseless of ['five', -5, 101, 1e308, Number.NaN])
      expect(cost(placed(late), rate(senseless))).toMatchObject({ penalty: '0.00', penaltyBasis: 'rate_unset' });
    expect(cost(placed({ ...late, items: [item({ unitPrice: null }), item({ quantity: null })] }), rate(5))).toMatchObject({
      penaltyBasis: 'unpriced',
    });
    expect(cost(placed({ ...late, items: [] }), rate(5))).toMatchObject({ penaltyBasis: 'unpriced' });
  });

  test.each([
    ['half a cent goes up', '1', '0.10', 5, '0.01'],
    ['less than half a cent goes down', '1', '0.09', 5, '0.00'],
    ['exact where floats are not', '3', '0.35', 10, '0.11'],
    ['a large order', '999999.999999', '9999999.99', 2.5, '249999999749.75'],
    ['a rate with decimals', '10', '12.50', 0.0375, '0.05'],
    ['all of it', '10', '12.50', 100, '125.00'],
    ['credits beyond the goods', '10', '-12.50', 5, '0.00'],
  ])('%s', (_, quantity, unitPrice, percent, penalty) => {
    const o = placed({ requestedDate: '2026-11-16', items: [item({ quantity, unitPrice })] });
    expect(cost(o, rate(percent))).toMatchObject({ penalty, penaltyBasis: 'charged' });
  });

  test('unpriced items do not count, the others do', () => {
    const items = [
      item({ quantity: '2', unitPrice: '10.00' }),
      item({ unitPrice: null }),
      item({ quantity: '1.500000', unitPrice: '1.00' }),
    ];
    expect(cost(placed({ requestedDate: '2026-11-16', items }), rate(10))).toMatchObject({ penalty: '2.15' });
  });

  test.each([
    [hours(15), 'notice_in_time'],
    [hours(16), 'rate_unset'],
    [minutes(900), 'notice_in_time'],
    [minutes(901), 'rate_unset'],
    [workingDays(1), 'rate_unset'],
  ])('the notice that is needed is a setting: %o', (span, penaltyBasis) => {
    expect(cost(placed({ requestedDate: '2026-11-16' }), { 'order.cancellation_notice': span })).toMatchObject({ penaltyBasis });
  });
});
