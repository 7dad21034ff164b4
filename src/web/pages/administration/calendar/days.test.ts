import { describe, expect, test } from 'vitest';
import {
  type CalendarDraft,
  datesBetween,
  datesOf,
  dayOf,
  type OwnDay,
  type StatutoryDay,
  shiftsIn,
  shiftsText,
  weekdayOf,
} from './days.ts';

const DAY = [['09:00', '17:00']] as const;
const draft: CalendarDraft = {
  week: { 1: DAY, 2: DAY, 3: DAY, 4: DAY, 5: DAY, 6: [], 7: [] },
  makeupShifts: [['10:00', '16:00']],
  statutory: true,
  days: [],
};
const statutory = new Map<string, StatutoryDay>([
  ['2026-10-01', { kind: 'off', name: '国庆节' }],
  ['2026-10-10', { kind: 'work', name: '国庆节' }],
]);
const own = new Map<string, OwnDay>([
  ['2026-10-10', { date: '2026-10-10', works: false, shifts: null, name: '停电' }],
  ['2026-10-11', { date: '2026-10-11', works: true, shifts: null, name: '赶工' }],
]);
const kindOf = (date: string, more: Partial<CalendarDraft> = {}, said = own) =>
  dayOf(date, { ...draft, ...more }, said, statutory).kind;

describe('what a day is', () => {
  test('a weekday works, a weekend does not', () => {
    expect([kindOf('2026-11-16'), kindOf('2026-11-21')]).toEqual(['work', 'off']);
  });
  test('the law wins over the week, where it applies', () => {
    expect([kindOf('2026-10-01'), kindOf('2026-10-10', {}, new Map())]).toEqual(['holiday', 'makeup']);
    expect([kindOf('2026-10-01', { statutory: false }), kindOf('2026-10-10', { statutory: false }, new Map())]).toEqual([
      'work',
      'off',
    ]);
  });
  test('the company wins over the law', () => {
    expect([kindOf('2026-10-10'), kindOf('2026-10-11')]).toEqual(['closed', 'open']);
    expect(dayOf('2026-10-11', draft, own, statutory).shifts).toEqual([['10:00', '16:00']]);
  });
});

test('dates of a month, between two, and their weekdays', () => {
  expect(datesOf(2028, 2)).toHaveLength(29);
  expect(datesBetween('2026-03-02', '2026-02-27')).toEqual(['2026-02-27', '2026-02-28', '2026-03-01', '2026-03-02']);
  expect([weekdayOf('2026-11-16'), weekdayOf('2026-11-22')]).toEqual([1, 7]);
});

test.each([
  ['08:30-12:00, 13:30-18:00', '08:30-12:00, 13:30-18:00'],
  ['8:30－12:00，13:30～18:00', '08:30-12:00, 13:30-18:00'],
  ['20:00-28:00', '20:00-28:00'],
  ['', ''],
  ['随便', null],
  ['9-17', null],
])('shifts typed as %j', (typed, read) => {
  const shifts = shiftsIn(typed);
  expect(shifts && shiftsText(shifts)).toBe(read);
});
