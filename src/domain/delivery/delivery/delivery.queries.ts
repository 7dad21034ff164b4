import { queriesFor } from '#kernel/run/kind';
import { delivery } from './delivery.ts';

export const deliveryQueries = queriesFor(delivery, {
  facts: {
    orderState: 'select o.state from "order" o where o.id = r."order"',
    openObjections: `select count(*)::int from objection b where b.delivery = r.id and b.state not in ('settled', 'overtaken')`,
  },
  scopes: {
    department:
      'exists (select from "order" o where o.id = r."order" and (o.department = any(:departments) or o.owner = :employee))',
    customer: 'r.customer = :customer',
    own: `r.customer = :customer and exists (select from "order" o where o.id = r."order" and (o.contact = :contact or o.created_by = 'contact:' || :contact))`,
  },
});
