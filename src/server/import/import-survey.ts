import type { Pool } from 'pg';
import type { Corrections, FaultFile } from './faults.ts';
import type { HistoryOptions } from './history.ts';
import type { SurveyMapping } from './mapping/mapping.ts';
import type { Progress } from './progress.ts';
import { ImportRefused } from './source/files.ts';
import { importSurveyFile } from './survey-file.ts';
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
  /** Ends the import after the transaction that is under way. */
  signal: AbortSignal;
}

/** What an import of answers did (or, in a dry run, would do). */
export interface SurveyReport {
  rows: number;
  surveys: number;
  answers: number;
  /** Answers that were there. */
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
  const pattern = new RegExp(mapping.files, 'i');
  const files = [...options.files].filter(([name]) => pattern.test(name));
  if (files.length === 0) {
    const there = [...options.files.keys()].join(', ');
    throw new ImportRefused(
      `没有符合 ${mapping.files} 的文件。现有：${there || '无'}。`,
      `No file fits ${mapping.files}. There are: ${there || 'none'}.`,
    );
  }
  const { zone } = await kernel.config();
  const counts = { rows: 0, surveys: 0, answers: 0, unchanged: 0 };
  await inTurn(options.stagePool, async () => {
    for (const [name, path] of files) {
      if (signal.aborted) break;
      progress.phase({ zh: name, en: name });
      await importSurveyFile({ name, path, year: pattern.exec(name)?.[1] ?? null }, options, zone, counts);
      await faults.flush();
    }
  });
  progress.close();
  return { ...counts, ...faults.counts, interrupted: signal.aborted };
}
