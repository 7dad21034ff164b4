import type { Hono } from 'hono';
import { z } from 'zod';
import { customer } from '#domain/accounts/customer/customer';
import { notFound } from '#kernel/problem';
import type { Actor } from '#kernel/run/actor';
import { instantText, quoted, snake } from '#kernel/run/columns';
import type { Kernel } from '#kernel/run/kernel';
import type { Kind } from '#kernel/run/kind';
import { scopeOf, scopeSql } from '#kernel/run/load';
import { parse } from '#kernel/run/validate';
import { parametersOf } from './commitment-question.ts';
import { longJsonAnswer } from './compress.ts';
import type { Exchange } from './exchange.ts';
import { idIn, mustSee, type RecordDeps } from './records.ts';

const asked = z.strictObject({
  /** Names of records, with commas; all of them when left out. */
  kinds: z.string().max(400).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: z
    .string()
    .regex(/^\d{4}-\d\d-\d\dT[\d:.]+Z_[0-9a-f-]{36}$/)
    .optional(),
});

/** Everything about one customer, the newest first. */
export function addCustomerRoutes(app: Hono<{ Bindings: Exchange }>, { kernel, admitted }: RecordDeps): void {
  const route = '/api/customers/:id/timeline';
  app.get(route, async (c) => {
    c.env.route = route;
    const actor = await admitted(c);
    const id = idIn(c);
    const q = parse(asked, parametersOf(c));
    await mustSee(kernel, actor, kernel.registry.kind(customer.name), id);
    const kinds = kindsAbout(kernel, actor).filter(({ record }) => !q.kinds || q.kinds.split(',').includes(record.name));
    const items = await timelineOf(kernel, actor, kinds, id, q.limit + 1, q.after);
    const last = items.length > q.limit ? items[q.limit - 1] : undefined;
    const page = { items: items.slice(0, q.limit), next: last ? `${last.createdAt}_${last.id}` : null };
    return longJsonAnswer(JSON.stringify(page), c.env.incoming.headers['accept-encoding']);
  });
}

/** One record of the timeline. */
interface Event {
  record: string;
  id: string;
  number: string;
  /** The field that names it, as it is stored; null where the reader may not see it. */
  title: string | null;
  state: string;
  createdAt: string;
}

/** The records that refer to a customer and that the actor may see at all. */
const kindsAbout = ({ registry }: Kernel, actor: Actor): Kind[] =>
  [...registry.kinds.values()].filter((kind) => customerColumn(kind) !== undefined && scopeOf(kind, actor) !== null);

const customerColumn = (kind: Kind): string | undefined => kind.columns.find(({ ref }) => ref === customer.name)?.column;

/**
 * Each kind finds the newest of its own through its index on the customer, so that a page costs the same however much there is.
 * @throws Problem not-found when no kind is asked for that there is.
 */
async function timelineOf(
  kernel: Kernel,
  actor: Actor,
  kinds: readonly Kind[],
  id: string,
  limit: number,
  after: string | undefined,
): Promise<Event[]> {
  if (kinds.length === 0) throw notFound();
  const [at, beforeId] = after?.split('_') ?? [null, null];
  const values: unknown[] = [id, limit, at, beforeId];
  const parts = kinds.map((kind) => {
    const { record, table } = kind;
    const hidden = record.permit.confidential?.fields.includes(record.title);
    const title = hidden ? 'null' : `left(r.${quoted(snake(record.title))}::text, 200)`;
    return `(select '${record.name}' as record, r.id, r.number, ${title} as title, r.state, r.created_at from ${table} r
  where r.${quoted(customerColumn(kind)!)} = $1 and ${scopeSql(kind, scopeOf(kind, actor)!, actor, values)}
  and ($3::timestamptz is null or (r.created_at, r.id) < ($3::timestamptz, $4::uuid)) order by r.created_at desc, r.id desc limit $2)`;
  });
  const { rows } = await kernel.pool.query<Event>(
    `select record, id, number, title, state, ${instantText('created_at')} as "createdAt" from (${parts.join('\nunion all\n')}) e
order by e.created_at desc, e.id desc limit $2`,
    values,
  );
  return rows;
}
