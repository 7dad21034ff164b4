import { z } from 'zod';
import { day, ref, text, whole } from '#kernel/declare/fields';
import { type DocOf, defineRecord } from '#kernel/declare/record';
import { setting } from '#kernel/declare/setting';
import { workingDays } from '#kernel/declare/span';
import { employee } from '../../org/employee/employee.ts';

const reviewWithin = setting('regulation.review', workingDays(10), {
  zh: '制度到期评审时限',
  en: 'Time for the review of a regulation that has come due',
});

/** A written rule of the company, as a version: what its clauses bind is what the system enforces. */
export const regulation = defineRecord({
  name: 'regulation',
  plural: 'regulations',
  number: 'ZD-{0000}',
  fields: {
    code: text(1, 40),
    title: text(2, 120),
    text: z.string().max(200_000).nullable(),
    publisher: text(1, 80).nullable(),
    sponsor: ref(employee).nullable(),
    publishedOn: day().nullable(),
    effectiveFrom: day().nullable(),
    /** How often it is reviewed; empty says that the company has not set an interval, and is shown as such. */
    reviewMonths: whole(1, 120).nullable(),
    nextReviewOn: day().nullable(),
    lastFinding: text(2, 4000).nullable(),
  },
  facts: { sameCodeInForce: z.int() },
  states: ['draft', 'in_force', 'review_due', 'replaced', 'withdrawn'],
  final: ['replaced', 'withdrawn'],
  lifecycle: {
    publish: {
      from: 'draft',
      to: 'in_force',
      by: ['management', 'general_manager'],
      evidence: z
        .object({ publisher: text(1, 80), publishedOn: day(), effectiveFrom: day() })
        .refine((e) => e.effectiveFrom >= e.publishedOn, {
          path: ['effectiveFrom'],
          params: { zh: '生效日期不能早于发布日期。', en: 'It cannot take effect before it is published.' },
        }),
      sets: ['publisher', 'publishedOn', 'effectiveFrom'],
      derives: (r) => ({ nextReviewOn: reviewAfter(r.effectiveFrom, r.reviewMonths) }),
      guards: {
        sponsorNamed: (r) => r.sponsor !== null,
        onlyVersionInForce: (_, facts) => facts.sameCodeInForce === 0,
      },
    },
    fall_due: { from: 'in_force', to: 'review_due', by: ['system'] },
    review: {
      from: ['in_force', 'review_due'],
      to: 'in_force',
      by: ['management', 'general_manager'],
      evidence: z.object({ lastFinding: text(10, 4000), decision: z.enum(['keep', 'revise']) }),
      sets: ['lastFinding'],
      derives: (r, _, at) => ({ nextReviewOn: reviewAfter(at.today, r.reviewMonths) }),
    },
    replace: {
      from: ['in_force', 'review_due'],
      to: 'replaced',
      by: ['management', 'general_manager'],
      evidence: z.object({ reason: text(2, 400) }),
    },
    withdraw: {
      from: ['draft', 'in_force', 'review_due'],
      to: 'withdrawn',
      by: ['management', 'general_manager'],
      evidence: z.object({ reason: text(2, 400) }),
    },
  },
  deadlines: {
    review: {
      starts: 'review_due',
      keptBy: ['in_force'],
      releasedBy: ['replaced', 'withdrawn'],
      within: reviewWithin,
      debtor: 'management',
      creditor: 'general_manager',
      escalation: [{ percent: 100, notify: 'general_manager' }],
    },
  },
  duties: { review: { on: 'nextReviewOn', step: 'fall_due' } },
  permit: {
    create: ['management', 'general_manager'],
    edit: { draft: ['management', 'general_manager'] },
    read: { employee: 'all' },
  },
  title: 'title',
  search: ['code', 'title'],
});

export type RegulationRecord = DocOf<typeof regulation>;

/** The date `months` after another, clamped to the end of a short month; nothing when no interval is set. */
function reviewAfter(date: string | null, months: number | null): string | null {
  if (date === null || months === null) return null;
  const [year, month, dayOfMonth] = date.split('-').map(Number) as [number, number, number];
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(dayOfMonth, last))).toISOString().slice(0, 10);
}
