import { z } from 'zod';
import { choice, day, flag, instant, ref, text } from '#kernel/declare/fields';
import { type DocOf, defineRecord } from '#kernel/declare/record';
import type { Role } from '#kernel/declare/register';
import { customer } from '../../accounts/customer/customer.ts';
import { delivery } from '../../delivery/delivery/delivery.ts';
import { department } from '../../org/department/department.ts';
import { employee } from '../../org/employee/employee.ts';
import { revisitTime } from '../complaint/complaint.settings.ts';
import { satisfaction } from '../satisfaction.settings.ts';
import { visitTime } from '../visit-file/visit-file.settings.ts';
import { visitFile } from '../visit-file/visit-file.ts';

const PURPOSES = ['plan', 'project', 'sales', 'repair', 'complaint'] as const;
type Purpose = (typeof PURPOSES)[number];

const METHODS = ['phone', 'email', 'on_site'] as const;

/** All who visit customers; the purpose says which of them owes a visit. */
const VISITORS = ['service_desk', 'service_manager', 'market', 'sales', 'sales_manager', 'after_sales'] as const;

/** Who may call any visit off; the others those that they planned themselves. */
export const SCHEDULERS = ['service_manager', 'service_desk', 'market', 'sales_manager'] as const;

const ENDS = { starts: 'due', keptBy: ['made'], releasedBy: ['missed', 'cancelled'], creditor: 'customer' } as const;

/** What the calendar opens is told to whoever owes it when it opens (0 %). */
const TOLD_AT_ONCE = [
  { percent: 0, notify: 'service_desk' },
  { percent: 100, notify: 'service_manager' },
] as const;

/** A visit that was planned for a date is owed by the end of that day. */
const planned = <D extends Role, M extends Role>(purpose: Purpose, debtor: D, manager: M) =>
  ({
    ...ENDS,
    by: (visit: { purpose: Purpose; dueOn: string; cadenceOn: string | null }) =>
      visit.purpose === purpose && visit.cadenceOn === null ? visit.dueOn : null,
    debtor,
    escalation: [
      { percent: 90, notify: debtor },
      { percent: 100, notify: manager },
    ],
  }) as const;

/**
 * We ask a customer how they fare with what they got: by phone, e-mail or on site. There is one such record whoever does it;
 * its purpose fixes who owes it (C-06): the yearly plan marketing, a delivered project and a complaint the service desk, a sales
 * visit sales, a repair after-sales.
 */
export const returnVisit = defineRecord({
  name: 'return-visit',
  plural: 'return-visits',
  number: 'HV-{yyyy}-{00000}',
  fields: {
    customer: ref(customer),
    visitFile: ref(visitFile).nullable(),
    delivery: ref(delivery).nullable(),
    complaint: ref({ name: 'complaint' }).nullable(),
    purpose: choice(PURPOSES),
    dueOn: day(),
    /** The date of the file's rhythm that this visit stands for. */
    cadenceOn: day().nullable(),
    method: choice(METHODS).nullable(),
    visitedAt: instant().nullable(),
    contactName: text(1, 80).nullable(),
    function: satisfaction().nullable(),
    performance: satisfaction().nullable(),
    quality: satisfaction().nullable(),
    service: satisfaction().nullable(),
    timeliness: satisfaction().nullable(),
    satisfied: flag().nullable(),
    opinions: text(1, 4000).nullable(),
    newNeeds: text(1, 4000).nullable(),
    reason: text(2, 4000).nullable(),
    mergedInto: ref({ name: 'return-visit' }).nullable(),
  },
  lines: {
    /** Other projects of the same customer whose dates came while this visit was due: one call does for all of them (C-06). */
    together: { visitFile: ref(visitFile), delivery: ref(delivery).nullable(), cadenceOn: day() },
  },
  later: [
    'cadenceOn',
    'visitedAt',
    'satisfied',
    'function',
    'performance',
    'quality',
    'service',
    'timeliness',
    'reason',
    'mergedInto',
  ],
  facts: {
    actions: z.int(),
    openActions: z.int(),
    /** Actions of whose result the customer has not been told. */
    untoldActions: z.int(),
    /** Actions with whose result the customer's satisfaction is not known. */
    unratedActions: z.int(),
  },
  states: ['due', 'made', 'acting', 'closed', 'missed', 'cancelled'],
  final: ['closed', 'missed', 'cancelled'],
  lifecycle: {
    /** Its clock says by when: a date that is no working day becomes the next one. */
    fix_date: { from: 'due', to: 'due', by: ['system'], evidence: z.object({ dueOn: day() }), sets: ['dueOn'] },
    /** Every group of questions was asked: an answer may be empty (null), but not left out. */
    record: {
      from: ['due', 'missed', 'made'],
      to: 'made',
      by: VISITORS,
      evidence: z
        .object({
          method: choice(METHODS),
          contactName: text(1, 80),
          function: satisfaction().nullable(),
          performance: satisfaction().nullable(),
          quality: satisfaction().nullable(),
          service: satisfaction().nullable(),
          timeliness: satisfaction().nullable().optional(),
          satisfied: flag().nullable(),
          opinions: text(1, 4000).nullable(),
          newNeeds: text(1, 4000).nullable(),
          reason: text(2, 4000).nullable().optional(),
        })
        .refine((e) => e.satisfied !== false || (e.reason ?? null) !== null, {
          path: ['reason'],
          params: { zh: '客户不满意时，请写明原因。', en: 'Say why the customer is not satisfied.' },
        }),
      sets: [
        'method',
        'contactName',
        'function',
        'performance',
        'quality',
        'service',
        'timeliness',
        'satisfied',
        'opinions',
        'newNeeds',
        'reason',
      ],
      stamps: ['visitedAt'],
    },
    /** The customer says in the portal whether the complaint is handled to their satisfaction, before anybody has called. */
    answer: {
      from: ['due', 'missed'],
      to: 'made',
      by: ['portal_customer'],
      evidence: z
        .object({ contactName: text(1, 80), satisfied: flag(), reason: text(2, 4000).nullable().optional() })
        .refine((e) => e.satisfied || (e.reason ?? null) !== null, {
          path: ['reason'],
          params: { zh: '不满意时，请写明原因。', en: 'Please say why you are not satisfied.' },
        }),
      guards: { aboutComplaint: (visit) => visit.purpose === 'complaint' },
      sets: ['contactName', 'satisfied', 'reason'],
      stamps: ['visitedAt'],
    },
    raise_action: {
      from: ['made', 'acting'],
      to: 'acting',
      by: VISITORS,
      evidence: z.object({ what: text(2, 2000), department: ref(department), owner: ref(employee), due: day() }),
    },
    close: {
      from: ['made', 'acting'],
      to: 'closed',
      by: VISITORS,
      guards: {
        // The complaint itself goes round again; every other dissatisfaction needs an action of its own.
        dissatisfactionActedOn: (visit, facts) => visit.satisfied !== false || facts.actions > 0 || visit.purpose === 'complaint',
        noActionOpen: (_, facts) => facts.openActions === 0,
        customerTold: (_, facts) => facts.untoldActions === 0,
        satisfactionKnown: (visit, facts) =>
          facts.unratedActions === 0 && (visit.purpose !== 'complaint' || visit.satisfied !== null),
      },
    },
    /** Also when two visits are made in one (C-06): then it names the other. */
    cancel: {
      from: ['due', 'missed'],
      to: 'cancelled',
      by: [...SCHEDULERS, 'sales', 'after_sales'],
      evidence: z.object({ reason: text(2, 4000), mergedInto: ref({ name: 'return-visit' }).optional() }),
      sets: ['reason', 'mergedInto'],
    },
    /** The next date of the rhythm came first. */
    miss: { from: 'due', to: 'missed', by: ['system'] },
  },
  deadlines: {
    /** Visits of a file: T-05, T-06. */
    visit: {
      ...ENDS,
      within: (visit) => (visit.cadenceOn === null ? null : visitTime),
      debtor: 'service_desk',
      escalation: TOLD_AT_ONCE,
    },
    complaintVisit: {
      ...ENDS,
      within: (visit) => (visit.purpose === 'complaint' ? revisitTime : null),
      debtor: 'service_desk',
      escalation: TOLD_AT_ONCE,
    },
    planVisit: planned('plan', 'market', 'general_manager'),
    projectVisit: planned('project', 'service_desk', 'service_manager'),
    salesVisit: planned('sales', 'sales', 'sales_manager'),
    repairVisit: planned('repair', 'after_sales', 'service_manager'),
  },
  permit: {
    create: VISITORS,
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
      employee: 'department',
      portal_customer: 'customer',
    },
  },
  title: 'dueOn',
  search: ['contactName', 'opinions', 'newNeeds'],
});

export type ReturnVisit = DocOf<typeof returnVisit>;
