import { z } from 'zod';
import { amount, choice, day, instant, money, quantity, ref, share, text, whole } from '#kernel/declare/fields';
import { type DocOf, defineRecord } from '#kernel/declare/record';
import { setting } from '#kernel/declare/setting';
import { workingDays, workingHours } from '#kernel/declare/span';
import { customer } from '../../accounts/customer/customer.ts';
import { product } from '../../catalogue/product/product.ts';
import { department } from '../../org/department/department.ts';
import { employee } from '../../org/employee/employee.ts';

const turnaround = setting('quotation.turnaround', workingDays(3), {
  zh: '报价时限（从立案到送交客户）',
  en: 'Time for a quotation, from its beginning until the customer has it',
});
const reviewTime = setting('quotation.review', workingHours(8), {
  zh: '报价评审时限（每个部门）',
  en: 'Time for a department to review a quotation',
});
const leaderTime = setting('quotation.leader_review', workingHours(16), {
  zh: '公司领导审批报价重要条款的时限',
  en: 'Time for the company’s leader to approve important terms of a quotation',
});

const SALES = ['sales', 'sales_manager'] as const;
const SENT_BY = ['email', 'wechat', 'portal', 'fax', 'post', 'in_person'] as const;
const reply = { repliedBy: text(1, 80), repliedHow: text(2, 200) };

/** What we offer a customer, at which price, and what it costs us: the quotation sheet (报价单). Revisions keep its number. */
export const quotation = defineRecord({
  name: 'quotation',
  plural: 'quotations',
  number: 'QT-{yyyy}-{00000}',
  fields: {
    customer: ref(customer),
    subject: text(1, 200),
    channel: choice(['email', 'phone', 'online', 'visit']),
    owner: ref(employee).nullable(),
    department: ref(department).nullable(),
    /** How often the customer has had it changed. */
    revision: whole().default(0),
    validUntil: day().nullable(),
    deliveryTerms: text(1, 1000).nullable(),
    paymentTerms: text(1, 1000).nullable(),
    /** Fee terms that only the company's leader may approve (重要的费用条款); empty where there are none. */
    importantTerms: text(1, 2000).nullable(),
    processFlow: text(1, 4000).nullable(),
    manufacturingStandard: text(1, 2000).nullable(),
    technicalIndex: text(1, 4000).nullable(),
    /** What the market and competitors ask. */
    marketReference: text(1, 4000).nullable(),
    overheadRate: share().default('0.000000'),
    contingencyRate: share().default('0.000000'),
    targetMargin: share().default('0.000000'),
    vatRate: share().default('0.130000'),
    // What follows from items, costs and rates; see pricing.ts. Percentages are empty where they would divide by zero.
    materialCost: money().nullable(),
    labourCost: money().nullable(),
    overheadCost: money().nullable(),
    otherCost: money().nullable(),
    contingencyCost: money().nullable(),
    cost: money().nullable(),
    guidePrice: money().nullable(),
    netPrice: money().nullable(),
    tax: money().nullable(),
    grossPrice: money().nullable(),
    profit: money().nullable(),
    marginPercent: quantity().nullable(),
    markupPercent: quantity().nullable(),
    offeredAt: instant().nullable(),
    /** The day after the last on which it is valid. */
    lapsesOn: day().nullable(),
    repliedAt: instant().nullable(),
  },
  lines: {
    items: {
      product: ref(product).nullable(),
      productName: text(1, 200),
      specification: text(1, 400).nullable(),
      quantity: amount(),
      unit: text(1, 20),
      unitPrice: amount(),
    },
    materials: { what: text(1, 200), quantity: amount(), unitCost: amount() },
    labour: { what: text(1, 200), hours: amount(), hourlyCost: amount() },
    otherCosts: { what: text(1, 200), amount: amount() },
    /** Which departments were asked before it was made, and what they said. */
    consultations: { side: choice(['technical', 'finance', 'other']), who: text(1, 80), opinion: text(2, 2000) },
  },
  later: [
    'revision',
    'materialCost',
    'labourCost',
    'overheadCost',
    'otherCost',
    'contingencyCost',
    'cost',
    'guidePrice',
    'netPrice',
    'tax',
    'grossPrice',
    'profit',
    'marginPercent',
    'markupPercent',
    'lapsesOn',
  ],
  facts: {},
  states: ['draft', 'in_review', 'approved', 'released', 'offered', 'accepted', 'declined', 'lapsed', 'cancelled'],
  final: ['accepted', 'declined', 'lapsed', 'cancelled'],
  lifecycle: {
    submit: {
      from: 'draft',
      to: 'in_review',
      by: SALES,
      guards: {
        hasItems: (q) => q.items.length > 0,
        costsItemised: (q) => q.materials.length + q.labour.length + q.otherCosts.length > 0,
        departmentsConsulted: (q) => ['technical', 'finance'].every((side) => q.consultations.some((c) => c.side === side)),
        marketConsidered: (q) => q.marketReference !== null,
        processDescribed: (q) => q.processFlow !== null && q.manufacturingStandard !== null && q.technicalIndex !== null,
        conditionsGiven: (q) => q.deliveryTerms !== null && q.paymentTerms !== null,
        stillValid: (q, _, at) => q.validUntil !== null && q.validUntil >= at.today,
      },
    },
    pass_review: { from: 'in_review', to: 'approved', by: ['system'] },
    send_back: { from: 'in_review', to: 'draft', by: ['system'] },
    recall: { from: 'in_review', to: 'draft', by: SALES, evidence: z.object({ reason: text(2, 1000) }) },
    rework: { from: ['approved', 'released'], to: 'draft', by: SALES, evidence: z.object({ reason: text(2, 1000) }) },
    /** The sales department's final confirmation (最终确认). */
    release: { from: 'approved', to: 'released', by: ['sales_manager'] },
    offer: {
      from: 'released',
      to: 'offered',
      by: SALES,
      evidence: z.object({ sentTo: text(1, 200), sentBy: choice(SENT_BY) }),
      guards: { notExpired: (q, _, at) => q.validUntil !== null && q.validUntil >= at.today },
      stamps: ['offeredAt'],
      derives: (q) => ({ lapsesOn: q.validUntil === null ? null : dayAfter(q.validUntil) }),
    },
    answer_question: {
      from: 'offered',
      to: 'offered',
      by: SALES,
      evidence: z.object({ question: text(2, 2000), answer: text(2, 4000) }),
    },
    accept: {
      from: 'offered',
      to: 'accepted',
      by: SALES,
      evidence: z.object(reply),
      guards: { notExpired: (q, _, at) => q.validUntil !== null && q.validUntil >= at.today },
      stamps: ['repliedAt'],
    },
    want_change: {
      from: 'offered',
      to: 'draft',
      by: SALES,
      evidence: z.object({ ...reply, wanted: text(2, 4000) }),
      stamps: ['repliedAt'],
      derives: (q) => ({ revision: q.revision + 1, lapsesOn: null }),
    },
    decline: {
      from: 'offered',
      to: 'declined',
      by: SALES,
      evidence: z.object({ ...reply, reason: text(2, 1000) }),
      stamps: ['repliedAt'],
    },
    lapse: { from: 'offered', to: 'lapsed', by: ['system'] },
    cancel: {
      from: ['draft', 'approved', 'released'],
      to: 'cancelled',
      by: ['sales_manager'],
      evidence: z.object({ reason: text(2, 1000) }),
    },
  },
  deadlines: {
    offer: {
      starts: 'draft',
      keptBy: ['offered'],
      releasedBy: ['cancelled'],
      within: turnaround,
      debtor: 'sales',
      debtorEmployee: (q) => q.owner,
      creditor: 'customer',
      escalation: [
        { percent: 75, notify: 'sales' },
        { percent: 100, notify: 'sales_manager' },
      ],
    },
  },
  duties: { expiry: { on: 'lapsesOn', step: 'lapse' } },
  approvals: {
    review: {
      on: 'in_review',
      passes: 'pass_review',
      returns: 'send_back',
      withdraws: 'recall',
      waits: ['release', 'offer'],
      rounds: {
        departments: {
          seats: {
            sales: {
              by: 'sales_manager',
              covers: ['customer', 'items', 'deliveryTerms', 'paymentTerms', 'importantTerms', 'validUntil'],
              checks: ['customerRight', 'productsRight', 'priceRight', 'conditionsRight'],
              within: reviewTime,
              escalation: [{ percent: 100, notify: 'general_manager' }],
            },
            technical: {
              by: 'technical',
              covers: ['processFlow', 'manufacturingStandard', 'technicalIndex', 'labour'],
              checks: ['processSound', 'standardMet', 'indicatorsMet'],
              within: reviewTime,
              escalation: [{ percent: 100, notify: 'sales_manager' }],
            },
            finance: {
              by: 'finance',
              covers: [
                'items',
                'materials',
                'labour',
                'otherCosts',
                'overheadRate',
                'contingencyRate',
                'targetMargin',
                'vatRate',
                'paymentTerms',
              ],
              checks: ['priceReasonable', 'withinBudget', 'noLossRisk'],
              within: reviewTime,
              escalation: [{ percent: 100, notify: 'sales_manager' }],
            },
          },
        },
        leader: {
          when: (q) => q.importantTerms !== null,
          seats: {
            leader: {
              by: 'general_manager',
              covers: 'everything',
              within: leaderTime,
              escalation: [{ percent: 100, notify: 'sales_manager' }],
            },
          },
        },
      },
    },
  },
  permit: {
    create: SALES,
    // While it is reviewed, departments correct what is theirs; whoever signed what changes is asked again.
    edit: { draft: SALES, in_review: [...SALES, 'technical', 'finance'] },
    read: {
      sales: 'department',
      sales_manager: 'all',
      technical: 'all',
      finance: 'all',
      legal: 'all',
      supervisor: 'all',
      general_manager: 'all',
      admin: 'all',
    },
  },
  title: 'subject',
  search: ['subject'],
});

export type Quotation = DocOf<typeof quotation>;

const DAY = 86_400_000; // milliseconds of a day in UTC, where no day is shorter

const dayAfter = (date: string): string => new Date(Date.parse(`${date}T00:00:00Z`) + DAY).toISOString().slice(0, 10);
