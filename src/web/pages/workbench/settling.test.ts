import { expect, test } from 'vitest';
import { order } from '#domain/orders/order/order';
import { asAny } from '#kernel/declare/record';
import type { RecordView } from '../../api/records.ts';
import { isDecision, keepingSteps, stepsFor } from './settling.ts';

const record = asAny(order);
const view = (state: string, can: RecordView['can']): RecordView => ({
  record: { state } as never,
  can,
  edit: false,
  commitments: [],
  withheld: [],
});
const open = { allowed: true, because: [], clauses: [] };
const missing = { rule: 'addressGiven', control: '', sentence: '', clauses: [] };

test('a promise is kept by the steps that its deadline names, as far as one’s roles may take them', () => {
  expect(keepingSteps(record, 'order.deadlines.confirmation', ['service_desk'])).toEqual(['confirm']); // after an audit
  expect(keepingSteps(record, 'order.deadlines.dataRequest', ['service_desk'])).toEqual(['ask_for_data', 'audit']);
  expect(keepingSteps(record, 'order.deadlines.dataRequest', ['warehouse'])).toEqual([]);
  expect(keepingSteps(record, 'order.approvals.none', ['service_desk'])).toEqual([]);
  expect(isDecision(record, 'order.deadlines.dataRequest', ['service_desk'])).toBe(true);
  expect(isDecision(record, 'order.deadlines.confirmation', ['service_desk'])).toBe(false);
  expect(isDecision(record, 'order.approvals.review.finance', [])).toBe(true);
});

test('what can be done for it now: what keeps it, or what leads on, or what would but for what is missing', () => {
  const both = { audit: open, confirm: { ...open, allowed: false } };
  expect(stepsFor(record, 'order.deadlines.confirmation', view('audited', { confirm: open }))).toEqual(['confirm']);
  expect(stepsFor(record, 'order.deadlines.confirmation', view('placed', both))).toEqual(['audit']);
  const blocked = { audit: { allowed: false, because: [missing], clauses: [] } };
  expect(stepsFor(record, 'order.deadlines.confirmation', view('placed', blocked))).toEqual(['audit']);
  const notMine = { audit: { allowed: false, because: [{ ...missing, rule: 'role' }], clauses: [] } };
  expect(stepsFor(record, 'order.deadlines.confirmation', view('placed', notMine))).toEqual([]);
});
