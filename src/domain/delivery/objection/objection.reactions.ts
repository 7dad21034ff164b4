import type { StoredFile } from '#kernel/declare/fields';
import { on } from '#kernel/run/kind';
import { systemActor } from '#kernel/run/tx';
import { delivery, OBJECTION_KINDS } from '../delivery/delivery.ts';
import { openObjectionsTo } from './objection.queries.ts';
import { objection } from './objection.ts';

export const objectionReactions = [
  on(delivery, 'object', async (tx, deeds) => {
    const inputs = deeds.map(({ record, evidence, at }) => ({
      delivery: record.id,
      customer: record.customer,
      content: String(evidence['content']),
      kind: OBJECTION_KINDS.find((kind) => kind === evidence['kind'])!,
      photos: (evidence['photos'] ?? null) as StoredFile[] | null,
      at,
    }));
    await tx.as(systemActor).create(objection, inputs);
  }),
  /** Goods that have come back are not argued about any more: what was objected to ends with them, and so does its clock. */
  on(delivery, 'take_back', async (tx, deeds) => {
    const atOf = new Map(deeds.map(({ record, at }) => [record.id, at]));
    const open = await tx.query<{ id: string; delivery: string }>(openObjectionsTo, [[...atOf.keys()]]);
    const items = open.map(({ id, delivery }) => ({ id, at: atOf.get(delivery)! }));
    await tx.as(systemActor).take(objection, 'overtake', items);
  }),
];
