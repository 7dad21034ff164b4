import { expect, test } from 'vitest';
import { byPeriod, daysOf, type Figure, intervalText, valueText, yearBefore } from './figure.ts';

const figure = (period: string): Figure => ({
  id: 'nps',
  period,
  numerator: 1,
  denominator: 3,
  value: 33.3,
  ci95: [-20, 86.6],
  name: '',
  formula: '',
});

test('every month and quarter of a time has its place, also those that counted nothing', () => {
  expect(
    byPeriod([figure('2026-01')], '2025-11-15', '2026-02-03', 'month').map(({ period, figure: f }) => [period, f !== null]),
  ).toEqual([
    ['2025-11', false],
    ['2025-12', false],
    ['2026-01', true],
    ['2026-02', false],
  ]);
  expect(byPeriod([], '2025-11-15', '2026-04-01', 'quarter').map(({ period }) => period)).toEqual([
    '2025-Q4',
    '2026-Q1',
    '2026-Q2',
  ]);
});

test('a period begins on its first day and ends on its last', () => {
  expect(daysOf('2024-02')).toEqual({ from: '2024-02-01', to: '2024-02-29' });
  expect(daysOf('2026-Q4')).toEqual({ from: '2026-10-01', to: '2026-12-31' });
  expect(yearBefore('2026-11-22')).toBe('2025-11-01');
});

test('a figure is read as its measure is, with the interval that chance leaves', () => {
  expect(valueText('nps', 31.4)).toBe('31');
  expect(valueText('csat', 0.6696)).toBe('67.0%');
  expect(valueText('csat', null)).toBe('—');
  expect(intervalText(figure('2026-01'))).toBe('95%: -20 – 87');
  expect(intervalText({ id: 'lead-time', ci95: null })).toBe('');
});
