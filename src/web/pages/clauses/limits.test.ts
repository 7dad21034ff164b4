import { expect, test } from 'vitest';
import { limitsOf } from './limits.ts';

test('the limits of a deadline are found, also where they follow from the record', () => {
  expect([...limitsOf(['order.deadlines.confirmation'])]).toEqual(['order.confirmation']);
  expect([...limitsOf(['complaint.deadlines.firstReply', 'complaint.close'])].sort()).toEqual([
    'complaint.first_reply',
    'complaint.first_reply_safety',
  ]);
  expect([...limitsOf(['delivery.deadlines.arrival', 'kpi.csat', 'nothing'])]).toEqual([]);
});
