import { z } from 'zod';
import { ref, text, whole } from '#kernel/declare/fields';
import { type DocOf, defineRecord } from '#kernel/declare/record';
import { setting } from '#kernel/declare/setting';
import { workingDays } from '#kernel/declare/span';
import { customer } from '../../accounts/customer/customer.ts';
import { order } from '../../orders/order/order.ts';
import { delivery } from '../delivery/delivery.ts';

/** At or below this score the company owes an improvement. */
export const lowRating = setting('rating.low', 2, {
  zh: '低评价的分数上限（1 至 5 分）',
  en: 'Scores up to this one, of 5, are low',
});
const improvement = setting('rating.improvement', workingDays(5), {
  zh: '低评价后写明改进措施的时限',
  en: 'Time to say what improves after a low rating',
});

/** What a customer thinks of service and product after receiving the goods; where it is low, what the company improves. */
export const rating = defineRecord({
  name: 'rating',
  plural: 'ratings',
  number: 'PJ-{yyyy}-{00000}',
  fields: {
    delivery: ref(delivery),
    order: ref(order),
    customer: ref(customer),
    service: whole(1, 5),
    product: whole(1, 5),
    words: text(1, 4000).nullable(),
    improvement: text(10, 4000).nullable(),
  },
  later: ['improvement'],
  facts: {},
  states: ['given', 'improvement_wanted', 'improved'],
  final: ['given', 'improved'],
  lifecycle: {
    /** The system asks after a low rating; a manager may ask after any. */
    want_improvement: { from: 'given', to: 'improvement_wanted', by: ['service_manager', 'general_manager'] },
    improve: {
      from: 'improvement_wanted',
      to: 'improved',
      by: ['service_manager', 'quality', 'sales_manager'],
      evidence: z.object({ improvement: text(10, 4000) }),
      sets: ['improvement'],
    },
  },
  deadlines: {
    improvement: {
      starts: 'improvement_wanted',
      keptBy: ['improved'],
      within: improvement,
      debtor: 'service_manager',
      creditor: 'customer',
      escalation: [{ percent: 100, notify: 'general_manager' }],
    },
  },
  permit: {
    create: ['portal_customer', 'service_desk'],
    edit: {},
    read: {
      sales: 'department',
      sales_manager: 'all',
      service_desk: 'all',
      service_manager: 'all',
      after_sales: 'all',
      market: 'all',
      logistics: 'all',
      quality: 'all',
      production: 'all',
      supervisor: 'all',
      management: 'all',
      general_manager: 'all',
      admin: 'all',
      portal_customer: 'customer',
    },
  },
  title: 'words',
  search: ['words'],
});

export type Rating = DocOf<typeof rating>;
