import { expect, test } from 'vitest';
import { regulation } from './regulation.ts';

const draft = { sponsor: null, effectiveFrom: null, reviewMonths: 12 } as unknown as Parameters<
  typeof regulation.lifecycle.publish.derives
>[0];
const { guards, evidence, derives } = regulation.lifecycle.publish;

test('GOV-021: an executive sponsor is named before publication', () => {
  expect(guards.sponsorNamed(draft)).toBe(false);
  expect(guards.sponsorNamed({ ...draft, sponsor: '0198b0f4-0000-7000-8000-000000000001' })).toBe(true);
});

test('only one version of a code is in force', () => {
  expect(guards.onlyVersionInForce(draft, { sameCodeInForce: 1 })).toBe(false);
  expect(guards.onlyVersionInForce(draft, { sameCodeInForce: 0 })).toBe(true);
});

test('GOV-019: nothing takes effect before its publication', () => {
  const said = { publisher: '管理部', publishedOn: '2026-03-01', effectiveFrom: '2026-03-01' };
  expect(evidence.safeParse(said).success).toBe(true);
  expect(evidence.safeParse({ ...said, effectiveFrom: '2026-02-28' }).success).toBe(false);
});

test.each([
  ['2026-01-31', 1, '2026-02-28'],
  ['2024-02-29', 12, '2025-02-28'],
  ['2026-03-01', 12, '2027-03-01'],
  ['2026-12-15', 1, '2027-01-15'],
])(
  'GOV-018: published on %s with an interval of %i months, it is reviewed on %s',
  (effectiveFrom, reviewMonths, nextReviewOn) => {
    expect(derives({ ...draft, effectiveFrom, reviewMonths })).toEqual({ nextReviewOn });
  },
);

test('an interval that is not set stays unset and is not invented', () => {
  expect(derives({ ...draft, effectiveFrom: '2026-01-31', reviewMonths: null })).toEqual({ nextReviewOn: null });
});

test('GOV-020: a review may keep or revise, and a new version replaces the old', () => {
  expect(
    regulation.lifecycle.review.evidence.safeParse({ lastFinding: '市场变化，须修订第三条。', decision: 'revise' }).success,
  ).toBe(true);
  expect(regulation.lifecycle.review.evidence.safeParse({ decision: 'keep' }).success).toBe(false);
  expect(regulation.lifecycle.replace.from).toContain('in_force');
});
