import { createHash } from 'node:crypto';
import { survey } from '#domain/voice/survey/survey';
import { surveyResponse } from '#domain/voice/survey-response/survey-response';
import type { InputOf } from '#kernel/declare/record';
import type { Bilingual } from '#kernel/problem';
import type { Tx } from '#kernel/run/scene';
import { remember } from './keys.ts';
import { type Reading, scoreReader } from './source/values.ts';

export type Answer = Omit<InputOf<typeof surveyResponse>, 'survey'> & { at: number };

/** Reads the scores of an answer; `blanks` are words that mean that a question was not answered. */
export function scoreReaders(blanks: Partial<Record<'nps' | 'csat' | 'ces', readonly string[]>> = {}) {
  return { nps: scoreReader(0, 10, blanks.nps), csat: scoreReader(1, 5, blanks.csat), ces: scoreReader(1, 7, blanks.ces) };
}

/** Reads what an answer says; faults go to `fault`. Null: it says nothing at all. */
export function answerOf(
  text: (field: 'nps' | 'csat' | 'ces' | 'words' | 'area') => string,
  readers: ReturnType<typeof scoreReaders>,
  fault: (field: 'nps' | 'csat' | 'ces', reason: Bilingual) => void,
): Pick<Answer, 'nps' | 'csat' | 'ces' | 'words' | 'area'> | null {
  const score = (field: 'nps' | 'csat' | 'ces'): number | null => {
    const reading: Reading<number> = readers[field](text(field));
    if (reading.value === null && reading.fault) fault(field, reading.fault);
    return reading.value;
  };
  const words = text('words').slice(0, 8000).trim() || null;
  const area = AREAS.find((name) => name === text('area').toLowerCase()) ?? null;
  const answer = { nps: score('nps'), csat: score('csat'), ces: score('ces'), words, area };
  return answer.nps === null && answer.csat === null && answer.ces === null && words === null ? null : answer;
}

const AREAS = ['service', 'product', 'brand'] as const;

/** A key of what a row says: rows that say the same have the same. */
export const contentKey = (cells: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(cells)).digest('hex').slice(0, 12);

/** The survey whose answers are brought over, known by `key`; made and started when it is not there. Returns its id. */
export async function startSurvey(
  tx: Tx,
  source: string,
  key: string,
  {
    title,
    kind,
    channel,
    startsOn,
    at,
  }: { title: string; kind: 'nps' | 'csat' | 'ces' | 'mixed'; channel: 'questionnaire' | 'online'; startsOn: string; at: number },
): Promise<string> {
  const [made] = await tx.create(survey, [{ title, kind, channel, startsOn, at }]);
  await tx.take(survey, 'start', [{ id: made!.id, at }]);
  await remember(tx.query, source, [{ kind: 'survey', external: key, id: made!.id }], tx.now);
  return made!.id;
}

/** Brings answers over. */
export async function bringAnswers(tx: Tx, surveyId: string, answers: readonly Answer[]): Promise<void> {
  await tx.create(
    surveyResponse,
    answers.map((answer) => ({ ...answer, survey: surveyId })),
  );
}
