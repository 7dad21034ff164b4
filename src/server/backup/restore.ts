import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { escapeIdentifier, type Pool, type PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { migrate, RESTORE_MARK, readMigrations } from '../migrate.ts';
import { migrationsFolder } from '../places.ts';
import type { ReadEntry } from './archive.ts';
import type { Progress } from './backup.ts';
import { columnList, qualified, SCHEMAS, tablesOf } from './catalogue.ts';
import type { Manifest } from './manifest.ts';
import { readBackup, verifyBackup } from './verify.ts';
import { whileConnected } from './while-connected.ts';

export interface RestoreOptions {
  /** The owner's, of an empty database. */
  pool: Pool;
  file: string;
  /** Where stored files and keys go; what is there already stays. Null: files are kept elsewhere, and those in the backup are left in it. */
  filesFolder: string | null;
  keysFolder: string;
  /** The program's own, unless a test brings others. */
  migrations?: string;
  progress?: (done: Progress) => void;
}

/**
 * Checks the whole backup, brings the empty database to the backup's migrations, loads all rows in one transaction,
 * compares their number, and migrates forward. Returns the backup's manifest. A restore that was cut off can be repeated.
 * Throws when the database is not empty, the backup is damaged, or it was made by a program with other migrations.
 */
export async function restoreBackup(options: RestoreOptions): Promise<Manifest> {
  const { pool, file, migrations = migrationsFolder } = options;
  await refuseUnlessEmpty(pool);
  const backup = await verifyBackup(file);
  await refuseOtherMigrations(backup, migrations);
  // Until the rows are in, this says that whatever tables there are came from here.
  await pool.query(`create table if not exists ${RESTORE_MARK} (at timestamptz not null default now())`);
  await migrate(pool, migrations, backup.migrations.at(-1)?.name ?? '');
  await load(backup, options);
  await pool.query('analyze');
  await migrate(pool, migrations);
  return backup;
}

async function refuseUnlessEmpty(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = any ($1) and c.relkind in ('r', 'p') and to_regclass($2) is null limit 1`,
    [SCHEMAS, RESTORE_MARK],
  );
  const found = rows[0]?.name;
  if (found !== undefined) {
    throw new Error(
      `只能恢复到空数据库，而这里已有 ${found}。请用 LVYUE_DATA 指定新的数据目录，或用 DATABASE_URL 指定新建的空数据库。` +
        ` A backup is restored into an empty database only, and this one has ${found}. Set LVYUE_DATA to a new folder, or DATABASE_URL to a new database.`,
    );
  }
}

async function refuseOtherMigrations(backup: Manifest, folder: string): Promise<void> {
  const ours = await readMigrations(folder);
  backup.migrations.forEach((one, i) => {
    if (ours[i]?.name === one.name && ours[i].sha256 === one.sha256) return;
    throw new Error(
      `备份由迁移不同的程序制作（${one.name}），请用同版本或更新的程序恢复。` +
        ` The backup was made by a program with other migrations (${one.name}); restore it with that version or a later one.`,
    );
  });
}

async function load(backup: Manifest, options: RestoreOptions): Promise<void> {
  const client = await options.pool.connect();
  let broken = true;
  try {
    await client.query('begin');
    await client.query('set local statement_timeout = 0; set local datestyle = iso; set local timezone = utc');
    await refuseOtherTables(client, backup);
    const restoreConstraints = await suspendConstraints(client);
    // Migrations put rows of their own into some tables.
    await client.query(`truncate ${backup.tables.map(qualified).join(', ')}`);
    await whileConnected(client, loadParts(client, backup, options));
    await restoreConstraints();
    for (const sequence of backup.sequences) await setSequence(client, sequence);
    await releaseJobs(client);
    await compareCounts(client, backup);
    await client.query(`drop table ${RESTORE_MARK}`);
    await client.query('commit');
    broken = false;
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`恢复未完成，未载入任何数据：${message}。The restore was not completed and no rows were loaded: ${message}`, {
      cause: error,
    });
  } finally {
    client.release(broken);
  }
}

async function refuseOtherTables(client: PoolClient, backup: Manifest): Promise<void> {
  const ours = new Map((await tablesOf(client)).map((table) => [qualified(table), new Set(table.columns)]));
  for (const table of backup.tables) {
    const columns = ours.get(qualified(table));
    const missing = columns ? table.columns.find((column) => !columns.has(column)) : '*';
    if (missing !== undefined) throw new Error(`this program's database has no ${table.schema}.${table.name}.${missing}`);
  }
}

/**
 * Foreign keys are taken away and added again, which checks all rows at once and does not ask in which order the tables
 * come; triggers are silenced, for what they did is in the backup. The owner of the tables may do both.
 */
async function suspendConstraints(client: PoolClient): Promise<() => Promise<void>> {
  const foreignKeys = await client.query<{ table: string; name: string; definition: string }>(
    `select format('%I.%I', n.nspname, c.relname) as "table", k.conname as name, pg_get_constraintdef(k.oid) as definition
     from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
     where k.contype = 'f' and k.conparentid = 0 and n.nspname = any ($1) order by 1, 2`,
    [SCHEMAS],
  );
  const triggers = await client.query<{ table: string }>(
    `select distinct format('%I.%I', n.nspname, c.relname) as "table"
     from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
     where not t.tgisinternal and t.tgparentid = 0 and n.nspname = any ($1)`,
    [SCHEMAS],
  );
  for (const key of foreignKeys.rows)
    await client.query(`alter table ${key.table} drop constraint ${escapeIdentifier(key.name)}`);
  for (const { table } of triggers.rows) await client.query(`alter table ${table} disable trigger user`);
  return async () => {
    for (const { table } of triggers.rows) await client.query(`alter table ${table} enable trigger user`);
    for (const key of foreignKeys.rows) {
      await client.query(`alter table ${key.table} add constraint ${escapeIdentifier(key.name)} ${key.definition}`);
    }
  };
}

async function loadParts(client: PoolClient, backup: Manifest, options: RestoreOptions): Promise<void> {
  const tableOf = new Map(backup.tables.flatMap((table) => table.parts.map((part) => [part.name, table] as const)));
  const done: Progress = { name: '', rows: 0, bytes: 0, finished: false };
  await readBackup(options.file, async (entry) => {
    const table = tableOf.get(entry.name);
    if (!table) return store(entry, options);
    const rows = await buffer(entry.body);
    const copy = client.query(copyFrom(`copy ${qualified(table)} (${columnList(table)}) from stdin`));
    copy.on('error', () => undefined); // the last one may come when nobody listens any more
    await pipeline(Readable.from([rows]), copy);
    const name = `${table.schema}.${table.name}`;
    if (done.name !== name) Object.assign(done, { name, rows: 0, bytes: 0 });
    done.rows += copy.rowCount;
    done.bytes += entry.size;
    options.progress?.({ ...done, finished: entry.name === table.parts.at(-1)?.name });
  });
}

/** Puts a stored file or a key where it belongs. What is there already stays; a key that differs is an error. */
async function store(entry: ReadEntry, { filesFolder, keysFolder }: RestoreOptions): Promise<void> {
  const [kind, ...rest] = entry.name.split('/');
  const folder = { files: filesFolder, keys: keysFolder }[kind ?? ''];
  if (folder === undefined || folder === null) return;
  const file = path.resolve(folder, ...rest);
  if (!file.startsWith(path.resolve(folder) + path.sep)) throw new Error(`${entry.name} leads out of its folder`);
  if (existsSync(file)) {
    if (kind === 'keys' && !(await readFile(file)).equals(await buffer(entry.body)))
      throw new Error(`${file} exists and is another key`);
    return;
  }
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  await pipeline(entry.body, createWriteStream(`${file}.tmp`, { mode: 0o600, flush: true }));
  await rename(`${file}.tmp`, file);
}

async function setSequence(client: PoolClient, sequence: Manifest['sequences'][number]): Promise<void> {
  // The series of record numbers are made when first used; all others come from migrations.
  if (sequence.schema === 'series') await client.query(`create sequence if not exists ${qualified(sequence)}`);
  await client.query('select setval($1::regclass, $2, $3)', [qualified(sequence), sequence.last, sequence.called]);
}

/** The workers that held these jobs are not here. */
async function releaseJobs(client: PoolClient): Promise<void> {
  await client.query(`update graphile_worker._private_jobs set locked_at = null, locked_by = null where locked_at is not null`);
  await client.query(
    `update graphile_worker._private_job_queues set locked_at = null, locked_by = null where locked_at is not null`,
  );
}

async function compareCounts(client: PoolClient, backup: Manifest): Promise<void> {
  for (const table of backup.tables) {
    const { rows } = await client.query<{ n: string }>(`select count(*) as n from ${qualified(table)}`);
    const loaded = Number(rows[0]?.n);
    if (loaded !== table.rows) throw new Error(`${table.schema}.${table.name} has ${loaded} rows, the backup ${table.rows}`);
  }
}
