import { queriesFor } from '#kernel/run/kind';
import { rating } from './rating.ts';

export const ratingQueries = queriesFor(rating, {
  facts: {},
  scopes: {
    department:
      'exists (select from "order" o where o.id = r."order" and (o.department = any(:departments) or o.owner = :employee))',
    customer: 'r.customer = :customer',
    own: `r.customer = :customer and exists (select from "order" o where o.id = r."order" and (o.contact = :contact or o.created_by = 'contact:' || :contact))`,
  },
});
