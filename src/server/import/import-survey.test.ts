import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { freshWorld, type World } from '#testing/world';
import { FaultFile } from './faults.ts';
import { importSurvey, type SurveyImportOptions } from './import-survey.ts';
import { surveyMapping } from './mapping/mapping.ts';
import { Progress } from './progress.ts';
import { filesAt } from './source/files.ts';

const SAMPLE = path.join(import.meta.dirname, 'sample', 'survey');
const mapping = surveyMapping.parse(JSON.parse(readFileSync(path.join(SAMPLE, 'mapping.json'), 'utf8')));
const folder = mkdtempSync(path.join(os.tmpdir(), 'lvyue-survey-'));
afterAll(() => rmSync(folder, { recursive: true }));

let world: World;
beforeEach(async () => {
  world = await freshWorld();
});
afterEach(() => world.close());

async function run(more: Partial<SurveyImportOptions> = {}) {
  const file = path.join(folder, 'errors.csv');
  const faults = await FaultFile.begin(file);
  const report = await importSurvey({
    kernel: world.kernel,
    stagePool: world.db.owner,
    files: await filesAt(SAMPLE),
    mapping,
    dryRun: false,
    corrections: new Map(),
    faults,
    progress: new Progress(null, 'zh'),
    signal: new AbortController().signal,
    now: Date.parse('2026-11-21T04:00:00Z'),
    ...more,
  });
  await faults.close();
  const rows = parse(readFileSync(file), { bom: true, columns: true }) as unknown as Record<string, string>[];
  return {
    report,
    told: rows.map((f) => `${f['file']}:${f['row']} ${f['column']}=${f['value']} ${f['loaded']} ${f['reason_zh']}`),
  };
}

const query = async (sql: string): Promise<object[]> => (await world.db.owner.query<object>(sql)).rows;

test('answers come over with their scores and dates; blanks stay blank', async () => {
  const { report, told } = await run();
  expect(report).toEqual({ rows: 7, surveys: 1, answers: 5, unchanged: 0, notLoaded: 2, noted: 1, interrupted: false });
  expect(told).toEqual([
    'visits_2024.csv:5 编号=4 no 没有评分也没有评价，未导入。',
    'visits_2024.csv:8 编号=1 no 此编号在第 2 行已出现。',
    'visits_2024.csv:7 推荐度=12 yes 不是 0 到 10 的整数。',
  ]);
  expect(
    await query(`select external_number as n, nps, nps_class, csat, words, answered_at from survey_response order by 1`),
  ).toEqual([
    { n: '1', nps: 10, nps_class: 'promoter', csat: 5, words: '很满意', answered_at: new Date('2024-05-02T16:00:00Z') },
    { n: '2', nps: 9, nps_class: 'promoter', csat: 4, words: null, answered_at: new Date('2024-05-03T16:00:00Z') },
    { n: '3', nps: 6, nps_class: 'detractor', csat: 2, words: '送货太慢', answered_at: new Date('2024-05-05T16:00:00Z') },
    { n: '5', nps: 7, nps_class: 'passive', csat: null, words: '一般', answered_at: new Date('2024-05-07T16:00:00Z') },
    { n: '6', nps: null, nps_class: null, csat: 3, words: null, answered_at: new Date('2024-05-08T16:00:00Z') },
  ]);
});

test('the survey is closed with its last answer and says what it has come to', async () => {
  await run();
  expect(
    await query(`select title, kind, state, starts_on::text, answers, promoters, passives, detractors, nps, csat from survey`),
  ).toEqual([
    {
      title: '电话回访 2024',
      kind: 'mixed',
      state: 'closed',
      starts_on: '2024-05-03',
      answers: 5,
      promoters: 2,
      passives: 1,
      detractors: 1,
      nps: 25,
      csat: 50,
    },
  ]);
});

test('a second run finds everything there and tells of what differs', async () => {
  await run();
  await world.db.owner.query(`update survey_response set nps = 8 where external_number = '1'`);
  const { report, told } = await run();
  expect(report).toMatchObject({ surveys: 0, answers: 0, unchanged: 5 });
  expect(told).toContain('visits_2024.csv:2 推荐度=10 yes 与已导入的不同：原为“8”。系统中的内容未改动。');
  expect(await query('select count(*)::int as n from survey_response')).toEqual([{ n: 5 }]);
});

test('a dry run leaves nothing', async () => {
  const { report } = await run({ dryRun: true });
  expect(report).toMatchObject({ surveys: 1, answers: 5 });
  for (const table of ['survey', 'survey_response', 'journal', 'import_key'])
    expect([table, await query(`select count(*)::int as n from ${table}`)]).toEqual([table, [{ n: 0 }]]);
});

test('no file that fits is said with what the mapping asks for', async () => {
  await expect(run({ mapping: { ...mapping, files: '^other' } })).rejects.toMatchObject({
    said: { zh: expect.stringContaining('没有符合 ^other 的文件') },
  });
});
