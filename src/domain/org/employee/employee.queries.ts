import { queriesFor } from '#kernel/run/kind';
import { employee } from './employee.ts';

export const employeeQueries = queriesFor(employee, {
  facts: { openPromises: 'select count(*)::int from commitment c where c.debtor_employee = r.id and c.settled_at is null' },
});

/** What is open in the name of these people ($1: ids), and how much of it. */
export const stillOwned = `select x.what, count(*)::int as n from (
  select 'customers' as what from customer where owner = any($1::uuid[]) and state <> 'terminated'
  union all select 'orders' from "order" where owner = any($1::uuid[]) and state not in ('delivered', 'cancelled', 'unfulfilled')
  union all select 'quotations' from quotation where owner = any($1::uuid[]) and state not in ('accepted', 'declined', 'lapsed', 'cancelled')
  union all select 'contracts' from contract where owner = any($1::uuid[]) and state not in ('closed', 'cancelled')
  union all select 'measures' from measure where owner = any($1::uuid[]) and state = 'planned'
  union all select 'actions' from visit_action where owner = any($1::uuid[]) and state = 'open'
  union all select 'teams' from unnest($1::uuid[]) e join complaint c on c.team @> to_jsonb(e) and c.state not in ('closed', 'unfounded', 'closed_unsatisfied')
  union all select 'regulations' from regulation where sponsor = any($1::uuid[]) and state in ('in_force', 'review_due')
  union all select 'departments' from department where manager = any($1::uuid[]) and state = 'active') x
group by x.what order by min(array_position(array['customers', 'quotations', 'contracts', 'orders', 'measures', 'actions', 'teams', 'regulations', 'departments'], x.what))`;
