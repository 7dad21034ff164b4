import { queriesFor } from '#kernel/run/kind';
import { contact } from './contact.ts';

export const contactQueries = queriesFor(contact, {
  facts: {},
  scopes: {
    department:
      'exists (select from customer c where c.id = r.customer and (c.department = any(:departments) or c.owner = :employee))',
    customer: 'r.customer = :customer',
    own: 'r.id = :contact',
  },
});
