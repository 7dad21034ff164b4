import { effectsFor } from '#kernel/run/kind';
import type { Deed, Tx } from '#kernel/run/scene';
import { systemActor } from '#kernel/run/tx';
import { delivery } from '../delivery/delivery.ts';
import { type Objection, objection } from './objection.ts';

export const objectionEffects = effectsFor(objection, { settle: goodsMayBeSignedFor });

/** When the last objection to a delivery is settled, it may be signed for again. */
async function goodsMayBeSignedFor(tx: Tx, deeds: Deed<Objection>[]): Promise<void> {
  const last = new Map<string, number>();
  for (const { record, at } of deeds) last.set(record.delivery, Math.max(at, last.get(record.delivery) ?? at));
  // Two that are settled at the same moment would each see the other as still open: one after another.
  await tx.query(
    'select pg_advisory_xact_lock(hashtextextended(id::text, 0)) from (select id from unnest($1::uuid[]) id order by id) o',
    [[...last.keys()]],
  );
  const clear = await tx.query<{ id: string }>(
    `select d.id from delivery d where d.id = any($1::uuid[]) and d.state = 'objected'
     and not exists (select from objection b where b.delivery = d.id and b.state not in ('settled', 'overtaken'))`,
    [[...last.keys()]],
  );
  await tx.as(systemActor).take(
    delivery,
    'settle_objection',
    clear.map(({ id }) => ({ id, at: last.get(id)! })),
  );
}
