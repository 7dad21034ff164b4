import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import type { Pool } from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { emptyDatabase, type FreshDatabase, freshDatabase } from '#testing/database';
import { migrate, RESTORE_MARK } from '../migrate.ts';
import { writeBackup } from './backup.ts';
import { tablesOf } from './catalogue.ts';
import { type RestoreOptions, restoreBackup } from './restore.ts';
import { verifyBackup } from './verify.ts';

let source: FreshDatabase;
let target: Omit<FreshDatabase, 'pool'>;
let folder: string;
let file: string;
beforeEach(async () => {
  [source, target] = await Promise.all([freshDatabase(), emptyDatabase()]);
  folder = mkdtempSync(path.join(os.tmpdir(), 'lvyue-backup-'));
  file = path.join(folder, 'one.lvyue');
});
afterEach(async () => {
  await Promise.all([source.close(), target.close()]);
  rmSync(folder, { recursive: true });
});

test('everything comes back as it was: values, numbers, jobs, and what the application may not do', async () => {
  await addEntries(source.owner, 1000);
  await source.owner.query(`select take_numbers('CP-2026', 41)`);
  await source.owner.query(
    `select graphile_worker.add_job('remind', '{"n": 1}', run_at := now() + interval '1 day', job_key := 'k')`,
  );
  await source.owner.query(`update graphile_worker._private_jobs set locked_at = now(), locked_by = 'a worker elsewhere'`);
  const told: string[] = [];
  const progress = (done: { name: string; rows: number; finished: boolean }) =>
    told.push(`${done.name} ${done.rows} ${done.finished}`);
  const written = await writeBackup({ pool: source.owner, file, progress });
  expect(await restore({ progress })).toEqual(written.manifest);
  const bytes = readFileSync(file);
  expect(written).toMatchObject({ bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });

  expect(told.filter((line) => line === 'public.journal 1000 true')).toHaveLength(2);
  const [before, after] = [await contents(source.owner), await contents(target.owner)];
  expect(after).toEqual(before);
  expect(before['public.journal']).toHaveLength(1000);
  expect((await target.owner.query(`select take_numbers('CP-2026', 1)::int as n`)).rows).toEqual([{ n: 42 }]);
  expect(await addEntries(target.owner, 1)).toEqual(['1001']);
  expect((await target.owner.query('select task_identifier, key, locked_at, locked_by from graphile_worker.jobs')).rows).toEqual([
    { task_identifier: 'remind', key: 'k', locked_at: null, locked_by: null },
  ]);
  await expect(target.owner.query(`begin; set local role lvyue_app; delete from journal`)).rejects.toThrow('permission denied');
  expect(await migrate(target.owner)).toEqual([]);
});

test('rows that belong together are both in or both out, however many are written meanwhile', async () => {
  await addEntries(source.owner, 20_000); // some seconds of work for the writers to fall into
  const writing = { on: true };
  let pairs = 0;
  const writers = Array.from({ length: 4 }, async () => {
    while (writing.on) {
      await source.pool.query(
        `with e as (insert into journal (record, record_id, version, step, at, actor, body, hash)
           select 'r', gen_random_uuid(), 1, 'pair', now(), 'a', '{}', '\\x00' from generate_series(1, 5) returning 1)
         insert into refusal (at, actor, record, step, control) select now(), 'a', 'r', 'pair', 'c' from e`,
      );
      pairs += 5;
    }
  });
  const before = await source.pool.query('select count(*)::int as n from refusal');
  await writeBackup({ pool: source.owner, file });
  writing.on = false;
  await Promise.all(writers);
  await restore();
  const { rows } = await target.owner.query<{ entries: number; refusals: number }>(
    `select (select count(*)::int from journal where step = 'pair') as entries, (select count(*)::int from refusal) as refusals`,
  );
  expect(rows[0]?.entries).toBe(rows[0]?.refusals);
  expect(rows[0]?.refusals).toBeGreaterThanOrEqual(before.rows[0]?.n);
  expect(rows[0]?.refusals).toBeLessThan(pairs);
});

describe('with a schema of its own', () => {
  let migrations: string;
  beforeEach(() => {
    migrations = path.join(folder, 'migrations');
    mkdirSync(migrations);
    writeFileSync(
      path.join(migrations, '0001_all.sql'),
      `create table parent (id int primary key, first_child int, twice int generated always as (id * 2) stored);
       create table child (id int primary key, parent int not null references parent on delete cascade);
       alter table parent add foreign key (first_child) references child deferrable initially deferred;
       create table reading (at date not null, value numeric) partition by range (at);
       create table reading_2026 partition of reading for values from ('2026-01-01') to ('2027-01-01');
       insert into parent values (1, null);
       create function shout() returns trigger language plpgsql as $$ begin raise exception 'fired'; end $$;
       create trigger shout before update on child for each row execute function shout();
       create trigger shout_too before insert on child for each row when (new.id < 100) execute function shout()`,
    );
  });

  test('keys that go round in a circle, triggers, computed columns and partitions come back; a newer program migrates on', async () => {
    const old = await emptyDatabase();
    await migrate(old.owner, migrations);
    await old.owner.query(`insert into parent values (2, null); insert into child values (107, 1)`);
    await old.owner.query('alter table child disable trigger user');
    await old.owner.query('update child set id = 7');
    await old.owner.query('alter table child enable trigger user');
    await old.owner.query(`update parent set first_child = 7 where id = 2; insert into reading values ('2026-05-01', 1.50)`);
    await writeBackup({ pool: old.owner, file });
    await old.close();
    writeFileSync(
      path.join(migrations, '0002_more.sql'),
      'create table later (n int); insert into later select count(*) from child',
    );
    await restore({ migrations });
    expect((await target.owner.query('select id, first_child, twice from parent order by id')).rows).toEqual([
      { id: 1, first_child: null, twice: 2 },
      { id: 2, first_child: 7, twice: 4 },
    ]);
    expect((await target.owner.query('select tableoid::regclass::text as part, at, value from reading')).rows).toEqual([
      { part: 'reading_2026', at: '2026-05-01', value: '1.50' },
    ]);
    expect((await target.owner.query('select n from later')).rows).toEqual([{ n: 1 }]);
    await expect(target.owner.query('insert into child values (8, 1)')).rejects.toThrow('fired');
    await expect(target.owner.query('insert into child values (108, 9)')).rejects.toThrow('foreign key');
    await expect(target.owner.query('update parent set first_child = 9')).rejects.toThrow('foreign key');
  });

  test('a backup of a program with other migrations is refused', async () => {
    await writeBackup({ pool: source.owner, file });
    await expect(restore({ migrations })).rejects.toThrow(/a program with other migrations \(0001_kernel.sql\)/);
    expect(await tablesOf(target.owner)).toEqual([]);
  });
});

test('stored files are part of it, private keys only when asked for, and neither replaces what is there', async () => {
  const from = path.join(folder, 'from');
  mkdirSync(path.join(from, 'files', 'ab'), { recursive: true });
  mkdirSync(path.join(from, 'keys'));
  writeFileSync(path.join(from, 'files', 'ab', 'photo'), Buffer.alloc(5_000_000, 'x'));
  writeFileSync(path.join(from, 'files', 'empty'), '');
  writeFileSync(path.join(from, 'keys', 'journal.key'), 'secret');
  writeFileSync(path.join(from, 'keys', 'seal-public.pem'), 'public');
  const what = { pool: source.owner, file, filesFolder: path.join(from, 'files'), keysFolder: path.join(from, 'keys') };
  await writeBackup(what);
  expect((await verifyBackup(file)).keys.map((key) => key.name)).toEqual(['keys/seal-public.pem']);
  rmSync(file);
  await writeBackup({ ...what, withKeys: true });
  expect(statSync(file).mode & 0o777).toBe(0o600);

  mkdirSync(path.join(folder, 'keys'));
  writeFileSync(path.join(folder, 'keys', 'journal.key'), 'another');
  await expect(restore()).rejects.toThrow(/journal.key exists and is another key/);
  writeFileSync(path.join(folder, 'keys', 'journal.key'), 'secret');
  await restore(); // the database holds what the first attempt left, and knows it
  expect(readFileSync(path.join(folder, 'files', 'ab', 'photo'))).toEqual(Buffer.alloc(5_000_000, 'x'));
  expect(readdirSync(path.join(folder, 'files')).sort()).toEqual(['ab', 'empty']);
});

test('a database that holds anything is left alone', async () => {
  await writeBackup({ pool: source.owner, file });
  await target.owner.query('create table somebody (n int)');
  await expect(restore()).rejects.toThrow(/only, and this one has public.somebody/);
  expect((await tablesOf(target.owner)).map((table) => table.name)).toEqual(['somebody']);
});

test('a damaged backup is refused before anything is written, whatever happened to it', async () => {
  await addEntries(source.owner, 2000);
  await writeBackup({ pool: source.owner, file });
  const whole = readFileSync(file);
  const cut = [0, 1, 39, 40, 100, whole.length >> 1, whole.length - 41, whole.length - 40, whole.length - 1].map((at) =>
    whole.subarray(0, at),
  );
  const flipped = [
    0,
    10,
    1000,
    whole.length >> 1,
    whole.length - 1000,
    whole.length - 50,
    whole.length - 37,
    whole.length - 1,
  ].map((at) => {
    const bytes = Buffer.from(whole);
    bytes[at] = (bytes[at] ?? 0) ^ 4;
    return bytes;
  });
  const longer = [Buffer.from('more'), whole.subarray(-40), whole].map((tail) => Buffer.concat([whole, tail]));
  for (const bytes of [...cut, ...flipped, ...longer, Buffer.from('not a backup at all, but something of forty bytes or more')]) {
    writeFileSync(file, bytes);
    await expect(restore()).rejects.toThrow(/is not a whole and unaltered backup .* nothing was written/);
  }
  expect(await tablesOf(target.owner)).toEqual([]);
});

test('it can be listed without this program', async () => {
  await writeBackup({ pool: source.owner, file });
  const tar = zstdDecompressSync(readFileSync(file));
  const names = execFileSync('tar', ['-tf', '-'], { input: tar, encoding: 'utf8' }).trim().split('\n');
  expect(names).toContain('tables/public.config_epoch/000001');
  expect(names.at(-1)).toBe('manifest.json');
});

describe('when it cannot be finished, nothing is left behind', () => {
  test('because the file exists', async () => {
    writeFileSync(file, 'mine');
    await expect(writeBackup({ pool: source.owner, file })).rejects.toThrow(/exists already/);
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });

  test('because the database went away', async () => {
    await addEntries(source.owner, 20_000);
    const terminated: Promise<unknown>[] = [];
    const progress = ({ name }: { name: string }) => {
      if (name !== 'public.journal' || terminated.length > 0) return;
      terminated.push(terminateOthers(source));
    };
    await expect(writeBackup({ pool: source.owner, file, progress })).rejects.toThrow(/nothing was left behind/);
    expect(terminated).not.toEqual([]);
    await Promise.allSettled(terminated);
    expect(readdirSync(folder)).toEqual([]);
    await writeBackup({ pool: source.owner, file }); // and the pool is whole again
    expect(existsSync(file)).toBe(true);
  });

  test('because somebody pressed Ctrl-C', async () => {
    await addEntries(source.owner, 5000);
    const stop = new AbortController();
    const run = writeBackup({ pool: source.owner, file, signal: stop.signal, progress: () => stop.abort() });
    await expect(run).rejects.toThrow(/nothing was left behind/);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('and a restore that lost its database can be repeated', async () => {
    await addEntries(source.owner, 20_000);
    await writeBackup({ pool: source.owner, file });
    const terminated: Promise<unknown>[] = [];
    const progress = () => {
      if (terminated.length === 0) terminated.push(terminateOthers(target));
    };
    await expect(restore({ progress })).rejects.toThrow(/no rows were loaded/);
    await Promise.allSettled(terminated);
    const { rows } = await target.owner.query(
      `select (select count(*)::int from journal) as n, to_regclass('${RESTORE_MARK}')::text as mark`,
    );
    expect(rows).toEqual([{ n: 0, mark: 'restore_under_way' }]);
    await restore();
    expect((await target.owner.query('select count(*)::int as n from journal')).rows).toEqual([{ n: 20_000 }]);
  });
});

function restore(options: Partial<RestoreOptions> = {}) {
  return restoreBackup({
    pool: target.owner,
    file,
    filesFolder: path.join(folder, 'files'),
    keysFolder: path.join(folder, 'keys'),
    ...options,
  });
}

/** Adds entries whose texts are hard to write down, a kilobyte of noise each, and returns the last one's id. */
async function addEntries(pool: Pool, wanted: number): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `insert into journal (record, record_id, version, step, at, actor, body, hash)
     select E'a\\tb\\nc\\\\N"\\r,客户', gen_random_uuid(), n, case n % 2 when 0 then '' else '\\N' end,
       timestamptz '2026-01-01 00:00:00.123+08' + n * interval '1 second', 'actor',
       format('{ "n":  %s, "n": 1e2, "noise": "%s" }', n, (select string_agg(md5(random()::text), '') from generate_series(1, 32) where n = n))::json,
       decode(md5(n::text), 'hex')
     from generate_series(1, $1::int) n returning id`,
    [wanted],
  );
  return rows.slice(-1).map((row) => row.id);
}

/** All rows of all tables, as text. */
async function contents(pool: Pool): Promise<Record<string, string[]>> {
  const all: Record<string, string[]> = {};
  for (const { schema, name } of await tablesOf(pool)) {
    // Who held a job is not restored.
    const row = schema === 'graphile_worker' ? `to_jsonb(t) - '{locked_at,locked_by,is_available}'::text[]` : 't';
    const { rows } = await pool.query<{ row: string }>(`select (${row})::text as row from ${schema}.${name} t order by 1`);
    all[`${schema}.${name}`] = rows.map((one) => one.row);
  }
  return all;
}

async function terminateOthers(database: { owner: Pool }): Promise<void> {
  await database.owner.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and query ilike 'copy %'`,
  );
}
