import { queriesFor } from '#kernel/run/kind';
import { complaint } from './complaint.ts';

/** SQL for the newest visit about complaint `c`, or nothing. Instants of imported history may be equal; numbers are not. */
const newestVisit = (c: string, column: string): string =>
  `(select v.${column} from return_visit v where v.complaint = ${c}.id and v.purpose = 'complaint' and v.state <> 'cancelled' order by v.created_at desc, length(v.number) desc, v.number desc limit 1)`;

export const complaintQueries = queriesFor(complaint, {
  facts: {
    measures: `select count(*)::int from measure m where m.complaint = r.id and m.state <> 'dropped'`,
    openMeasures: `select count(*)::int from measure m where m.complaint = r.id and m.state = 'planned'`,
    lastVisitSatisfied: newestVisit('r', 'satisfied'),
  },
  scopes: {
    // What one took in, what one is on the team of, and what one owes a measure for.
    department: `r.id in (select c.id from complaint c where c.created_by = 'employee:' || :employee
  union all select c.id from complaint c where c.team @> to_jsonb(:employee)
  union all select m.complaint from measure m where m.owner = :employee or m.department = any(:departments))`,
    customer: 'r.customer = :customer',
    own: `r.customer = :customer and (r.contact = :contact or r.created_by = 'contact:' || :contact)`,
  },
});

/** Visits about complaints ($1: ids) that are still owed, held still. */
export const dueComplaintVisits = `select id, complaint from return_visit
where complaint = any($1::uuid[]) and purpose = 'complaint' and state = 'due' order by id for update`;

/** Complaints waiting for the customer's verdict of which one of these visits ($1: ids) is the newest, held still. */
export const awaitingVerdictOf = `select c.id, v.id as visit from return_visit v join complaint c on c.id = v.complaint
where v.id = any($1::uuid[]) and c.state = 'revisiting' and v.id = ${newestVisit('c', 'id')}
order by c.id for update of c`;

/** Complaints ($1: ids) for which this employee ($2) or one of these departments ($3) has a measure. */
export const complaintsHandledBy = `select distinct m.complaint as id from measure m
where m.complaint = any($1::uuid[]) and m.state <> 'dropped' and (m.owner = $2 or m.department = any($3::uuid[]))`;

/** Open complaints with this employee ($1) on the team, held still. */
export const openComplaintsOfTeam = `select id, team from complaint
where team @> to_jsonb($1::uuid) and state not in ('closed', 'unfounded', 'closed_unsatisfied') order by id for update`;

/** How many of these employees ($1: ids) there are; only those with the company count unless $2, where history is replayed. */
export const employeesPresent = `select count(*)::int as n from employee where id = any($1::uuid[]) and (state = 'active' or $2::boolean)`;

/** Complaints ($1: ids) that name somebody else's contact person, order or delivery, and which. */
export const strangersNamed = `select r.id, x.field from complaint r cross join lateral (
  select 'contact' as field from contact t where t.id = r.contact and t.customer <> r.customer
  union all select 'order' from "order" t where t.id = r."order" and t.customer <> r.customer
  union all select 'delivery' from delivery t where t.id = r.delivery and t.customer <> r.customer) x
where r.id = any($1::uuid[])`;
