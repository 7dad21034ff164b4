import { queriesFor } from '#kernel/run/kind';
import { order } from './order.ts';

export const orderQueries = queriesFor(order, {
  facts: { customerState: 'select c.state from customer c where c.id = r.customer' },
  scopes: {
    department: '(r.department = any(:departments) or r.owner = :employee)',
    customer: 'r.customer = :customer',
  },
});
