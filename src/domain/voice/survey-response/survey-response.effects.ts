import { invalid } from '#kernel/problem';
import { effectsFor } from '#kernel/run/kind';
import type { Deed, Tx } from '#kernel/run/scene';
import { systemActor } from '#kernel/run/tx';
import { type SurveyResponse, surveyResponse } from './survey-response.ts';

export const surveyResponseEffects = effectsFor(surveyResponse, {
  create: async (tx, deeds) => {
    refuseEmpty(deeds);
    refuseForOthers(deeds);
    await classify(tx, deeds);
  },
});

function refuseEmpty(deeds: readonly Deed<SurveyResponse>[]): void {
  if (deeds.every(({ record: { nps, csat, ces, words } }) => nps !== null || csat !== null || ces !== null || words !== null))
    return;
  const detail = { zh: '请至少给出一项评分或评价。', en: 'Give at least one score, or say something.' };
  throw invalid([{ pointer: '/words', detail }]);
}

/** Customers in the portal answer in their own name. */
function refuseForOthers(deeds: readonly Deed<SurveyResponse>[]): void {
  if (deeds.every(({ record, actor }) => actor.customer === null || record.customer === actor.customer)) return;
  throw invalid([
    { pointer: '/customer', detail: { zh: '请以贵单位的名义答复。', en: 'Please answer in your own company’s name.' } },
  ]);
}

/** With the limits in force when it came in; later changes of the limits leave it as it was. */
async function classify(tx: Tx, deeds: readonly Deed<SurveyResponse>[]): Promise<void> {
  const scored = deeds.filter(({ record }) => record.nps !== null);
  const items = scored.map(({ record, at }) => ({ id: record.id, at }));
  const classified = await tx.as(systemActor).take(surveyResponse, 'classify', items);
  // Whoever created it is answered with the response as it now stands.
  for (const [i, { record }] of scored.entries()) Object.assign(record, classified[i]);
}
