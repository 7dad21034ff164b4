import { z } from 'zod';
import { choice, data, files, flag, instant, mention, ref, text, whole } from '#kernel/declare/fields';
import { type DocOf, defineRecord } from '#kernel/declare/record';
import { contact } from '../../accounts/contact/contact.ts';
import { customer } from '../../accounts/customer/customer.ts';
import { delivery } from '../../delivery/delivery/delivery.ts';
import { order } from '../../orders/order/order.ts';
import { employee } from '../../org/employee/employee.ts';
import { complaintDeadlines } from './complaint.settings.ts';

const SEVERITIES = ['safety', 'stopped', 'degraded', 'cosmetic'] as const;

/** The one intake, and the owner of every case (C-08). */
const DESK = ['service_desk', 'service_manager'] as const;

/** The members of the team come from any department; who of the employees is one, the effects check. */
const TEAM = [...DESK, 'quality', 'after_sales', 'employee'] as const;

const ABOVE = ['service_manager', 'general_manager'] as const;

/** The five sections of a complaint report (投诉处理报告, 003 五(四)2). */
const report = {
  reportBasics: text(2, 8000),
  reportProcess: text(2, 8000),
  reportResult: text(2, 8000),
  reportCause: text(2, 8000),
  reportImprovement: text(2, 8000),
};
const REPORT = ['reportBasics', 'reportProcess', 'reportResult', 'reportCause', 'reportImprovement'] as const;

/** What a handling plan needs, whether the team makes it or a superior sends the case back to be handled. */
const plannable = {
  rootCauseKnown: (c: { rootCause: string | null }) => c.rootCause !== null,
  // A measure cannot be without what, department, person and date; and nobody leaves the company while they owe one.
  everyMeasureOwned: (_: unknown, facts: { measures: number }) => facts.measures > 0,
};

const notMajorMatter = (c: { major: boolean }): boolean => !c.major;

/**
 * A customer says that something we delivered or did is not what we promised. It ends when the customer is satisfied: handled,
 * visited, and handled again until then (003 五); when it turns out untrue; or when the general manager ends it, with a reason.
 */
export const complaint = defineRecord({
  name: 'complaint',
  plural: 'complaints',
  number: 'CP-{yyyy}-{00000}',
  fields: {
    customer: mention(customer),
    contact: ref(contact).nullable(),
    /** How to reach whoever complains: a phone number, an address. */
    contactWay: text(3, 200),
    channel: choice(['hotline', 'mailbox', 'platform', 'shop_box', 'online_service']),
    /** The customer's own words; nobody edits them. */
    statement: text(2, 8000),
    photos: files(0, 10).nullable(),
    order: ref(order).nullable(),
    delivery: ref(delivery).nullable(),
    promiseGiven: text(2, 2000).nullable(),
    severity: choice(SEVERITIES),
    complex: flag().default(false),
    /** Ids of employees. */
    team: data(z.array(z.uuid())).nullable(),
    truth: choice(['true', 'partly', 'untrue']).nullable(),
    rootCause: text(2, 4000).nullable(),
    methods: text(2, 4000).nullable(),
    /** How often it was handled and the customer was not satisfied. */
    rounds: whole().default(0),
    major: flag().default(false),
    escalatedBecause: text(2, 4000).nullable(),
    direction: text(2, 4000).nullable(),
    progressToldAt: instant().nullable(),
    handledAt: instant().nullable(),
    reportBasics: text(2, 8000).nullable(),
    reportProcess: text(2, 8000).nullable(),
    reportResult: text(2, 8000).nullable(),
    reportCause: text(2, 8000).nullable(),
    reportImprovement: text(2, 8000).nullable(),
    prevention: text(2, 4000).nullable(),
    /** What the customer was told when the case ended without what they asked for. */
    closingReason: text(5, 4000).nullable(),
  },
  later: [
    'team',
    'truth',
    'rootCause',
    'methods',
    'rounds',
    'major',
    'escalatedBecause',
    'direction',
    'progressToldAt',
    'handledAt',
    'reportBasics',
    'reportProcess',
    'reportResult',
    'reportCause',
    'reportImprovement',
    'prevention',
    'closingReason',
  ],
  facts: {
    /** Measures that were not dropped. */
    measures: z.int(),
    openMeasures: z.int(),
    /** What the newest visit about this complaint found; null while it is still due or the customer has not said. */
    lastVisitSatisfied: z.boolean().nullable(),
  },
  states: [
    'received',
    'replied',
    'investigating',
    'verified',
    'planned',
    'handling',
    'escalated',
    'revisiting',
    'reporting',
    'closed',
    'unfounded',
    'closed_unsatisfied',
  ],
  final: ['closed', 'unfounded', 'closed_unsatisfied'],
  lifecycle: {
    /** Where nobody spoke to the customer at intake: by the portal, the mailbox, the box in the shop. */
    reply: {
      from: 'received',
      to: 'replied',
      by: DESK,
      evidence: z.object({ promiseGiven: text(2, 2000) }),
      sets: ['promiseGiven'],
    },
    form_team: {
      from: ['received', 'replied'],
      to: 'investigating',
      by: DESK,
      evidence: z.object({
        team: z.array(ref(employee)).min(2).max(30),
        severity: choice(SEVERITIES).optional(),
        complex: flag().optional(),
      }),
      guards: { customerPromised: (c) => c.promiseGiven !== null },
      sets: ['team', 'severity', 'complex'],
    },
    verify: {
      from: ['investigating', 'verified'],
      to: 'verified',
      by: TEAM,
      evidence: z.object({
        truth: choice(['true', 'partly', 'untrue']),
        methods: text(2, 4000),
        rootCause: text(2, 4000).nullable().optional(),
        severity: choice(SEVERITIES).optional(),
        complex: flag().optional(),
        order: ref(order).optional(),
        delivery: ref(delivery).optional(),
      }),
      sets: ['truth', 'methods', 'rootCause', 'severity', 'complex', 'order', 'delivery'],
    },
    /** Not true: the customer is told why, and visited all the same (G-12). */
    close_unfounded: {
      from: 'verified',
      to: 'unfounded',
      by: DESK,
      evidence: z.object({ closingReason: text(5, 4000) }),
      guards: { foundUntrue: (c) => c.truth === 'untrue' },
      sets: ['closingReason'],
    },
    reopen: { from: 'unfounded', to: 'investigating', by: DESK, evidence: z.object({ reason: text(2, 4000) }) },
    plan: {
      from: 'verified',
      to: 'planned',
      by: TEAM,
      guards: { notMajorMatter, foundTrue: (c) => c.truth === 'true' || c.truth === 'partly', ...plannable },
    },
    start_handling: {
      from: 'planned',
      to: 'handling',
      by: TEAM,
      guards: { roundHasMeasure: (c, facts) => c.rounds === 0 || facts.openMeasures > 0 },
    },
    tell_progress: {
      from: 'handling',
      to: 'handling',
      by: TEAM,
      evidence: z.object({ told: text(2, 2000), toldHow: text(2, 200).optional() }),
      stamps: ['progressToldAt'],
    },
    /** What is complex is reported up, so that others can be called in (003 五(三)3). */
    escalate: {
      from: ['investigating', 'verified', 'planned', 'handling', 'revisiting'],
      to: 'escalated',
      by: TEAM,
      evidence: z.object({ escalatedBecause: text(2, 4000), major: flag().optional() }),
      sets: ['escalatedBecause', 'major'],
      derives: () => ({ complex: true }),
    },
    direct: {
      from: 'escalated',
      to: 'planned',
      by: ABOVE,
      evidence: z.object({ direction: text(2, 4000) }),
      guards: { notMajorMatter, ...plannable },
      sets: ['direction'],
    },
    send_back: {
      from: 'escalated',
      to: 'investigating',
      by: ABOVE,
      evidence: z.object({ direction: text(2, 4000) }),
      guards: { notMajorMatter },
      sets: ['direction'],
    },
    /** The cause of a major matter is not known yet: the general manager has it found out, and it is reported up again to be decided. */
    have_investigated: {
      from: 'escalated',
      to: 'investigating',
      by: ['general_manager'],
      evidence: z.object({ direction: text(2, 4000) }),
      guards: { majorMatter: (c) => c.major },
      sets: ['direction'],
    },
    /** A major matter is the general manager's to decide: it is handled once more as they say. */
    decide: {
      from: 'escalated',
      to: 'planned',
      by: ['general_manager'],
      evidence: z.object({ direction: text(2, 4000) }),
      guards: plannable,
      sets: ['direction'],
      derives: () => ({ major: false }),
    },
    finish_handling: {
      from: 'handling',
      to: 'revisiting',
      by: DESK,
      guards: { everyMeasureDone: (_, facts) => facts.measures > 0 && facts.openMeasures === 0 },
      stamps: ['handledAt'],
    },
    confirm_satisfied: { from: 'revisiting', to: 'reporting', by: ['system'] },
    handle_again: {
      from: ['revisiting', 'reporting'],
      to: 'planned',
      by: DESK,
      evidence: z.object({ reason: text(2, 4000) }),
      derives: (c) => ({ rounds: c.rounds + 1 }),
    },
    write_report: {
      from: 'reporting',
      to: 'reporting',
      by: TEAM,
      evidence: z.object(report),
      sets: REPORT,
    },
    note_prevention: {
      from: 'reporting',
      to: 'reporting',
      by: TEAM,
      evidence: z.object({ prevention: text(2, 4000) }),
      sets: ['prevention'],
    },
    close: {
      from: ['revisiting', 'reporting'],
      to: 'closed',
      by: DESK,
      guards: {
        customerSatisfied: (_, facts) => facts.lastVisitSatisfied === true,
        reportComplete: (c) => REPORT.every((section) => c[section] !== null),
        preventionNoted: (c) => c.prevention !== null,
      },
    },
    close_unsatisfied: {
      from: ['revisiting', 'escalated'],
      to: 'closed_unsatisfied',
      by: ['general_manager'],
      evidence: z.object({ reason: text(5, 4000), recourse: text(2, 2000).optional() }),
    },
  },
  deadlines: complaintDeadlines,
  permit: {
    create: ['employee', 'portal_customer'],
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
      portal_customer: 'customer',
    },
    // What is found out and decided inside the company.
    confidential: {
      fields: ['team', 'rootCause', 'methods', 'escalatedBecause', 'direction', ...REPORT, 'prevention'],
      read: [
        'employee',
        ...ABOVE,
        'service_desk',
        'after_sales',
        'market',
        'quality',
        'sales_manager',
        'supervisor',
        'management',
      ],
    },
  },
  title: 'statement',
  search: ['statement', 'contactWay'],
});

export type Complaint = DocOf<typeof complaint>;
