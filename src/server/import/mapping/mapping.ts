import { z } from 'zod';

/**
 * A mapping says which column of which file is what. It is a JSON file, given with `--mapping`:
 *
 * ```json
 * {
 *   "source": "erp",
 *   "statuses": { "已完成": "delivered", "已取消": "cancelled" },
 *   "orders":    { "file": "订单.csv", "columns": { "order": "订单号", "customer": "客户编号", "status": "状态", "placedAt": "下单时间",
 *                  "confirmedAt": "确认时间", "shippedAt": "发货时间", "deliveredAt": "签收时间", "promised": "承诺交期" } },
 *   "items":     { "file": "订单明细.csv", "columns": { "order": "订单号", "productName": "品名", "quantity": "数量", "unitPrice": "单价" } },
 *   "customers": { "file": "客户.csv", "columns": { "customer": "客户编号", "name": "名称", "region": "地区" } }
 * }
 * ```
 *
 * `file` is a name in the folder, `.csv` or `.csv.gz` may be left out; several tables may name the same file (each row then is an
 * order line, and rows with the same order number are one order). A column is a name, or several of which the first that is
 * there counts; `null` as the last means that it may be missing. Names are compared without regard to case and blanks around them.
 */
const column = z.union([z.string().min(1), z.array(z.string().min(1).nullable()).min(1)]);
export type ColumnChoice = z.infer<typeof column>;

const file = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);

/** The statuses that orders may have come to; the source's own words are mapped to them. */
export const statuses = ['placed', 'confirmed', 'shipped', 'delivered', 'cancelled', 'unfulfilled'] as const;
export type Status = (typeof statuses)[number];

const table = <const Must extends string, const May extends string>(must: readonly Must[], may: readonly May[]) =>
  z.strictObject({
    file,
    columns: z.strictObject({
      ...(Object.fromEntries(must.map((field) => [field, column])) as Record<Must, typeof column>),
      ...(Object.fromEntries(may.map((field) => [field, column.optional()])) as Record<May, z.ZodOptional<typeof column>>),
    }),
  });

const common = {
  /** Under this name the source's numbers are known; importing again finds what is there by it. */
  source: z.string().trim().min(1).max(40),
  /** The zone of instants without one; the company's when left out. */
  zone: z.string().optional(),
  encoding: z.enum(['utf-8', 'gb18030', 'utf-16le', 'utf-16be']).optional(),
  /** How dates are written where it is not year, month, day: formats of Luxon (`dd-MMM-yy`), English month names. */
  dates: z.array(z.string()).default([]),
};

export const orderMapping = z.strictObject({
  ...common,
  /** How the source's orders came in; what a new order's channel may be. */
  channel: z.string().optional(),
  statuses: z.record(z.string(), z.enum(statuses)).default({}),
  orders: table(['order'], ['customer', 'status', 'placedAt', 'confirmedAt', 'shippedAt', 'deliveredAt', 'promised']),
  items: table(['order'], ['item', 'product', 'productName', 'specification', 'quantity', 'unit', 'unitPrice']).optional(),
  /** Where an order has several deliveries with dates of their own; otherwise the order's dates make one delivery. */
  deliveries: table(['order', 'delivery'], ['promised', 'shippedAt', 'deliveredAt', 'carrier', 'tracking']).optional(),
  reviews: table(['order'], ['review', 'csat', 'nps', 'ces', 'title', 'words', 'answeredAt']).optional(),
  /** `customer` is what orders say, `identity` the customer behind it where one customer has several such numbers. */
  customers: table(['customer'], ['identity', 'name', 'region', 'city']).optional(),
  products: table(['product'], ['name', 'category', 'specification', 'unit']).optional(),
  /** Files that are there and not loaded (payments): named so that nobody wonders. */
  ignored: z.array(z.string()).default([]),
});
export type OrderMapping = z.infer<typeof orderMapping>;

export const surveyMapping = z.strictObject({
  ...common,
  /** What the survey is called in Lüyue. */
  title: z.string().trim().min(1).max(80),
  /** Which files of a folder: a regular expression on their names. The first group, if there is one, is the year. */
  files: z.string().default('\\.csv(\\.gz)?$'),
  columns: z.strictObject({
    response: column,
    answeredAt: column.optional(),
    nps: column.optional(),
    csat: column.optional(),
    ces: column.optional(),
    area: column.optional(),
    words: column.optional(),
  }),
  /** Answers that mean that the question was not answered, by question. */
  blanks: z.strictObject({ nps: z.array(z.string()), csat: z.array(z.string()), ces: z.array(z.string()) }).partial().default({}),
  /** The month (1 to 12) in which the survey was held, where a row says only the day or nothing and the file's name the year. */
  month: z.int().min(1).max(12).optional(),
});
export type SurveyMapping = z.infer<typeof surveyMapping>;

/** The tables of an order mapping in the order in which they are read. */
export const tableNames = ['customers', 'products', 'orders', 'items', 'deliveries', 'reviews'] as const;
export type TableName = (typeof tableNames)[number];
