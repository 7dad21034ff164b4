import { z } from 'zod';
import { day, flag, instant, ref, text } from '#kernel/declare/fields';
import { type DocOf, defineRecord } from '#kernel/declare/record';
import { setting } from '#kernel/declare/setting';
import { workingDays } from '#kernel/declare/span';
import { customer } from '../../accounts/customer/customer.ts';
import { department } from '../../org/department/department.ts';
import { employee } from '../../org/employee/employee.ts';
import { returnVisit } from '../return-visit/return-visit.ts';

const feedbackTime = setting('visit.feedback', workingDays(2), {
  zh: '处理完成后向客户反馈的时限',
  en: 'Time to tell the customer the result of an action',
});

/** Something a customer said in a visit has to be acted on: by whom, by when, and what the customer thinks of the result. */
export const visitAction = defineRecord({
  name: 'visit-action',
  plural: 'visit-actions',
  number: 'HA-{yyyy}-{00000}',
  fields: {
    returnVisit: ref(returnVisit),
    customer: ref(customer),
    what: text(2, 2000),
    department: ref(department),
    owner: ref(employee),
    due: day(),
    result: text(2, 4000).nullable(),
    customerToldAt: instant().nullable(),
    satisfied: flag().nullable(),
  },
  later: ['result', 'satisfied'],
  facts: {},
  states: ['open', 'done', 'fed_back'],
  final: ['fed_back'],
  lifecycle: {
    finish: {
      from: 'open',
      to: 'done',
      by: ['employee'],
      evidence: z.object({ result: text(2, 4000) }),
      sets: ['result'],
    },
    feed_back: {
      from: 'done',
      to: 'fed_back',
      by: ['service_desk', 'service_manager', 'market', 'sales', 'sales_manager', 'after_sales'],
      evidence: z.object({ told: text(2, 2000), satisfied: flag() }),
      sets: ['satisfied'],
      stamps: ['customerToldAt'],
    },
  },
  deadlines: {
    action: {
      starts: 'open',
      keptBy: ['done'],
      by: (action) => action.due,
      debtor: 'employee',
      debtorEmployee: (action) => action.owner,
      creditor: 'customer',
      escalation: [{ percent: 100, notify: 'service_manager' }],
    },
    feedback: {
      starts: 'done',
      keptBy: ['fed_back'],
      within: feedbackTime,
      debtor: 'service_desk',
      creditor: 'customer',
      escalation: [{ percent: 100, notify: 'service_manager' }],
    },
  },
  permit: {
    // A visit raises them; none stands by itself.
    create: ['system'],
    edit: {},
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
  title: 'what',
  search: ['what', 'result'],
});

export type VisitAction = DocOf<typeof visitAction>;
