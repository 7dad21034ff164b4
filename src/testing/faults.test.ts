import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, inject, onTestFinished, test } from 'vitest';
import { keyIdOf } from '#kernel/run/journal/seal';
import { verify } from '#kernel/run/journal/verify';
import { registry } from '#server/registry';
import { createApiKey } from '#server/access/api-key';
import { ownerPoolOf } from '#server/database';
import { type Running, startServer } from '#server/main';
import { serverOptions } from '#server/options';
import { openCompany } from './company.ts';
import { contradictions, lostOf } from './consistency.ts';
import { type FreshDatabase, freshDatabase } from './database.ts';
import { installation, ready } from './installed.ts';
import { CAST } from './lives.ts';
import { type RawAnswer, personOf } from './person.ts';
import { stored } from './stored.ts';
import { STORY_BEGINS } from './story.ts';
import { traffic } from './traffic.ts';

// The database goes away, is slow or full, and clocks disagree: what is told then, what is kept, and how it goes on.

const SLOW = { timeout: 180_000 };

describe('the program over a database that fails', () => {
  let database: FreshDatabase;
  let data: string;
  let running: Running;
  let key: string;
  beforeEach(async () => {
    database = await freshDatabase();
    data = mkdtempSync(path.join(os.tmpdir(), 'lvyue-faults-'));
    const env = { DATABASE_URL: database.url, LVYUE_DATA: data, LVYUE_LOG: 'silent', LVYUE_POOL: '8', PORT: '0' };
    running = await startServer({ ...serverOptions(env, false), env, wantsDemo: () => Promise.resolve(false) });
    const wanted = { name: 'faults', roles: [...CAST], scope: 'write', expiresAt: null, createdBy: 'system' } as const;
    ({ key } = await createApiKey(database.pool, wanted, new Date()));
  });
  afterEach(async () => {
    await running.stop();
    await database.close();
    rmSync(data, { recursive: true, force: true });
  });

  const as = (language: string) =>
    personOf(
      running.url,
      () => Promise.reject(new Error('A program has no id.')),
      () => Promise.resolve({ authorization: `Bearer ${key}`, 'accept-language': language }),
    );
  const post = (path: string, body: object = {}, language = 'en') => as(language).send('POST', path, body);
  const faults = async () => Number(/^lvyue_faults_total (\d+)$/m.exec(await (await fetch(`${running.url}/metrics`)).text())?.[1]);

  test('a database that goes away while requests run: busy, and well again without a restart', SLOW, async () => {
    const load = traffic({ url: running.url, key, connections: 4, now: Date.now });
    await load.further(40);
    load.interrupt();
    await closeDatabase(database.url, true);
    try {
      await expectBusy((language) => post('/api/departments', { name: '来不及' }, language));
      await expectBusy((language) => as(language).send('GET', '/api/departments'));
      await expectBusy((language) => as(language).send('GET', '/api/kpi'));
      expect((await fetch(`${running.url}/readyz`)).status).toBe(503);
      expect((await fetch(`${running.url}/healthz`)).status).toBe(200);
    } finally {
      await closeDatabase(database.url, false);
    }
    await ready(running.url);
    load.resume(running.url);
    await load.further(40);
    await load.end();
    expect(load.wrong).toEqual([]);
    expect(await lostOf(database.owner, load.acknowledged)).toEqual([]);
    expect(await contradictions(database.owner)).toEqual([]);
    expect(await faults()).toBe(0);
  });

  test('connections that are cut one by one, again and again: no request is told that the program is wrong', SLOW, async () => {
    const load = traffic({ url: running.url, key, connections: 4, now: Date.now });
    for (let round = 0; round < 10; round++) {
      await load.further(10);
      load.interrupt();
      await database.owner.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`);
      load.resume(running.url);
    }
    await load.end();
    expect(load.wrong).toEqual([]);
    expect(await lostOf(database.owner, load.acknowledged)).toEqual([]);
    expect(await contradictions(database.owner)).toEqual([]);
    expect(await faults()).toBe(0);
  });

  test('what takes the database too long, up to the commit: busy, and nothing of it is there', async () => {
    const { record } = (await post('/api/departments', { name: '供应部' })).body;
    // The limit counts for the statements after this one: for the commit, whose trigger sleeps.
    await database.owner.query(`create function hurry() returns trigger language plpgsql as $$ begin perform set_config('statement_timeout', '50', true); return new; end $$;
      create function dawdle() returns trigger language plpgsql as $$ begin perform pg_sleep(60); return new; end $$;
      create trigger hurry before insert on journal for each row execute function hurry();
      create constraint trigger dawdle after insert on journal deferrable initially deferred for each row execute function dawdle()`);
    const before = await stored(database.owner);
    await expectBusy((language) => post('/api/departments', { name: '慢' }, language));
    await expectBusy((language) => post(`/api/departments/${record.id}/close`, {}, language));
    expect(await stored(database.owner)).toEqual(before);
    await database.owner.query('drop trigger dawdle on journal; drop trigger hurry on journal');
    expect((await post(`/api/departments/${record.id}/close`)).body.record).toMatchObject({ state: 'closed', version: 2 });
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
    expect((await steps).map((a) => a.status).sort()).toEqual([200, 409]);
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

describe.skipIf(!mayMount())('a disk that is really full', () => {
  test('what was acknowledged stays, and writing goes on when there is room again', SLOW, async () => {
    const data = mkdtempSync(path.join(os.tmpdir(), 'lvyue-full-'));
    mount(data);
    onTestFinished(() => unmount(data));
    const here = await installation({}, data);
    onTestFinished(() => here.remove());
    const program = await here.start();
    const key = (await here.command('token', ...CAST.flatMap((role) => ['--role', role]))).out.trim();
    const load = traffic({ url: program.url, key, connections: 4, now: Date.now });
    await load.further(40);
    load.interrupt();
    const ballast = path.join(data, 'ballast');
    const { bavail, bsize } = statfsSync(data);
    writeFileSync(ballast, Buffer.alloc(bavail * bsize));
    const busy = await firstBusy(program.url, key);
    expect(busy.headers.get('retry-after')).toMatch(/^\d+$/);
    rmSync(ballast);
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
