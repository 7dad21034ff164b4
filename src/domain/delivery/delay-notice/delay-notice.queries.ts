import { queriesFor } from '#kernel/run/kind';
import { delayNotice } from './delay-notice.ts';

/** SQL for the order that a notice speaks of, also where it names only a delivery of it. */
const orderOf = (notice: string): string =>
  `coalesce(${notice}."order", (select d."order" from delivery d where d.id = ${notice}.delivery))`;

const UNDER_WAY = `('prepared', 'packed', 'documented', 'shipped', 'delayed')`;

export const delayNoticeQueries = queriesFor(delayNotice, {
  facts: {},
  scopes: {
    department: `exists (select from "order" o where o.id = ${orderOf('r')} and (o.department = any(:departments) or o.owner = :employee))`,
    customer: 'r.customer = :customer',
    own: `r.customer = :customer and exists (select from "order" o where o.id = ${orderOf('r')} and (o.contact = :contact or o.created_by = 'contact:' || :contact))`,
  },
});

/** What notices may speak of, by id ($1: of orders and deliveries): deliveries under way, and orders that are still to be delivered. */
export const canBeLate = `select id, customer, "order" from delivery where id = any($1::uuid[]) and state in ${UNDER_WAY}
union all select id, customer, id from "order" where id = any($1::uuid[]) and state in ('confirmed', 'in_delivery')`;

/** The deliveries under way that notices ($1: ids) speak of, and the notice; held still. */
export const lateDeliveries = `select d.id, n.id as notice from delay_notice n join delivery d on d.id = n.delivery or (n.delivery is null and d."order" = n."order")
where n.id = any($1::uuid[]) and d.state in ${UNDER_WAY} order by d.id for update of d`;

/** Notices that count no more once these ($1: ids) are told, and by which: on the same goods, or on an order as a whole. */
export const supersededBy = `select e.id, n.id as notice from delay_notice n join delay_notice e on e.id <> all($1::uuid[]) and e.state in ('known', 'told')
  and case when n.delivery is null or e.delivery is null then ${orderOf('e')} = ${orderOf('n')} else e.delivery = n.delivery end
where n.id = any($1::uuid[]) order by e.id for update of e`;

/** Notices that customers were told of these orders as a whole ($1: ids), and the date. */
export const toldOfOrders = `select n."order", n.new_date as "newDate" from delay_notice n
where n."order" = any($1::uuid[]) and n.delivery is null and n.state = 'told'`;

/** Open notices on these deliveries ($1: ids); and on their orders as a whole, where nothing more is under way. Held still. */
export const endedWithDeliveries = `select n.id, n.state, d.id as delivery from delivery d
join delay_notice n on n.delivery = d.id or (n.delivery is null and n."order" = d."order"
  and d.state <> 'returned' and not exists (select from delivery o where o."order" = d."order" and o.state in ${UNDER_WAY}))
where d.id = any($1::uuid[]) and n.state in ('known', 'told') order by n.id for update of n`;

/** Open notices on these orders as a whole ($1: ids), held still. */
export const endedWithOrders = `select n.id, n.state, n."order" from delay_notice n
where n."order" = any($1::uuid[]) and n.delivery is null and n.state in ('known', 'told') order by n.id for update`;
