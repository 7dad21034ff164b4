import { describe, expect, it } from 'vitest';
import vectors from './statistics.data.json' with { type: 'json' };
import { ces, csat, median, nps, npsOfCounts, onTime, percentile, ppm, rate, wilson } from './statistics.ts';

describe('net promoter score', () => {
  it.each(vectors.nps)('of $counts', ({ counts, expected }) => {
    const scores = Object.entries(counts).flatMap(([score, times]) => Array.from({ length: times }, () => Number(score)));
    const { n, promoters, passives, detractors, ...figures } = nps(scores);
    expect({ n, promoters, passives, detractors }).toEqual({
      n: expected.n,
      promoters: expected.promoters,
      passives: expected.passives,
      detractors: expected.detractors,
    });
    expectFigure(figures.nps, expected.nps, 4);
    expectFigure(figures.se, expected.se, 6);
    expectInterval(figures.ci95, expected.ci95);
    expect(npsOfCounts({ promoters, passives, detractors })).toEqual(nps(scores));
  });

  it.each(vectors.npsInvalid)('refuses %s', (score) => {
    expect(() => nps([10, score])).toThrow(RangeError);
  });
});

describe('satisfaction and effort', () => {
  it.each(vectors.csat)('CSAT of $scores', ({ scores, expected }) => {
    const found = csat(scores);
    expect([found.n, found.csat]).toEqual([expected.n, expected.csat]);
    expect(found.satisfied).toBe(expected.satisfied ?? 0);
    expectFigure(found.mean, expected.mean, 4);
    expectInterval(found.ci95, expected.ci95);
  });

  it.each(vectors.ces)('CES of $scores', ({ scores, expected }) => {
    const found = ces(scores);
    expect([found.n, found.positiveShare]).toEqual([expected.n, expected.positiveShare]);
    expectFigure(found.mean, expected.mean, 4);
  });

  it('refuse scores off their scale', () => {
    for (const wrong of [0, 6, 4.5, Number.NaN]) expect(() => csat([3, wrong])).toThrow(RangeError);
    for (const wrong of [0, 8]) expect(() => ces([wrong])).toThrow(RangeError);
  });
});

describe('intervals and rates', () => {
  it.each(vectors.wilson)('Wilson interval of $successes to $failures', ({ successes, failures, z, lower, upper }) => {
    const found = wilson(successes, failures, z);
    expect(found?.[0]).toBeCloseTo(lower, 9);
    expect(found?.[1]).toBeCloseTo(upper, 9);
  });

  it('no Wilson interval without trials', () => {
    expect(wilson(0, 0)).toBeNull();
  });

  it.each(vectors.rates)('$name: $numerator of $denominator is $expectedPct %', ({ numerator, denominator, expectedPct }) => {
    expect(rate(numerator, denominator)).toBe(expectedPct);
  });

  it.each(vectors.ppm)('$complaints complaints of $shipped shipped are $ppm ppm', ({ complaints, shipped, ppm: expected }) => {
    expect(ppm(complaints, shipped)).toBe(expected);
  });

  it.each(vectors.onTimeProjects.flatMap(({ projects, cases }) => cases.map((c) => ({ projects, ...c }))))(
    'projects on time as of $asOf',
    ({ projects, asOf, total, onTime: kept, rate: expected }) => {
      const promises = projects.map(([, agreed, delivered]) => ({ agreed: agreed ?? '', delivered: delivered ?? null }));
      expect(onTime(promises, asOf)).toEqual({ total, onTime: kept, rate: expected });
    },
  );
});

describe('median and percentiles', () => {
  it('interpolate between the nearest two', () => {
    expect([median([3, 1, 2]), median([4, 1, 3, 2]), median([7]), median([])]).toEqual([2, 2.5, 7, null]);
    expect([0, 25, 90, 100].map((p) => percentile([40, 10, 30, 20], p))).toEqual([10, 17.5, 37, 40]);
    expect(percentile([], 90)).toBeNull();
    expect(() => percentile([1], 101)).toThrow(RangeError);
  });

  it('leave the values in their order', () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });
});

/** Compared to as many decimals as the vectors give. */
function expectFigure(found: number | null, expected: number | null, decimals: number): void {
  expect(found && Number(found.toFixed(decimals))).toBe(expected);
}

function expectInterval(found: readonly [number, number] | null, expected: readonly number[] | null): void {
  expect(found?.map((end) => Number(end.toFixed(6))) ?? null).toEqual(expected);
}
