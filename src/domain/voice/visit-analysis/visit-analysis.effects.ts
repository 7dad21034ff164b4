import { type InputError, invalid } from '#kernel/problem';
import { effectsFor } from '#kernel/run/kind';
import type { Deed, Tx } from '#kernel/run/scene';
import { systemActor } from '#kernel/run/tx';
import { dayAfter, daysBefore } from '../dates.settings.ts';
import { countsOfPeriods, type VisitCounts } from './visit-analysis.queries.ts';
import { type VisitAnalysis, visitAnalysis } from './visit-analysis.ts';

export const visitAnalysisEffects = effectsFor(visitAnalysis, {
  create: async (tx, deeds) => {
    await refuseImpossiblePeriods(tx, deeds);
    await count(tx, deeds);
  },
  edit: async (tx, deeds) => {
    const moved = deeds.filter(({ record, before }) => record.fromOn !== before?.fromOn || record.toOn !== before.toOn);
    await refuseImpossiblePeriods(tx, moved);
    await count(tx, moved);
  },
  repeat: async (tx, deeds) => {
    await tx.as(systemActor).create(
      visitAnalysis,
      deeds.map(({ record, before, at }) => ({ at, fromOn: dayAfter(record.toOn), toOn: daysBefore(before!.nextOn!, 1) })),
    );
  },
});

/** What has not happened yet cannot be analysed. */
async function refuseImpossiblePeriods(tx: Tx, deeds: readonly Deed<VisitAnalysis>[]): Promise<void> {
  const { today } = await tx.at();
  const errors = deeds.flatMap(({ record: { fromOn, toOn } }): InputError[] => {
    if (toOn > today)
      return [{ pointer: '/toOn', detail: { zh: '截止日期不能晚于今天。', en: 'The period ends today at the latest.' } }];
    return toOn < fromOn
      ? [{ pointer: '/toOn', detail: { zh: '截止日期不能早于开始日期。', en: 'It cannot end before it begins.' } }]
      : [];
  });
  if (errors.length > 0) throw invalid(errors);
}

async function count(tx: Tx, deeds: readonly Deed<VisitAnalysis>[]): Promise<void> {
  if (deeds.length === 0) return;
  const byId = new Map(deeds.map((deed) => [deed.record.id, deed]));
  const counts = await tx.query<VisitCounts>(countsOfPeriods, [[...byId.keys()]]);
  const items = counts.map(({ id, ...evidence }) => ({ id, at: byId.get(id)!.at, evidence }));
  const counted = await tx.as(systemActor).take(visitAnalysis, 'count', items);
  // Whoever opened it is answered with the analysis as it now stands.
  for (const record of counted) Object.assign(byId.get(record.id)!.record, record);
}
