import type { Actor } from '#kernel/run/actor';
import { quoted, snake } from '#kernel/run/columns';
import type { Kernel } from '#kernel/run/kernel';
import { scopeOf, scopeSql } from '#kernel/run/load';

/** What records of a kind are called, by id: their title, or their number where they have none. Those that the actor may not see are left out. */
export async function titlesOf(
  kernel: Kernel,
  actor: Actor,
  name: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const kind = kernel.registry.kind(name);
  const scope = scopeOf(kind, actor);
  if (!scope || ids.length === 0) return new Map();
  const values: unknown[] = [[...new Set(ids)]];
  const { rows } = await kernel.pool.query<{ id: string; title: string }>(
    `select r.id, coalesce(r.${quoted(snake(kind.record.title))}::text, r.number) as title from ${kind.table} r
where r.id = any($1::uuid[]) and ${scopeSql(kind, scope, actor, values)}`,
    values,
  );
  return new Map(rows.map(({ id, title }) => [id, title]));
}
