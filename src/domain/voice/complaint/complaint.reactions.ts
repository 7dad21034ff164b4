import { on } from '#kernel/run/kind';
import { systemActor } from '#kernel/run/tx';
import { returnVisit } from '../return-visit/return-visit.ts';
import { awaitingVerdictOf } from './complaint.queries.ts';
import { complaint } from './complaint.ts';

export const complaintReactions = [
  /** The customer is satisfied: what is left is the report. Dissatisfaction waits for somebody to find out what to do next. */
  on(returnVisit, 'record', async (tx, deeds) => {
    const satisfied = deeds.filter(({ record }) => record.complaint !== null && record.satisfied === true);
    if (satisfied.length === 0) return;
    const atOf = new Map(satisfied.map(({ record, at }) => [record.id, at]));
    const awaiting = await tx.query<{ id: string; visit: string }>(awaitingVerdictOf, [[...atOf.keys()]]);
    const items = awaiting.map(({ id, visit }) => ({ id, at: atOf.get(visit)! }));
    await tx.as(systemActor).take(complaint, 'confirm_satisfied', items);
  }),
];
