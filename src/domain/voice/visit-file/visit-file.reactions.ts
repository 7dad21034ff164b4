import type { EvidenceOf } from '#kernel/declare/record';
import { on } from '#kernel/run/kind';
import { systemActor } from '#kernel/run/tx';
import { customer } from '../../accounts/customer/customer.ts';
import { delivery } from '../../delivery/delivery/delivery.ts';
import { activeFilesOfCustomers, type Handover, newHandovers } from './visit-file.queries.ts';
import { rhythm, standing } from './visit-file.settings.ts';
import { visitFile } from './visit-file.ts';

export const visitFileReactions = [
  /** What a customer has signed for is visited from then on. The duty catches up with dates that are past already. */
  on(delivery, 'sign', async (tx, deeds) => {
    const atOf = new Map(deeds.map(({ record, at }) => [record.id, at]));
    const handovers = await tx.query<Handover>(newHandovers, [[...atOf.keys()]]);
    const { setting } = await tx.at();
    const firstVisit = (handoverOn: string) => standing(handoverOn, null, handoverOn, setting(rhythm), 0).next;
    await tx.as(systemActor).create(
      visitFile,
      handovers.map((h) => ({ ...h, nextVisitOn: firstVisit(h.handoverOn), at: atOf.get(h.delivery)! })),
    );
  }),
  on(customer, 'terminate', async (tx, deeds) => {
    const byCustomer = new Map(deeds.map((deed) => [deed.record.id, deed]));
    const files = await tx.query<{ id: string; customer: string }>(activeFilesOfCustomers, [[...byCustomer.keys()]]);
    const items = files.map(({ id, customer: parted }) => {
      const { at, evidence } = byCustomer.get(parted)!;
      const { reason } = evidence as EvidenceOf<typeof customer, 'terminate'>;
      return { id, at, evidence: { reason } };
    });
    await tx.as(systemActor).take(visitFile, 'end', items);
  }),
];
