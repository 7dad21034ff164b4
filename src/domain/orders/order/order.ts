import { z } from 'zod';
import { choice, day, instant, money, quantity, ref, text, whole } from '#kernel/declare/fields';
import { type At, type DocOf, defineRecord } from '#kernel/declare/record';
import { setting } from '#kernel/declare/setting';
import { hours, type Span, workingHours } from '#kernel/declare/span';
import { contact } from '../../accounts/contact/contact.ts';
import { customer } from '../../accounts/customer/customer.ts';
import { product } from '../../catalogue/product/product.ts';
import { department } from '../../org/department/department.ts';
import { employee } from '../../org/employee/employee.ts';

const confirmation = setting(
  'order.confirmation',
  hours(24),
  { zh: '订单确认时限', en: 'Time to confirm an order' },
  'regulation',
);
const cancellationNotice = setting(
  'order.cancellation_notice',
  hours(48),
  { zh: '取消订单须提前通知的时间', en: 'Notice that a cancellation needs' },
  'regulation',
);
/** Without a default it takes any value; only a number above zero and up to 100 counts. */
const penaltyRate = setting<unknown>('order.penalty_rate', null, {
  zh: '取消订单的违约金比例（占订单金额的百分数；不设则不收）',
  en: 'Penalty for a late cancellation, in percent of the order’s value; none when not set',
});
const dataRequest = setting('order.data_request', workingHours(4), {
  zh: '订单审核、缺失信息联系客户的时限',
  en: 'Time to audit an order, or to ask the customer for what is missing',
});

const SENT_BY = ['email', 'wechat', 'portal', 'fax', 'post', 'in_person'] as const;
const PENALTY_BASES = ['notice_in_time', 'no_requested_date', 'rate_unset', 'unpriced', 'charged'] as const;

/** Orders are taken in by the service desk or by sales, whichever the customer turns to. */
const INTAKE = ['service_desk', 'service_manager', 'sales', 'sales_manager'] as const;

/** An order may come in incomplete; what is here is what the audit looks for, and what still holds when it is confirmed. */
const complete = {
  hasItems: (o: Content) => o.items.length > 0,
  itemsComplete: (o: Content) =>
    o.items.every((i) => i.productName !== null && i.specification !== null && i.quantity !== null && Number(i.quantity) > 0),
  addressGiven: (o: Content) => o.deliveryAddress !== null,
};

/** A customer wants goods, wherever they said so: online and offline orders go the same way. */
export const order = defineRecord({
  name: 'order',
  plural: 'orders',
  number: 'SO-{yyyy}-{00000}',
  fields: {
    customer: ref(customer),
    /** Who ordered, at the customer. */
    contact: ref(contact).nullable(),
    channel: choice(['website', 'shop', 'sales_rep']),
    /** The system that the order was brought over from; with its number there it is unique, so that an import may run twice. */
    source: text(1, 60).nullable(),
    externalNumber: text(1, 80).nullable(),
    deliveryAddress: text(1, 400).nullable(),
    requestedDate: day().nullable(),
    promisedDate: day().nullable(),
    logisticsWish: text(1, 400).nullable(),
    owner: ref(employee).nullable(),
    department: ref(department).nullable(),
    confirmedAt: instant().nullable(),
    /** To whom and how the order confirmation (订单确认单) was sent. */
    sentTo: text(1, 200).nullable(),
    sentBy: choice(SENT_BY).nullable(),
    deliveredAt: instant().nullable(),
    noticeGivenAt: instant().nullable(),
    /** Whole hours from the notice of cancellation to the end of the requested day; negative after it. */
    noticeHours: whole(-1_000_000, 1_000_000).nullable(),
    penalty: money().nullable(),
    penaltyBasis: choice(PENALTY_BASES).nullable(),
  },
  lines: {
    items: {
      product: ref(product).nullable(),
      productName: text(1, 200).nullable(),
      specification: text(1, 400).nullable(),
      quantity: quantity().nullable(),
      unit: text(1, 20).nullable(),
      unitPrice: money().nullable(),
    },
  },
  later: ['promisedDate', 'sentTo', 'sentBy', 'noticeGivenAt', 'noticeHours', 'penalty', 'penaltyBasis'],
  facts: {
    customerState: z.enum(customer.states),
    /** Deliveries that have left and have not come back. */
    sentDeliveries: z.int(),
  },
  states: ['placed', 'data_wanted', 'audited', 'confirmed', 'in_delivery', 'delivered', 'cancelled', 'unfulfilled'],
  final: ['delivered', 'cancelled', 'unfulfilled'],
  lifecycle: {
    ask_for_data: {
      from: 'placed',
      to: 'data_wanted',
      by: INTAKE,
      evidence: z.object({ missing: text(2, 1000), askedHow: text(2, 200) }),
    },
    supply_data: {
      from: 'data_wanted',
      to: 'placed',
      by: [...INTAKE, 'portal_customer'],
      evidence: z.object({ answer: text(1, 2000), deliveryAddress: text(1, 400).optional(), requestedDate: day().optional() }),
      sets: ['deliveryAddress', 'requestedDate'],
    },
    audit: { from: 'placed', to: 'audited', by: INTAKE, guards: complete },
    confirm: {
      from: 'audited',
      to: 'confirmed',
      by: INTAKE,
      evidence: z.object({ promisedDate: day(), sentTo: text(1, 200), sentBy: choice(SENT_BY) }),
      guards: {
        ...complete,
        customerInGoodStanding: (_, facts) => facts.customerState !== 'suspended' && facts.customerState !== 'terminated',
      },
      sets: ['promisedDate', 'sentTo', 'sentBy'],
      stamps: ['confirmedAt'],
    },
    /** Its goods are being prepared as a delivery, which from now on owes the promised date. */
    dispatch: { from: 'confirmed', to: 'in_delivery', by: ['system'] },
    complete: { from: 'in_delivery', to: 'delivered', by: ['system'], stamps: ['deliveredAt'] },
    /** All that was sent has come back. */
    prepare_again: { from: 'in_delivery', to: 'confirmed', by: ['system'] },
    cancel: {
      from: ['placed', 'data_wanted', 'audited'],
      to: 'cancelled',
      by: INTAKE,
      evidence: z.object({ requestedBy: text(1, 80), reason: text(2, 1000), noticeGivenAt: instant() }),
      sets: ['noticeGivenAt'],
      derives: (o, _, at) => cancellationTerms(o, at),
    },
    declare_unfulfillable: {
      from: ['confirmed', 'in_delivery'],
      to: 'unfulfilled',
      by: ['sales_manager'],
      evidence: z.object({ reason: text(2, 1000), toldHow: text(2, 200) }),
      guards: { nothingSent: (_, facts) => facts.sentDeliveries === 0 },
    },
  },
  deadlines: {
    confirmation: {
      starts: 'placed',
      keptBy: ['confirmed'],
      releasedBy: ['cancelled'],
      within: confirmation,
      debtor: 'service_desk',
      creditor: 'customer',
      escalation: [
        { percent: 75, notify: 'service_desk' },
        { percent: 100, notify: 'service_manager' },
        { percent: 200, notify: 'general_manager' },
      ],
    },
    dataRequest: {
      starts: 'placed',
      keptBy: ['data_wanted', 'audited'],
      releasedBy: ['confirmed', 'cancelled'],
      within: dataRequest,
      debtor: 'service_desk',
      creditor: 'customer',
      escalation: [{ percent: 100, notify: 'service_manager' }],
    },
    /** Until the goods are being prepared: then the same date is owed by each delivery, so that it stands once. */
    delivery: {
      starts: 'confirmed',
      keptBy: ['delivered'],
      releasedBy: ['in_delivery', 'unfulfilled', 'cancelled'],
      by: (o) => o.promisedDate,
      debtor: 'logistics',
      creditor: 'customer',
      escalation: [
        { percent: 80, notify: 'logistics' },
        { percent: 100, notify: 'service_manager' },
      ],
    },
  },
  permit: {
    create: [...INTAKE, 'portal_customer'],
    // Nobody changes what has been confirmed; an audited order that is changed is looked at again when it is confirmed.
    edit: { placed: INTAKE, data_wanted: INTAKE, audited: INTAKE },
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
  },
  title: 'externalNumber',
  search: ['externalNumber'],
});

export type Order = DocOf<typeof order>;

interface Content {
  deliveryAddress: string | null;
  items: readonly { productName: string | null; specification: string | null; quantity: string | null }[];
}

interface CancellationTerms {
  noticeHours: number | null;
  penalty: string;
  penaltyBasis: (typeof PENALTY_BASES)[number];
}

type Priced = readonly { quantity: string | null; unitPrice: string | null }[];

const HOUR = 3_600_000;

/**
 * What a cancellation costs: nothing with notice in time, else a set share of the order's value. A requested date means the
 * end of that day, as every date does here; in doubt that is also the reading in the customer's favour.
 */
function cancellationTerms(
  o: { noticeGivenAt: string | null; requestedDate: string | null; items: Priced },
  at: At,
): CancellationTerms {
  if (o.requestedDate === null) return { noticeHours: null, penalty: '0.00', penaltyBasis: 'no_requested_date' };
  const given = o.noticeGivenAt === null ? at.now : Date.parse(o.noticeGivenAt);
  const notice = at.endOf(o.requestedDate) + 1 - given;
  const noticeHours = Math.floor(notice / HOUR);
  if (notice >= milliseconds(at.setting(cancellationNotice)))
    return { noticeHours, penalty: '0.00', penaltyBasis: 'notice_in_time' };
  const percent = Number(at.setting(penaltyRate) ?? 0);
  if (!(percent > 0 && percent <= 100)) return { noticeHours, penalty: '0.00', penaltyBasis: 'rate_unset' };
  const penalty = shareOf(o.items, percent);
  return penalty === null
    ? { noticeHours, penalty: '0.00', penaltyBasis: 'unpriced' }
    : { noticeHours, penalty, penaltyBasis: 'charged' };
}

/** Notice runs around the clock; a company that states it in working units is read as if they were plain ones. */
function milliseconds({ amount, unit }: Span): number {
  const each = { minutes: HOUR / 60, hours: HOUR, days: 24 * HOUR, months: 30 * 24 * HOUR };
  return amount * each[unit.replace('working_', '') as keyof typeof each];
}

/** So many percent of the value of the priced items, to the cent, half a cent up; null when none is priced. Exact. */
function shareOf(items: Priced, percent: number): string | null {
  const priced = items.filter((i) => i.quantity !== null && i.unitPrice !== null);
  if (priced.length === 0) return null;
  const value = priced.reduce((sum, i) => sum + scaled(i.quantity!, 6) * scaled(i.unitPrice!, 2), 0n); // in 10⁻⁸
  if (value <= 0n) return '0.00';
  const share = value * BigInt(Math.round(percent * 10_000)); // in 10⁻¹⁴
  const cents = (share + 500_000_000_000n) / 1_000_000_000_000n;
  return `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`;
}

/** A decimal as a whole number of its last place. */
function scaled(decimal: string, places: number): bigint {
  const [whole = '0', fraction = ''] = decimal.split('.');
  return BigInt(`${whole}${fraction.padEnd(places, '0').slice(0, places)}`);
}
