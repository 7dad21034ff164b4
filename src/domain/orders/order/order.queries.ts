import { queriesFor } from '#kernel/run/kind';
import { order } from './order.ts';

export const orderQueries = queriesFor(order, {
  facts: {
    customerState: 'select c.state from customer c where c.id = r.customer',
    sentDeliveries: `select count(*)::int from delivery d where d."order" = r.id and d.shipped_at is not null and d.state <> 'returned'`,
  },
  scopes: {
    department: '(r.department = any(:departments) or r.owner = :employee)',
    customer: 'r.customer = :customer',
    own: `r.customer = :customer and (r.contact = :contact or r.created_by = 'contact:' || :contact)`,
  },
});
