import { invalid } from '#kernel/problem';
import { effectsFor } from '#kernel/run/kind';
import type { Deed, Tx } from '#kernel/run/scene';
import { systemActor } from '#kernel/run/tx';
import { returnVisit } from '../return-visit/return-visit.ts';
import { dueVisitsOfFiles } from './visit-file.queries.ts';
import { type VisitFile, visitFile } from './visit-file.ts';

export const visitFileEffects = effectsFor(visitFile, {
  create: async (tx, deeds) => {
    await refuseHandoverYetToCome(tx, deeds);
    await schedule(tx, deeds);
  },
  open_visit: openVisits,
  end: async (tx, deeds) => {
    const byFile = new Map(deeds.map((deed) => [deed.record.id, deed]));
    const due = await tx.query<DueVisit>(dueVisitsOfFiles, [[...byFile.keys()]]);
    const items = due.map(({ id, visitFile }) => {
      const { at, record } = byFile.get(visitFile)!;
      return { id, at, evidence: { reason: record.reason ?? '' } };
    });
    await tx.as(systemActor).take(returnVisit, 'cancel', items);
  },
});

interface DueVisit {
  id: string;
  visitFile: string;
}

async function refuseHandoverYetToCome(tx: Tx, deeds: readonly Deed<VisitFile>[]): Promise<void> {
  const { today } = await tx.at();
  if (deeds.every(({ record }) => record.handoverOn <= today)) return;
  throw invalid([
    { pointer: '/handoverOn', detail: { zh: '交付日期不能晚于今天。', en: 'The hand-over cannot lie in the future.' } },
  ]);
}

/** The dates of a file opened by hand are the system's to say, whatever was entered. */
async function schedule(tx: Tx, deeds: readonly Deed<VisitFile>[]): Promise<void> {
  const unscheduled = deeds.filter(({ record, actor }) => record.nextVisitOn === null || actor.id !== systemActor.id);
  const scheduled = await tx.as(systemActor).take(
    visitFile,
    'schedule',
    unscheduled.map(({ record, at }) => ({ id: record.id, at })),
  );
  // Whoever created it is answered with the file as it now stands.
  for (const [i, { record }] of unscheduled.entries()) Object.assign(record, scheduled[i]);
}

/** A visit for each file whose date has come; the visit before it, if nobody made it, is missed for good. */
async function openVisits(tx: Tx, deeds: readonly Deed<VisitFile>[]): Promise<void> {
  const system = tx.as(systemActor);
  const opened = deeds.filter(({ record, before }) => record.visits > before!.visits);
  const atOf = new Map(opened.map(({ record, at }) => [record.id, at]));
  const overdue = await tx.query<DueVisit>(dueVisitsOfFiles, [[...atOf.keys()]]);
  await system.take(
    returnVisit,
    'miss',
    overdue.map(({ id, visitFile }) => ({ id, at: atOf.get(visitFile)! })),
  );
  await system.create(
    returnVisit,
    opened.map(({ record, at }) => ({
      at,
      customer: record.customer,
      visitFile: record.id,
      delivery: record.delivery,
      purpose: 'project' as const,
      method: 'phone' as const,
      dueOn: record.lastVisitOn!,
      cadenceOn: record.lastVisitOn!,
    })),
  );
}
