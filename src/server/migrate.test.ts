import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Pool } from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { emptyDatabase, type FreshDatabase, freshDatabase } from '#testing/database';
import { migrate, RESTORE_MARK } from './migrate.ts';
import { APPEND_ONLY } from './postgres/app-role.ts';

let database: FreshDatabase;
let folder: string;
beforeEach(async () => {
  database = await freshDatabase();
  folder = mkdtempSync(path.join(os.tmpdir(), 'lvyue-migrations-'));
});
afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true });
});

test('a second run applies nothing', async () => {
  expect(await migrate(database.owner)).toEqual([]);
});

test('files are applied in order, once, and a later one joins them', async () => {
  await inEmptyDatabase(async (pool) => {
    write('0002_fill.sql', 'insert into a values (1)');
    write('0001_make.sql', 'create table a (n int)');
    expect(await migrate(pool, folder)).toEqual(['0001_make.sql', '0002_fill.sql']);
    write('0003_more.sql', 'insert into a values (2)');
    expect(await migrate(pool, folder)).toEqual(['0003_more.sql']);
    expect((await pool.query('select n from a order by n')).rows).toEqual([{ n: 1 }, { n: 2 }]);
  });
});

test('migrators that run at once take turns', async () => {
  await inEmptyDatabase(async (pool) => {
    write('0001_make.sql', 'create table a (n int)');
    const applied = await Promise.all([migrate(pool, folder), migrate(pool, folder), migrate(pool, folder)]);
    expect(applied.flat()).toEqual(['0001_make.sql']);
  });
});

test('a changed, a missing and a late file are refused', async () => {
  await inEmptyDatabase(async (pool) => {
    write('0002_make.sql', 'create table a (n int)');
    await migrate(pool, folder);
    write('0001_late.sql', 'create table b (n int)');
    await expect(migrate(pool, folder)).rejects.toThrow(/0001_late.sql is numbered below 0002_make.sql/);
    rmSync(path.join(folder, '0001_late.sql'));
    write('0002_make.sql', 'create table a (n bigint)');
    await expect(migrate(pool, folder)).rejects.toThrow(/0002_make.sql was changed/);
    rmSync(path.join(folder, '0002_make.sql'));
    await expect(migrate(pool, folder)).rejects.toThrow(/0002_make.sql, which this program lacks/);
  });
});

test('a database whose restore was cut off is left to the restore', async () => {
  await database.owner.query(`create table ${RESTORE_MARK} (at timestamptz)`);
  await expect(migrate(database.owner)).rejects.toThrow(/run lvyue restore again/);
});

test('a file that fails leaves nothing of itself and keeps those before it', async () => {
  await inEmptyDatabase(async (pool) => {
    write('0001_make.sql', 'create table a (n int)');
    write('0002_half.sql', 'create table b (n int); insert into nowhere values (1)');
    await expect(migrate(pool, folder)).rejects.toThrow('0002_half.sql: relation "nowhere" does not exist');
    const { rows } = await pool.query(`select to_regclass('a')::text as a, to_regclass('b')::text as b`);
    expect(rows).toEqual([{ a: 'a', b: null }]);
  });
});

test.each(APPEND_ONLY)('the application may not rewrite %s', async (table) => {
  const { rows } = await database.owner.query<{ column: string }>(
    `select attname as column from pg_attribute where attrelid = $1::regclass and attnum > 0 and attidentity = '' limit 1`,
    [table],
  );
  const column = rows[0]?.column;
  const denied = `permission denied for table ${table}`;
  await expect(database.pool.query(`update ${table} set ${column} = ${column}`)).rejects.toThrow(denied);
  await expect(database.pool.query(`delete from ${table}`)).rejects.toThrow(denied);
  await expect(database.pool.query(`truncate ${table}`)).rejects.toThrow(denied);
  await expect(database.pool.query(`drop table ${table}`)).rejects.toThrow(`must be owner of table ${table}`);
  expect((await database.pool.query(`select * from ${table}`)).rowCount).toBe(0);
});

test('the application may write and remove ordinary rows, take numbers, and not touch the list of migrations', async () => {
  await database.pool.query(`insert into notification (id, at, kind) values (gen_random_uuid(), now(), 'x')`);
  expect((await database.pool.query('update notification set number = kind')).rowCount).toBe(1);
  expect((await database.pool.query('delete from notification')).rowCount).toBe(1);
  expect((await database.pool.query(`select take_numbers('CP-2026', 2)::int as n`)).rows).toEqual([{ n: 1 }, { n: 2 }]);
  await expect(database.pool.query('delete from schema_migration')).rejects.toThrow('permission denied');
});

test('a job is added in the transaction of the application, and goes with it', async () => {
  const client = await database.pool.connect();
  const add = `select id from graphile_worker.add_job('remind', '{"n": 1}'::json, run_at := now() + interval '1 hour', job_key := 'k')`;
  await client.query('begin isolation level serializable');
  await client.query(add);
  await client.query('rollback');
  await client.query('begin isolation level serializable');
  await client.query(add);
  await client.query('commit');
  client.release();
  expect((await database.pool.query('select task_identifier, key from graphile_worker.jobs')).rows).toEqual([
    { task_identifier: 'remind', key: 'k' },
  ]);
  await expect(database.pool.query('delete from graphile_worker._private_jobs')).rejects.toThrow('permission denied');
});

function write(name: string, sql: string): void {
  writeFileSync(path.join(folder, name), sql);
}

async function inEmptyDatabase(work: (owner: Pool) => Promise<void>): Promise<void> {
  const empty = await emptyDatabase();
  try {
    await work(empty.owner);
  } finally {
    await empty.close();
  }
}
