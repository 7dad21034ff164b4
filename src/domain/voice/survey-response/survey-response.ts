import { z } from 'zod';
import { choice, instant, ref, text, whole } from '#kernel/declare/fields';
import { type DocOf, defineRecord } from '#kernel/declare/record';
import { setting } from '#kernel/declare/setting';
import { customer } from '../../accounts/customer/customer.ts';
import { delivery } from '../../delivery/delivery/delivery.ts';
import { order } from '../../orders/order/order.ts';
import { satisfaction } from '../satisfaction.settings.ts';
import { survey } from '../survey/survey.ts';

// The regulation (002.05) names the three classes; scale and limits are the usual ones (C-05).

const promoterFrom = setting('nps.promoter_from', 9, { zh: '推荐者的最低分（0–10）', en: 'Least score of a promoter (0–10)' });
const passiveFrom = setting('nps.passive_from', 7, { zh: '中立者的最低分（0–10）', en: 'Least score of a passive (0–10)' });

const READERS = ['service_desk', 'service_manager', 'market'] as const;

/** What one customer answered. They come by the hundred thousand. */
export const surveyResponse = defineRecord({
  name: 'survey-response',
  plural: 'survey-responses',
  number: 'SR-{yyyy}-{000000}',
  fields: {
    survey: ref(survey),
    customer: ref(customer).nullable(),
    order: ref(order).nullable(),
    delivery: ref(delivery).nullable(),
    respondent: text(1, 120).nullable(),
    answeredAt: instant(),
    /** How likely they are to recommend us, 0 to 10. */
    nps: whole(0, 10).nullable(),
    csat: satisfaction().nullable(),
    /** How easy we made it, 1 to 7. */
    ces: whole(1, 7).nullable(),
    area: choice(['service', 'product', 'brand']).nullable(),
    words: text(1, 8000).nullable(),
    language: text(2, 20).nullable(),
    /** Its number in the system that it was brought over from; unique within a survey, so that an import may run twice. */
    externalNumber: text(1, 120).nullable(),
    /** By the limits in force when it came in. */
    npsClass: choice(['promoter', 'passive', 'detractor']).nullable(),
  },
  later: ['npsClass'],
  facts: {},
  states: ['received', 'read', 'discarded'],
  final: ['received', 'read', 'discarded'],
  lifecycle: {
    classify: {
      from: 'received',
      to: 'received',
      by: ['system'],
      derives: ({ nps }, _, at) => ({ npsClass: npsClassOf(nps, at.setting(promoterFrom), at.setting(passiveFrom)) }),
    },
    read: { from: 'received', to: 'read', by: READERS },
    /** A test, a double, an answer to something else. It does not count. */
    discard: { from: ['received', 'read'], to: 'discarded', by: READERS, evidence: z.object({ reason: text(2, 1000) }) },
  },
  deadlines: {},
  permit: {
    create: [...READERS, 'portal_customer'],
    edit: {},
    read: {
      service_desk: 'all',
      service_manager: 'all',
      after_sales: 'all',
      market: 'all',
      quality: 'all',
      sales: 'department',
      sales_manager: 'all',
      supervisor: 'all',
      management: 'all',
      general_manager: 'all',
      portal_customer: 'customer',
    },
  },
  title: 'respondent',
  search: ['respondent', 'words'],
});

export type SurveyResponse = DocOf<typeof surveyResponse>;

/** Promoters, passives and detractors (VOC-017); null without a score. */
function npsClassOf(nps: number | null, promoter: number, passive: number): 'promoter' | 'passive' | 'detractor' | null {
  if (nps === null) return null;
  return nps >= promoter ? 'promoter' : nps >= passive ? 'passive' : 'detractor';
}
