import type { Actor } from './actor.ts';
import type { Kind } from './kind.ts';
import { scopeOf, scopeSql } from './load.ts';

/**
 * The condition under which an actor may see the record that a row names by `record` and `id` (SQL expressions): kinds seen whole by
 * name, the others row by row. What it needs to know of the actor is added to `values`.
 */
export function visibleRecordsSql(
  kinds: Iterable<Kind>,
  actor: Actor,
  values: unknown[],
  { record, id }: { record: string; id: string },
): string {
  const whole: string[] = [];
  const rows: string[] = [];
  for (const kind of kinds) {
    const scope = scopeOf(kind, actor);
    if (scope === 'all') whole.push(kind.record.name);
    else if (scope) {
      rows.push(
        `(${record} = '${kind.record.name}' and exists (select 1 from ${kind.table} r where r.id = ${id} and ${scopeSql(kind, scope, actor, values)}))`,
      );
    }
  }
  values.push(whole);
  return `(${[`${record} = any($${values.length}::text[])`, ...rows].join(' or ')})`;
}
