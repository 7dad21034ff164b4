import { queriesFor } from '#kernel/run/kind';
import { order } from './order.ts';

/** As the kernel's clock reads it: the zone of the calendar that is the company's standard. */
const ZONE = `coalesce((select w.time_zone from working_calendar w where w.state = 'in_use' order by w.standard desc, w.created_at, w.id limit 1), 'Asia/Shanghai')`;

export const orderQueries = queriesFor(order, {
  facts: {
    customerState: 'select c.state from customer c where c.id = r.customer',
    requestedUntil: `extract(epoch from (r.requested_date + 1)::timestamp at time zone ${ZONE})::float8 * 1000`,
  },
  scopes: {
    department: '(r.department = any(:departments) or r.owner = :employee)',
    customer: 'r.customer = :customer',
  },
});
