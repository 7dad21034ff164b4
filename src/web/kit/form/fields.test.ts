import { expect, test } from 'vitest';
import { delivery } from '#domain/delivery/delivery/delivery';
import { deliveryWords } from '#domain/delivery/delivery/delivery.words';
import { order } from '#domain/orders/order/order';
import { orderWords } from '#domain/orders/order/order.words';
import { returnVisit } from '#domain/voice/return-visit/return-visit';
import { returnVisitWords } from '#domain/voice/return-visit/return-visit.words';
import type { Shape } from '#kernel/declare/record';
import type { AnyWords } from '#kernel/declare/words';
import { answerOf, askedIn, bodyOf, faultsIn } from './fields.ts';
import { formWords as w } from './words.ts';

const clock = { local: (iso: string) => iso.slice(0, 16), fromLocal: (local: string) => new Date(`${local}:00Z`).toISOString() };
const asked = (shape: Shape, words: object) => askedIn(shape, words as AnyWords);

test('what a step asks for follows from its schema', () => {
  const sign = asked(delivery.lifecycle.sign.evidence.shape, deliveryWords);
  expect(sign.map(({ name, sort, required }) => [name, sort.is, required])).toEqual([
    ['signature', 'signature', true],
    ['damageFree', 'affirmation', true],
    ['quantityRight', 'affirmation', true],
    ['matchesOrder', 'affirmation', true],
    ['photos', 'files', false],
  ]);
  expect(faultsIn(sign, { signature: { name: '王工' }, damageFree: true, quantityRight: true }, clock)).toEqual({
    matchesOrder: w.affirm,
  });
  const confirm = asked(order.lifecycle.confirm.evidence.shape, orderWords);
  expect(faultsIn(confirm, { promisedDate: '下周', sentTo: ' ' }, clock)).toEqual({
    promisedDate: w.wrongDay,
    sentTo: w.missing,
    sentBy: w.missingChoice,
  });
});

test('numbers may be typed as they are printed', () => {
  const items = asked(order.lines!.items, orderWords);
  const row = { productName: ' 阀门 ', quantity: '１,２００．５', unitPrice: '¥1,280.5', unit: '' };
  expect(faultsIn(items, row, clock)).toEqual({});
  expect(bodyOf(items, row, clock)).toMatchObject({ productName: '阀门', quantity: '1200.5', unitPrice: '1280.5', unit: null });
  expect(faultsIn(items, { quantity: 'viele', unitPrice: '1.234' }, clock)).toEqual({
    quantity: w.wrongQuantity,
    unitPrice: w.wrongMoney,
  });
});

test('an answer that may be empty but not left out is sent as empty', () => {
  const record = asked(returnVisit.lifecycle.record.evidence.shape, returnVisitWords);
  const body = bodyOf(record, { method: 'phone', contactName: '王工', satisfied: false, quality: '3' }, clock);
  expect(body).toMatchObject({ quality: 3, satisfied: false, opinions: null, newNeeds: null });
  expect(body).not.toHaveProperty('reason');
});

test('an edit sends what was changed, and what was emptied as null', () => {
  const fields = asked(order.fields, orderWords);
  const doc = {
    customer: '1',
    channel: 'shop',
    deliveryAddress: '旧',
    requestedDate: '2026-12-05',
    confirmedAt: '2026-11-21T06:30:00.000Z',
  };
  const before = Object.fromEntries(
    fields.map((field) => [field.name, answerOf(field, (doc as Record<string, unknown>)[field.name], clock)]),
  );
  expect(bodyOf(fields, before, clock, before)).toEqual({});
  expect(bodyOf(fields, { ...before, deliveryAddress: '新', requestedDate: '' }, clock, before)).toEqual({
    deliveryAddress: '新',
    requestedDate: null,
  });
});
