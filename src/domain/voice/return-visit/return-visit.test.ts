import { describe, expect, test } from 'vitest';
import type { FactsOf } from '#kernel/declare/record';
import { kind } from '#kernel/run/kind';
import { schemasOf } from '#kernel/run/validate';
import { returnVisitQueries } from './return-visit.queries.ts';
import { type ReturnVisit, returnVisit } from './return-visit.ts';
import { returnVisitWords } from './return-visit.words.ts';

const { dissatisfactionActedOn, noActionOpen, customerTold, satisfactionKnown } = returnVisit.lifecycle.close.guards;
const visit = (more: Partial<ReturnVisit>): ReturnVisit =>
  ({ purpose: 'project', satisfied: true, cadenceOn: null, dueOn: '2026-11-30', ...more }) as ReturnVisit;
const facts = (more: Partial<FactsOf<typeof returnVisit>> = {}): FactsOf<typeof returnVisit> => ({
  actions: 0,
  openActions: 0,
  untoldActions: 0,
  unratedActions: 0,
  ...more,
});

test.each([
  [visit({ satisfied: true }), facts(), true],
  [visit({ satisfied: null }), facts(), true],
  [visit({ satisfied: false }), facts(), false],
  [visit({ satisfied: false }), facts({ actions: 1 }), true],
  [visit({ satisfied: false, purpose: 'complaint' }), facts(), true],
])('where the customer is not satisfied, an action was raised: %#', (record, known, holds) => {
  expect(dissatisfactionActedOn(record, known)).toBe(holds);
});

test('no action is open', () => {
  expect(noActionOpen(visit({}), facts())).toBe(true);
  expect(noActionOpen(visit({}), facts({ actions: 2, openActions: 1 }))).toBe(false);
});

test('the customer was told the result of every action', () => {
  expect(customerTold(visit({}), facts({ actions: 1 }))).toBe(true);
  expect(customerTold(visit({}), facts({ actions: 1, untoldActions: 1 }))).toBe(false);
});

test.each([
  [visit({}), facts({ actions: 1 }), true],
  [visit({}), facts({ actions: 1, unratedActions: 1 }), false],
  [visit({ satisfied: null }), facts(), true],
  [visit({ purpose: 'complaint', satisfied: null }), facts(), false],
  [visit({ purpose: 'complaint', satisfied: false }), facts(), true],
])('it is known whether the customer is satisfied with the result: %#', (record, known, holds) => {
  expect(satisfactionKnown(record, known)).toBe(holds);
});

test('VOC-031: customers answer for themselves where the visit is about their complaint, and say why they are not satisfied', () => {
  const { aboutComplaint } = returnVisit.lifecycle.answer.guards;
  expect(aboutComplaint(visit({ purpose: 'complaint' }))).toBe(true);
  expect(aboutComplaint(visit({ purpose: 'project' }))).toBe(false);
  const answer = schemasOf(kind(returnVisit, returnVisitWords, returnVisitQueries)).evidence.get('answer')!;
  const takes = (said: object): boolean => answer.safeParse({ contactName: '顾', ...said }).success;
  expect(takes({ satisfied: true })).toBe(true);
  expect(takes({ satisfied: false, reason: '还在漏' })).toBe(true);
  expect(takes({ satisfied: false })).toBe(false);
});

describe('VOC-012 VOC-013: who owes a visit follows from its purpose', () => {
  const owed = (record: ReturnVisit): string[] =>
    Object.values(returnVisit.deadlines)
      .filter((deadline) => ('by' in deadline ? deadline.by(record) : deadline.within(record)) !== null)
      .map((deadline) => deadline.debtor);
  test.each([
    ['plan', 'market'],
    ['project', 'service_desk'],
    ['sales', 'sales'],
    ['repair', 'after_sales'],
    ['complaint', 'service_desk'],
  ] as const)('%s: %s', (purpose, debtor) => {
    expect(owed(visit({ purpose }))).toEqual([debtor]);
  });

  test('a visit of a file runs on the clock of the file', () => {
    const ofFile = visit({ cadenceOn: '2026-11-29' });
    expect(owed(ofFile)).toEqual(['service_desk']);
    expect(returnVisit.deadlines.visit.within(ofFile)).toMatchObject({ default: { amount: 0, unit: 'working_days' } });
  });
});

describe('the record of a visit', () => {
  const evidence = schemasOf(kind(returnVisit, returnVisitWords, returnVisitQueries)).evidence.get('record')!;
  const complete = {
    method: 'phone',
    contactName: '王工',
    function: 5,
    performance: 4,
    quality: null,
    service: 3,
    satisfied: true,
    opinions: null,
    newNeeds: null,
  };
  test('VOC-007 VOC-008: is complete with all four groups of questions', () => {
    expect(evidence.safeParse(complete).success).toBe(true);
  });

  test.each(Object.keys(complete))('cannot leave out %s, though the answer may be empty', (name) => {
    const { [name]: _, ...incomplete } = complete as Record<string, unknown>;
    expect(evidence.safeParse(incomplete).error?.issues.map((i) => i.path.join('.'))).toEqual([name]);
  });

  test.each([0, 6, 3.5])('keeps to the scale of 1 to 5: %s is refused', (quality) => {
    expect(evidence.safeParse({ ...complete, quality }).success).toBe(false);
  });

  test('wants a reason where the customer is not satisfied', () => {
    expect(evidence.safeParse({ ...complete, satisfied: false }).error?.issues[0]?.path).toEqual(['reason']);
    expect(evidence.safeParse({ ...complete, satisfied: false, reason: '仍有异响' }).success).toBe(true);
  });
});
