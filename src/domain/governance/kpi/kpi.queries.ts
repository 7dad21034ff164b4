import { satisfiedFrom } from '../../voice/satisfaction.settings.ts';
import type { Breakdown, MeasureName } from './kpi.ts';

/**
 * Which rows a measure counts: `at` (the instant by which it belongs to a period), `record` and `id` (what the number opens),
 * `amount` where one is needed; `customer` and `order` say whose business each row belongs to, or nothing. `good` (and `bad`) are conditions
 * on those rows; for a quotient, `good` is the other population.
 */
export interface Population {
  counted: string;
  good?: string;
  bad?: string;
}

/** The order that a delivery, complaint or visit (its id) belongs to. */
const orderOfDelivery = (id: string): string => `(select x."order" from delivery x where x.id = ${id})`;
const orderOfComplaint = (id: string): string =>
  `(select coalesce(x."order", y."order") from complaint x left join delivery y on y.id = x.delivery where x.id = ${id})`;
const orderOfVisit = (id: string): string =>
  `(select coalesce(z."order", ${orderOfComplaint('w.complaint')}) from return_visit w left join delivery z on z.id = w.delivery where w.id = ${id})`;

/** The order behind a promise on any record. */
const orderOfPromise = `case c.record when 'order' then c.record_id when 'delivery' then ${orderOfDelivery('c.record_id')}
  when 'delay-notice' then (select coalesce(n."order", ${orderOfDelivery('n.delivery')}) from delay_notice n where n.id = c.record_id)
  when 'objection' then (select ${orderOfDelivery('n.delivery')} from objection n where n.id = c.record_id)
  when 'rating' then (select n."order" from rating n where n.id = c.record_id)
  when 'return-visit' then ${orderOfVisit('c.record_id')} when 'complaint' then ${orderOfComplaint('c.record_id')} end`;

/**
 * The promises of one deadline that were kept or broken; the clock breaks what falls due, so that overdue ones are among them. One whose
 * time has not come, or which was released, is neither.
 */
const promised = (control: string, order: string, outcomes: readonly string[] = ['kept', 'breached']): string =>
  `select c.opened_at as at, c.record, c.record_id as id, c.outcome, null::numeric as amount, c.customer, ${order} as "order" from commitment c where c.control = '${control}' and c.outcome in ('${outcomes.join("', '")}')`;

const answered = (score: string, more = ''): string =>
  `select s.answered_at as at, 'survey-response' as record, s.id, s.${score}::numeric as amount, s.customer, coalesce(s."order", ${orderOfDelivery('s.delivery')}) as "order"${more}
from survey_response s where s.${score} is not null and s.state <> 'discarded'`;

/** Whether the customer was told, of the delivery or of its order as a whole, before promise `d` on the delivery was broken. */
const toldInTime = `exists (select 1 from delay_notice n where n.told_at <= d.due_at
    and (n.delivery = d.record_id or (n.delivery is null and n."order" = ${orderOfDelivery('d.record_id')})))`;

/** The least mark of a satisfied customer that held at an instant. */
const satisfiedFromAt = (instant: string): string =>
  `coalesce((select (t.value #>> '{}')::numeric from setting t where t.key = '${satisfiedFrom.key}' and t.state = 'in_force' and t.effective_from <= ${instant}
    order by t.effective_from desc, t.created_at desc, t.id desc limit 1), ${satisfiedFrom.default})`;

export const populations: Record<MeasureName, Population> = {
  // Of all orders placed (T-01): one that was called off in time was placed, too. Only those still within their time are left out.
  'order-confirmation': {
    counted: promised('order.deadlines.confirmation', 'c.record_id', ['kept', 'breached', 'released']),
    good: `p.outcome = 'kept'`,
  },
  'on-time-delivery': {
    counted: `select d.signed_at as at, 'delivery' as record, d.id, c.outcome, null::numeric as amount, d.customer, d."order"
from delivery d join commitment c on c.record_id = d.id and c.control = 'delivery.deadlines.arrival' where d.state = 'signed'`,
    good: `p.outcome = 'kept'`,
  },
  'lead-time': {
    counted: `select d.signed_at as at, 'delivery' as record, d.id, extract(epoch from d.signed_at - o.created_at) / 86400 as amount, d.customer, d."order" from delivery d join "order" o on o.id = d."order" where d.state = 'signed'`,
  },
  'delay-notice': {
    counted: `select d.due_at as at, 'delivery' as record, d.record_id as id, ${toldInTime} as told, null::numeric as amount,
  d.customer, ${orderOfDelivery('d.record_id')} as "order"
from commitment d where d.control = 'delivery.deadlines.arrival' and d.outcome = 'breached'`,
    good: 'p.told',
  },
  csat: {
    counted: answered('csat', `, ${satisfiedFromAt('s.answered_at')} as satisfied_from`),
    good: 'p.amount >= p.satisfied_from',
  },
  nps: { counted: answered('nps', ', s.nps_class'), good: `p.nps_class = 'promoter'`, bad: `p.nps_class = 'detractor'` },
  ces: { counted: answered('ces') },
  'return-visits': {
    counted: `select c.due_at as at, c.record, c.record_id as id, c.outcome, null::numeric as amount, c.customer, ${orderOfVisit('c.record_id')} as "order"
from commitment c where c.record = 'return-visit' and c.outcome in ('kept', 'breached')`,
    good: `p.outcome = 'kept'`,
  },
  'complaint-first-reply': {
    counted: promised('complaint.deadlines.firstReply', orderOfComplaint('c.record_id')),
    good: `p.outcome = 'kept'`,
  },
  'complaint-satisfaction': {
    counted: `select v.visited_at as at, 'return-visit' as record, v.id, v.satisfied, null::numeric as amount, v.customer, ${orderOfVisit('v.id')} as "order"
from return_visit v where v.purpose = 'complaint' and v.visited_at is not null`,
    good: 'p.satisfied',
  },
  'complaint-rate': {
    counted: `select o.created_at as at, 'order' as record, o.id, null::numeric as amount, o.customer, o.id as "order" from "order" o`,
    good: `select k.created_at as at, 'complaint' as record, k.id, null::numeric as amount, k.customer, ${orderOfComplaint('k.id')} as "order" from complaint k`,
  },
  'promises-kept': {
    counted: `select coalesce(c.settled_at, c.breached_at) as at, c.record, c.record_id as id, c.outcome, null::numeric as amount, c.customer, ${orderOfPromise} as "order"
from commitment c where c.outcome in ('kept', 'breached')`,
    good: `p.outcome = 'kept'`,
  },
};

/**
 * Whose each row `p` is: one group, so that the groups add up. The department is the one that has the order, or else the customer; the
 * product is the one on the first line of the order that names one.
 */
export const groupOf: Record<Breakdown, string> = {
  customer: 'p.customer',
  department: `coalesce((select o.department from "order" o where o.id = p."order"), (select k.department from customer k where k.id = p.customer))`,
  product: `(select i.product from order_items i where i.parent = p."order" and i.product is not null order by i.position limit 1)`,
};
