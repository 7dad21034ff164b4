import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { createGzip } from 'node:zlib';
import type { ClientBase } from 'pg';
import { exportJournal, type SegmentRange, segmentsBetween } from '#kernel/run/journal/export';
import type { JournalKeys } from '#kernel/run/journal/seal';
import { SealingRefused, sealAll } from '#kernel/run/journal/sealing';
import type { Witness } from '#kernel/run/journal/witness';
import { openDatabase } from '#server/database';
import { readJournalKeys } from '#server/journal-keys';
import { journalPlaces } from '#server/journal-places';
import { places } from '#server/places';
import { fileWitness } from '#server/witness';
import { type Locale, localeOf } from './locale.ts';

export const summary = {
  zh: '导出流水，供无数据库校验：lvyue journal export 文件[.gz] [--from 日期] [--to 日期] [--lang zh|en]',
  en: 'Export the journal, to be verified without a database: lvyue journal export FILE[.gz] [--from DATE] [--to DATE] [--lang zh|en]',
};

/**
 * Seals what is there and writes the sealed segments to a file: those with entries from `--from` up to and without `--to`
 * (ISO dates or instants). The file appears when it is whole.
 */
export async function run(args: string[]): Promise<number> {
  let locale = localeOf(undefined);
  try {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: OPTIONS });
    locale = localeOf(values.lang);
    const file = positionals[0];
    if (file === undefined) throw new Error(summary[locale]);
    const range = await exportTo(file, values.from ?? null, values.to ?? null, Date.now(), locale);
    if (!range) throw new Error(locale === 'zh' ? '这段时间没有流水。' : 'There are no entries in that time.');
    console.log(
      locale === 'zh'
        ? `已导出第 ${range.first} 至 ${range.last} 段到 ${file}。`
        : `Exported segments ${range.first} to ${range.last} to ${file}.`,
    );
    return 0;
  } catch (error) {
    console.error(locale === 'zh' ? `未导出：${(error as Error).message}` : `Not exported: ${(error as Error).message}`);
    return 1;
  }
}

const OPTIONS = { from: { type: 'string' }, to: { type: 'string' }, lang: { type: 'string' } } as const;

async function exportTo(
  file: string,
  from: string | null,
  to: string | null,
  nowMs: number,
  locale: Locale,
): Promise<SegmentRange | null> {
  const { data, databaseUrl } = places();
  const where = journalPlaces();
  const keys = await readJournalKeys(where.keys);
  const database = await openDatabase({ url: databaseUrl, dataDir: data, poolSize: 2 });
  try {
    const client = await database.ownerPool.connect();
    try {
      await sealFirst(client, keys, fileWitness(where.witness), nowMs, locale);
      const range = await segmentsBetween(client, from, to);
      if (range) await writeExport(client, keys, range, nowMs, file);
      return range;
    } finally {
      client.release();
    }
  } finally {
    await database.stop();
  }
}

/** What cannot be sealed is not exported, which is said; a journal that was tampered with is exported as it is, as evidence. */
async function sealFirst(client: ClientBase, keys: JournalKeys, witness: Witness, nowMs: number, locale: Locale): Promise<void> {
  try {
    const { waiting } = await sealAll(client, keys, witness, nowMs);
    if (waiting)
      console.error(
        locale === 'zh' ? '最新的流水尚不能封存，未导出。' : 'The newest entries cannot be sealed yet and are left out.',
      );
  } catch (error) {
    if (!(error instanceof SealingRefused)) throw error;
    console.error(error.message);
  }
}

/** Writes an export into `file`, packed when its name ends in `.gz`. */
export async function writeExport(
  client: ClientBase,
  keys: JournalKeys,
  range: SegmentRange,
  nowMs: number,
  file: string,
): Promise<void> {
  const half = `${file}.part`;
  const text = Readable.from(exportJournal(client, keys, range, nowMs));
  try {
    if (file.endsWith('.gz')) await pipeline(text, createGzip({ level: 4 }), createWriteStream(half, { mode: 0o600 }));
    else await pipeline(text, createWriteStream(half, { mode: 0o600 }));
    await rename(half, file);
  } catch (error) {
    await rm(half, { force: true });
    throw error;
  }
}
