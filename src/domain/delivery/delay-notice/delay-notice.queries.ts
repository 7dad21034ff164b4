import { queriesFor } from '#kernel/run/kind';
import { delayNotice } from './delay-notice.ts';

export const delayNoticeQueries = queriesFor(delayNotice, {
  facts: {},
  scopes: {
    department:
      'exists (select from delivery d join "order" o on o.id = d."order" where d.id = r.delivery and (o.department = any(:departments) or o.owner = :employee))',
    customer: 'r.customer = :customer',
  },
});
