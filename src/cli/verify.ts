import { createPublicKey, type KeyObject } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { createGunzip } from 'node:zlib';
import type { Fault, FaultKind } from '#kernel/run/journal/faults';
import { type Report, verify } from '#kernel/run/journal/verify';
import { type ExportReport, verifyExport } from '#kernel/run/journal/verify-export';
import { openDatabase } from '#server/database';
import { readJournalKeys } from '#server/journal-keys';
import { commitmentTable, journalPlaces } from '#server/journal-places';
import { places } from '#server/places';
import { registry } from '#server/registry';
import { fileWitness } from '#server/witness';
import { type Locale, localeOf } from './locale.ts';

export const summary = {
  zh: '校验流水未被篡改：lvyue verify [导出文件] [--key 公钥.pem] [--json] [--lang zh|en]',
  en: 'Prove that the journal was not tampered with: lvyue verify [EXPORT] [--key public.pem] [--json] [--lang zh|en]',
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
    const report = file === undefined ? await verifyDatabase(progress) : await verifyFile(file, values.key);
    console.log(values.json ? JSON.stringify(report, null, 2) : tell(report, locale));
    return report.ok ? INTACT : TAMPERED;
  } catch (error) {
    console.error(locale === 'zh' ? `无法校验：${(error as Error).message}` : `Could not verify: ${(error as Error).message}`);
    return NOT_RUN;
  }
}

/** An export's report in words. */
export function tell(report: Report | ExportReport, locale: Locale): string {
  const say = (zh: string, en: string): string => (locale === 'zh' ? zh : en);
  const n = (count: number): string => count.toLocaleString(locale === 'zh' ? 'zh-CN' : 'en-GB');
  const lines = [
    report.ok ? say('流水完好，未被篡改。', 'The journal is intact.') : say('流水被篡改！', 'The journal was tampered with!'),
    'witness' in report
      ? say(`流水 ${n(report.entries)} 条，封存 ${n(report.segments)} 段，其中尚未封存 ${n(report.unsealed)} 条。`, `${n(report.entries)} entries, ${n(report.segments)} sealed segments, ${n(report.unsealed)} entries not sealed yet.`)
      : say(`流水 ${n(report.entries)} 条，第 ${report.first ?? '?'} 至 ${report.last ?? '?'} 段，导出于 ${report.exportedAt ?? '?'}。`, `${n(report.entries)} entries, segments ${report.first ?? '?'} to ${report.last ?? '?'}, exported at ${report.exportedAt ?? '?'}.`),
  ];
  if ('witness' in report) {
    const { witness } = report;
    if (!witness) lines.push(say('未与见证文件核对：末尾被截去的内容无法发现。', 'No witness was asked: a cut at the end would not be noticed.'));
    else lines.push(say(`见证文件存有 ${n(witness.segments)} 段，落后 ${n(witness.behind)} 段。`, `The witness keeps ${n(witness.segments)} segments and is ${n(witness.behind)} behind.`));
  } else if (report.pinned) lines.push(say(`按给定公钥 ${report.keyId} 核对。`, `Checked with the given key ${report.keyId}.`));
  else lines.push(say(`按文件自带公钥 ${report.keyId ?? '?'} 核对：请与公司公布的公钥比对，或用 --key 指定。`, `Checked with the key in the file, ${report.keyId ?? '?'}: compare it with the one that the company has published, or give that with --key.`));
  if (report.faultCount > 0) lines.push('', say(`发现 ${n(report.faultCount)} 处问题：`, `${n(report.faultCount)} faults:`));
  for (const fault of report.faults) lines.push(`  ${tellFault(fault, locale)}`);
  if (report.faultCount > report.faults.length) lines.push('  …');
  return lines.join('\n');
}

const OPTIONS = { file: { type: 'string' }, key: { type: 'string' }, json: { type: 'boolean' }, lang: { type: 'string' } } as const;

const KINDS: Record<FaultKind, Record<Locale, string>> = {
  changed: { zh: '被改动', en: 'changed' },
  inserted: { zh: '被插入', en: 'inserted' },
  removed: { zh: '被删除', en: 'removed' },
  cut: { zh: '被截去', en: 'cut off' },
  seal: { zh: '封存被破坏', en: 'seal broken' },
};

function tellFault({ kind, journalId, record, recordId, version, number, detail }: Fault, locale: Locale): string {
  const parts = [
    journalId === null ? null : `#${journalId}`,
    record === null ? null : `${record} ${number ?? recordId}`,
    version === null ? null : `v${version}`,
  ];
  const where = parts.filter((part) => part !== null).join(' ');
  return locale === 'zh' ? `[${KINDS[kind].zh}] ${where}${where ? '：' : ''}${detail.zh}` : `[${KINDS[kind].en}] ${where}${where ? ': ' : ''}${detail.en}`;
}

async function verifyDatabase(onProgress: (entries: number, share: number) => void): Promise<Report> {
  const { data, databaseUrl } = places();
  const { keys, witness } = journalPlaces();
  const secrets = await readJournalKeys(keys);
  const database = await openDatabase({ url: databaseUrl, dataDir: data, poolSize: 2 });
  try {
    const records = [...registry.kinds.values(), commitmentTable];
    return await verify(database.ownerPool, secrets, fileWitness(witness), { records, onProgress });
  } finally {
    onProgress(0, Number.NaN);
    await database.stop();
  }
}

async function verifyFile(file: string, keyFile: string | undefined): Promise<ExportReport> {
  const pinned: KeyObject | null = keyFile === undefined ? null : createPublicKey(await readFile(keyFile));
  const raw = createReadStream(file, { highWaterMark: 1024 * 1024 });
  if (!file.endsWith('.gz')) return verifyExport(raw, pinned);
  const unpacked = createGunzip({ chunkSize: 1024 * 1024 });
  raw.on('error', (error) => unpacked.destroy(error));
  return verifyExport(raw.pipe(unpacked), pinned);
}

/** One line that is written over while a person watches; a share that is no number wipes it. */
function progress(entries: number, share: number): void {
  if (!process.stderr.isTTY) return;
  process.stderr.write(Number.isNaN(share) ? '\r\x1b[K' : `\r${entries} (${Math.floor(100 * share)}%)\x1b[K`);
}
