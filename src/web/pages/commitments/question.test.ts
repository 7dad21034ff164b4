import { expect, test } from 'vitest';
import { daysAround, monthAfter, questionIn } from './question.ts';

const inChina = (local: string): string => new Date(Date.parse(`${local}:00+08:00`)).toISOString();

test('the address says what is asked for', () => {
  const asked = (address: string) => questionIn(new URLSearchParams(address), inChina);
  expect(asked('')).toEqual({ standing: true });
  expect(asked('outcome=kept&department=d1&clause=002.14 二.1&team=true')).toEqual({
    outcome: 'kept',
    team: true,
    clause: '002.14 二.1',
    department: 'd1',
  });
  expect(asked('outcome=all&from=2026-11-01&to=2026-11-30')).toEqual({
    from: '2026-10-31T16:00:00.000Z',
    to: '2026-11-30T15:59:59.999Z',
  });
  expect(asked('outcome=all&from=2026-1')).toEqual({}); // still being typed
});

test('a month is shown in whole weeks from Monday', () => {
  const month = daysAround('2026-11-21', 'month');
  expect([month[0], month.at(-1), month.length]).toEqual(['2026-10-26', '2026-12-06', 42]);
  expect(daysAround('2026-02-10', 'month')).toHaveLength(35);
  expect(daysAround('2026-11-22', 'week')).toEqual([
    '2026-11-16',
    '2026-11-17',
    '2026-11-18',
    '2026-11-19',
    '2026-11-20',
    '2026-11-21',
    '2026-11-22',
  ]);
  expect(monthAfter('2026-12-31', 1)).toBe('2027-01-01');
});
