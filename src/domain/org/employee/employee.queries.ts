import { queriesFor } from '#kernel/run/kind';
import { employee } from './employee.ts';

export const employeeQueries = queriesFor(employee, {
  facts: { openPromises: 'select count(*)::int from commitment c where c.debtor_employee = r.id and c.settled_at is null' },
});
