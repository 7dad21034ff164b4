import { createPublicKey, type KeyObject } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { createGunzip } from 'node:zlib';
import type { Fault, FaultKind } from '#kernel/run/journal/faults';
import { type Report, verify } from '#kernel/run/journal/verify';
import { type ExportReport, verifyExport } from '#kernel/run/journal/verify-export';
import { openDatabase } from '#server/database';
import { openFileStore } from '#server/files/store';
import { type FilesReport, verifyFiles } from '#server/files/verify';
import { readJournalKeys } from '#server/journal-keys';
import { commitmentTable, journalPlaces } from '#server/journal-places';
import { places } from '#server/places';
import { registry } from '#server/registry';
import { fileWitness } from '#server/witness';
import { type Locale, localeOf } from './locale.ts';

export const summary = {
  zh: '校验流水未被篡改：lvyue verify [导出文件] [--rows] [--files] [--key 公钥.pem] [--json] [--lang zh|en]',
  en: 'Prove that the journal was not tampered with: lvyue verify [EXPORT] [--rows] [--files] [--key public.pem] [--json] [--lang zh|en]',
};

const INTACT = 0;
const TAMPERED = 1;
const NOT_RUN = 2;

/**
 * Verifies the running database, or an exported file without any database. Exit code 0: intact, 1: tampered with, 2: could
 * not be verified.
 */
export async function run(args: string[]): Promise<number> {
  let locale = localeOf(undefined);
  try {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: OPTIONS });
    locale = localeOf(values.lang);
    const file = values.file ?? positionals[0];
    const report =
      file === undefined
        ? await verifyDatabase(values.rows, values.files ?? false, progress)
        : await verifyFile(file, values.key);
    console.log(values.json ? JSON.stringify(report, null, 2) : tell(report, locale));
    return report.ok ? INTACT : TAMPERED;
  } catch (error) {
    console.error(locale === 'zh' ? `无法校验：${(error as Error).message}` : `Could not verify: ${(error as Error).message}`);
    return NOT_RUN;
  }
}

/** A report in words. */
export function tell(report: WholeReport | ExportReport, locale: Locale): string {
  const lines = locale === 'zh' ? inChinese(report) : inEnglish(report);
  const faults = report.faults.map((fault) => `  ${tellFault(fault, locale)}`);
  if (report.faultCount > report.faults.length) faults.push('  …');
  return [...lines, ...faults].join('\n');
}

const OPTIONS = {
  file: { type: 'string' },
  rows: { type: 'boolean' },
  files: { type: 'boolean' },
  key: { type: 'string' },
  json: { type: 'boolean' },
  lang: { type: 'string' },
} as const;

const KINDS: Record<FaultKind, Record<Locale, string>> = {
  changed: { zh: '被改动', en: 'changed' },
  inserted: { zh: '被插入', en: 'inserted' },
  removed: { zh: '被删除', en: 'removed' },
  cut: { zh: '被截去', en: 'cut off' },
  seal: { zh: '封存被破坏', en: 'seal broken' },
};

function inChinese(report: WholeReport | ExportReport): string[] {
  const lines = [report.ok ? '流水完好，未被篡改。' : '流水被篡改！'];
  if (isExport(report)) {
    const { entries, first, last, exportedAt, keyId, pinned } = report;
    lines.push(`流水 ${entries} 条，第 ${first ?? '?'} 至 ${last ?? '?'} 段，导出于 ${exportedAt ?? '?'}。`);
    if (pinned) lines.push(`按给定公钥 ${keyId} 核对。`);
    else lines.push(`按文件自带公钥 ${keyId ?? '?'} 核对：请与公司公布的公钥比对，或用 --key 指定。`);
  } else {
    const { entries, segments, unsealed, witness, rows } = report;
    lines.push(`流水 ${entries} 条，封存 ${segments} 段，尚未封存 ${unsealed} 条。`);
    if (witness) lines.push(`见证文件存有 ${witness.segments} 段，落后 ${witness.behind} 段。`);
    else lines.push('未与见证文件核对：末尾被截去的内容无法发现。');
    if (rows) lines.push(`逐项核对了 ${rows.records} 份单据、${rows.commitments} 项承诺的内容。`);
    else lines.push('只核对了单据的版本和状态，未逐项核对内容：请用 lvyue verify --rows。');
    if (report.files !== undefined) lines.push(`逐个核对了流水所记的 ${report.files} 个文件。`);
    if (rows && rows.unproven > 0) lines.push(`有 ${rows.unproven} 个期限由尚未完成的重新计期改动，流水还不能证明。`);
  }
  if (report.faultCount > 0) lines.push('', `发现 ${report.faultCount} 处问题：`);
  return lines;
}

function inEnglish(report: WholeReport | ExportReport): string[] {
  const lines = [report.ok ? 'The journal is intact.' : 'The journal was tampered with!'];
  if (isExport(report)) {
    const { entries, first, last, exportedAt, keyId, pinned } = report;
    lines.push(
      `${count(entries, 'entry', 'entries')}, segments ${first ?? '?'} to ${last ?? '?'}, exported at ${exportedAt ?? '?'}.`,
    );
    if (pinned) lines.push(`Checked with the given key ${keyId}.`);
    else {
      const advice = 'compare it with the one that the company has published, or give that with --key';
      lines.push(`Checked with the key in the file, ${keyId ?? '?'}: ${advice}.`);
    }
  } else {
    const { entries, segments, unsealed, witness, rows } = report;
    lines.push(`${count(entries, 'entry', 'entries')}, ${count(segments, 'sealed segment')}, ${unsealed} not sealed yet.`);
    if (witness) lines.push(`The witness keeps ${count(witness.segments, 'segment')} and is ${witness.behind} behind.`);
    else lines.push('No witness was asked: a cut at the end would not be noticed.');
    if (rows) lines.push(`Every field was compared: ${count(rows.records, 'record')}, ${count(rows.commitments, 'promise')}.`);
    else lines.push('Of the records only version and state were compared, not every field: run lvyue verify --rows.');
    if (report.files !== undefined)
      lines.push(
        `${count(report.files, 'file')} that the journal names ${report.files === 1 ? 'was' : 'were'} read and compared.`,
      );
    if (rows && rows.unproven > 0)
      lines.push(
        `${count(rows.unproven, 'due date')} moved by a redating that is not finished: nothing proves ${rows.unproven === 1 ? 'it' : 'them'} yet.`,
      );
  }
  if (report.faultCount > 0) lines.push('', `${count(report.faultCount, 'fault')}:`);
  return lines;
}

const isExport = (report: WholeReport | ExportReport): report is ExportReport => 'pinned' in report;

const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

function tellFault({ kind, journalId, record, recordId, version, number, detail }: Fault, locale: Locale): string {
  const parts = [
    journalId === null ? null : `#${journalId}`,
    record === null ? null : `${record} ${number ?? recordId}`,
    version === null ? null : `v${version}`,
  ];
  const where = parts.filter((part) => part !== null).join(' ');
  return locale === 'zh'
    ? `[${KINDS[kind].zh}] ${where}${where ? '：' : ''}${detail.zh}`
    : `[${KINDS[kind].en}] ${where}${where ? ': ' : ''}${detail.en}`;
}

/** What a verification of the database found; with `files` also of the files that the journal names: how many were read. */
type WholeReport = Report & { files?: number };

async function verifyDatabase(rows: boolean | undefined, withFiles: boolean, onProgress: typeof progress): Promise<WholeReport> {
  const { data, files, databaseUrl } = places();
  const { keys, witness } = journalPlaces();
  const secrets = await readJournalKeys(keys);
  const database = await openDatabase({ url: databaseUrl, dataDir: data, poolSize: 2 });
  try {
    const records = [...registry.kinds.values(), commitmentTable];
    const report = await verify(database.ownerPool, secrets, fileWitness(witness), { records, rows, onProgress });
    return withFiles ? together(report, await verifyFiles(database.ownerPool, openFileStore(files))) : report;
  } finally {
    onProgress('entries', 0, Number.NaN);
    await database.stop();
  }
}

const together = (report: Report, { files, faultCount, faults }: FilesReport): WholeReport => ({
  ...report,
  ok: report.ok && faultCount === 0,
  files,
  faultCount: report.faultCount + faultCount,
  faults: [...report.faults, ...faults],
});

async function verifyFile(file: string, keyFile: string | undefined): Promise<ExportReport> {
  const pinned: KeyObject | null = keyFile === undefined ? null : createPublicKey(await readFile(keyFile));
  const raw = createReadStream(file, { highWaterMark: 1024 * 1024 });
  if (!file.endsWith('.gz')) return verifyExport(raw, pinned);
  const unpacked = createGunzip({ chunkSize: 1024 * 1024 });
  raw.on('error', (error) => unpacked.destroy(error));
  return verifyExport(raw.pipe(unpacked), pinned);
}

/** One line that is written over while a person watches; a share that is no number wipes it. */
function progress(_what: 'entries' | 'rows', count: number, share: number): void {
  if (!process.stderr.isTTY) return;
  process.stderr.write(Number.isNaN(share) ? '\r\x1b[K' : `\r${count} (${Math.floor(100 * share)}%)\x1b[K`);
}
