import { queriesFor } from '#kernel/run/kind';
import type { Queryable } from '#kernel/run/transaction';
import { companyDate } from '../company-zone.ts';
import { returnVisit } from './return-visit.ts';

export const returnVisitQueries = queriesFor(returnVisit, {
  facts: {
    actions: 'select count(*)::int from visit_action a where a.return_visit = r.id',
    openActions: `select count(*)::int from visit_action a where a.return_visit = r.id and a.state = 'open'`,
    untoldActions: 'select count(*)::int from visit_action a where a.return_visit = r.id and a.customer_told_at is null',
    unratedActions: 'select count(*)::int from visit_action a where a.return_visit = r.id and a.satisfied is null',
  },
  scopes: {
    // What one owes an action for, what one entered, and what belongs to customers that one looks after.
    department: `r.id in (select a.return_visit from visit_action a where a.owner = :employee or a.department = any(:departments)
  union all select o.id from return_visit o where o.created_by = 'employee:' || :employee
  union all select o.id from return_visit o join customer c on c.id = o.customer where c.department = any(:departments) or c.owner = :employee)`,
    customer: 'r.customer = :customer',
    // About what they complained of, and about goods that they ordered.
    own: `r.customer = :customer and (exists (select from complaint c where c.id = r.complaint and (c.contact = :contact or c.created_by = 'contact:' || :contact))
  or exists (select from delivery d join "order" o on o.id = d."order" where d.id = r.delivery and (o.contact = :contact or o.created_by = 'contact:' || :contact)))`,
  },
});

/** A visit in the calendar: `near` are the ids of others to the same customer within some days of it, so that one call may do for both (C-06). */
export interface CalendarEntry {
  id: string;
  number: string;
  customer: string;
  customerName: string;
  purpose: 'plan' | 'project' | 'sales' | 'repair' | 'complaint';
  dueOn: string;
  near: string[];
}

/**
 * The visits due between two dates (inclusive), by date; all customers', or one's. `withinDays` says what counts as near: the setting
 * `nearbyDays`. Who plans a visit is warned with it, never refused. It is no fact of the record: facts about rows of the same table would
 * make all visits go one at a time (docs/decisions/0007).
 */
export async function visitCalendar(
  client: Queryable,
  { from, to, customer, withinDays }: { from: string; to: string; customer: string | null; withinDays: number },
): Promise<CalendarEntry[]> {
  const { rows } = await client.query<CalendarEntry>({
    name: 'visit_calendar',
    text: `select v.id, v.number, v.customer, c.name as "customerName", v.purpose, v.due_on as "dueOn",
  coalesce((select array_agg(o.id order by o.due_on, o.id) from return_visit o where o.customer = v.customer and o.id <> v.id and o.state = 'due'
    and o.due_on between v.due_on - $4::int and v.due_on + $4::int), '{}') as near
from return_visit v join customer c on c.id = v.customer
where v.state = 'due' and v.due_on between $1::date and $2::date and ($3::uuid is null or v.customer = $3)
order by v.due_on, v.id`,
    values: [from, to, customer, withinDays],
  });
  return rows;
}

/** Due visits ($1: ids) whose clock ends on another date than they say. */
export const visitsToDate = `select v.id, ${companyDate('c.due_at')} as "dueOn" from return_visit v join commitment c on c.record_id = v.id and c.settled_at is null
where v.id = any($1::uuid[]) and v.state = 'due' and c.due_at is not null and ${companyDate('c.due_at')} <> to_char(v.due_on, 'YYYY-MM-DD')`;

/** What is not owed any more to customers ($1) with whom we have parted, held still; complaints and repairs are seen through. */
export const dueVisitsOfCustomers = `select id, customer from return_visit
where customer = any($1::uuid[]) and state = 'due' and purpose in ('plan', 'project', 'sales') order by id for update`;
