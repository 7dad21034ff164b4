import type { EvidenceOf } from '#kernel/declare/record';
import { on } from '#kernel/run/kind';
import { systemActor } from '#kernel/run/tx';
import { customer } from '../../accounts/customer/customer.ts';
import { dueVisitsOfCustomers } from './return-visit.queries.ts';
import { returnVisit } from './return-visit.ts';

export const returnVisitReactions = [
  on(customer, 'terminate', async (tx, deeds) => {
    const byCustomer = new Map(deeds.map((deed) => [deed.record.id, deed]));
    const visits = await tx.query<{ id: string; customer: string }>(dueVisitsOfCustomers, [[...byCustomer.keys()]]);
    const items = visits.map(({ id, customer: parted }) => {
      const { at, evidence } = byCustomer.get(parted)!;
      const { reason } = evidence as EvidenceOf<typeof customer, 'terminate'>;
      return { id, at, evidence: { reason } };
    });
    await tx.as(systemActor).take(returnVisit, 'cancel', items);
  }),
];
