import { invalid } from '#kernel/problem';
import { effectsFor } from '#kernel/run/kind';
import type { Deed, Tx } from '#kernel/run/scene';
import { systemActor } from '#kernel/run/tx';
import { returnVisit } from '../return-visit/return-visit.ts';
import { type Covered, needlessVisits, type OwedVisit, owedVisitsOfCustomers } from './visit-file.queries.ts';
import { type VisitFile, visitFile } from './visit-file.ts';

export const visitFileEffects = effectsFor(visitFile, {
  create: async (tx, deeds) => {
    await refuseHandoverYetToCome(tx, deeds);
    await schedule(tx, deeds);
  },
  open_visit: openVisits,
  end: async (tx, deeds) => {
    const byFile = new Map(deeds.map((deed) => [deed.record.id, deed]));
    const needless = await tx.query<{ id: string; visitFile: string }>(needlessVisits, [[...byFile.keys()]]);
    const items = needless.map(({ id, visitFile }) => {
      const { at, record } = byFile.get(visitFile)!;
      return { id, at, evidence: { reason: record.reason ?? '' } };
    });
    await tx.as(systemActor).take(returnVisit, 'cancel', items);
  },
});

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

/**
 * A visit for the files whose date has come: one for each customer, however many projects they have (C-06). One that is owed already and
 * still in time takes them along; one that nobody made in time is missed for good, and the new one stands for its projects too.
 */
async function openVisits(tx: Tx, deeds: readonly Deed<VisitFile>[]): Promise<void> {
  const opened = deeds.filter(({ record, before }) => record.visits > before!.visits);
  const byCustomer = Map.groupBy(opened, ({ record }) => record.customer);
  const owed = Map.groupBy(
    await tx.query<OwedVisit>(owedVisitsOfCustomers, [[...byCustomer.keys()]]),
    ({ customer }) => customer,
  );
  const plans = await Promise.all(
    [...byCustomer].map(async ([customer, files]) => {
      const at = Math.max(...files.map((deed) => deed.at));
      return planOf(customer, files, owed.get(customer) ?? [], at, (await tx.at(at)).today);
    }),
  );
  const system = tx.as(systemActor);
  await system.edit(
    returnVisit,
    plans.flatMap(({ along }) => along),
  );
  await system.take(
    returnVisit,
    'miss',
    plans.flatMap(({ missed }) => missed),
  );
  await system.create(
    returnVisit,
    plans.flatMap(({ anew }) => anew),
  );
}

function planOf(customer: string, files: readonly Deed<VisitFile>[], owed: readonly OwedVisit[], at: number, today: string) {
  const come = files.map(({ record }): Covered => coverOf(record)).toSorted((a, b) => a.cadenceOn.localeCompare(b.cadenceOn));
  const due = new Set(come.map(({ visitFile }) => visitFile));
  const inTime = owed.find((visit) => visit.dueOn >= today && !visit.covers.some((c) => due.has(c.visitFile)));
  if (inTime)
    return { along: [{ id: inTime.id, at, evidence: { together: [...inTime.covers.slice(1), ...come] } }], missed: [], anew: [] };
  const carried = owed.flatMap(({ covers }) => covers).filter(({ visitFile }) => !due.has(visitFile));
  const [first, ...rest] = come;
  const { visitFile, delivery, cadenceOn } = first!;
  const visit = {
    at,
    customer,
    visitFile,
    delivery,
    purpose: 'project' as const,
    method: 'phone' as const,
    dueOn: come.at(-1)!.cadenceOn,
    cadenceOn,
    together: [...rest, ...carried],
  };
  return { along: [], missed: owed.map(({ id }) => ({ id, at })), anew: [visit] };
}

const coverOf = ({ id, delivery, lastVisitOn }: VisitFile): Covered => ({ visitFile: id, delivery, cadenceOn: lastVisitOn! });
