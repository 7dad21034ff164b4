import { survey } from '#domain/voice/survey/survey';
import type { Bilingual } from '#kernel/problem';
import { offsetCache } from '#kernel/run/zone';
import { type Answer, answerOf, bringAnswers, scoreReaders, startSurvey } from './answers.ts';
import type { Fault } from './faults.ts';
import { inHalves, writeHistory } from './history.ts';
import type { SurveyImportOptions, SurveyReport } from './import-survey.ts';
import { knownIds } from './keys.ts';
import { again, reasons, wasImported } from './reasons.ts';
import { type Encoding, encodingOf } from './source/encoding.ts';
import { type FieldReader, headerOf, readersOf } from './source/files.ts';
import { type Row, rowsOf } from './source/rows.ts';
import { momentReader } from './source/values.ts';

type Field = 'response' | 'answeredAt' | 'nps' | 'csat' | 'ces' | 'area' | 'words';
type Fields = Partial<Record<Field, FieldReader>>;

/** A row that says something, with what is wrong with it. */
interface Told {
  line: number;
  key: string;
  answer: Answer;
  faults: Fault[];
}

export interface SurveyFileName {
  name: string;
  path: string;
  /** What the file's name says, if the mapping finds it there. */
  year: string | null;
}

const BATCH = 1000;
const SCORES = ['nps', 'csat', 'ces'] as const;

/** Brings the answers of one file over and adds to `counts`. */
export async function importSurveyFile(
  file: SurveyFileName,
  options: SurveyImportOptions,
  zone: string,
  counts: Pick<SurveyReport, 'rows' | 'surveys' | 'answers' | 'unchanged'>,
): Promise<void> {
  const { mapping, kernel, dryRun, faults, progress, signal } = options;
  const encoding = mapping.encoding ?? (await encodingOf(file.path));
  const fields: Fields = readersOf(file.name, await headerOf(file, encoding), mapping.columns);
  if (![...SCORES, 'words' as const].some((field) => fields[field])) {
    faults.add({ file: file.name, line: 1, column: '', value: '', reason: reasons.nothingAsked, loaded: false });
    return progress.say({ zh: `${file.name}：${reasons.nothingAsked.zh}`, en: `${file.name}: ${reasons.nothingAsked.en}` });
  }
  const stem = file.name.replace(/\.(csv|tsv|txt)(\.gz)?$/i, '');
  const known = (await knownIds(kernel.pool, mapping.source, 'survey', [stem])).get(stem) ?? null;
  let id = known;
  let last = 0;
  const tell = teller(file, fields, options, zone);
  for await (const rows of batchesOf(file, encoding, options)) {
    if (signal.aborted) break;
    const told = rows.flatMap(tell);
    last = Math.max(last, ...told.map((t) => t.answer.at));
    const fresh = id === null ? told : await unknown(id, told, file, fields, options);
    counts.unchanged += told.length - fresh.length;
    const bring = async (part: readonly Told[]): Promise<void> => {
      const made = await writeHistory(options, async (tx) => {
        const survey = id ?? (await startSurvey(tx, mapping.source, stem, begin(file, fields, mapping.survey, part, zone)));
        await bringAnswers(
          tx,
          survey,
          part.map((t) => t.answer),
        );
        return survey;
      });
      if (!dryRun) id = made;
      counts.answers += part.length;
    };
    await inHalves(fresh, bring, (t, reason) =>
      t.faults.push({ file: file.name, line: t.line, column: '', value: t.key, reason, loaded: false }),
    );
    for (const t of fresh) faults.add(...t.faults);
    counts.rows += rows.length;
    progress.advance(rows.length);
  }
  if (known === null && last > 0) counts.surveys++;
  if (id !== null && !signal.aborted && !dryRun) await close(id, last, options);
}

async function* batchesOf(
  file: SurveyFileName,
  encoding: Encoding,
  { corrections, faults }: SurveyImportOptions,
): AsyncGenerator<Row[]> {
  for await (const rows of rowsOf(file, encoding, corrections, (fault) => faults.add(fault))) {
    for (let i = 0; i < rows.length; i += BATCH) yield rows.slice(i, i + BATCH);
  }
}

/** A survey is named after its file, and begins with its first answer. */
function begin(file: SurveyFileName, fields: Fields, title: string, told: readonly Told[], zone: string) {
  const asked = SCORES.filter((field) => fields[field]);
  const at = Math.min(...told.map((t) => t.answer.at));
  return {
    title: `${title} ${file.year ?? file.name}`,
    kind: asked.length === 1 ? asked[0]! : ('mixed' as const),
    channel: 'questionnaire' as const,
    startsOn: offsetCache(zone).dateOf(at),
    at,
  };
}

/** Reads rows into answers; what cannot be one is reported. */
function teller(
  file: SurveyFileName,
  fields: Fields,
  { mapping, faults, now }: SurveyImportOptions,
  zone: string,
): (row: Row) => Told[] {
  const moment = momentReader(mapping.zone ?? zone, mapping.dates);
  const readers = scoreReaders(mapping.blanks);
  const month = file.year !== null && mapping.month !== undefined ? `${file.year}-${mapping.month}` : null;
  const lines = new Map<string, number>();
  return (row) => {
    const text = (field: Field): string => fields[field]?.of(row.cells).trim() ?? '';
    const found: Fault[] = [];
    const fault = (field: Field, reason: Bilingual, loaded: boolean) =>
      found.push({ file: file.name, line: row.line, column: fields[field]?.name ?? '', value: text(field), reason, loaded });
    const refuse = (field: Field, reason: Bilingual): [] => {
      fault(field, reason, false);
      faults.add(...found);
      return [];
    };
    const key = text('response').slice(0, 120);
    if (key === '') return refuse('response', reasons.noNumber);
    const before = lines.get(key);
    if (before !== undefined) return refuse('response', again(before));
    lines.set(key, row.line);
    const said = text('answeredAt');
    const inMonth = month === null ? null : moment(`${month}-${/^\d{1,2}$/.test(said) ? said : '1'}`).value;
    const at = (moment(said).value ?? inMonth)?.at ?? null;
    if (at === null || at < 0 || at > now)
      return refuse('answeredAt', at === null ? reasons.noAnswerDateAtAll : at < 0 ? reasons.tooEarly : reasons.notYet);
    const answer = answerOf(text, readers, (field, reason) => fault(field, reason, true));
    if (!answer) return refuse('response', reasons.saysNothing);
    return [
      {
        line: row.line,
        key,
        answer: { ...answer, externalNumber: key, answeredAt: new Date(at).toISOString(), at },
        faults: found,
      },
    ];
  };
}

/** Those that were not brought over before. One that says something else now is reported and left as it is. */
async function unknown(
  id: string,
  told: readonly Told[],
  file: SurveyFileName,
  fields: Fields,
  { kernel, faults }: SurveyImportOptions,
): Promise<Told[]> {
  const { rows } = await kernel.pool.query<{ key: string } & Record<(typeof SCORES)[number], number | null>>(
    'select external_number as key, nps, csat, ces from survey_response where survey = $1 and external_number = any($2::text[])',
    [id, told.map((t) => t.key)],
  );
  const there = new Map(rows.map((row) => [row.key, row]));
  return told.filter(({ key, line, answer }) => {
    const then = there.get(key);
    for (const field of SCORES) {
      if (!then || then[field] === (answer[field] ?? null)) continue;
      faults.add({
        file: file.name,
        line,
        column: fields[field]?.name ?? '',
        value: String(answer[field] ?? ''),
        reason: wasImported(String(then[field] ?? '')),
        loaded: true,
      });
    }
    return !then;
  });
}

/** With its last answer the survey is closed; what it has come to is then on record. */
async function close(id: string, at: number, options: SurveyImportOptions): Promise<void> {
  const { rows } = await options.kernel.pool.query<{ state: string }>('select state from survey where id = $1', [id]);
  if (rows[0]?.state === 'running') await writeHistory(options, (tx) => tx.take(survey, 'close', [{ id, at }]));
}
