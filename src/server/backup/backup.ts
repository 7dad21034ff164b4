import { createHash, type Hash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, type WriteStream } from 'node:fs';
import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress } from 'node:zlib';
import type { Pool, PoolClient } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { type Entry, packTar } from './archive.ts';
import { columnList, qualified, sequencesOf, type Table, tablesOf } from './catalogue.ts';
import { MANIFEST, type Manifest, type Part } from './manifest.ts';
import { rowsInParts } from './parts.ts';
import { sealed } from './seal.ts';
import { whileConnected } from './while-connected.ts';

export interface BackupOptions {
  /** The owner's; one connection is held until the end. */
  pool: Pool;
  /** Where to write. Must not exist. */
  file: string;
  /** Stored files that go in beside the database; a folder that does not exist is empty. */
  filesFolder?: string | undefined;
  /** Of the keys only the public ones go in, by which seals are verified, unless `withKeys`. */
  keysFolder?: string | undefined;
  withKeys?: boolean;
  /** Told after every few megabytes. */
  progress?: (done: Progress) => void;
  /** Gives up, and leaves nothing behind. */
  signal?: AbortSignal;
}

/** How far a table, or a folder, has come. `finished` with its last report. */
export interface Progress {
  name: string;
  rows: number;
  bytes: number;
  finished: boolean;
}

/** A backup that is complete and on the disk. */
export interface Written {
  manifest: Manifest;
  /** Of the whole file. */
  bytes: number;
  /** What `sha256sum` prints of the file. */
  sha256: string;
}

/**
 * Writes the database as it is at one instant, while others go on writing, into one file that appears under its name only
 * when it is complete and on the disk.
 * Throws when the file exists, the disk is full or the database goes away; nothing is left behind then.
 */
export async function writeBackup(options: BackupOptions): Promise<Written> {
  const file = path.resolve(options.file);
  if (existsSync(file)) throw new Error(`${file} 已存在，未覆盖。${file} exists already and was left alone.`);
  const unfinished = `${file}.tmp`;
  const client = await options.pool.connect();
  let broken = true;
  let out: WriteStream | undefined;
  try {
    const snapshot = await takeSnapshot(client);
    const compress = createZstdCompress({ params: { [constants.ZSTD_c_checksumFlag]: 1 } });
    out = createWriteStream(unfinished, { mode: 0o600, flush: true });
    const entries = everything(client, snapshot, options);
    const signal = options.signal ?? new AbortController().signal;
    const whole = { bytes: 0, hash: createHash('sha256') };
    const measured = (bytes: AsyncIterable<Buffer>) => measuring(bytes, whole);
    await whileConnected(client, pipeline(packTar(entries), compress, sealed, measured, out, { signal }));
    await client.query('commit');
    await rename(unfinished, file);
    await flushFolder(path.dirname(file));
    broken = false;
    return { manifest: snapshot, bytes: whole.bytes, sha256: whole.hash.digest('hex') };
  } catch (error) {
    out?.destroy();
    await rm(unfinished, { force: true });
    throw inPlainWords(error as NodeJS.ErrnoException, path.dirname(file));
  } finally {
    client.release(broken);
  }
}

async function* measuring(bytes: AsyncIterable<Buffer>, whole: { bytes: number; hash: Hash }): AsyncGenerator<Buffer> {
  for await (const piece of bytes) {
    whole.bytes += piece.length;
    whole.hash.update(piece);
    yield piece;
  }
}

const FORMAT = `set local datestyle = iso; set local intervalstyle = postgres; set local extra_float_digits = 1;
  set local timezone = utc; set local row_security = off; set local statement_timeout = 0;`;

/** Begins the transaction whose snapshot is backed up; the manifest is filled while it is written. */
async function takeSnapshot(client: PoolClient): Promise<Manifest> {
  const before = await tablesOf(client);
  if (before.length === 0) throw new Error('数据库是空的，没有可备份的内容 the database is empty, there is nothing to back up');
  await client.query('begin isolation level repeatable read, read only');
  // Locked before the snapshot is taken: a table rewritten in between would look empty in it.
  await client.query(`lock table ${before.map(qualified).join(', ')} in access share mode`);
  await client.query(FORMAT);
  const tables = await tablesOf(client);
  if (JSON.stringify(tables) !== JSON.stringify(before)) {
    throw new Error('备份开始时数据库正在迁移，请重试。The database was being migrated as the backup began; try again.');
  }
  const { rows } = await client.query<{ at: Date; server: string }>(
    `select now() as at, current_setting('server_version') as server`,
  );
  const migrations = await client.query<{ name: string; sha256: string }>(
    'select name, sha256 from schema_migration order by name',
  );
  return {
    format: 'lvyue-backup-1',
    at: rows[0]?.at.toISOString() ?? '',
    server: rows[0]?.server ?? '',
    migrations: migrations.rows,
    tables: tables.map((table) => ({ ...table, rows: 0, parts: [] })),
    sequences: [],
    files: [],
    keys: [],
  };
}

async function* everything(client: PoolClient, snapshot: Manifest, options: BackupOptions): AsyncGenerator<Entry> {
  for (const table of snapshot.tables) yield* tableParts(client, table, options);
  snapshot.sequences = await sequencesOf(client);
  // After the rows, so that every file that a row speaks of is there.
  const { filesFolder, keysFolder, withKeys } = options;
  if (filesFolder) yield* folderParts('files', filesFolder, (name) => !name.endsWith('.tmp'), snapshot.files, options);
  if (keysFolder)
    yield* folderParts('keys', keysFolder, (name) => withKeys === true || name.endsWith('-public.pem'), snapshot.keys, options);
  yield inOnePiece(MANIFEST, Buffer.from(JSON.stringify(snapshot)));
}

async function* tableParts(
  client: PoolClient,
  table: Table & Manifest['tables'][number],
  { progress }: BackupOptions,
): AsyncGenerator<Entry> {
  const name = `${table.schema}.${table.name}`;
  // A select, because COPY does not read a partitioned table by its name.
  const rows = client.query(copyTo(`copy (select ${columnList(table)} from ${qualified(table)}) to stdout`));
  rows.on('error', () => undefined); // the last one may come when nobody listens any more
  let bytes = 0;
  for await (const part of rowsInParts(rows)) {
    const entry = inOnePiece(`tables/${name}/${String(table.parts.length + 1).padStart(6, '0')}`, part.data);
    table.parts.push({ name: entry.name, bytes: entry.size, sha256: sha256(part.data) });
    table.rows += part.rows;
    bytes += entry.size;
    yield entry;
    progress?.({ name, rows: table.rows, bytes, finished: false });
  }
  progress?.({ name, rows: table.rows, bytes, finished: true });
}

async function* folderParts(
  name: string,
  folder: string,
  wanted: (file: string) => boolean,
  parts: Part[],
  { progress }: BackupOptions,
): AsyncGenerator<Entry> {
  let bytes = 0;
  for (const found of (await filesIn(folder)).filter(wanted)) {
    const inside = path.join(folder, found);
    const { size } = await stat(inside);
    const hash = createHash('sha256');
    const body = createReadStream(inside).map((piece: Buffer) => {
      hash.update(piece);
      return piece;
    });
    const entry = { name: `${name}/${found.replaceAll(path.sep, '/')}`, size, body };
    yield entry; // read to its end before we are asked for the next
    parts.push({ name: entry.name, bytes: size, sha256: hash.digest('hex') });
    bytes += size;
    progress?.({ name, rows: parts.length, bytes, finished: false });
  }
  progress?.({ name, rows: parts.length, bytes, finished: true });
}

async function filesIn(folder: string): Promise<string[]> {
  if (!existsSync(folder)) return [];
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return found
    .filter((one) => one.isFile())
    .map((one) => path.relative(folder, path.join(one.parentPath, one.name)))
    .sort();
}

const inOnePiece = (name: string, data: Buffer): Entry => ({ name, size: data.length, body: [data] });

const sha256 = (data: Buffer): string => createHash('sha256').update(data).digest('hex');

/** A new name is on the disk when its folder is. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return; // folders cannot be opened there
  const handle = await open(folder);
  await handle.sync();
  await handle.close();
}

function inPlainWords(error: NodeJS.ErrnoException, folder: string): Error {
  if (error.code === 'ENOSPC' || error.code === 'EDQUOT' || error.code === 'EFBIG') {
    return new Error(
      `${folder} 所在磁盘空间不足，备份未完成，没有留下文件。The disk of ${folder} is full; the backup was not made and nothing was left behind.`,
      {
        cause: error,
      },
    );
  }
  if (error.name === 'AbortError')
    return new Error('备份已取消，没有留下文件。The backup was cancelled and nothing was left behind.', { cause: error });
  return new Error(
    `备份未完成，没有留下文件：${error.message}。The backup was not made and nothing was left behind: ${error.message}`,
    { cause: error },
  );
}
