import { invalid, notAllowed } from '#kernel/problem';
import { effectsFor } from '#kernel/run/kind';
import type { Deed, Tx } from '#kernel/run/scene';
import { systemActor } from '#kernel/run/tx';
import { visitAction } from '../visit-action/visit-action.ts';
import { visitsToDate } from './return-visit.queries.ts';
import { type ReturnVisit, returnVisit, SCHEDULERS } from './return-visit.ts';

export const returnVisitEffects = effectsFor(returnVisit, {
  create: async (tx, deeds) => {
    await fixDates(tx, deeds);
  },
  raise_action: async (tx, deeds) => {
    const actions = deeds.map(({ record, evidence, at }) => ({
      ...(evidence as { what: string; department: string; owner: string; due: string }),
      at,
      returnVisit: record.id,
      customer: record.customer,
    }));
    await tx.as(systemActor).create(visitAction, actions);
  },
  cancel: async (_, deeds) => {
    for (const { record, actor } of deeds) {
      const maySchedule = actor.id === systemActor.id || SCHEDULERS.some((role) => actor.roles.includes(role));
      if (!maySchedule && record.createdBy !== actor.id) throw notAllowed(SCHEDULERS);
    }
    if (deeds.some(({ record }) => record.mergedInto === record.id)) {
      throw invalid([
        { pointer: '/mergedInto', detail: { zh: '回访不能与自身合并。', en: 'A visit cannot be merged into itself.' } },
      ]);
    }
  },
});

/** Where a clock says by when, on the company's calendar, the date follows it. */
async function fixDates(tx: Tx, deeds: readonly Deed<ReturnVisit>[]): Promise<void> {
  const byId = new Map(deeds.map((deed) => [deed.record.id, deed]));
  const dates = await tx.query<{ id: string; dueOn: string }>(visitsToDate, [[...byId.keys()]]);
  const items = dates.map(({ id, dueOn }) => ({ id, at: byId.get(id)!.at, evidence: { dueOn } }));
  const dated = await tx.as(systemActor).take(returnVisit, 'fix_date', items);
  // Whoever created it is answered with the visit as it now stands.
  for (const visit of dated) Object.assign(byId.get(visit.id)!.record, visit);
}
