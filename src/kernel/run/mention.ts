import { notAllowed } from '../problem.ts';
import type { Actor } from './actor.ts';
import { quoted, snake } from './columns.ts';
import { mayTake } from './deed.ts';
import type { Kernel } from './kernel.ts';
import type { Kind } from './kind.ts';
import { list } from './list.ts';
import type { Registry } from './registry.ts';
import { systemActor } from './tx.ts';

/** All that is told of a record to whoever may name it without reading it. */
export interface Named {
  id: string;
  number: string;
  title: string | null;
}

const MOST = 20;

/** The roles that may create something in which any record of this kind may be named. */
export const mentioners = (registry: Registry, { record }: Kind): string[] => [
  ...new Set(
    [...registry.kinds.values()].flatMap((kind) =>
      kind.columns.some((c) => c.mention && c.ref === record.name) ? kind.record.permit.create : [],
    ),
  ),
];

/**
 * Up to 20 records whose number or search fields hold these words, or that have these ids, by number and title alone.
 * @throws Problem not-allowed for whoever may create nothing that names such a record, and for customers.
 */
export async function namesOf(
  kernel: Kernel,
  actor: Actor,
  kind: Kind,
  asked: { words: string } | { ids: readonly string[] },
): Promise<Named[]> {
  const needs = mentioners(kernel.registry, kind);
  if (actor.customer !== null || !mayTake(needs, actor)) throw notAllowed(needs);
  const title = kind.record.title;
  if ('ids' in asked) {
    const { rows } = await kernel.pool.query<Named>(
      `select r.id, r.number, r.${quoted(snake(title))}::text as title from ${kind.table} r where r.id = any($1::uuid[]) limit ${MOST}`,
      [asked.ids],
    );
    return rows;
  }
  const question = { filters: [], sort: { field: 'createdAt', descending: true }, limit: MOST, after: null, count: false };
  const { items } = await list(kernel, systemActor, kind, { ...question, search: asked.words });
  return items.map((item) => ({ id: item.id, number: item.number, title: (item[title] as string | null) ?? null }));
}
