import { z } from 'zod';
import { choice, data, day, flag, instant, proof, quantity, ref, text } from '#kernel/declare/fields';
import { type DocOf, defineRecord } from '#kernel/declare/record';
import { customer } from '../../accounts/customer/customer.ts';
import { product } from '../../catalogue/product/product.ts';
import { order } from '../../orders/order/order.ts';

/** What a customer may find wrong with goods. */
export const OBJECTION_KINDS = ['damage', 'quantity', 'mismatch', 'quality', 'other'] as const;

const TRANSPORT = ['express', 'road', 'rail', 'air', 'sea', 'own_fleet', 'pickup', 'other'] as const;

/**
 * Goods on their way to a customer, from preparing them to the signed receipt (签收单). Being delayed is a state of its own,
 * which says that the customer has been told; where the goods are is said by what has been stamped, and any later step goes on from there.
 */
export const delivery = defineRecord({
  name: 'delivery',
  plural: 'deliveries',
  number: 'DN-{yyyy}-{00000}',
  fields: {
    order: ref(order),
    customer: ref(customer),
    promisedDate: day().nullable(),
    mode: choice(TRANSPORT).nullable(),
    carrier: text(1, 120).nullable(),
    trackingNumber: text(1, 120).nullable(),
    destination: text(1, 400).nullable(),
    plannedDate: day().nullable(),
    expectedArrival: day().nullable(),
    /** What the customer was last told of its progress. */
    progress: text(1, 1000).nullable(),
    // Each document of the set that goes with the goods, and where it is found: its number or its place in the archive.
    hasManual: flag().nullable(),
    manualReference: text(1, 200).nullable(),
    hasInspectionReport: flag().nullable(),
    inspectionReportReference: text(1, 200).nullable(),
    hasOperationManual: flag().nullable(),
    operationManualReference: text(1, 200).nullable(),
    hasWarrantyCard: flag().nullable(),
    warrantyCardReference: text(1, 200).nullable(),
    packedAt: instant().nullable(),
    documentsArchivedAt: instant().nullable(),
    shippedAt: instant().nullable(),
    delayToldAt: instant().nullable(),
    arrivedAt: instant().nullable(),
    signedAt: instant().nullable(),
    signedBy: text(1, 80).nullable(),
    signature: data(proof.signature()).nullable(),
  },
  lines: {
    /** What is printed on the packages. */
    labels: {
      product: ref(product).nullable(),
      productName: text(1, 200).nullable(),
      specification: text(1, 400).nullable(),
      quantity: quantity().nullable(),
      productionDate: day().nullable(),
    },
  },
  later: ['progress', 'signedBy', 'signature'],
  facts: {
    orderState: z.enum(order.states),
    openObjections: z.int(),
  },
  states: ['prepared', 'packed', 'documented', 'shipped', 'delayed', 'arrived', 'objected', 'signed', 'returned'],
  final: ['signed', 'returned'],
  lifecycle: {
    pack: {
      from: ['prepared', 'delayed'],
      to: 'packed',
      by: ['warehouse', 'logistics'],
      evidence: z.object({ material: text(1, 200).optional(), method: text(1, 200).optional() }),
      guards: {
        notYetPacked: (d) => d.packedAt === null,
        labelsComplete: (d) =>
          d.labels.length > 0 &&
          d.labels.every(
            (l) => l.productName !== null && l.specification !== null && l.quantity !== null && l.productionDate !== null,
          ),
      },
      stamps: ['packedAt'],
    },
    complete_documents: {
      from: ['packed', 'delayed'],
      to: 'documented',
      by: ['warehouse', 'logistics', 'quality', 'service_desk'],
      guards: {
        packed: (d) => d.packedAt !== null,
        notYetShipped: (d) => d.shippedAt === null,
        documentSetComplete: (d) =>
          d.hasManual === true && d.hasInspectionReport === true && d.hasOperationManual === true && d.hasWarrantyCard === true,
      },
      stamps: ['documentsArchivedAt'],
    },
    ship: {
      from: ['documented', 'delayed'],
      to: 'shipped',
      by: ['logistics', 'warehouse'],
      evidence: z.object({
        mode: choice(TRANSPORT),
        carrier: text(1, 120),
        trackingNumber: text(1, 120),
        expectedArrival: day(),
      }),
      guards: {
        orderConfirmed: (_, facts) => facts.orderState === 'confirmed' || facts.orderState === 'in_delivery',
        documentsArchived: (d) => d.documentsArchivedAt !== null,
        notYetShipped: (d) => d.shippedAt === null,
      },
      sets: ['mode', 'carrier', 'trackingNumber', 'expectedArrival'],
      stamps: ['shippedAt'],
    },
    tell_progress: {
      from: ['shipped', 'delayed'],
      to: 'shipped',
      by: ['logistics', 'service_desk', 'sales'],
      evidence: z.object({ progress: text(1, 1000), expectedArrival: day(), toldHow: text(2, 200) }),
      guards: { shipped: (d) => d.shippedAt !== null },
      sets: ['progress', 'expectedArrival'],
    },
    /** The customer has been told of a delay: follows from a delay notice. */
    note_delay: {
      from: ['prepared', 'packed', 'documented', 'shipped', 'delayed'],
      to: 'delayed',
      by: ['system'],
      evidence: z.object({ expectedArrival: day() }),
      sets: ['expectedArrival'],
      stamps: ['delayToldAt'],
    },
    arrive: {
      from: ['shipped', 'delayed'],
      to: 'arrived',
      by: ['logistics', 'service_desk'],
      guards: { shipped: (d) => d.shippedAt !== null },
      stamps: ['arrivedAt'],
    },
    /** Explaining use and cautions, answering questions: each time is a line of the journal. */
    assist_acceptance: {
      from: 'arrived',
      to: 'arrived',
      by: ['after_sales', 'service_desk', 'logistics', 'sales'],
      evidence: z.object({ explained: text(2, 2000) }),
    },
    object: {
      from: ['arrived', 'objected'],
      to: 'objected',
      by: ['portal_customer', 'service_desk', 'service_manager', 'after_sales', 'logistics', 'sales'],
      evidence: z.object({ content: text(4, 2000), kind: choice(OBJECTION_KINDS), photos: proof.files(0, 10).optional() }),
    },
    settle_objection: {
      from: 'objected',
      to: 'arrived',
      by: ['system'],
      guards: { noOpenObjection: (_, facts) => facts.openObjections === 0 },
    },
    sign: {
      from: 'arrived',
      to: 'signed',
      by: ['portal_customer', 'logistics', 'service_desk', 'after_sales', 'sales'],
      // Goods of which one of these is not so are objected to, not signed for.
      evidence: z.object({
        signature: proof.signature(),
        damageFree: z.literal(true),
        quantityRight: z.literal(true),
        matchesOrder: z.literal(true),
        photos: proof.files(0, 10).optional(),
      }),
      guards: { noOpenObjection: (_, facts) => facts.openObjections === 0 },
      sets: ['signature'],
      stamps: ['signedAt'],
      derives: (d) => ({ signedBy: d.signature?.name ?? null }),
    },
    /** The goods come back, or never leave. */
    take_back: {
      from: ['prepared', 'packed', 'documented', 'shipped', 'delayed', 'arrived', 'objected'],
      to: 'returned',
      by: ['logistics', 'service_manager'],
      evidence: z.object({ reason: text(2, 1000) }),
    },
  },
  deadlines: {
    arrival: {
      starts: ['prepared', 'packed', 'documented', 'shipped'],
      keptBy: ['arrived', 'signed'],
      releasedBy: ['returned'],
      by: (d) => d.promisedDate,
      debtor: 'logistics',
      creditor: 'customer',
      escalation: [
        { percent: 80, notify: 'logistics' },
        { percent: 100, notify: 'service_manager' },
      ],
    },
    /** By the end of the promised day the goods are there or the customer has been told why not: no silence. */
    delayNotice: {
      starts: ['prepared', 'packed', 'documented', 'shipped'],
      keptBy: ['delayed', 'arrived', 'signed'],
      releasedBy: ['returned'],
      // Once told, the customer waits for the new date, which is a promise of the notice.
      by: (d) => (d.delayToldAt === null ? d.promisedDate : null),
      debtor: 'service_desk',
      creditor: 'customer',
      escalation: [
        { percent: 80, notify: 'service_desk' },
        { percent: 100, notify: 'service_manager' },
      ],
    },
  },
  permit: {
    create: ['logistics', 'warehouse', 'service_desk'],
    edit: {
      prepared: ['logistics', 'warehouse', 'service_desk'],
      packed: ['logistics', 'warehouse', 'quality', 'service_desk'],
      documented: ['logistics', 'warehouse', 'service_desk'],
      delayed: ['logistics', 'warehouse', 'quality', 'service_desk'],
    },
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
      finance: 'all',
      legal: 'all',
      supervisor: 'all',
      management: 'all',
      general_manager: 'all',
      admin: 'all',
      portal_customer: 'customer',
    },
    confidential: {
      fields: ['signature'],
      read: [
        'sales',
        'sales_manager',
        'service_desk',
        'service_manager',
        'after_sales',
        'logistics',
        'finance',
        'legal',
        'supervisor',
        'general_manager',
        'admin',
        'portal_customer',
      ],
    },
  },
  title: 'trackingNumber',
  search: ['trackingNumber'],
});

export type Delivery = DocOf<typeof delivery>;
