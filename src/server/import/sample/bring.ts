import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Pool } from 'pg';
import type { Kernel } from '#kernel/run/kernel';
import { FaultFile } from '../faults.ts';
import { type ImportOptions, type ImportReport, importOrders } from '../import-orders.ts';
import { orderMapping } from '../mapping/mapping.ts';
import { Progress } from '../progress.ts';
import { filesAt } from '../source/files.ts';

/** A company's orders with everything that can be wrong with them, made up for the tests. */
export const SAMPLE = path.join(import.meta.dirname, 'erp');
export const sampleMapping = orderMapping.parse(JSON.parse(readFileSync(path.join(SAMPLE, 'mapping.json'), 'utf8')));

const home = mkdtempSync(path.join(os.tmpdir(), 'lvyue-import-'));
process.once('exit', () => rmSync(home, { recursive: true, force: true }));

/** A folder that is there as long as the test's process is. */
export const temporaryFolder = (): string => mkdtempSync(path.join(home, 'f-'));

/** Runs an import of `place` and answers its report and the rows of its error file. */
export async function bring(
  { kernel, owner }: { kernel: Kernel; owner: Pool },
  place: string,
  more: Partial<ImportOptions> = {},
): Promise<{ report: ImportReport; faults: Record<string, string>[]; file: string }> {
  const file = path.join(temporaryFolder(), 'errors.csv');
  const faults = await FaultFile.begin(file);
  try {
    const report = await importOrders({
      kernel,
      stagePool: owner,
      files: await filesAt(place),
      mapping: sampleMapping,
      strict: true,
      dryRun: false,
      corrections: new Map(),
      faults,
      progress: new Progress(null, 'zh'),
      signal: new AbortController().signal,
      now: Date.parse('2026-11-21T04:00:00Z'),
      ...more,
    });
    return { report, faults: parse(readFileSync(file), { bom: true, columns: true }), file };
  } finally {
    await faults.close();
  }
}
