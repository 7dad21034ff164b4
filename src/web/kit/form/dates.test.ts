import { expect, test } from 'vitest';
import { dayFrom, instantFrom } from './dates.ts';

test.each([
  ['2026-12-05', '2026-12-05'],
  ['20261205', '2026-12-05'],
  ['2026/12/5', '2026-12-05'],
  ['2026年12月5日', '2026-12-05'],
  ['12-5', '2026-12-05'],
  ['１２-５', '2026-12-05'],
  ['2026-02-29', null],
  ['13-1', null],
  ['soon', null],
  ['', null],
])('%s as a date', (typed, day) => {
  expect(dayFrom(typed, 2026)).toBe(day);
});

test.each([
  ['2026-12-05 14:30', '2026-12-05T14:30'],
  ['2026-12-05T14:30', '2026-12-05T14:30'],
  ['12-5 9:05', '2026-12-05T09:05'],
  ['20261205 1430', '2026-12-05T14:30'],
  ['2026-12-05 25:00', null],
  ['2026-12-05', null],
])('%s as an instant', (typed, instant) => {
  expect(instantFrom(typed, 2026)).toBe(instant);
});
