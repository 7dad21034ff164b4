import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Logger, runMigrations } from 'graphile-worker';
import type pg from 'pg';
import { migrationsFolder } from './places.ts';
import { canActAsAppRole, ensureAppRole, grantToAppRole } from './postgres/app-role.ts';

/** One numbered SQL file, such as `0001_kernel.sql`. */
export interface Migration {
  name: string;
  sql: string;
  sha256: string;
}

/** A table that is there while a restore has not loaded its rows: until then nothing else may build on the database. */
export const RESTORE_MARK = 'public.restore_under_way';

const ONE_MIGRATOR = 7_113_001; // the advisory lock's number; any will do that nobody else takes

/**
 * Brings the database to the newest migration of `dir`, or to `upTo` (a file name), each file in a transaction of its
 * own; then the job queue's schema and the application role's grants. `pool` belongs to the owner and has room for two
 * connections. Returns the names that were applied now.
 * Throws when an applied file was changed or is missing, a new file's number is below an applied one's, or a restore was cut off.
 */
export async function migrate(pool: pg.Pool, dir: string = migrationsFolder, upTo?: string): Promise<string[]> {
  const all = await readMigrations(dir);
  const wanted = upTo === undefined ? all : all.slice(0, all.findIndex((one) => one.name === upTo) + 1);
  const client = await pool.connect();
  let unusable: Error | undefined;
  try {
    await client.query(`set statement_timeout = 0`);
    await client.query('select pg_advisory_lock($1)', [ONE_MIGRATOR]);
    await client.query(
      'create table if not exists schema_migration (name text primary key, sha256 text not null, at timestamptz(3) not null default now())',
    );
    if (upTo === undefined) await refuseHalfRestored(client);
    const pending = await pendingMigrations(client, wanted);
    for (const migration of pending) await apply(client, migration);
    await runMigrations({ pgPool: pool, logger: new Logger(() => () => undefined) });
    await grant(client);
    await client.query('select pg_advisory_unlock($1)', [ONE_MIGRATOR]);
    return pending.map((one) => one.name);
  } catch (error) {
    unusable = error as Error; // closing the connection lets go of the lock
    throw error;
  } finally {
    client.release(unusable ?? true); // not reused: its statement_timeout was changed
  }
}

/** The migrations in `dir` in the order of their numbers. Throws when a name has no number or a number is used twice. */
export async function readMigrations(dir: string = migrationsFolder): Promise<Migration[]> {
  const names = (await readdir(dir)).filter((name) => name.endsWith('.sql')).sort();
  const numbers = new Set<string>();
  for (const name of names) {
    const number = /^\d{4}(?=_)/.exec(name)?.[0];
    if (number === undefined) throw new Error(`${name} is not named NNNN_name.sql`);
    if (numbers.has(number)) throw new Error(`two migrations have the number ${number}`);
    numbers.add(number);
  }
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(path.join(dir, name), 'utf8');
      // A checkout on Windows may end lines otherwise; the migration is the same.
      const sha256 = createHash('sha256').update(sql.replaceAll('\r\n', '\n')).digest('hex');
      return { name, sql, sha256 };
    }),
  );
}

/** What of `wanted` the database has not seen. Throws as `migrate` does. */
export async function pendingMigrations(client: pg.ClientBase | pg.Pool, wanted: Migration[]): Promise<Migration[]> {
  const { rows } = await client.query<{ name: string; sha256: string }>(
    'select name, sha256 from schema_migration order by name',
  );
  const byName = new Map(wanted.map((one) => [one.name, one]));
  for (const applied of rows) {
    const file = byName.get(applied.name);
    if (!file) {
      throw new Error(
        `数据库已执行迁移 ${applied.name}，而本程序没有它：程序比数据库旧。` +
          ` The database has had migration ${applied.name}, which this program lacks: the program is older than the database.`,
      );
    }
    if (file.sha256 !== applied.sha256) {
      throw new Error(
        `迁移 ${applied.name} 执行后被改动过；请恢复原文件，改动另写新迁移。` +
          ` Migration ${applied.name} was changed after it had been applied; restore the file and write a new migration.`,
      );
    }
  }
  const done = new Set(rows.map((row) => row.name));
  const last = rows.at(-1)?.name ?? '';
  const pending = wanted.filter((one) => !done.has(one.name));
  const late = pending.find((one) => one.name < last);
  if (late) {
    throw new Error(
      `迁移 ${late.name} 的编号小于已执行的 ${last}；请改用更大的编号。` +
        ` Migration ${late.name} is numbered below ${last}, which was already applied; give it a higher number.`,
    );
  }
  return pending;
}

async function refuseHalfRestored(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ under_way: boolean }>('select to_regclass($1) is not null as under_way', [RESTORE_MARK]);
  if (rows[0]?.under_way) {
    throw new Error(
      '这个数据库上有一次未完成的恢复；请重新执行 lvyue restore。' +
        ' A restore into this database was not completed; run lvyue restore again.',
    );
  }
}

async function apply(client: pg.ClientBase, migration: Migration): Promise<void> {
  await client.query('begin');
  try {
    await client.query(migration.sql);
    await client.query('insert into schema_migration (name, sha256) values ($1, $2)', [migration.name, migration.sha256]);
    await client.query('commit');
  } catch (cause) {
    await client.query('rollback').catch(() => undefined); // the connection may be gone
    throw new Error(`${migration.name}: ${(cause as Error).message}`, { cause });
  }
}

async function grant(client: pg.ClientBase): Promise<void> {
  await ensureAppRole(client);
  if (!(await canActAsAppRole(client))) return;
  await client.query('begin');
  await grantToAppRole(client);
  await client.query('commit');
}
