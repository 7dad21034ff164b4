import { describe, expect, test } from 'vitest';
import { type Delivery, delivery } from './delivery.ts';

type Label = Delivery['labels'][number];

const NOW = '2026-11-16T01:00:00.000Z';
const label = (more: Partial<Label> = {}): Label =>
  ({ productName: '轴承', specification: '6204', quantity: '10.000000', productionDate: '2026-11-01', ...more }) as Label;
const goods = (more: Partial<Delivery> = {}): Delivery =>
  ({
    labels: [label()],
    hasManual: true,
    hasInspectionReport: true,
    hasOperationManual: true,
    hasWarrantyCard: true,
    packedAt: null,
    documentsArchivedAt: null,
    shippedAt: null,
    delayToldAt: null,
    promisedDate: '2026-11-30',
    signature: null,
    ...more,
  }) as Delivery;
const facts = (
  orderState: Parameters<typeof delivery.lifecycle.ship.guards.orderConfirmed>[1]['orderState'],
  openObjections = 0,
) => ({
  orderState,
  openObjections,
});

describe('packing', () => {
  const { labelsComplete, notYetPacked } = delivery.lifecycle.pack.guards;

  test.each<[string, Label[], boolean]>([
    ['a whole label', [label()], true],
    ['no label at all', [], false],
    ['no product name', [label({ productName: null })], false],
    ['no specification', [label({ specification: null })], false],
    ['no quantity', [label({ quantity: null })], false],
    ['no production date', [label({ productionDate: null })], false],
    ['one of two incomplete', [label(), label({ productionDate: null })], false],
  ])('%s', (_, labels, holds) => {
    expect(labelsComplete(goods({ labels }))).toBe(holds);
  });

  test('goods are packed once', () => {
    expect(notYetPacked(goods())).toBe(true);
    expect(notYetPacked(goods({ packedAt: NOW }))).toBe(false);
  });
});

describe('the document set', () => {
  const { documentSetComplete, packed, notYetShipped } = delivery.lifecycle.complete_documents.guards;

  test.each(['hasManual', 'hasInspectionReport', 'hasOperationManual', 'hasWarrantyCard'] as const)(
    'is complete only with %s',
    (document) => {
      expect(documentSetComplete(goods())).toBe(true);
      expect(documentSetComplete(goods({ [document]: false }))).toBe(false);
      expect(documentSetComplete(goods({ [document]: null }))).toBe(false);
    },
  );

  test('goes with goods that are packed and still here', () => {
    expect(packed(goods({ packedAt: NOW }))).toBe(true);
    expect(packed(goods())).toBe(false);
    expect(notYetShipped(goods())).toBe(true);
    expect(notYetShipped(goods({ shippedAt: NOW }))).toBe(false);
  });
});

describe('shipping', () => {
  const { orderConfirmed, documentsArchived, notYetShipped } = delivery.lifecycle.ship.guards;

  test.each([
    ['placed', false],
    ['data_wanted', false],
    ['audited', false],
    ['confirmed', true],
    ['in_delivery', true],
    ['delivered', false],
    ['cancelled', false],
    ['unfulfilled', false],
  ] as const)('of an order that is %s: %s', (state, holds) => {
    expect(orderConfirmed(goods(), facts(state))).toBe(holds);
  });

  test('needs archived documents, and happens once', () => {
    expect(documentsArchived(goods({ documentsArchivedAt: NOW }))).toBe(true);
    expect(documentsArchived(goods())).toBe(false);
    expect(notYetShipped(goods())).toBe(true);
    expect(notYetShipped(goods({ shippedAt: NOW }))).toBe(false);
  });
});

test('only what was shipped is under way or arrives', () => {
  for (const { guards } of [delivery.lifecycle.tell_progress, delivery.lifecycle.arrive]) {
    expect(guards.shipped(goods({ shippedAt: NOW }))).toBe(true);
    expect(guards.shipped(goods())).toBe(false);
  }
});

test('an open objection stands between the goods and the signature', () => {
  for (const { guards } of [delivery.lifecycle.sign, delivery.lifecycle.settle_objection]) {
    expect(guards.noOpenObjection(goods(), facts('in_delivery', 0))).toBe(true);
    expect(guards.noOpenObjection(goods(), facts('in_delivery', 1))).toBe(false);
  }
});

test('whoever signs is named; nothing but yes is an answer to the three questions', () => {
  expect(delivery.lifecycle.sign.derives(goods({ signature: { name: '陈女士', strokes: 'M0 0L9 9' } }))).toEqual({
    signedBy: '陈女士',
  });
  expect(delivery.lifecycle.sign.derives(goods())).toEqual({ signedBy: null });
  const checked = { signature: { name: '陈女士' }, damageFree: true, quantityRight: true, matchesOrder: true };
  expect(delivery.lifecycle.sign.evidence.safeParse(checked).success).toBe(true);
  for (const question of ['damageFree', 'quantityRight', 'matchesOrder']) {
    expect(delivery.lifecycle.sign.evidence.safeParse({ ...checked, [question]: false }).success).toBe(false);
  }
});

test('a notice of delay is owed for the promised date until the customer has been told', () => {
  const { delayNotice } = delivery.deadlines;
  expect(delayNotice.by(goods())).toBe('2026-11-30');
  expect(delayNotice.by(goods({ promisedDate: null }))).toBe(null);
  expect(delayNotice.by(goods({ delayToldAt: NOW }))).toBe(null);
});
