import { quoted, tableOf } from './columns.ts';
import type { Kind } from './kind.ts';
import type { Scene } from './scene.ts';
import { named } from './statement.ts';

/**
 * Holds still what the guards of a deed rely on, before it is read. The record's own row is locked for update, which also keeps others
 * from adding rows that refer to it; the records it refers to are locked where their facts count it, and shared where its facts
 * read them. So a deed on a record and a deed on what its guards count follow one another (docs/decisions/0007).
 * A record without facts needs none of it: the conditional update of its version is enough.
 * Everything is sent before this returns: what is read behind it is read when all is locked.
 */
export function lock(scene: Scene, kind: Kind, ids: readonly string[]): Promise<unknown> {
  const held = scene.registry.held(kind);
  const own = Object.keys(kind.queries.facts).length > 0;
  const alone = kind.queries.oneAtATime ? scene.client.query({ ...ONE_AT_A_TIME, values: [tableOf(kind.record)] }) : null;
  if (!own && held.length === 0) return alone ?? Promise.resolve();
  const statement = named(kind, 'lock', () => {
    const columns = ['r.id', ...held.map(({ column }) => `r.${quoted(column)}`)].join(', ');
    // In the order of ids, so that two batches over the same records cannot wait for each other.
    const rows = `own as materialized (select ${columns} from ${kind.table} r where r.id = any($1::uuid[]) order by r.id${own ? ' for update' : ''})`;
    const shared = held.map(
      ({ column, table, counted }) =>
        `(select count(*) from (select 1 from ${table} p where p.id in (select o.${quoted(column)} from own o) order by p.id for ${counted ? 'no key update' : 'share'}) s)`,
    );
    return `with ${rows} select ${['(select count(*) from own)', ...shared].join(', ')}`;
  });
  return Promise.all([alone, scene.client.query({ ...statement, values: [ids] })]);
}

const ONE_AT_A_TIME = { name: 'one_at_a_time', text: 'select pg_advisory_xact_lock(hashtext($1))' };
