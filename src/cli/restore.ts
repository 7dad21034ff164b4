import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Manifest } from '#server/backup/manifest';
import { restoreBackup } from '#server/backup/restore';
import { setAsideWitness } from '#server/backup/set-aside';
import { verifyBackup } from '#server/backup/verify';
import { openDatabase } from '#server/database';
import { journalPlaces } from '#server/journal-places';
import { places } from '#server/places';
import { type Locale, localeOf } from './locale.ts';
import { progressOnStderr } from './progress.ts';

export const summary = {
  zh: '把备份恢复到空数据库，或只检查备份：lvyue restore 文件 [--check] [--lang zh|en]',
  en: 'Restore a backup into an empty database, or only check it: lvyue restore FILE [--check] [--lang zh|en]',
};

/** Checks the whole backup, then restores it unless `--check`. Exit code 0: everything is there, or the backup is sound. */
export async function run(args: string[]): Promise<number> {
  let locale = localeOf(undefined);
  try {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: OPTIONS });
    locale = localeOf(values.lang);
    const file = positionals[0];
    if (file === undefined || positionals.length > 1) throw new Error(summary[locale]);
    if (values.check) console.log(tellSound(await verifyBackup(file), locale));
    else await restore(file, locale);
    return 0;
  } catch (error) {
    console.error((error as Error).message);
    return 1;
  }
}

const IN_BUCKET = {
  zh: '文件在对象存储中，不在备份里：请确认 LVYUE_FILES 指向原来的存储桶。',
  en: 'The files are in a bucket and not in the backup: make sure that LVYUE_FILES names the bucket that holds them.',
};

const OPTIONS = { check: { type: 'boolean' }, lang: { type: 'string' } } as const;

async function restore(file: string, locale: Locale): Promise<void> {
  if (!existsSync(file)) throw new Error(locale === 'zh' ? `没有文件 ${file}。` : `There is no file ${file}.`);
  const { data, files, databaseUrl } = places();
  const { keys, witness } = journalPlaces();
  const database = await openDatabase({ url: databaseUrl, dataDir: data, poolSize: 1 });
  try {
    const made = await restoreBackup({
      pool: database.ownerPool,
      file,
      filesFolder: 'folder' in files ? files.folder : null,
      keysFolder: keys,
      progress: progressOnStderr(locale),
    });
    console.log(tellRestored(made, locale));
    if ('bucket' in files) console.log(IN_BUCKET[locale]);
    const aside = await setAsideWitness(database.ownerPool, witness, Date.now()).catch((error: Error) => {
      throw new Error(tellStuck(witness, error, locale), { cause: error });
    });
    if (aside !== null) console.log(tellAside(aside, locale));
  } finally {
    await database.stop();
  }
}

function tellSound({ at, tables, files, keys, server }: Manifest, locale: Locale): string {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const secret = keys.some((key) => !key.name.endsWith('-public.pem'));
  if (locale === 'zh') {
    return `备份完好：${at} 的数据，${tables.length} 张表、${rows} 行、${files.length} 个文件，${secret ? '含' : '不含'}私钥，PostgreSQL ${server}。`;
  }
  return `The backup is sound: data of ${at}, ${tables.length} tables, ${rows} rows, ${files.length} files, ${secret ? 'with' : 'without'} private keys, PostgreSQL ${server}.`;
}

function tellRestored({ at, tables }: Manifest, locale: Locale): string {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const { keys } = journalPlaces();
  const complete = existsSync(path.join(keys, 'journal.key'));
  if (locale === 'zh') {
    const next = complete ? '' : `启动前请把原密钥目录中的文件放入 ${keys}。`;
    return `已恢复 ${at} 的数据：${tables.length} 张表、${rows} 行，逐表核对无误。${next}`;
  }
  const next = complete ? '' : ` Before you start, put the files of the original keys folder into ${keys}.`;
  return `Restored the data of ${at}: ${tables.length} tables, ${rows} rows, every table's count compared.${next}`;
}

const tellAside = (aside: string, locale: Locale): string =>
  locale === 'zh'
    ? `原见证文件与恢复的流水不符，已改名为 ${aside}，请保留备查；启动后自动重新生成见证文件。`
    : `The witness did not fit the restored journal and is now called ${aside}; keep it as evidence. The next start begins a new one.`;

const tellStuck = (file: string, { message }: Error, locale: Locale): string =>
  locale === 'zh'
    ? `数据已恢复，但见证文件 ${file} 与恢复的流水不符，又无法改名（${message}）：启动前请移走它，否则不能封存。`
    : `The data are restored, but the witness ${file} does not fit them and cannot be renamed (${message}): move it away before you start, or nothing can be sealed.`;
