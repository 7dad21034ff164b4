import { wordsFor } from '#kernel/declare/words';
import { delayNotice } from './delay-notice.ts';

export const delayNoticeWords = wordsFor(delayNotice, {
  name: ['延期通知', 'Delay notice'],
  about: [
    '订单或交付不能按期时，提前告知客户原因、新的日期和措施',
    'An order or a delivery will be late: the reason, the new date and the measures, told in advance',
  ],
  fields: {
    order: ['订单', 'Order'],
    delivery: ['交付', 'Delivery'],
    customer: ['客户', 'Customer'],
    cause: ['起因', 'Cause'],
    reason: ['原因', 'Reason'],
    newDate: ['新的交付日期', 'New date'],
    measures: ['采取的措施', 'Measures'],
    toldHow: ['如何告知客户', 'How the customer was told'],
    toldAt: ['告知时间', 'Told at'],
  },
  lines: {},
  columns: {},
  choices: {
    cause: {
      force_majeure: ['不可抗力', 'Force majeure'],
      production: ['生产', 'Production'],
      supplier: ['供应商', 'Supplier'],
      logistics: ['物流', 'Logistics'],
      customer: ['客户', 'Customer'],
      other: ['其他', 'Other'],
    },
  },
  states: {
    known: ['已知延期', 'Known'],
    told: ['已告知客户', 'Told'],
    met: ['已送达', 'Arrived'],
    superseded: ['已被取代', 'Superseded'],
  },
  steps: { tell: ['告知客户', 'Tell the customer'], meet: ['送达', 'Meet'], supersede: ['取代', 'Supersede'] },
  guards: {},
  evidence: {},
  deadlines: {
    telling: ['不可抗力导致延迟，及时告知客户', 'Tell the customer promptly of a delay by force majeure'],
    newDate: ['按新的日期送达', 'Arrive by the new date'],
  },
});
