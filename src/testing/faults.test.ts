import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, inject, onTestFinished, test } from 'vitest';
import type { Kernel } from '#kernel/run/kernel';
import { ownerPoolOf } from '#server/database';
import { problemOf } from '#server/http/database-problems';
import { registry } from '#server/registry';
import { contradictions, lostOf } from './consistency.ts';
import type { FreshDatabase } from './database.ts';
import { installation, ready } from './installed.ts';
import { CAST } from './lives.ts';
import type { RawAnswer } from './person.ts';
import { type Programs, startPrograms } from './programs.ts';
import { stored } from './stored.ts';
import { traffic } from './traffic.ts';

// The database goes away, is slow, or its disk is full: what is told then, what is kept, and how it goes on.

const SLOW = { timeout: 180_000 };

describe('the program over a database that fails', () => {
  let programs: Programs;
  let database: FreshDatabase;
  let url: string;
  let key: string;
  beforeEach(async () => {
    programs = await startPrograms(1);
    ({ database } = programs);
    ({ url } = programs.running[0]!);
    key = await programs.key(CAST);
  });
  afterEach(() => programs.close());

  const as = (language: string) => programs.client(0, key, language);
  const post = (path: string, body: object = {}, language = 'en') => as(language).send('POST', path, body);
  const faults = () => programs.faults(0);

  test('a database that goes away while requests run: busy, and well again without a restart', SLOW, async () => {
    const load = traffic({ url, key, connections: 4, now: Date.now });
    await load.further(40);
    load.interrupt();
    await closeDatabase(database.url, true);
    try {
      await expectBusy((language) => post('/api/departments', { name: '来不及' }, language));
      await expectBusy((language) => as(language).send('GET', '/api/departments'));
      await expectBusy((language) => as(language).send('GET', '/api/kpi'));
      expect((await fetch(`${url}/readyz`)).status).toBe(503);
      expect((await fetch(`${url}/healthz`)).status).toBe(200);
    } finally {
      await closeDatabase(database.url, false);
    }
    await ready(url);
    load.resume(url);
    await load.further(40);
    await load.end();
    expect(load.wrong).toEqual([]);
    expect(await lostOf(database.owner, load.acknowledged)).toEqual([]);
    expect(await contradictions(database.owner)).toEqual([]);
    expect(await faults()).toBe(0);
  });

  test('connections that are cut again and again: busy at worst, and nothing is lost', SLOW, async () => {
    const load = traffic({ url, key, connections: 4, now: Date.now, insistent: true });
    for (let round = 0; round < 10; round++) {
      await load.further(10);
      await database.owner.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
      );
    }
    await load.end();
    expect(load.doubtful).toBeGreaterThan(0);
    expect(load.wrong).toEqual([]);
    expect(await lostOf(database.owner, load.acknowledged)).toEqual([]);
    expect(await contradictions(database.owner)).toEqual([]);
    expect(await faults()).toBe(0);
  });

  test('what takes the database too long half way through: busy, and nothing of it is there', async () => {
    const there = (await post('/api/departments', { name: '供应部' })).body.record;
    const { id } = (await post('/api/customers', { name: '客户', department: there.id })).body.record;
    // An order takes over the department of its customer by a second entry. The limit that the first one sets counts from the next statement on.
    await database.owner.query(`create function dawdle() returns trigger language plpgsql as $$ begin
        if new.version = 1 then perform set_config('statement_timeout', '50', true); else perform pg_sleep(600); end if;
        return new;
      end $$;
      create trigger dawdle before insert on journal for each row execute function dawdle()`);
    const before = await stored(database.owner);
    await expectBusy((language) => post('/api/orders', { customer: id, channel: 'shop' }, language));
    expect(await stored(database.owner)).toEqual(before);
    await database.owner.query('drop trigger dawdle on journal');
    expect((await post('/api/orders', { customer: id, channel: 'shop' })).body.record).toMatchObject({
      department: there.id,
      version: 2,
    });
    expect(await faults()).toBe(0);
  });

  test('a row that somebody holds: whoever waits is served when it is let go', async () => {
    const { record } = (await post('/api/departments', { name: '热门部门' })).body;
    const holder = await database.owner.connect();
    await holder.query('begin');
    await holder.query('select from department where id = $1 for update', [record.id]);
    const steps = Promise.all([post(`/api/departments/${record.id}/close`), post(`/api/departments/${record.id}/close`)]);
    await expect.poll(() => waitingForLocks(database), { timeout: 20_000 }).toBe(2);
    await holder.query('commit');
    holder.release();
    expect((await steps).map((a) => String(a.status)).sort()).toEqual(['200', '409']);
  });

  test('a disk that is full half way through a creation: busy, and nothing of it is there', async () => {
    const customer = (await post('/api/customers', { name: '客户' })).body.record;
    await database.owner.query(`create function full_disk() returns trigger language plpgsql as $$ begin raise exception 'could not extend file' using errcode = '53100'; end $$;
      create trigger full_disk before insert on commitment for each row execute function full_disk()`);
    const before = await stored(database.owner);
    await expectBusy((language) => post('/api/orders', { customer: customer.id, channel: 'shop' }, language));
    expect(await stored(database.owner)).toEqual(before);
    await database.owner.query('drop trigger full_disk on commitment');
    expect((await post('/api/orders', { customer: customer.id, channel: 'shop' })).status).toBe(201);
    expect(await faults()).toBe(0);
  });

  test('more requests than connections: all are served', async () => {
    const answers = await Promise.all(Array.from({ length: 200 }, (_, n) => post('/api/departments', { name: `部门 ${n}` })));
    expect(new Set(answers.map((a) => a.status))).toEqual(new Set([201]));
    expect(new Set(answers.map((a) => a.body.record.number)).size).toBe(200);
  });
});

test('a network that lets nobody through is a database that is away', async () => {
  const kernel = { registry, pool: null } as unknown as Kernel; // neither is asked
  for (const code of ['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN', 'ENOTFOUND']) {
    expect(await problemOf(Object.assign(new Error(`connect ${code}`), { code }), kernel), code).toMatchObject({
      slug: 'busy',
      status: 503,
    });
  }
  const other = new Error('x is not a function');
  expect(await problemOf(other, kernel)).toBe(other);
});

describe.skipIf(!mayMount())('a disk that is really full (where one can be mounted)', () => {
  test('what was acknowledged stays, and writing goes on when there is room again', SLOW, async () => {
    const disk = mountDisk('160m');
    onTestFinished(() => unmountDisk(disk));
    const here = await installation({}, path.join(disk, 'data'));
    onTestFinished(() => here.remove());
    const program = await here.start();
    const key = (await here.command('token', ...CAST.flatMap((role) => ['--role', role]))).out.trim();
    const load = traffic({ url: program.url, key, connections: 4, now: Date.now });
    await load.further(40);
    load.interrupt();
    fill(path.join(disk, 'ballast'));
    const busy = await firstThatFails(program.url, key);
    expect(busy).toMatchObject({ status: 503, body: { type: '/problems/busy' } });
    rmSync(path.join(disk, 'ballast'));
    await ready(program.url, program.ended);
    load.resume(program.url);
    await load.further(40);
    await load.end();
    expect(load.wrong).toEqual([]);
    expect(program.faults).toEqual([]);
    const owner = ownerPoolOf(here.databaseUrl(), 1);
    onTestFinished(() => owner.end());
    expect(await lostOf(owner, load.acknowledged)).toEqual([]);
    expect(await contradictions(owner)).toEqual([]);
    expect(await here.command('verify')).toMatchObject({ code: 0 });
  });
});

/** Expects that a request is told in both languages that it may be tried again, and when. */
async function expectBusy(ask: (language: string) => Promise<RawAnswer>): Promise<void> {
  const [zh, en] = [await ask('zh'), await ask('en')];
  for (const answer of [zh, en]) {
    expect(answer).toMatchObject({ status: 503, body: { type: '/problems/busy' } });
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  }
  expect([zh.body.title, en.body.title]).toEqual(['系统繁忙，请稍后重试。', 'The system is busy. Please try again shortly.']);
}

/** Sends everybody away from a database and lets nobody in any more, or lets them in again. */
async function closeDatabase(url: string, closed: boolean): Promise<void> {
  const server = inject('cluster');
  if ('fault' in server) throw new Error(server.fault);
  const name = new URL(url.replace('@/', '@localhost/')).pathname.slice(1);
  const client = new Client({ connectionString: server.url });
  await client.connect();
  try {
    await client.query(`alter database ${name} with allow_connections ${!closed}`);
    if (closed) await client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
  } finally {
    await client.end();
  }
}

async function waitingForLocks({ owner }: FreshDatabase): Promise<number> {
  const { rows } = await owner.query<{ n: number }>(
    `select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return rows[0]!.n;
}

/** Writes until the disk is full. */
async function firstThatFails(url: string, key: string): Promise<{ status: number; body: unknown }> {
  for (;;) {
    const body = JSON.stringify({ name: '装满磁盘的部门'.repeat(8) });
    const response = await fetch(`${url}/api/departments`, {
      method: 'POST',
      body,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    });
    if (response.status !== 201) return { status: response.status, body: await response.json() };
    await response.arrayBuffer();
  }
}

/** Makes a file of whatever room there is. */
function fill(file: string): void {
  for (let size = 1024 * 1024; size >= 512; ) {
    try {
      appendFileSync(file, Buffer.alloc(size));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      size /= 2;
    }
  }
}

function mayMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    unmountDisk(mountDisk('1m'));
    return true;
  } catch {
    return false; // a container without that right
  }
}

/** A disk in memory, in a temporary folder that everybody may pass through: as root the database is another user. */
function mountDisk(size: string): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lvyue-disk-'));
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=0755`, 'tmpfs', folder]);
  if (status === 0) return folder;
  rmSync(folder, { recursive: true });
  throw new Error('No disk can be mounted here.');
}

function unmountDisk(folder: string): void {
  spawnSync('umount', [folder]);
  rmdirSync(folder);
}
