import { queriesFor } from '#kernel/run/kind';
import { customer } from './customer.ts';

export const customerQueries = queriesFor(customer, {
  facts: {
    contactPersons: `select count(*)::int from contact c where c.customer = r.id and c.state = 'active'`,
    reachableContactPersons: `select count(*)::int from contact c where c.customer = r.id and c.state = 'active' and (c.mobile is not null or c.email is not null)`,
  },
  scopes: {
    department: '(r.department = any(:departments) or r.owner = :employee)',
    customer: 'r.id = :customer',
    own: 'r.id = :customer',
  },
});
