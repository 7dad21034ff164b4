import { expect, test } from 'vitest';
import { type DelayNotice, delayNotice } from './delay-notice.ts';

const notice = (more: Partial<DelayNotice>): DelayNotice => ({ cause: 'logistics', newDate: null, ...more }) as DelayNotice;

test('a delay by force majeure has to be told within a time of its own', () => {
  const { within } = delayNotice.deadlines.telling;
  expect(within(notice({ cause: 'force_majeure' }))).toMatchObject({
    key: 'delay_notice.force_majeure',
    default: { amount: 4, unit: 'hours' },
  });
  for (const cause of ['production', 'supplier', 'logistics', 'customer', 'other'] as const)
    expect(within(notice({ cause }))).toBe(null);
});

test('the new date is a promise', () => {
  expect(delayNotice.deadlines.newDate.by(notice({ newDate: '2026-11-25' }))).toBe('2026-11-25');
});
