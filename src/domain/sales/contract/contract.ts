import { z } from 'zod';
import { amount, choice, day, instant, money, proof, ref, share, text, whole } from '#kernel/declare/fields';
import { type DocOf, defineRecord } from '#kernel/declare/record';
import { customer } from '../../accounts/customer/customer.ts';
import { product } from '../../catalogue/product/product.ts';
import { department } from '../../org/department/department.ts';
import { employee } from '../../org/employee/employee.ts';
import { quotation } from '../quotation/quotation.ts';
import { reviewTime, summaryTime } from './contract.settings.ts';

const SALES = ['sales', 'sales_manager'] as const;

/** What every review concludes on (合法性、合理性、完整性). */
export const CONCLUSIONS = ['legality', 'reasonableness', 'completeness'] as const;

/** What a customer and we have promised each other: the sales contract (销售合同), from the draft to the summary of its execution. */
export const contract = defineRecord({
  name: 'contract',
  plural: 'contracts',
  number: 'HT-{yyyy}-{00000}',
  fields: {
    customer: ref(customer),
    quotation: ref(quotation).nullable(),
    subject: text(1, 200),
    owner: ref(employee).nullable(),
    department: ref(department).nullable(),
    obligations: text(1, 20_000).nullable(),
    deliveryDate: day().nullable(),
    deliveryTerms: text(1, 2000).nullable(),
    paymentMethod: text(1, 2000).nullable(),
    qualityStandard: text(1, 4000).nullable(),
    afterSales: text(1, 4000).nullable(),
    vatRate: share().default('0.130000'),
    netTotal: money().nullable(),
    tax: money().nullable(),
    grossTotal: money().nullable(),
    signedOn: day().nullable(),
    signedBy: text(1, 80).nullable(),
    customerSignedBy: text(1, 80).nullable(),
    /** How many agreements have changed it since it was signed. */
    changes: whole().default(0),
    changedAt: instant().nullable(),
    summary: text(2, 8000).nullable(),
    evaluation: text(2, 8000).nullable(),
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
  },
  later: ['netTotal', 'tax', 'grossTotal', 'signedOn', 'signedBy', 'customerSignedBy', 'changes', 'summary', 'evaluation'],
  facts: { quotationState: z.enum(quotation.states).nullable() },
  states: ['draft', 'in_review', 'approved', 'executing', 'fulfilled', 'terminated', 'closed', 'cancelled'],
  final: ['closed', 'cancelled'],
  lifecycle: {
    submit: {
      from: 'draft',
      to: 'in_review',
      by: SALES,
      guards: {
        quotationAccepted: (c, facts) => c.quotation !== null && facts.quotationState === 'accepted',
        obligationsStated: (c) => c.obligations !== null,
        productsSpecified: (c) => c.items.length > 0 && c.items.every((item) => item.specification !== null),
        quantitiesAndPricesStated: (c) => c.items.every((item) => Number(item.quantity) > 0 && Number(item.unitPrice) > 0),
        deliveryDateStated: (c) => c.deliveryDate !== null,
        paymentStated: (c) => c.paymentMethod !== null,
        qualityStated: (c) => c.qualityStandard !== null,
        afterSalesStated: (c) => c.afterSales !== null,
      },
    },
    pass_review: { from: 'in_review', to: 'approved', by: ['system'] },
    send_back: { from: 'in_review', to: 'draft', by: ['system'] },
    recall: { from: 'in_review', to: 'draft', by: SALES, evidence: z.object({ reason: text(2, 1000) }) },
    rework: { from: 'approved', to: 'draft', by: SALES, evidence: z.object({ reason: text(2, 1000) }) },
    sign: {
      from: 'approved',
      to: 'executing',
      by: ['sales_manager', 'general_manager'],
      evidence: z.object({
        signedOn: day(),
        signedBy: text(1, 80),
        customerSignedBy: text(1, 80),
        papers: proof.files(0).optional(),
      }),
      sets: ['signedOn', 'signedBy', 'customerSignedBy'],
    },
    log_execution: {
      from: 'executing',
      to: 'executing',
      by: SALES,
      evidence: z.object({ arranged: choice(['production', 'shipment', 'acceptance', 'payment']), note: text(2, 4000) }),
    },
    report: {
      from: 'executing',
      to: 'executing',
      by: SALES,
      evidence: z.object({ toldTo: text(1, 80), toldHow: text(2, 200), progress: text(2, 4000) }),
    },
    note_problem: {
      from: 'executing',
      to: 'executing',
      by: SALES,
      evidence: z.object({
        problem: choice(['customer_change', 'late_delivery', 'quality', 'payment', 'other']),
        agreed: text(2, 4000),
        superior: text(1, 80),
      }),
    },
    /** An agreement with the customer that has been reviewed and filed. */
    change: {
      from: 'executing',
      to: 'executing',
      by: ['system'],
      stamps: ['changedAt'],
      derives: (c) => ({ changes: c.changes + 1 }),
    },
    fulfil: { from: 'executing', to: 'fulfilled', by: SALES },
    terminate: {
      from: 'executing',
      to: 'terminated',
      by: ['sales_manager', 'general_manager'],
      evidence: z.object({ cause: text(2, 2000), formalities: text(2, 4000) }),
    },
    close: {
      from: ['fulfilled', 'terminated'],
      to: 'closed',
      by: SALES,
      evidence: z.object({ summary: text(2, 8000), evaluation: text(2, 8000) }),
      sets: ['summary', 'evaluation'],
    },
    follow_up: { from: 'closed', to: 'closed', by: SALES, evidence: z.object({ toldTo: text(1, 80), note: text(2, 4000) }) },
    cancel: {
      from: ['draft', 'approved'],
      to: 'cancelled',
      by: ['sales_manager'],
      evidence: z.object({ reason: text(2, 1000) }),
    },
  },
  deadlines: {
    delivery: {
      starts: 'executing',
      keptBy: ['fulfilled'],
      releasedBy: ['terminated'],
      by: (c) => c.deliveryDate,
      debtor: 'sales',
      debtorEmployee: (c) => c.owner,
      creditor: 'customer',
      escalation: [
        { percent: 80, notify: 'sales' },
        { percent: 100, notify: 'sales_manager' },
      ],
    },
    summary: {
      starts: ['fulfilled', 'terminated'],
      keptBy: ['closed'],
      within: summaryTime,
      debtor: 'sales',
      debtorEmployee: (c) => c.owner,
      creditor: 'sales_manager',
      escalation: [{ percent: 100, notify: 'sales_manager' }],
    },
  },
  approvals: {
    review: {
      on: 'in_review',
      passes: 'pass_review',
      returns: 'send_back',
      withdraws: 'recall',
      waits: ['sign'],
      rounds: {
        departments: {
          seats: {
            legal: {
              by: 'legal',
              covers: 'everything',
              checks: CONCLUSIONS,
              within: reviewTime,
              escalation: [{ percent: 100, notify: 'general_manager' }],
            },
            finance: {
              by: 'finance',
              covers: ['customer', 'items', 'paymentMethod', 'vatRate', 'deliveryDate'],
              checks: CONCLUSIONS,
              within: reviewTime,
              escalation: [{ percent: 100, notify: 'general_manager' }],
            },
            business: {
              by: 'sales_manager',
              covers: ['customer', 'items', 'obligations', 'deliveryDate', 'deliveryTerms', 'qualityStandard', 'afterSales'],
              checks: CONCLUSIONS,
              within: reviewTime,
              escalation: [{ percent: 100, notify: 'general_manager' }],
            },
          },
        },
      },
    },
  },
  permit: {
    create: SALES,
    edit: { draft: SALES, in_review: [...SALES, 'legal', 'finance'] },
    read: {
      sales: 'department',
      sales_manager: 'all',
      legal: 'all',
      finance: 'all',
      supervisor: 'all',
      general_manager: 'all',
      admin: 'all',
    },
  },
  title: 'subject',
  search: ['subject'],
});

export type Contract = DocOf<typeof contract>;
