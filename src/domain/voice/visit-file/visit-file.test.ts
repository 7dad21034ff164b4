import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { At } from '#kernel/declare/record';
import { visitDates } from '#kernel/run/clock/due';
import { catchUpDays, rhythm, standing } from './visit-file.settings.ts';
import { type VisitFile, visitFile } from './visit-file.ts';

const vectors = path.resolve(import.meta.dirname, '../../../../../shared/spec/vectors/commercial.json');
const RHYTHM = rhythm.default;

const on = (today: string): At => ({ now: Date.parse(today), today, endOf: Date.parse, setting: (setting) => setting.default });
const file = (more: Partial<VisitFile>): VisitFile =>
  ({
    handoverOn: '2026-01-31',
    nextVisitOn: null,
    lastVisitOn: null,
    visits: 0,
    skipped: 0,
    reason: null,
    ...more,
  }) as VisitFile;

test.each([
  ['2026-02-28', '2026-02-27', false],
  ['2026-02-28', '2026-02-28', true],
  ['2026-02-28', '2026-03-01', true],
  [null, '2026-03-01', false],
])('the date of the visit has come: next on %s, today %s: %s', (nextVisitOn, today, holds) => {
  expect(visitFile.lifecycle.open_visit.guards.dateHasCome(file({ nextVisitOn }), {}, on(today))).toBe(holds);
});

/** All dates that a file opens when every day is looked at. */
function opened(handoverOn: string, count: number): string[] {
  const dates: string[] = [];
  for (let next = standing(handoverOn, null, handoverOn, RHYTHM, 0).next; dates.length < count; ) {
    const now = standing(handoverOn, next, next, RHYTHM, catchUpDays.default);
    expect(now).toMatchObject({ opens: next, skipped: 0 });
    dates.push(next);
    next = now.next;
  }
  return dates;
}

describe('the dates of visits', () => {
  test.each(['2024-01-31', '2024-02-29', '2024-03-15', '2023-12-30', '2026-08-31'])(
    'are those of the clock: handed over on %s',
    (handoverOn) => {
      expect(opened(handoverOn, 24)).toEqual(visitDates(handoverOn, { count: 24 }).map((visit) => visit.date));
    },
  );

  test.skipIf(!existsSync(vectors))('are those of the reference vectors', () => {
    const { returnVisits } = JSON.parse(readFileSync(vectors, 'utf8')) as {
      returnVisits: { cases: { handover: string; visits: { date: string }[] }[] };
    };
    expect(returnVisits.cases.length).toBeGreaterThan(3);
    for (const { handover, visits } of returnVisits.cases)
      expect(opened(handover, visits.length)).toEqual(visits.map((v) => v.date));
  });

  test('another rhythm: quarterly from the start, then twice a year', () => {
    expect(standing('2026-01-31', null, '2026-01-31', { monthlyFor: 0, thenEvery: 6 }, 14).next).toBe('2026-07-31');
    expect(standing('2026-01-31', '2026-04-30', '2026-04-30', { monthlyFor: 3, thenEvery: 6 }, 14).next).toBe('2026-10-31');
  });

  test('an interval of nothing does not run for ever', () => {
    expect(standing('2026-01-31', null, '2027-06-01', { monthlyFor: 12, thenEvery: 0 }, 14).next).toBe('2027-06-30');
    expect(standing('2026-01-31', null, '2027-06-01', { monthlyFor: 12, thenEvery: 1e308 }, 1e308)).toEqual({
      opens: '2027-01-31',
      skipped: 11,
      next: '2127-01-31',
    });
  });
});

describe('dates that were missed', () => {
  test.each([
    // [today, opens, skipped, next]
    ['2026-02-28', '2026-02-28', 0, '2026-03-31'],
    ['2026-03-14', '2026-02-28', 0, '2026-03-31'],
    ['2026-03-15', null, 1, '2026-03-31'],
    ['2026-04-02', '2026-03-31', 1, '2026-04-30'],
    ['2033-02-05', '2033-01-31', 35, '2033-04-30'],
    ['2033-03-20', null, 36, '2033-04-30'],
  ])('on %s: opens %s, %i skipped, next on %s', (today, opens, skipped, next) => {
    expect(standing('2026-01-31', '2026-02-28', today, RHYTHM, 14)).toEqual({ opens, skipped, next });
  });

  test('are counted on the file, and one visit at most is opened', () => {
    const after = visitFile.lifecycle.open_visit.derives(
      file({ nextVisitOn: '2026-02-28', visits: 3, skipped: 2 }),
      {},
      on('2026-05-02'),
    );
    expect(after).toEqual({ nextVisitOn: '2026-05-31', lastVisitOn: '2026-04-30', visits: 4, skipped: 4 });
  });

  test('a file opened by hand begins where it stands today', () => {
    expect(visitFile.lifecycle.schedule.derives(file({ handoverOn: '2020-01-31' }), {}, on('2026-02-03'))).toEqual({
      nextVisitOn: '2026-01-31',
      skipped: 31,
    });
  });

  test('what lay between an end and a resumption is not owed', () => {
    expect(visitFile.lifecycle.end.derives()).toEqual({ nextVisitOn: null });
    const after = visitFile.lifecycle.resume.derives(file({ skipped: 1, reason: '客户停产' }), {}, on('2026-06-15'));
    expect(after).toEqual({ nextVisitOn: '2026-06-30', reason: null });
  });
});
