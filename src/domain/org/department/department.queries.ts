import { queriesFor } from '#kernel/run/kind';
import { department } from './department.ts';

export const departmentQueries = queriesFor(department, {
  facts: { people: `select count(*)::int from employee e where e.department = r.id and e.state = 'active'` },
});

/** Every department that has a working calendar of its own or from one above it, and everybody who works in one, with that calendar. */
export const sitesWithCalendar = `with recursive site as (
  select d.id, d.calendar from department d where d.parent is null
  union all select d.id, coalesce(d.calendar, s.calendar) from department d join site s on d.parent = s.id)
select s.id, s.calendar from site s join working_calendar w on w.id = s.calendar and w.state = 'in_use'
union all select e.id, s.calendar from site s join working_calendar w on w.id = s.calendar and w.state = 'in_use' join employee e on e.department = s.id`;
