import { expect, test } from 'vitest';
import type { AnyDoc } from '#kernel/declare/record';
import { recordNamed } from '../../registry.ts';
import { curable, lookedAt } from './cure.ts';
import { pathOfLife } from './path.ts';

const order = recordNamed('order')!;
const complaint = recordNamed('complaint')!;

test('a guard tells what it looks at, and what an edit may fill in of that', () => {
  const doc = { deliveryAddress: null, items: [], rootCause: null, rounds: 0 } as unknown as AnyDoc;
  expect(lookedAt(order, 'audit', 'addressGiven', doc)).toEqual(['deliveryAddress']);
  expect(curable(order, 'audit', 'hasItems', doc)).toEqual(['items']);
  expect(lookedAt(complaint, 'plan', 'rootCauseKnown', doc)).toEqual(['rootCause']);
  expect(curable(complaint, 'plan', 'rootCauseKnown', doc)).toEqual([]); // a step fills it
  expect(lookedAt(order, 'confirm', 'customerInGoodStanding', doc)).toEqual([]); // decided elsewhere
  expect(lookedAt(order, 'confirm', 'noSuchGuard', doc)).toEqual([]);
});

test('the way of a record leads through where it stands to the first end that it can have', () => {
  const told = (state: string) => pathOfLife(order.record, state).map((stop) => `${stop.state} ${stop.when}`);
  expect(told('audited')).toEqual(['placed past', 'audited now', 'confirmed ahead', 'in_delivery ahead', 'delivered ahead']);
  expect(told('data_wanted')).toEqual([
    'placed past',
    'data_wanted now',
    'placed ahead',
    'audited ahead',
    'confirmed ahead',
    'in_delivery ahead',
    'delivered ahead',
  ]);
  expect(told('cancelled')).toEqual(['placed past', 'cancelled now']);
});
