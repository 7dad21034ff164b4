import type { MeasureName } from './kpi.ts';

/**
 * Which rows a measure counts: `at` (the instant by which it belongs to a period), `record` and `id` (what the number opens),
 * `amount` where one is needed. `good` (and `bad`) are conditions on those rows; for a quotient, `good` is the other population.
 */
export interface Population {
  counted: string;
  good?: string;
  bad?: string;
}

/** The commitments of one deadline; a promise that was released was neither kept nor broken, but it was made. */
const promised = (control: string, condition = 'true'): string =>
  `select c.opened_at as at, c.record, c.record_id as id, c.outcome, null::numeric as amount from commitment c where c.control = '${control}' and ${condition}`;

export const populations: Record<MeasureName, Population> = {
  'order-confirmation': { counted: promised('order.deadlines.confirmation'), good: `p.outcome = 'kept'` },
  'on-time-delivery': {
    counted: `select d.signed_at as at, 'delivery' as record, d.id, c.outcome, null::numeric as amount
from delivery d join commitment c on c.record_id = d.id and c.control = 'delivery.deadlines.arrival' where d.state = 'signed'`,
    good: `p.outcome = 'kept'`,
  },
  'lead-time': {
    counted: `select d.signed_at as at, 'delivery' as record, d.id, extract(epoch from d.signed_at - o.created_at) / 86400 as amount from delivery d join "order" o on o.id = d."order" where d.state = 'signed'`,
  },
  'delay-notice': {
    counted: `select d.due_at as at, 'delivery' as record, d.record_id as id, exists (select 1 from delay_notice n where n.delivery = d.record_id and n.told_at <= d.due_at) as told, null::numeric as amount
from commitment d where d.control = 'delivery.deadlines.arrival' and d.outcome = 'breached'`,
    good: 'p.told',
  },
  csat: {
    counted: `select s.answered_at as at, 'survey-response' as record, s.id, s.csat::numeric as amount from survey_response s where s.csat is not null and s.state <> 'discarded'`,
    good: 'p.amount >= 4',
  },
  nps: {
    counted: `select s.answered_at as at, 'survey-response' as record, s.id, s.nps::numeric as amount, s.nps_class from survey_response s where s.nps is not null and s.state <> 'discarded'`,
    good: `p.nps_class = 'promoter'`,
    bad: `p.nps_class = 'detractor'`,
  },
  ces: {
    counted: `select s.answered_at as at, 'survey-response' as record, s.id, s.ces::numeric as amount from survey_response s where s.ces is not null and s.state <> 'discarded'`,
  },
  'return-visits': {
    counted: `select c.due_at as at, c.record, c.record_id as id, c.outcome, null::numeric as amount from commitment c where c.record = 'return-visit' and c.outcome in ('kept', 'breached')`,
    good: `p.outcome = 'kept'`,
  },
  'complaint-first-reply': { counted: promised('complaint.deadlines.firstReply'), good: `p.outcome = 'kept'` },
  'complaint-satisfaction': {
    counted: `select v.visited_at as at, 'return-visit' as record, v.id, v.satisfied, null::numeric as amount from return_visit v where v.purpose = 'complaint' and v.visited_at is not null`,
    good: 'p.satisfied',
  },
  'complaint-rate': {
    counted: `select o.created_at as at, 'order' as record, o.id, null::numeric as amount from "order" o`,
    good: `select k.created_at as at, 'complaint' as record, k.id, null::numeric as amount from complaint k`,
  },
  'promises-kept': {
    counted: `select coalesce(c.settled_at, c.breached_at) as at, c.record, c.record_id as id, c.outcome, null::numeric as amount from commitment c where c.outcome in ('kept', 'breached')`,
    good: `p.outcome = 'kept'`,
  },
};
