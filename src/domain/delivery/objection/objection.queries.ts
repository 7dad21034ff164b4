import { queriesFor } from '#kernel/run/kind';
import { objection } from './objection.ts';

export const objectionQueries = queriesFor(objection, {
  facts: {},
  scopes: {
    department:
      'exists (select from delivery d join "order" o on o.id = d."order" where d.id = r.delivery and (o.department = any(:departments) or o.owner = :employee))',
    customer: 'r.customer = :customer',
    own: `r.customer = :customer and exists (select from delivery d join "order" o on o.id = d."order" where d.id = r.delivery and (o.contact = :contact or o.created_by = 'contact:' || :contact))`,
  },
});

/** Objections to these deliveries ($1: ids) that are not settled, held still. */
export const openObjectionsTo = `select id, delivery from objection
where delivery = any($1::uuid[]) and state not in ('settled', 'overtaken') order by id for update`;
