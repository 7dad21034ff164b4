import { z } from 'zod';
import { choice, day, instant, mention, ref, text } from '#kernel/declare/fields';
import { type DocOf, defineRecord } from '#kernel/declare/record';
import { setting } from '#kernel/declare/setting';
import { hours } from '#kernel/declare/span';
import { customer } from '../../accounts/customer/customer.ts';
import { order } from '../../orders/order/order.ts';
import { delivery } from '../delivery/delivery.ts';

const forceMajeure = setting('delay_notice.force_majeure', hours(4), {
  zh: '不可抗力导致延迟时告知客户的时限',
  en: 'Time to tell the customer of a delay by force majeure',
});

/** An order or a delivery will be late: why, and what the customer is told. The new date is a promise like the first one. */
export const delayNotice = defineRecord({
  name: 'delay-notice',
  plural: 'delay-notices',
  number: 'YW-{yyyy}-{00000}',
  fields: {
    /** What will be late: one delivery, or all of an order, also before any of it is being prepared. */
    order: ref(order).nullable(),
    delivery: ref(delivery).nullable(),
    customer: mention(customer),
    cause: choice(['force_majeure', 'production', 'supplier', 'logistics', 'customer', 'other']),
    reason: text(2, 1000),
    newDate: day().nullable(),
    measures: text(2, 2000).nullable(),
    toldHow: text(2, 200).nullable(),
    toldAt: instant().nullable(),
  },
  facts: {},
  states: ['known', 'told', 'met', 'superseded'],
  final: ['met', 'superseded'],
  lifecycle: {
    /** A notice that is created with a new date, measures and how the customer was told has been told. */
    tell: {
      from: 'known',
      to: 'told',
      by: ['service_desk', 'service_manager', 'logistics', 'sales'],
      evidence: z.object({ newDate: day(), measures: text(2, 2000), toldHow: text(2, 200) }),
      sets: ['newDate', 'measures', 'toldHow'],
      stamps: ['toldAt'],
    },
    meet: { from: 'told', to: 'met', by: ['system'] },
    /** A later notice takes its place, or the delivery has ended without it. */
    supersede: { from: ['known', 'told'], to: 'superseded', by: ['system'] },
  },
  deadlines: {
    telling: {
      starts: 'known',
      keptBy: ['told'],
      releasedBy: ['superseded'],
      within: (n) => (n.cause === 'force_majeure' ? forceMajeure : null),
      debtor: 'service_desk',
      creditor: 'customer',
      escalation: [{ percent: 100, notify: 'service_manager' }],
    },
    newDate: {
      starts: 'told',
      keptBy: ['met'],
      releasedBy: ['superseded'],
      by: (n) => n.newDate,
      debtor: 'logistics',
      creditor: 'customer',
      escalation: [
        { percent: 80, notify: 'logistics' },
        { percent: 100, notify: 'service_manager' },
      ],
    },
  },
  permit: {
    create: ['logistics', 'warehouse', 'production', 'service_desk', 'service_manager', 'sales'],
    edit: { known: ['logistics', 'warehouse', 'production', 'service_desk', 'service_manager', 'sales'] },
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
  title: 'reason',
  search: ['reason'],
});

export type DelayNotice = DocOf<typeof delayNotice>;
