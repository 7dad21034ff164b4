import { effectsFor } from '#kernel/run/kind';
import type { Deed, Tx } from '#kernel/run/scene';
import { systemActor } from '#kernel/run/tx';
import { type Customer, customer } from './customer.ts';

export const customerEffects = effectsFor(customer, { create: lookedAfterByWhoeverBringsIt });

/** A salesperson who brings a customer in looks after it until somebody else is named; otherwise it would vanish from their own list. */
async function lookedAfterByWhoeverBringsIt(tx: Tx, deeds: Deed<Customer>[]): Promise<void> {
  const brought = deeds.filter(
    ({ record, actor }) =>
      record.owner === null && record.department === null && actor.employee !== null && actor.roles.includes('sales'),
  );
  const items = brought.map(({ record, actor, at }) => ({
    id: record.id,
    at,
    evidence: { owner: actor.employee, department: actor.department },
  }));
  const edited = await tx.as(systemActor).edit(customer, items);
  // Whoever created it is answered with the record as it now stands.
  for (const [i, { record }] of brought.entries()) Object.assign(record, edited[i]);
}
