import { expect, test } from 'vitest';
import type { Commitment } from '../../api/routes.ts';
import { byUrgency } from './by-urgency.ts';

const now = Date.parse('2026-11-21T06:00:00Z');
const days = {
  today: () => '2026-11-21',
  local: (iso: string) => new Date(Date.parse(iso) + 8 * 3_600_000).toISOString().slice(0, 16),
};
const owed = (id: string, dueAt: string | null, more: Partial<Commitment> = {}) =>
  ({ id, dueAt, outcome: 'open', paused: false, ...more }) as Commitment;

test('promises are told by when they are due, in the company’s days', () => {
  const groups = byUrgency(
    [
      owed('late', '2026-11-21T05:59:00Z'),
      owed('tonight', '2026-11-21T15:59:00Z'),
      owed('after midnight here', '2026-11-21T16:00:00Z'),
      owed('in a week', '2026-11-28T15:59:00Z'),
      owed('later', '2026-11-28T16:00:00Z'),
      owed('stopped', '2026-11-20T00:00:00Z', { paused: true }),
      owed('open end', null),
      owed('broken, dated anew', '2026-12-01T00:00:00Z', { outcome: 'breached' }),
    ],
    now,
    days,
  );
  expect(groups.map(({ name, items }) => [name, items.map(({ id }) => id)])).toEqual([
    ['overdue', ['late', 'broken, dated anew']],
    ['today', ['tonight']],
    ['week', ['after midnight here', 'in a week']],
    ['later', ['later']],
    ['undated', ['stopped', 'open end']],
  ]);
});
