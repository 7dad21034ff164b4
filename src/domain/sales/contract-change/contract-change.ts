import { z } from 'zod';
import { amount, day, instant, proof, ref, text } from '#kernel/declare/fields';
import { type DocOf, defineRecord } from '#kernel/declare/record';
import { product } from '../../catalogue/product/product.ts';
import { reviewTime } from '../contract/contract.settings.ts';
import { CONCLUSIONS, contract } from '../contract/contract.ts';

const SALES = ['sales', 'sales_manager'] as const;

/** An agreement with the customer that changes a signed contract (合同变更协议). It is in force when it has been reviewed, signed and filed. */
export const contractChange = defineRecord({
  name: 'contract-change',
  plural: 'contract-changes',
  number: 'HTBG-{yyyy}-{00000}',
  fields: {
    contract: ref(contract),
    subject: text(1, 200),
    cause: text(2, 2000),
    /** With whom it was negotiated, when and how. */
    negotiation: text(2, 4000).nullable(),
    agreement: text(2, 20_000).nullable(),
    /** What the contract says from then on, where that changes. */
    deliveryDate: day().nullable(),
    paymentMethod: text(1, 2000).nullable(),
    signedOn: day().nullable(),
    signedBy: text(1, 80).nullable(),
    customerSignedBy: text(1, 80).nullable(),
    filingNumber: text(1, 80).nullable(),
    filedAt: instant().nullable(),
  },
  lines: {
    /** All items as they are from then on; none where they stay. */
    items: {
      product: ref(product).nullable(),
      productName: text(1, 200),
      specification: text(1, 400),
      quantity: amount(),
      unit: text(1, 20),
      unitPrice: amount(),
    },
  },
  later: ['signedOn', 'signedBy', 'customerSignedBy', 'filingNumber'],
  facts: { contractState: z.enum(contract.states) },
  states: ['draft', 'in_review', 'approved', 'in_force', 'cancelled'],
  final: ['in_force', 'cancelled'],
  lifecycle: {
    submit: {
      from: 'draft',
      to: 'in_review',
      by: SALES,
      guards: {
        contractInExecution: (_, facts) => facts.contractState === 'executing',
        negotiated: (c) => c.negotiation !== null,
        agreementWritten: (c) => c.agreement !== null,
      },
    },
    pass_review: { from: 'in_review', to: 'approved', by: ['system'] },
    send_back: { from: 'in_review', to: 'draft', by: ['system'] },
    recall: { from: 'in_review', to: 'draft', by: SALES, evidence: z.object({ reason: text(2, 1000) }) },
    /** Both have signed, and it is on file (备案): now it is in force. */
    file: {
      from: 'approved',
      to: 'in_force',
      by: ['sales_manager', 'legal'],
      evidence: z.object({
        signedOn: day(),
        signedBy: text(1, 80),
        customerSignedBy: text(1, 80),
        filingNumber: text(1, 80),
        papers: proof.files(0).optional(),
      }),
      guards: { contractStillInExecution: (_, facts) => facts.contractState === 'executing' },
      sets: ['signedOn', 'signedBy', 'customerSignedBy', 'filingNumber'],
      stamps: ['filedAt'],
    },
    cancel: {
      from: ['draft', 'approved'],
      to: 'cancelled',
      by: SALES,
      evidence: z.object({ reason: text(2, 1000) }),
    },
  },
  deadlines: {},
  approvals: {
    review: {
      on: 'in_review',
      passes: 'pass_review',
      returns: 'send_back',
      withdraws: 'recall',
      waits: ['file'],
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
              covers: 'everything',
              checks: CONCLUSIONS,
              within: reviewTime,
              escalation: [{ percent: 100, notify: 'general_manager' }],
            },
            business: {
              by: 'sales_manager',
              covers: 'everything',
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
  search: ['subject', 'filingNumber'],
});

export type ContractChange = DocOf<typeof contractChange>;
