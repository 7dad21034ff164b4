import { z } from 'zod';
import { choice, day, ref, text, whole } from '#kernel/declare/fields';
import { type DocOf, defineRecord } from '#kernel/declare/record';
import { setting } from '#kernel/declare/setting';
import { contact } from '../../accounts/contact/contact.ts';
import { interval, monthsAfter } from '../dates.settings.ts';
import { satisfiedFrom } from '../satisfaction.settings.ts';

const repeatMonths = setting('survey.repeat_months', 6, {
  zh: '调查结束后，自开始日期起每隔多少个月再做一次（0：不自动安排）',
  en: 'Months after its start until an ended survey is planned again (0: not planned by itself)',
});

const HOSTS = ['market', 'service_desk', 'service_manager'] as const;

const share = () => z.number().min(0).max(100).nullable();

/**
 * Many customers are asked the same (满意度与 NPS 调查, 002.05): by questionnaire, by phone or online. It ends only when it has been
 * analysed and its improvement plan has been carried out and evaluated.
 */
export const survey = defineRecord({
  name: 'survey',
  plural: 'surveys',
  number: 'SV-{yyyy}-{00000}',
  fields: {
    title: text(2, 200),
    kind: choice(['nps', 'csat', 'ces', 'mixed']),
    channel: choice(['questionnaire', 'phone', 'online']),
    area: choice(['service', 'product', 'brand']).nullable(),
    /** Who is asked, and what. */
    target: text(2, 2000).nullable(),
    questions: text(2, 8000).nullable(),
    startsOn: day(),
    endsOn: day().nullable(),
    invited: whole().nullable(),
    // What had come in when it closed. Answers that come later are kept, and count in the figures of their period.
    answers: whole().nullable(),
    /** In percent of those invited. */
    responseRate: share(),
    promoters: whole().nullable(),
    passives: whole().nullable(),
    detractors: whole().nullable(),
    /** Share of promoters minus share of detractors, in percent points (C-05). */
    nps: z.number().min(-100).max(100).nullable(),
    /** Share of those who are satisfied, in percent. */
    csat: share(),
    /** Mean of 1 to 7. */
    ces: z.number().min(1).max(7).nullable(),
    analysis: text(10, 20_000).nullable(),
    measuresNote: text(2, 8000).nullable(),
    nextOn: day().nullable(),
  },
  later: [
    'answers',
    'responseRate',
    'promoters',
    'passives',
    'detractors',
    'nps',
    'csat',
    'ces',
    'analysis',
    'measuresNote',
    'nextOn',
  ],
  facts: {
    measures: z.int(),
    /** Measures not carried out yet, or whose effect has not been evaluated. */
    uncheckedMeasures: z.int(),
    tally: z.object({
      answers: z.int(),
      promoters: z.int(),
      passives: z.int(),
      detractors: z.int(),
      /** How many gave each mark, from 1 to 5. */
      csatMarks: z.array(z.int()),
      cesAnswers: z.int(),
      cesSum: z.int(),
    }),
  },
  states: ['planned', 'running', 'closed', 'analysed', 'ended'],
  final: ['ended'],
  lifecycle: {
    start: { from: 'planned', to: 'running', by: HOSTS },
    /** Sends each of these people a link of their own, good for one answer. */
    invite: {
      from: 'running',
      to: 'running',
      by: HOSTS,
      evidence: z.object({ contacts: z.array(ref(contact)).min(1).max(500) }),
    },
    close: {
      from: 'running',
      to: 'closed',
      by: HOSTS,
      derives: ({ invited }, { tally }, at) => ({
        answers: tally.answers,
        responseRate: invited === null ? null : atMost100(percent(tally.answers, invited)),
        promoters: tally.promoters,
        passives: tally.passives,
        detractors: tally.detractors,
        nps: percent(tally.promoters - tally.detractors, tally.promoters + tally.passives + tally.detractors),
        csat: percent(sum(tally.csatMarks.filter((_, i) => i + 1 >= at.setting(satisfiedFrom))), sum(tally.csatMarks)),
        ces: tally.cesAnswers === 0 ? null : rounded(tally.cesSum / tally.cesAnswers),
      }),
    },
    analyse: {
      from: ['closed', 'analysed'],
      to: 'analysed',
      by: [...HOSTS, 'quality'],
      evidence: z.object({ analysis: text(10, 20_000), measuresNote: text(2, 8000).optional() }),
      sets: ['analysis', 'measuresNote'],
    },
    end: {
      from: ['closed', 'analysed'],
      to: 'ended',
      by: HOSTS,
      guards: {
        analysisWritten: (s) => s.analysis !== null,
        improvementPlanned: (s, facts) => s.kind === 'ces' || facts.measures > 0,
        effectsEvaluated: (_, facts) => facts.uncheckedMeasures === 0,
      },
      derives: (s, _, at) => ({
        nextOn: at.setting(repeatMonths) > 0 ? monthsAfter(s.startsOn, interval(at.setting(repeatMonths))) : null,
      }),
    },
    /** The calendar plans it once more. */
    repeat: { from: 'ended', to: 'ended', by: ['system'], derives: () => ({ nextOn: null }) },
    stop_repeating: {
      from: 'ended',
      to: 'ended',
      by: HOSTS,
      evidence: z.object({ reason: text(2, 1000) }),
      guards: { repeats: (s) => s.nextOn !== null },
      derives: () => ({ nextOn: null }),
    },
  },
  deadlines: {},
  duties: { repeat: { on: 'nextOn', step: 'repeat' } },
  permit: {
    create: HOSTS,
    edit: { planned: HOSTS },
    read: { employee: 'all', portal_customer: 'customer' },
  },
  title: 'title',
  search: ['title', 'target', 'analysis'],
});

export type Survey = DocOf<typeof survey>;

/** To two decimals; null when there is nothing to divide by. */
const percent = (part: number, all: number): number | null => (all === 0 ? null : rounded((100 * part) / all));

const sum = (counts: readonly number[]): number => counts.reduce((all, n) => all + n, 0);

const rounded = (value: number): number => Math.round(value * 100) / 100;

/** More may answer than were invited, where a link is passed on. */
const atMost100 = (share: number | null): number | null => (share === null ? null : Math.min(100, share));
