import type { Pool } from 'pg';
import { survey } from '#domain/voice/survey/survey';
import { offsetCache } from '#kernel/run/zone';
import { type Answer, answerOf, bringAnswers, scoreReaders, startSurvey } from './answers.ts';
import type { Corrections, Fault, FaultFile } from './faults.ts';
import { type HistoryOptions, inHalves, writeHistory } from './history.ts';
import { knownIds } from './keys.ts';
import type { SurveyMapping } from './mapping/mapping.ts';
import type { Progress } from './progress.ts';
import { again, reasons, wasImported } from './reasons.ts';
import { encodingOf } from './source/encoding.ts';
import { type FieldReader, headerOf, ImportRefused, readersOf } from './source/files.ts';
import { type Row, rowsOf } from './source/rows.ts';
import { momentReader } from './source/values.ts';
import { inTurn } from './turn.ts';

export interface SurveyImportOptions extends HistoryOptions {
  /** For the connection that keeps other imports away. */
  stagePool: Pool;
  /** Names to absolute paths; see `filesAt`. */
  files: ReadonlyMap<string, string>;
  mapping: SurveyMapping;
  corrections: Corrections;
  faults: FaultFile;
  progress: Progress;
  signal: AbortSignal;
}

/** What an import of answers did (or, in a dry run, would do). */
export interface SurveyReport {
  rows: number;
  surveys: number;
  answers: number;
  unchanged: number;
  notLoaded: number;
  noted: number;
  interrupted: boolean;
}

/**
 * Brings survey answers over: each file is a survey of its own, started with its first answer and closed with its last. What
 * was brought over before is left as it is; an import that was cut off is run again and goes on.
 * @throws ImportRefused when no file fits the mapping, or another import runs.
 */
export async function importSurvey(options: SurveyImportOptions): Promise<SurveyReport> {
  const { kernel, mapping, progress, faults, signal } = options;
  const { zone } = await kernel.config();
  const pattern = new RegExp(mapping.files, 'i');
  const files = [...options.files].filter(([name]) => pattern.test(name));
  if (files.length === 0) {
    const there = [...options.files.keys()].join(', ');
    throw new ImportRefused(`没有符合 ${mapping.files} 的文件。现有：${there || '无'}。`, `No file fits ${mapping.files}. There are: ${there || 'none'}.`);
  }
  const report = { rows: 0, surveys: 0, answers: 0, unchanged: 0 };
  await inTurn(options.stagePool, async () => {
    for (const [name, path] of files) {
      if (signal.aborted) break;
      progress.phase({ zh: `导入 ${name}`, en: `Bringing ${name} over` });
      await importFile({ name, path, year: pattern.exec(name)?.[1] ?? null }, options, zone, report);
      await faults.flush();
    }
  });
  progress.close();
  return { ...report, ...faults.counts, interrupted: signal.aborted };
}

interface File {
  name: string;
  path: string;
  year: string | null;
}

/** A row that is to be brought over. */
interface Told {
  row: Row;
  key: string;
  answer: Answer;
  faults: Fault[];
}

type Counts = Pick<SurveyReport, 'rows' | 'surveys' | 'answers' | 'unchanged'>;

async function importFile(file: File, options: SurveyImportOptions, zone: string, counts: Counts): Promise<void> {
  const { mapping, kernel, dryRun, faults, progress, signal } = options;
  const encoding = mapping.encoding ?? (await encodingOf(file.path));
  const fields = readersOf(file.name, await headerOf(file, encoding), mapping.columns);
  const asked = (['nps', 'csat', 'ces', 'words'] as const).filter((field) => fields[field]);
  if (asked.length === 0) {
    faults.add({ file: file.name, line: 1, column: '', value: '', reason: reasons.nothingAsked, loaded: false });
    progress.say({ zh: `${file.name}：${reasons.nothingAsked.zh}`, en: `${file.name}: ${reasons.nothingAsked.en}` });
    return;
  }
  const scores = asked.filter((field) => field !== 'words');
  const stem = file.name.replace(/\.(csv|tsv|txt)(\.gz)?$/i, '');
  const about = { title: `${mapping.survey} ${file.year ?? stem}`, kind: scores.length === 1 ? scores[0]! : 'mixed', channel: 'questionnaire' } as const;
  const known = await knownIds(kernel.pool, mapping.source, 'survey', [stem]);
  let id = known.get(stem) ?? null;
  let last = 0;
  const lines = new Map<string, number>();
  const read = tellerOf(file, fields, options, zone, lines);
  for await (const rows of rowsOf(file, encoding, options.corrections, (fault) => faults.add(fault))) {
    for (let i = 0; i < rows.length && !signal.aborted; i += BATCH) {
      const batch = rows.slice(i, i + BATCH);
      const told = batch.flatMap((row) => read(row));
      last = Math.max(last, ...told.map((t) => t.answer.at));
      const fresh = id === null ? told : await newOnes(id, told, options, counts);
      const begin = { ...about, startsOn: offsetCache(zone).dateOf(Math.min(...fresh.map((t) => t.answer.at))), at: Math.min(...fresh.map((t) => t.answer.at)) };
      const work = async (part: readonly Told[]): Promise<void> => {
        const made = await writeHistory(options, async (tx) => {
          const surveyId = id ?? (await startSurvey(tx, mapping.source, stem, begin));
          await bringAnswers(tx, surveyId, part.map((t) => t.answer));
          return surveyId;
        });
        if (!dryRun) id = made;
        counts.answers += part.length;
      };
      await inHalves(fresh, work, (t, reason) => t.faults.push({ file: file.name, line: t.row.line, column: '', value: t.key, reason, loaded: false }));
      for (const t of fresh) faults.add(...t.faults);
      counts.rows += batch.length;
      progress.advance(batch.length);
    }
  }
  if (!known.has(stem) && (id !== null || dryRun)) counts.surveys++;
  if (id !== null && !dryRun && !signal.aborted) await closeSurvey(id, last, options);
}

const BATCH = 1000;

/** Reads rows into answers; what cannot be one is reported. */
function tellerOf(
  file: File,
  fields: Partial<Record<'response' | 'answeredAt' | 'nps' | 'csat' | 'ces' | 'area' | 'words', FieldReader>>,
  { mapping, faults, now }: SurveyImportOptions,
  zone: string,
  lines: Map<string, number>,
): (row: Row) => Told[] {
  const moment = momentReader(mapping.zone ?? zone, mapping.dates);
  const readers = scoreReaders(mapping.blanks as Parameters<typeof scoreReaders>[0]);
  const month = file.year !== null && mapping.month !== undefined ? `${file.year}-${String(mapping.month).padStart(2, '0')}` : null;
  return (row) => {
    const text = (field: keyof typeof fields): string => fields[field]?.of(row.cells).trim() ?? '';
    const found: Fault[] = [];
    const fault = (field: keyof typeof fields, reason: Fault['reason'], loaded: boolean) =>
      found.push({ file: file.name, line: row.line, column: fields[field]?.name ?? '', value: text(field), reason, loaded });
    const refuse = (field: keyof typeof fields, reason: Fault['reason']): [] => {
      fault(field, reason, false);
      faults.add(...found);
      return [];
    };
    const number = text('response').slice(0, 100);
    if (number === '') return refuse('response', reasons.noNumber);
    const before = lines.get(number);
    if (before !== undefined) return refuse('response', again(before));
    lines.set(number, row.line);
    const said = text('answeredAt');
    const inMonth = month === null ? null : moment(`${month}-${/^\d{1,2}$/.test(said) ? said : '01'}`).value;
    const at = (moment(said).value ?? inMonth)?.at ?? null;
    if (at === null || at > now) return refuse('answeredAt', at === null ? reasons.noAnswerDateAtAll : reasons.notYet);
    const answer = answerOf(text, readers, (field, reason) => fault(field as 'nps', reason, true));
    if (!answer) return refuse('response', reasons.saysNothing);
    return [{ row, key: number, answer: { ...answer, externalNumber: number, answeredAt: new Date(at).toISOString(), at }, faults: found }];
  };
}

/** Those that were not brought over before. One that says something else now is reported and left as it is. */
async function newOnes(id: string, told: readonly Told[], { kernel, faults }: SurveyImportOptions, counts: Counts): Promise<Told[]> {
  const { rows } = await kernel.pool.query<{ key: string; nps: number | null; csat: number | null; ces: number | null }>(
    'select external_number as key, nps, csat, ces from survey_response where survey = $1 and external_number = any($2::text[])',
    [id, told.map((t) => t.key)],
  );
  const there = new Map(rows.map((row) => [row.key, row]));
  return told.filter((t) => {
    const then = there.get(t.key);
    if (!then) return true;
    counts.unchanged++;
    const differs = (['nps', 'csat', 'ces'] as const).filter((field) => then[field] !== (t.answer[field] ?? null));
    for (const field of differs) {
      const value = String(t.answer[field] ?? '');
      faults.add({ file: t.faults[0]?.file ?? '', line: t.row.line, column: field, value, reason: wasImported(String(then[field] ?? '')), loaded: true });
    }
    return false;
  });
}

/** With the last answer the survey is closed; what it has come to is then on record. */
async function closeSurvey(id: string, at: number, options: SurveyImportOptions): Promise<void> {
  const { rows } = await options.kernel.pool.query<{ state: string }>('select state from survey where id = $1', [id]);
  if (rows[0]?.state === 'running') await writeHistory(options, (tx) => tx.take(survey, 'close', [{ id, at }]));
}
