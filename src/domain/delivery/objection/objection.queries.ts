import { queriesFor } from '#kernel/run/kind';
import { objection } from './objection.ts';

export const objectionQueries = queriesFor(objection, {
  facts: {},
  scopes: {
    department:
      'exists (select from delivery d join "order" o on o.id = d."order" where d.id = r.delivery and (o.department = any(:departments) or o.owner = :employee))',
    customer: 'r.customer = :customer',
  },
});
