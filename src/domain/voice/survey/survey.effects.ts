import type { EvidenceOf } from '#kernel/declare/record';
import { invalid } from '#kernel/problem';
import { effectsFor } from '#kernel/run/kind';
import type { Deed, Tx } from '#kernel/run/scene';
import { systemActor } from '#kernel/run/tx';
import { type Survey, survey } from './survey.ts';

export const surveyEffects = effectsFor(survey, {
  create: prepared,
  edit: prepared,
  invite: async (tx, deeds) => {
    for (const { record, evidence } of deeds) {
      const { contacts } = evidence as EvidenceOf<typeof survey, 'invite'>;
      await tx.job('mail_survey_links', { survey: record.id, contacts }, { runAt: tx.now });
    }
  },
  repeat: planAgain,
});

async function prepared(_: Tx, deeds: readonly Deed<Survey>[]): Promise<void> {
  if (deeds.every(({ record }) => record.endsOn === null || record.endsOn >= record.startsOn)) return;
  throw invalid([{ pointer: '/endsOn', detail: { zh: '结束日期不能早于开始日期。', en: 'It cannot end before it starts.' } }]);
}

/** The same questions to the same people, as a plan that somebody looks through before it starts. */
async function planAgain(tx: Tx, deeds: readonly Deed<Survey>[]): Promise<void> {
  const { today } = await tx.at();
  await tx.as(systemActor).create(
    survey,
    deeds.map(({ record, at }) => {
      const { title, kind, channel, area, target, questions } = record;
      return { at, title, kind, channel, area, target, questions, startsOn: today };
    }),
  );
}
