import { parseArgs } from 'node:util';
import { runBackup } from '#server/backup/run';
import { openDatabase } from '#server/database';
import { journalPlaces } from '#server/journal-places';
import { places } from '#server/places';
import { type Locale, localeOf } from './locale.ts';
import { megabytes, progressOnStderr } from './progress.ts';

export const summary = {
  zh: '备份数据库和文件，系统可照常运行：lvyue backup 文件 [--with-keys] [--without-files] [--lang zh|en]',
  en: 'Back up the database and files while the system runs: lvyue backup FILE [--with-keys] [--without-files] [--lang zh|en]',
};

/** Writes one file with the database as it is at one instant. Exit code 0: it is whole and on the disk. */
export async function run(args: string[]): Promise<number> {
  let locale = localeOf(undefined);
  try {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: OPTIONS });
    locale = localeOf(values.lang);
    const file = positionals[0];
    if (file === undefined || positionals.length > 1) throw new Error(summary[locale]);
    const withKeys = values['with-keys'] ?? false;
    const started = performance.now();
    const { files } = places();
    const made = await backUp(file, withKeys, !values['without-files'], locale);
    console.log(tell(made, file, withKeys, performance.now() - started, locale));
    if ('bucket' in files) console.log(IN_BUCKET[locale]);
    if (!made.recorded) console.error(NOT_RECORDED[locale]);
    return 0;
  } catch (error) {
    console.error((error as Error).message);
    return 1;
  }
}

type Made = Awaited<ReturnType<typeof runBackup>>;

const OPTIONS = { 'with-keys': { type: 'boolean' }, 'without-files': { type: 'boolean' }, lang: { type: 'string' } } as const;

async function backUp(file: string, withKeys: boolean, withFiles: boolean, locale: Locale): Promise<Made> {
  const { data, files, databaseUrl } = places();
  const stop = new AbortController();
  const abort = () => stop.abort();
  process.once('SIGINT', abort).once('SIGTERM', abort);
  const database = await openDatabase({ url: databaseUrl, dataDir: data, poolSize: 1 });
  try {
    const wanted = {
      pool: database.ownerPool,
      file,
      filesFolder: withFiles && 'folder' in files ? files.folder : undefined,
      keysFolder: journalPlaces().keys,
      withKeys,
    };
    return await runBackup({ ...wanted, progress: progressOnStderr(locale), signal: stop.signal }, Date.now);
  } finally {
    process.off('SIGINT', abort).off('SIGTERM', abort);
    await database.stop();
  }
}

const IN_BUCKET = {
  zh: '文件保存在对象存储中，不在这份备份里：请用存储服务自己的版本管理或复制来保护它们。',
  en: 'Files are kept in a bucket and are not in this backup: protect them with the versions or the replication of that service.',
};

const NOT_RECORDED = {
  zh: '这次备份没能记入数据库，lvyue doctor 不会算上它；数据库升级后（lvyue start）即可记入。',
  en: 'This backup could not be recorded in the database, and lvyue doctor will not count it; it can be once the database is brought up to date (lvyue start).',
};

function tell({ manifest: made, bytes, sha256 }: Made, file: string, withKeys: boolean, ms: number, locale: Locale): string {
  const rows = made.tables.reduce((sum, table) => sum + table.rows, 0);
  const size = megabytes(bytes);
  const seconds = (ms / 1000).toFixed(1);
  if (locale === 'zh') {
    const keys = withKeys
      ? '其中含签名私钥，请像保管公章一样保管此文件。'
      : '其中不含密钥，请另行妥善保管密钥目录，否则恢复后流水无法校验和封存。';
    return `已备份到 ${file}：${made.tables.length} 张表、${rows} 行、${made.files.length} 个文件，${size}，用时 ${seconds} 秒。${keys}\nSHA-256 ${sha256}`;
  }
  const keys = withKeys
    ? 'It holds the private keys: guard it as you guard the company seal.'
    : 'It holds no private keys: keep the keys folder elsewhere, for without it a restored journal can neither be verified nor sealed.';
  return `Backed up to ${file}: ${made.tables.length} tables, ${rows} rows, ${made.files.length} files, ${size}, in ${seconds} s. ${keys}\nSHA-256 ${sha256}`;
}
