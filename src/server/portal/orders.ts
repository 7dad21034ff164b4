import { z } from 'zod';
import { order } from '#domain/orders/order/order';
import { quantity } from '#kernel/declare/fields';
import { DeliveryRow, Notice, toldNotices } from './deliveries.ts';
import { visitors } from './route.ts';
import {
  Done,
  doneWith,
  idOf,
  may,
  once,
  ProgressSeen,
  PromiseSeen,
  pageOf,
  progressSeen,
  promisesSeen,
  recordSeen,
  rowsSeen,
  seen,
} from './seen.ts';

const OrderRow = z.object({
  ...seen,
  requestedDate: z.string().nullable(),
  promisedDate: z.string().nullable(),
  deliveredAt: z.string().nullable(),
  /** What was ordered first, and how many lines there are. */
  first: z.string().nullable(),
  lines: z.int(),
});

const Item = z.object({
  productName: z.string().nullable(),
  specification: z.string().nullable(),
  quantity: z.string().nullable(),
  unit: z.string().nullable(),
});

const OrderSeen = z.object({
  ...seen,
  externalNumber: z.string().nullable(),
  deliveryAddress: z.string().nullable(),
  requestedDate: z.string().nullable(),
  promisedDate: z.string().nullable(),
  confirmedAt: z.string().nullable(),
  deliveredAt: z.string().nullable(),
  items: z.array(Item),
  deliveries: z.array(DeliveryRow),
  notices: z.array(Notice),
  promises: z.array(PromiseSeen),
  progress: z.array(ProgressSeen),
  /** What the customer was asked for; null: nothing. */
  missing: z.string().nullable(),
  canSupply: z.boolean(),
});

export const orderRoutes = [
  visitors('GET /orders', {
    name: 'portalOrders',
    summary: ['订单', 'Orders'],
    answer: pageOf(OrderRow),
    async work(asked) {
      const page = await rowsSeen(asked, 'order');
      const { rows } = await asked.parts.kernel.pool.query<{ id: string; first: string | null; lines: number }>(
        `select o.id, (select i.product_name from order_items i where i.parent = o.id order by i.position limit 1) as first,
  (select count(*)::int from order_items i where i.parent = o.id) as lines from unnest($1::uuid[]) as o(id)`,
        [page.items.map(({ id }) => id)],
      );
      const ordered = new Map(rows.map(({ id, ...rest }) => [id, rest]));
      return { ...page, items: page.items.map((item) => ({ ...item, ...ordered.get(item.id) })) };
    },
  }),
  visitors('POST /orders', {
    name: 'portalPlaceOrder',
    summary: ['下单', 'Place an order'],
    body: z.strictObject({
      items: z
        .array(z.strictObject({ product: z.uuid(), quantity: quantity() }))
        .min(1)
        .max(100),
      deliveryAddress: z.string().trim().min(1).max(400),
      requestedDate: z.iso.date().optional(),
      logisticsWish: z.string().trim().min(1).max(400).optional(),
    }),
    answer: Done,
    status: 201,
    work: (asked) =>
      once(asked, async (tx) => {
        const { requestedDate = null, logisticsWish = null, ...wanted } = asked.body;
        const who = { customer: asked.me.customer, contact: asked.me.contact, channel: 'website' as const };
        const [made] = await tx.create(order, [{ ...wanted, ...who, requestedDate, logisticsWish }]);
        return doneWith(asked, 'order', made!);
      }),
  }),
  visitors('GET /orders/:id', {
    name: 'portalOrder',
    summary: ['一份订单', 'An order'],
    answer: OrderSeen,
    problems: { 'not-found': 404 },
    async work(asked) {
      const { view, doc } = await recordSeen(asked, 'order', asked.id);
      const [{ items: deliveries }, notices, promises, progress, missing] = await Promise.all([
        rowsSeen({ ...asked, query: new URLSearchParams() }, 'delivery', { order: doc.id }),
        toldNotices(asked, { order: doc.id }),
        promisesSeen(asked, 'order', doc.id),
        progressSeen(asked, 'order', doc.id),
        doc.state === 'data_wanted' ? wantedFrom(asked.parts.kernel.pool, doc.id) : null,
      ]);
      return { ...doc, deliveries, notices, promises, progress, missing, canSupply: may(view, 'supply_data') };
    },
  }),
  visitors('POST /orders/:id/supply', {
    name: 'portalSupplyData',
    summary: ['补充订单信息', 'Say what an order lacked'],
    body: z.strictObject({
      answer: z.string().trim().min(1).max(2000),
      deliveryAddress: z.string().trim().min(1).max(400).optional(),
    }),
    answer: Done,
    problems: { 'not-found': 404, 'wrong-state': 409 },
    work: (asked) =>
      once(asked, async (tx) => {
        const [moved] = await tx.take(order, 'supply_data', [
          { id: idOf(asked), evidence: asked.body as { answer: string; deliveryAddress?: string } },
        ]);
        return doneWith(asked, 'order', moved!);
      }),
  }),
];

/** What the desk said was missing, when it last asked. */
async function wantedFrom(pool: { query: (text: string, values: unknown[]) => Promise<{ rows: unknown[] }> }, id: string) {
  const { rows } = await pool.query(
    `select body -> 'evidence' ->> 'missing' as missing from journal where record_id = $1 and step = 'ask_for_data' order by version desc limit 1`,
    [id],
  );
  return (rows[0] as { missing: string | null } | undefined)?.missing ?? null;
}
