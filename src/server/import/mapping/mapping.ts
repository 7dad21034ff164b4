import { IANAZone } from 'luxon';
import { z } from 'zod';

/**
 * A mapping says which column of which file is what. It is a JSON file, given with `--mapping`:
 *
 * ```json
 * {
 *   "source": "erp",
 *   "channel": "sales_rep",
 *   "statuses": { "已完成": "delivered", "已取消": "cancelled" },
 *   "orders":    { "file": "订单", "columns": { "order": "订单号", "customer": "客户编号", "status": "状态", "placedAt": "下单时间",
 *                  "confirmedAt": "确认时间", "shippedAt": "发货时间", "deliveredAt": "签收时间", "promised": "承诺交期" } },
 *   "items":     { "file": "订单明细", "columns": { "order": "订单号", "productName": "品名", "quantity": "数量", "unitPrice": "单价" } },
 *   "customers": { "file": "客户", "columns": { "customer": "客户编号", "name": "名称", "address": { "text": "{省}{市}{地址}" } } }
 * }
 * ```
 *
 * `file` is a name in the folder, or several of which the first that is there counts; `.csv` and `.csv.gz` may be left out. Several
 * tables may name the same file: each row then is an order line, and rows with the same order number are one order.
 *
 * A column is a name; or several of which the first that is there counts, with `null` as the last if it may be missing; or
 * `{ "text": "…{column}…" }`, a text in which columns stand (without any it is the same for all rows). Names are compared
 * without regard to case and to blanks around them.
 */
const column = z.union([
  z.string().min(1),
  z.array(z.string().min(1).nullable()).min(1),
  z.strictObject({ text: z.string().min(1) }),
]);
export type ColumnChoice = z.infer<typeof column>;

const file = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);

/** What orders may have come to; the source's own words are mapped to these. */
export const statuses = ['placed', 'confirmed', 'shipped', 'delivered', 'cancelled', 'unfulfilled'] as const;
export type Status = (typeof statuses)[number];

export const transportModes = ['express', 'road', 'rail', 'air', 'sea', 'own_fleet', 'pickup', 'other'] as const;

/** What a mapping may name, by table; staged rows keep their cells in this order. The first is what must be there in every row. */
export const FIELDS = {
  /** `customer` is what orders say; `identity` the customer behind it, where one customer has several such numbers. */
  customers: ['customer', 'identity', 'name', 'address', 'phone'],
  products: ['product', 'name', 'category', 'specification', 'unit'],
  orders: ['order', 'customer', 'status', 'placedAt', 'confirmedAt', 'shippedAt', 'deliveredAt', 'promised', 'address'],
  items: ['order', 'item', 'product', 'productName', 'specification', 'quantity', 'unit', 'unitPrice'],
  /** Where an order has several deliveries with dates of their own; otherwise the order's own dates make one delivery. */
  deliveries: ['order', 'delivery', 'promised', 'shippedAt', 'deliveredAt', 'mode', 'carrier', 'tracking'],
  reviews: ['order', 'review', 'csat', 'nps', 'ces', 'words', 'answeredAt'],
} as const;
export type TableName = keyof typeof FIELDS;
export type FieldOf<T extends TableName> = (typeof FIELDS)[T][number];

const table = <T extends TableName>(name: T) =>
  z.strictObject({
    file,
    columns: z
      .partialRecord(z.enum(FIELDS[name] as readonly [FieldOf<T>, ...FieldOf<T>[]]), column)
      .refine((columns) => FIELDS[name][0] in columns, { error: `${FIELDS[name][0]} must be mapped` }),
    /** Columns that Lüyue has no field for and that are still checked: what is not of that kind is reported. */
    checks: z.record(z.string(), z.enum(['number', 'date'])).default({}),
  });

const common = {
  /** Under this name the source's numbers are known; importing again finds by it what is there. */
  source: z.string().trim().min(1).max(40),
  /** The zone of instants that name none; the company's when left out. */
  zone: z
    .string()
    .refine((zone) => IANAZone.isValidZone(zone), { error: 'no such time zone' })
    .optional(),
  encoding: z.enum(['utf-8', 'gb18030', 'utf-16le', 'utf-16be']).optional(),
  /** How dates are written where it is not year, month, day: formats of Luxon (`d-MMM-yy`), English month names. */
  dates: z.array(z.string()).default([]),
};

export const orderMapping = z.strictObject({
  ...common,
  channel: z.enum(['website', 'shop', 'sales_rep']).default('sales_rep'),
  statuses: z.record(z.string(), z.enum(statuses)).default({}),
  /** How goods travel, in the source's words. */
  modes: z.record(z.string(), z.enum(transportModes)).default({}),
  orders: table('orders'),
  items: table('items').optional(),
  deliveries: table('deliveries').optional(),
  reviews: table('reviews').optional(),
  customers: table('customers').optional(),
  products: table('products').optional(),
  /** What the survey is called whose answers the reviews become. */
  survey: z.string().trim().min(1).max(80).optional(),
});
export type OrderMapping = z.infer<typeof orderMapping>;

/** `columns` as above; `blanks` are answers that mean that the question was not answered. */
export const surveyMapping = z.strictObject({
  ...common,
  /** What the survey is called in Lüyue. */
  survey: z.string().trim().min(1).max(80),
  /** Which files of a folder: a regular expression on their names. Its first group, if there is one, is the year. */
  files: z.string().refine(isPattern, { error: 'no regular expression' }).default('\\.csv(\\.gz)?$'),
  columns: z
    .partialRecord(z.enum(['response', 'answeredAt', 'nps', 'csat', 'ces', 'area', 'words']), column)
    .refine((columns) => 'response' in columns, { error: 'response must be mapped' }),
  blanks: z.partialRecord(z.enum(['nps', 'csat', 'ces']), z.array(z.string())).default({}),
  /** The month (1 to 12) in which the survey was held, where rows say only the day, or nothing, and the file's name the year. */
  month: z.int().min(1).max(12).optional(),
});
export type SurveyMapping = z.infer<typeof surveyMapping>;

/** The tables in the order in which they are read. */
export const tableNames = Object.keys(FIELDS) as TableName[];

function isPattern(text: string): boolean {
  try {
    return Boolean(new RegExp(text, 'i'));
  } catch {
    return false;
  }
}
