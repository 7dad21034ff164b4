import { z } from 'zod';
import { choice, files, ref, text } from '#kernel/declare/fields';
import { type DocOf, defineRecord } from '#kernel/declare/record';
import { setting } from '#kernel/declare/setting';
import { workingHours } from '#kernel/declare/span';
import { customer } from '../../accounts/customer/customer.ts';
import { department } from '../../org/department/department.ts';
import { delivery, OBJECTION_KINDS } from '../delivery/delivery.ts';

const answerWithin = setting('objection.answer', workingHours(8), {
  zh: '验收异议答复客户的时限',
  en: 'Time to answer an objection with a solution',
});

/** A customer finds something wrong with goods that have arrived. While one is open the goods cannot be signed for. */
export const objection = defineRecord({
  name: 'objection',
  plural: 'objections',
  number: 'YY-{yyyy}-{00000}',
  fields: {
    delivery: ref(delivery),
    customer: ref(customer),
    content: text(4, 2000),
    kind: choice(OBJECTION_KINDS),
    photos: files(0, 10).nullable(),
    department: ref(department).nullable(),
    investigation: text(4, 4000).nullable(),
    solution: text(4, 4000).nullable(),
  },
  later: ['investigation', 'solution'],
  facts: {},
  states: ['raised', 'investigating', 'answered', 'settled', 'overtaken'],
  final: ['settled', 'overtaken'],
  lifecycle: {
    assign: {
      from: ['raised', 'investigating'],
      to: 'investigating',
      by: ['service_desk', 'service_manager', 'quality'],
      evidence: z.object({ department: ref(department) }),
      sets: ['department'],
    },
    answer: {
      from: 'investigating',
      to: 'answered',
      by: ['service_desk', 'service_manager', 'quality', 'after_sales', 'logistics'],
      evidence: z.object({ investigation: text(4, 4000), solution: text(4, 4000), toldHow: text(2, 200) }),
      sets: ['investigation', 'solution'],
    },
    reject_answer: {
      from: 'answered',
      to: 'investigating',
      by: ['portal_customer', 'service_desk', 'service_manager'],
      evidence: z.object({ reason: text(2, 1000) }),
    },
    settle: {
      from: 'answered',
      to: 'settled',
      by: ['portal_customer', 'service_desk', 'service_manager'],
      evidence: z.object({ agreedBy: text(1, 80), customerAgrees: z.literal(true) }),
    },
    /** The goods have been taken back: there is nothing left to be signed for. */
    overtake: { from: ['raised', 'investigating', 'answered'], to: 'overtaken', by: ['system'] },
  },
  deadlines: {
    answer: {
      // An answer that the customer does not accept is owed again.
      starts: ['raised', 'investigating'],
      keptBy: ['answered'],
      releasedBy: ['overtaken'],
      within: answerWithin,
      debtor: 'service_desk',
      creditor: 'customer',
      escalation: [
        { percent: 75, notify: 'service_desk' },
        { percent: 100, notify: 'service_manager' },
        { percent: 200, notify: 'general_manager' },
      ],
    },
  },
  permit: {
    // Objections are raised on the delivery: its step `object` opens them.
    create: ['system'],
    edit: {},
    read: {
      sales: 'department',
      sales_manager: 'all',
      service_desk: 'all',
      service_manager: 'all',
      after_sales: 'all',
      warehouse: 'all',
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
  title: 'content',
  search: ['content'],
});

export type Objection = DocOf<typeof objection>;
