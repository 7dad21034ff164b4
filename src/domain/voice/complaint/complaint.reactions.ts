import { on } from '#kernel/run/kind';
import type { Deed, Tx } from '#kernel/run/scene';
import { systemActor } from '#kernel/run/tx';
import { type Employee, employee } from '../../org/employee/employee.ts';
import { successorOf } from '../../org/hand-over.ts';
import { type ReturnVisit, returnVisit } from '../return-visit/return-visit.ts';
import { awaitingVerdictOf, openComplaintsOfTeam } from './complaint.queries.ts';
import { complaint } from './complaint.ts';

export const complaintReactions = [
  on(returnVisit, 'record', hearVerdict),
  on(returnVisit, 'answer', hearVerdict),
  on(employee, 'hand_over', handTeamOver),
];

/** The customer is satisfied: what is left is the report. Dissatisfaction waits for somebody to find out what to do next. */
async function hearVerdict(tx: Tx, deeds: readonly Deed<ReturnVisit>[]): Promise<void> {
  const satisfied = deeds.filter(({ record }) => record.complaint !== null && record.satisfied === true);
  if (satisfied.length === 0) return;
  const atOf = new Map(satisfied.map(({ record, at }) => [record.id, at]));
  const awaiting = await tx.query<{ id: string; visit: string }>(awaitingVerdictOf, [[...atOf.keys()]]);
  const items = awaiting.map(({ id, visit }) => ({ id, at: atOf.get(visit)! }));
  await tx.as(systemActor).take(complaint, 'confirm_satisfied', items);
}

/** A place in the team goes to the successor, who may have one already. */
async function handTeamOver(tx: Tx, deeds: readonly Deed<Employee>[]): Promise<void> {
  for (const deed of deeds) {
    const open = await tx.query<{ id: string; team: string[] }>(openComplaintsOfTeam, [deed.record.id]);
    const items = open.map(({ id, team }) => {
      const others = team.filter((member) => member !== deed.record.id && member !== successorOf(deed));
      return { id, at: deed.at, evidence: { team: [...others, successorOf(deed)] } };
    });
    await tx.as(systemActor).edit(complaint, items);
  }
}
