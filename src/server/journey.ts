import { customer } from '#domain/accounts/customer/customer';
import { journeyRecords } from '#kernel/declare/journey';
import type { Kind } from '#kernel/run/kind';
import type { Registry } from '#kernel/run/registry';
import type { Queryable } from '#kernel/run/transaction';

/** How many records of one piece of business are looked at; a frame contract may have thousands of orders below it. */
export const MOST_LINKS = 200;

/** The kinds that make up pieces of business, in the order of a customer's journey. */
export const nodesOf = ({ kinds }: Registry): Kind[] =>
  journeyRecords(
    [...kinds.values()].map(({ record }) => record),
    customer,
  ).map(({ name }) => kinds.get(name)!);

/** The references of a kind to others of these. One to its own kind does not count: a visit merged into another is its own business. */
export const refsBetween = (kind: Kind, nodes: readonly Kind[]): { field: string; column: string; to: Kind }[] =>
  kind.columns.flatMap(({ field, column, ref }) => {
    const to = nodes.find(({ record }) => record.name === ref);
    return to && to !== kind ? [{ field, column, to }] : [];
  });

/**
 * Everything that hangs together with one record: what it refers to, up to where the business began, and all that refers to any of it.
 * In no order; one more than `MOST_LINKS` at most. Whoever asks must still be asked what they may see.
 */
export async function chainOf(
  client: Queryable,
  nodes: readonly Kind[],
  start: Kind,
  id: string,
): Promise<{ record: string; id: string }[]> {
  const edges = nodes.flatMap((kind) => refsBetween(kind, nodes).map((ref) => ({ kind, ...ref })));
  const up = edges.map(
    ({ kind, column, to }) =>
      `select '${to.record.name}'::text, r."${column}" from ${kind.table} r where x.record = '${kind.record.name}' and r.id = x.id and r."${column}" is not null`,
  );
  const down = edges.map(
    ({ kind, column, to }) =>
      `select '${kind.record.name}'::text, r.id from ${kind.table} r where x.record = '${to.record.name}' and r."${column}" = x.id`,
  );
  const { rows } = await client.query<{ record: string; id: string }>({
    name: `journey ${start.record.name}`,
    text: `with recursive above (record, id) as (
  select '${start.record.name}'::text, $1::uuid union select e.* from above x cross join lateral (${up.join('\nunion all ')}) e),
chain (record, id) as (
  select record, id from above union select e.* from chain x cross join lateral (${down.join('\nunion all ')}) e)
select record, id from chain limit ${MOST_LINKS + 1}`,
    values: [id],
  });
  return rows;
}
