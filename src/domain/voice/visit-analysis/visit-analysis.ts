import { z } from 'zod';
import { day, ref, text, whole } from '#kernel/declare/fields';
import { type At, type DocOf, defineRecord } from '#kernel/declare/record';
import { setting } from '#kernel/declare/setting';
import { workingDays } from '#kernel/declare/span';
import { department } from '../../org/department/department.ts';
import { employee } from '../../org/employee/employee.ts';
import { dayAfter, interval, monthsAfter } from '../dates.settings.ts';

// The regulation says "periodically" without a number (003 二(四)2): these are the product's proposals (G-02).

const everyMonths = setting('visit_analysis.every', 3, {
  zh: '回访分析周期（月；0：不自动安排）',
  en: 'Months that an analysis of visits covers (0: not planned by itself)',
});

const writingTime = setting('visit_analysis.time', workingDays(10), {
  zh: '周期结束后提交回访分析报告的时限',
  en: 'Time to submit the analysis of visits after its period has ended',
});

const AUTHORS = ['market', 'service_manager'] as const;

/**
 * What the visits of a period say together (回访分析报告, 003 二(四)2): common problems, trends, and what each department is to do about it.
 * With its submission the proposals become measures, which their people owe; when the next period has ended, the next analysis is due.
 */
export const visitAnalysis = defineRecord({
  name: 'visit-analysis',
  plural: 'visit-analyses',
  number: 'HB-{yyyy}-{000}',
  fields: {
    /** The period, both days inclusive. */
    fromOn: day(),
    toOn: day(),
    // Counted when it is opened: of the visits made in the period.
    visits: whole().nullable(),
    dissatisfied: whole().nullable(),
    actions: whole().nullable(),
    newNeeds: whole().nullable(),
    problems: text(10, 20_000).nullable(),
    trends: text(10, 20_000).nullable(),
    nextOn: day().nullable(),
  },
  lines: {
    /** What is proposed to whom. */
    proposals: { what: text(2, 4000), department: ref(department), owner: ref(employee), due: day() },
  },
  later: ['visits', 'dissatisfied', 'actions', 'newNeeds', 'nextOn'],
  facts: {},
  states: ['due', 'submitted'],
  final: ['submitted'],
  lifecycle: {
    count: {
      from: 'due',
      to: 'due',
      by: ['system'],
      evidence: z.object({ visits: whole(), dissatisfied: whole(), actions: whole(), newNeeds: whole() }),
      sets: ['visits', 'dissatisfied', 'actions', 'newNeeds'],
    },
    submit: {
      from: 'due',
      to: 'submitted',
      by: AUTHORS,
      guards: {
        problemsSummarised: (a) => a.problems !== null,
        trendsSummarised: (a) => a.trends !== null,
        measuresProposed: (a) => a.proposals.length > 0,
      },
      derives: ({ toOn }, _, at) => ({ nextOn: dueAgain(toOn, at) }),
    },
    /** The calendar opens the analysis of the next period. */
    repeat: { from: 'submitted', to: 'submitted', by: ['system'], derives: () => ({ nextOn: null }) },
    stop_repeating: {
      from: 'submitted',
      to: 'submitted',
      by: AUTHORS,
      evidence: z.object({ reason: text(2, 1000) }),
      guards: { repeats: (a) => a.nextOn !== null },
      derives: () => ({ nextOn: null }),
    },
  },
  deadlines: {
    report: {
      starts: 'due',
      keptBy: ['submitted'],
      within: writingTime,
      debtor: 'market',
      creditor: 'general_manager',
      escalation: [
        { percent: 80, notify: 'market' },
        { percent: 100, notify: 'general_manager' },
      ],
    },
  },
  duties: { next: { on: 'nextOn', step: 'repeat' } },
  permit: {
    create: AUTHORS,
    edit: { due: AUTHORS },
    read: {
      service_desk: 'all',
      service_manager: 'all',
      after_sales: 'all',
      market: 'all',
      quality: 'all',
      sales_manager: 'all',
      supervisor: 'all',
      management: 'all',
      general_manager: 'all',
      employee: 'department',
    },
  },
  title: 'fromOn',
  search: ['problems', 'trends'],
});

export type VisitAnalysis = DocOf<typeof visitAnalysis>;

/** The day after the next period. */
function dueAgain(toOn: string, at: At): string | null {
  const months = at.setting(everyMonths);
  return months > 0 ? monthsAfter(dayAfter(toOn), interval(months)) : null;
}
