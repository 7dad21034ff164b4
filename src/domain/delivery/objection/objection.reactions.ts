import { on } from '#kernel/run/kind';
import { systemActor } from '#kernel/run/tx';
import { delivery, OBJECTION_KINDS } from '../delivery/delivery.ts';
import { objection } from './objection.ts';

export const objectionReactions = [
  on(delivery, 'object', async (tx, deeds) => {
    const inputs = deeds.map(({ record, evidence, at }) => ({
      delivery: record.id,
      customer: record.customer,
      content: String(evidence['content']),
      kind: OBJECTION_KINDS.find((kind) => kind === evidence['kind'])!,
      at,
    }));
    await tx.as(systemActor).create(objection, inputs);
  }),
];
