import { createHash } from 'node:crypto';
import type { Queryable } from '#kernel/run/transaction';
import type { JoinedOrder } from './stage.ts';

export type KeyKind = 'customer' | 'order' | 'survey' | 'survey-response';

/** What an order of the source said when it was brought over, and what was made of it. */
export interface OrderFacts {
  orders: string[][];
  items: string[][];
  deliveries: string[][];
  /** Ids of deliveries by the source's key of them. */
  deliveryIds: Record<string, string>;
  /** Keys of the reviews that were brought over. */
  reviews: string[];
}

export interface KnownOrder {
  id: string;
  digest: string;
}

export interface KeyRow {
  kind: KeyKind;
  external: string;
  id: string;
  digest?: string;
  facts?: OrderFacts;
}

/** The ids of what was brought over from `source` under these numbers. */
export async function knownIds(
  client: Queryable,
  source: string,
  kind: KeyKind,
  externals: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await client.query<{ external: string; id: string }>({
    name: 'import_known_ids',
    text: 'select external, id from import_key where source = $1 and kind = $2 and external = any($3::text[])',
    values: [source, kind, externals],
  });
  return new Map(rows.map(({ external, id }) => [external, id]));
}

/** Orders that were brought over, with the digest of what the source said then. */
export async function knownOrders(
  client: Queryable,
  source: string,
  externals: readonly string[],
): Promise<Map<string, KnownOrder>> {
  const { rows } = await client.query<{ external: string } & KnownOrder>({
    name: 'import_known_orders',
    text: `select external, id, encode(digest, 'base64') as digest from import_key where source = $1 and kind = 'order' and external = any($2::text[])`,
    values: [source, externals],
  });
  return new Map(rows.map(({ external, ...known }) => [external, known]));
}

/** What the source said of these orders when they were brought over, and how they stand now. */
export async function factsOf(
  client: Queryable,
  source: string,
  externals: readonly string[],
): Promise<Map<string, OrderFacts & { state: string; customer: string; deliveryStates: Record<string, string> }>> {
  const { rows } = await client.query<{
    external: string;
    facts: OrderFacts;
    state: string;
    customer: string;
    states: Record<string, string> | null;
  }>(
    `select k.external, k.facts, o.state, o.customer, (select json_object_agg(d.id, d.state) from delivery d where d."order" = o.id) as states
     from import_key k join "order" o on o.id = k.id where k.source = $1 and k.kind = 'order' and k.external = any($2::text[])`,
    [source, externals],
  );
  return new Map(
    rows.map(({ external, facts, state, customer, states }) => [
      external,
      { ...facts, state, customer, deliveryStates: states ?? {} },
    ]),
  );
}

/** Remembers what was brought over; what is there already is overwritten by what is known of it now. */
export async function remember(
  query: (text: string, values: unknown[]) => Promise<unknown>,
  source: string,
  rows: readonly KeyRow[],
  now: number,
): Promise<void> {
  if (rows.length === 0) return;
  await query(
    `insert into import_key (source, kind, external, id, digest, facts, at)
     select $1, k.kind, k.external, k.id, decode(k.digest, 'base64'), k.facts, $3
     from json_to_recordset($2::json) as k(kind text, external text, id uuid, digest text, facts json)
     on conflict (source, kind, external) do update set digest = excluded.digest, facts = excluded.facts`,
    [source, JSON.stringify(rows), new Date(now)],
  );
}

/** Of all that the source says of an order, whatever lines it stands on and in whatever order. */
export function digestOf(order: Pick<JoinedOrder, 'orders' | 'items' | 'deliveries' | 'reviews'>): string {
  const hash = createHash('sha256');
  for (const set of [order.orders, order.items, order.deliveries, order.reviews]) {
    hash.update(JSON.stringify(set.map(([, cells]) => JSON.stringify(cells)).sort()));
  }
  return hash.digest('base64');
}
