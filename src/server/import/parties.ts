import { customer } from '#domain/accounts/customer/customer';
import { product } from '#domain/catalogue/product/product';
import type { InputOf } from '#kernel/declare/record';
import type { Tx } from '#kernel/run/scene';
import type { Queryable } from '#kernel/run/transaction';
import { startSurvey } from './answers.ts';
import { cellOf, type Note } from './cells.ts';
import { knownIds, remember } from './keys.ts';
import { reasons } from './reasons.ts';
import type { Joined, JoinedOrder } from './stage.ts';

type CustomerInput = InputOf<typeof customer> & { at?: number };
type ProductInput = InputOf<typeof product>;

/** Customers and products that orders speak of: what is to be made, by the source's number; and when the first of their reviews was given, if there is one. */
export interface Wanted {
  survey: { title: string; startsOn: string; at: number } | null;
  customers: Map<string, CustomerInput>;
  products: Map<string, ProductInput>;
}

/** Their ids by the source's number, and the survey whose answers the reviews are. */
export interface Parties {
  survey: string | null;
  customers: Map<string, string>;
  products: Map<string, string>;
}

/** Under this number stands the customer of orders that name none. */
const NOBODY = '';

/** Who placed an order: the customer behind the number that the order names. */
export function customerKeyOf(order: Pick<JoinedOrder, 'orders' | 'customer'>): string {
  const named = cellOf('orders', 'customer', order.orders[0]!);
  return (order.customer && cellOf('customers', 'identity', order.customer)) || named || NOBODY;
}

/** What to make of a customer; `row` is what the customer file says, if it says anything. */
export function customerInput(source: string, key: string, row: Joined | null, at: number, note: Note): CustomerInput {
  const said = (field: 'name' | 'address' | 'phone'): string => (row ? cellOf('customers', field, row) : '');
  const text = (field: 'name' | 'address' | 'phone', most: number) => cut('customers', field, row, said(field), most, note);
  return {
    name: text('name', 200) ?? (key === NOBODY ? `（${source} 未写明的客户）` : key),
    address: text('address', 400),
    phone: said('phone').length < 3 ? null : text('phone', 60),
    source,
    at,
  };
}

/** What to make of a product; the catalogue knows it by the source's number. */
export function productInput(
  key: string,
  row: Joined | null,
  otherwise: { name: string; unit: string },
  note: Note,
): ProductInput {
  const text = (field: 'name' | 'category' | 'specification' | 'unit', most: number) =>
    row ? cut('products', field, row, cellOf('products', field, row), most, note) : null;
  return {
    code: key.slice(0, 60),
    name: text('name', 200) ?? (otherwise.name.slice(0, 200) || key),
    category: text('category', 120),
    specification: text('specification', 400),
    unit: text('unit', 20) ?? (otherwise.unit.slice(0, 20) || '件'),
  };
}

/** Text as a field of that length takes it; null when there is none. */
export function cut(
  table: Parameters<Note>[0],
  field: string,
  row: Joined | null,
  text: string,
  most: number,
  note: Note,
): string | null {
  if (text.length > most && row) note(table, field, row, reasons.cut, true);
  return text.slice(0, most).trim() || null;
}

/** Looks up which of them are there already. Customers are known by what was imported, products by their code. */
export async function lookUp(client: Queryable, source: string, wanted: Wanted): Promise<Parties> {
  const customers = await knownIds(client, source, 'customer', [...wanted.customers.keys()]);
  const { rows } = await client.query<{ id: string; code: string }>({
    name: 'import_products',
    text: 'select id, code from product where code = any($1::text[])',
    values: [[...wanted.products.values()].map((p) => p.code)],
  });
  const byCode = new Map(rows.map(({ id, code }) => [code, id]));
  const products = new Map(
    [...wanted.products].flatMap(([key, { code }]) => (byCode.has(code!) ? [[key, byCode.get(code!)!] as const] : [])),
  );
  const surveys = wanted.survey ? await knownIds(client, source, 'survey', [wanted.survey.title]) : null;
  return { customers, products, survey: surveys?.values().next().value ?? null };
}

/** The source's numbers of customers and products that were made. */
export interface Made {
  customers: readonly string[];
  products: readonly string[];
}

/** Makes those that are not among `there`, and adds them to it. Returns the numbers of those that were made. */
export async function make(tx: Tx, source: string, wanted: Wanted, there: Parties): Promise<Made> {
  if (wanted.survey && there.survey === null)
    there.survey = await startSurvey(tx, source, wanted.survey.title, { ...wanted.survey, kind: 'csat', channel: 'online' });
  const customers = [...wanted.customers].filter(([key]) => !there.customers.has(key));
  const made = await tx.create(
    customer,
    customers.map(([, input]) => input),
  );
  for (const [i, [key]] of customers.entries()) there.customers.set(key, made[i]!.id);
  await remember(
    tx.query,
    source,
    customers.map(([external], i) => ({ kind: 'customer', external, id: made[i]!.id })),
    tx.now,
  );
  const products = [...wanted.products].filter(([key]) => !there.products.has(key));
  const goods = await tx.create(
    product,
    products.map(([, input]) => input),
  );
  for (const [i, [key]] of products.entries()) there.products.set(key, goods[i]!.id);
  return { customers: customers.map(([key]) => key), products: products.map(([key]) => key) };
}
