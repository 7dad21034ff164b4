import { expect, test } from 'vitest';
import type { FactsOf } from '#kernel/declare/record';
import { type Complaint, complaint } from './complaint.ts';

const { lifecycle, deadlines } = complaint;
const REPORT = { reportBasics: '一', reportProcess: '二', reportResult: '三', reportCause: '四', reportImprovement: '五' };

const blank = {
  promiseGiven: null,
  truth: null,
  rootCause: null,
  rounds: 0,
  major: false,
  complex: false,
  severity: 'degraded',
  prevention: null,
};
const noReport = Object.fromEntries(Object.keys(REPORT).map((section) => [section, null]));
const c = (more: Partial<Complaint> = {}): Complaint => ({ ...blank, ...noReport, ...more }) as Complaint;
const facts = (more: Partial<FactsOf<typeof complaint>> = {}): FactsOf<typeof complaint> => ({
  measures: 0,
  openMeasures: 0,
  lastVisitSatisfied: null,
  ...more,
});

test('the customer has been promised that the complaint will be handled', () => {
  const { customerPromised } = lifecycle.form_team.guards;
  expect(customerPromised(c())).toBe(false);
  expect(customerPromised(c({ promiseGiven: '两日内答复' }))).toBe(true);
});

test.each([
  ['true', true, false],
  ['partly', true, false],
  ['untrue', false, true],
  [null, false, false],
] as const)('found %s: can be planned %s, can be closed as unfounded %s', (truth, plan, unfounded) => {
  expect(lifecycle.plan.guards.foundTrue(c({ truth }))).toBe(plan);
  expect(lifecycle.close_unfounded.guards.foundUntrue(c({ truth }))).toBe(unfounded);
});

test('the root cause is known, wherever a complaint is sent to be handled', () => {
  for (const { guards } of [lifecycle.plan, lifecycle.direct, lifecycle.decide]) {
    expect(guards.rootCauseKnown(c())).toBe(false);
    expect(guards.rootCauseKnown(c({ rootCause: '密封圈装反' }))).toBe(true);
  }
});

test.each([
  [facts(), false],
  [facts({ measures: 1, openMeasures: 1 }), true],
])('there is a measure, and each is owned: %#', (known, holds) => {
  for (const { guards } of [lifecycle.plan, lifecycle.direct, lifecycle.decide])
    expect(guards.everyMeasureOwned(c(), known)).toBe(holds);
});

test.each([
  [0, 0, true],
  [0, 1, true],
  [1, 0, false],
  [1, 1, true],
])('after %i rounds with %i open measures there is something to carry out: %s', (rounds, openMeasures, holds) => {
  expect(lifecycle.start_handling.guards.roundHasMeasure(c({ rounds }), facts({ openMeasures }))).toBe(holds);
});

test('it is not a major matter, which the general manager decides', () => {
  for (const { guards } of [lifecycle.direct, lifecycle.send_back]) {
    expect(guards.notMajorMatter(c())).toBe(true);
    expect(guards.notMajorMatter(c({ major: true }))).toBe(false);
  }
});

test.each([
  [facts({ measures: 2 }), true],
  [facts({ measures: 2, openMeasures: 1 }), false],
  [facts(), false],
])('every measure has been carried out: %#', (known, holds) => {
  expect(lifecycle.finish_handling.guards.everyMeasureDone(c(), known)).toBe(holds);
});

test.each([
  [true, true],
  [false, false],
  [null, false],
])('the last visit found the customer satisfied: %s', (lastVisitSatisfied, holds) => {
  expect(lifecycle.close.guards.customerSatisfied(c(), facts({ lastVisitSatisfied }))).toBe(holds);
});

test('all five sections of the report are written', () => {
  expect(lifecycle.close.guards.reportComplete(c(REPORT))).toBe(true);
});

test.each(Object.keys(REPORT))('a report without %s is not complete', (section) => {
  expect(lifecycle.close.guards.reportComplete(c({ ...REPORT, [section]: null }))).toBe(false);
});

test('a preventive measure is noted', () => {
  const { preventionNoted } = lifecycle.close.guards;
  expect(preventionNoted(c())).toBe(false);
  expect(preventionNoted(c({ prevention: '装配工位加防错销' }))).toBe(true);
});

test('safety is answered sooner, what is complex later, and a major matter is decided by the general manager', () => {
  expect(deadlines.firstReply.within(c()).default).toEqual({ amount: 4, unit: 'working_hours' });
  expect(deadlines.firstReply.within(c({ severity: 'safety' })).default).toEqual({ amount: 1, unit: 'working_hours' });
  expect(deadlines.answer.within(c()).default).toEqual({ amount: 5, unit: 'working_days' });
  expect(deadlines.answer.within(c({ complex: true })).default).toEqual({ amount: 15, unit: 'working_days' });
  expect([deadlines.direction.within(c({ major: true })), deadlines.majorDecision.within(c())]).toEqual([null, null]);
});

test('a round more is counted, and what is reported up is complex', () => {
  expect(lifecycle.handle_again.derives(c({ rounds: 1 }))).toEqual({ rounds: 2 });
  expect(lifecycle.escalate.derives()).toEqual({ complex: true });
  expect(lifecycle.decide.derives()).toEqual({ major: false });
});
