import { setting } from '#kernel/declare/setting';
import { workingDays } from '#kernel/declare/span';
import { daysBefore, interval, monthsAfter } from '../dates.settings.ts';

/** How often a delivered project is visited, in months: each of the first `monthlyFor`, then every `thenEvery`. */
export interface Rhythm {
  monthlyFor: number;
  thenEvery: number;
}

export const rhythm = setting<Rhythm>(
  'visit.rhythm',
  { monthlyFor: 12, thenEvery: 3 },
  {
    zh: '交付项目回访节奏（前若干个月每月一次，之后每若干个月一次）',
    en: 'Rhythm of visits after delivery (monthly for so many months, then every so many)',
  },
  'regulation',
);

/**
 * A visit is opened only while its date lies at most so many days back. Dates missed for longer (a delivery of years ago is
 * imported, the system stood still) are counted as skipped on the file: nobody can make up for a call of last spring.
 */
export const catchUpDays = setting('visit.catch_up', 14, {
  zh: '回访日期错过后仍补做的天数',
  en: 'Days for which a missed visit is still made up for',
});

/** Zero working days is the close of the date itself, or of the next working day when the date is none. */
export const visitTime = setting('visit.time', workingDays(0), {
  zh: '回访到期后完成回访的时限（0 个工作日：当日，遇非工作日顺延）',
  en: 'Time to make a visit whose date has come (0 working days: that day, or the next working day)',
});

/** Visits of one customer, planned by whomever, that lie this close together are shown side by side, so that they can be merged. */
export const nearbyDays = setting('visit.nearby', 7, {
  zh: '提示同一客户相近回访的天数',
  en: 'Days within which visits of one customer are shown as near each other',
});

/** What the rhythm says on a day. */
export interface Standing {
  /** The date whose visit is to be made now; null when the last one lies too far back, or none has come. */
  opens: string | null;
  /** Dates that have passed without a visit. */
  skipped: number;
  /** The next date, after `today`. */
  next: string;
}

/**
 * Looks at the dates of a file from `from` on (null: from the first) as they stand on `today`. Of several that have come, the
 * latest alone can be opened: a customer is not called twice for the same. All dates are 'YYYY-MM-DD'.
 */
export function standing(handoverOn: string, from: string | null, today: string, rhythm: Rhythm, catchUp: number): Standing {
  let last: string | null = null;
  let passed = 0;
  for (const date of visitDates(handoverOn, rhythm)) {
    if (from !== null && date < from) continue;
    if (date > today) {
      const opens = last !== null && last >= daysBefore(today, Math.min(catchUp, LONG_AGO)) ? last : null;
      return { opens, skipped: passed - (opens === null ? 0 : 1), next: date };
    }
    last = date;
    passed += 1;
  }
  throw new Error('The dates of visits never end.');
}

const LONG_AGO = 36_500; // days: whatever number a company sets, more makes no difference

/** Dates without end, always counted from the hand-over: a visit on the 31st does not become one on the 28th for ever. */
function* visitDates(handoverOn: string, { monthlyFor, thenEvery }: Rhythm): Generator<string> {
  const every = interval(thenEvery);
  for (let month = monthlyFor > 0 ? 1 : every; ; month += month < monthlyFor ? 1 : every) yield monthsAfter(handoverOn, month);
}
