import { expect, test } from 'vitest';
import type { At } from '#kernel/declare/record';
import { kind } from '#kernel/run/kind';
import { schemasOf } from '#kernel/run/validate';
import { surveyResponseQueries } from './survey-response.queries.ts';
import { type SurveyResponse, surveyResponse } from './survey-response.ts';
import { surveyResponseWords } from './survey-response.words.ts';

const classOf = (nps: number | null, limits: Record<string, number> = {}) => {
  const at: At = { now: 0, today: '2026-11-16', endOf: Date.parse, setting: (s) => (limits[s.key] as never) ?? s.default };
  return surveyResponse.lifecycle.classify.derives({ nps } as SurveyResponse, {}, at).npsClass;
};

test.each([
  [0, 'detractor'],
  [6, 'detractor'],
  [7, 'passive'],
  [8, 'passive'],
  [9, 'promoter'],
  [10, 'promoter'],
  [null, null],
])('a score of %s makes a %s', (nps, npsClass) => {
  expect(classOf(nps)).toBe(npsClass);
});

test('the limits are the company’s', () => {
  const stricter = { 'nps.promoter_from': 10, 'nps.passive_from': 8 };
  expect([10, 9, 8, 7].map((nps) => classOf(nps, stricter))).toEqual(['promoter', 'passive', 'passive', 'detractor']);
});

test('VOC-017: scores off the scale are refused', () => {
  const { create } = schemasOf(kind(surveyResponse, surveyResponseWords, surveyResponseQueries));
  const pointers = (scores: object) =>
    create
      .safeParse({ survey: '018f3e2a-7b6c-7d8e-9f00-112233445566', answeredAt: '2026-11-16T01:00:00Z', ...scores })
      .error?.issues.map((i) => i.path[0]);
  expect(pointers({ nps: 0, csat: 1, ces: 1 })).toBeUndefined();
  expect(pointers({ nps: 10, csat: 5, ces: 7 })).toBeUndefined();
  expect(pointers({ nps: 11, csat: 6, ces: 8 })).toEqual(['nps', 'csat', 'ces']);
  expect(pointers({ nps: -1, csat: 0, ces: 0 })).toEqual(['nps', 'csat', 'ces']);
  expect(pointers({ nps: 8.5 })).toEqual(['nps']);
});
