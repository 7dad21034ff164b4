import { expect, test } from 'vitest';
import type { At, FactsOf } from '#kernel/declare/record';
import { type Survey, survey } from './survey.ts';

const at = (repeat = 6): At => ({
  now: 0,
  today: '2026-11-16',
  endOf: Date.parse,
  setting: <T>(s: { default: T }) => (typeof s.default === 'number' ? (repeat as T) : s.default),
});
const made = (more: Partial<Survey>): Survey =>
  ({ kind: 'nps', analysis: null, invited: null, nextOn: null, startsOn: '2026-08-31', ...more }) as Survey;
const tally = {
  answers: 0,
  promoters: 0,
  passives: 0,
  detractors: 0,
  csatMarks: [0, 0, 0, 0, 0],
  cesAnswers: 0,
  cesSum: 0,
};
const facts = (more: Partial<FactsOf<typeof survey>> = {}): FactsOf<typeof survey> => ({
  measures: 0,
  uncheckedMeasures: 0,
  tally,
  ...more,
});

const { analysisWritten, improvementPlanned, effectsEvaluated } = survey.lifecycle.end.guards;

test('the result has been analysed', () => {
  expect(analysisWritten(made({}))).toBe(false);
  expect(analysisWritten(made({ analysis: '贬损者多在等待安装的客户中。' }))).toBe(true);
});

test.each([
  ['nps', 0, false],
  ['nps', 1, true],
  ['csat', 0, false],
  ['mixed', 0, false],
  ['ces', 0, true],
] as const)('an improvement measure names a department and a person: %s with %i measures: %s', (kind, measures, holds) => {
  expect(improvementPlanned(made({ kind }), facts({ measures }))).toBe(holds);
});

test('every measure has been carried out and its effect evaluated', () => {
  expect(effectsEvaluated(made({}), facts({ measures: 2 }))).toBe(true);
  expect(effectsEvaluated(made({}), facts({ measures: 2, uncheckedMeasures: 1 }))).toBe(false);
});

test('the survey is planned again', () => {
  const { repeats } = survey.lifecycle.stop_repeating.guards;
  expect(repeats(made({ nextOn: '2027-02-28' }))).toBe(true);
  expect(repeats(made({}))).toBe(false);
});

test('the figures as they stand when a survey closes', () => {
  const { derives } = survey.lifecycle.close;
  const counted = {
    answers: 9,
    promoters: 4,
    passives: 2,
    detractors: 1,
    csatMarks: [0, 0, 1, 1, 1],
    cesAnswers: 2,
    cesSum: 11,
  };
  expect(derives(made({ invited: 20 }), facts({ tally: counted }), at(4))).toEqual({
    answers: 9,
    responseRate: 45,
    promoters: 4,
    passives: 2,
    detractors: 1,
    nps: 42.86,
    csat: 66.67,
    ces: 5.5,
  });
  expect(derives(made({}), facts({ tally: counted }), at(3))).toMatchObject({ csat: 100 });
  expect(derives(made({}), facts({ tally: counted }), at(5))).toMatchObject({ csat: 33.33 });
  expect(derives(made({}), facts(), at(4))).toMatchObject({ answers: 0, responseRate: null, nps: null, csat: null, ces: null });
  expect(derives(made({ invited: 0 }), facts(), at(4))).toMatchObject({ responseRate: null });
  expect(derives(made({ invited: 4 }), facts({ tally: counted }), at(4))).toMatchObject({ responseRate: 100 });
  expect(derives(made({}), facts({ tally: { ...tally, detractors: 3 } }), at(4))).toMatchObject({ nps: -100 });
});

test('it is planned again so many months after its start, unless the company does not want that', () => {
  const { derives } = survey.lifecycle.end;
  expect(derives(made({}), facts(), at())).toEqual({ nextOn: '2027-02-28' });
  expect(derives(made({}), facts(), at(0))).toEqual({ nextOn: null });
});
