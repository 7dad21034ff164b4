import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ownerPoolOf } from '#server/database';
import { contradictions, lostOf } from './consistency.ts';
import { type Installed, installation, type Program, ready } from './installed.ts';
import { CAST, type Traffic, traffic } from './traffic.ts';

// The system is killed in the middle of its work. Whatever it had acknowledged is there, and whatever it had begun is there wholly or not at all.

const CONNECTIONS = 6;
const WRITES = 150; // before each kill: every connection is in another life by then

describe.skipIf(process.platform === 'win32')('kill -9 under load', () => {
  let here: Installed;
  let program: Program;
  let load: Traffic;
  beforeAll(async () => {
    here = await installation();
    program = await here.start();
    const key = (await here.command('token', ...CAST.flatMap((role) => ['--role', role]))).out.trim();
    load = traffic({ url: program.url, key, connections: CONNECTIONS, now: Date.now });
  });
  afterAll(() => here.remove());

  test('the database is set to lose nothing', async () => {
    const pool = ownerPoolOf(here.databaseUrl(), 1);
    try {
      const settings = ['fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums'];
      const { rows } = await pool.query('select name, setting from pg_settings where name = any($1)', [settings]);
      expect(Object.fromEntries(rows.map((r) => [r.name, r.setting]))).toEqual(
        Object.fromEntries(settings.map((s) => [s, 'on'])),
      );
    } finally {
      await pool.end();
    }
  });

  test.each(['the program', 'the database', 'both'] as const)('%s', { timeout: 180_000 }, async (what) => {
    await load.further(WRITES);
    load.interrupt();
    if (what !== ('database' as string) && what !== 'the database') await program.kill();
    if (what !== 'the program') await here.killDatabase();
    if (what === 'the database') await ready(program.url, program.ended);
    else program = await here.start();
    await intact();
    load.resume(program.url);
    await load.further(CONNECTIONS * 3);
    expect(load.wrong).toEqual([]);
    expect(program.errors).toEqual([]);
  });

  test('and in the end every life is whole, and nothing was done twice', { timeout: 180_000 }, async () => {
    await load.end();
    expect(load.doubtful).toBeGreaterThan(0);
    expect(load.wrong).toEqual([]);
    await intact();
    expect(await program.stop()).toBe(0);
    expect(here.databasePids()).toEqual([]);
  });

  async function intact(): Promise<void> {
    const pool = ownerPoolOf(here.databaseUrl(), 2);
    try {
      expect(load.acknowledged.length).toBeGreaterThan(WRITES);
      expect(await lostOf(pool, load.acknowledged)).toEqual([]);
      expect(await contradictions(pool)).toEqual([]);
    } finally {
      await pool.end();
    }
    const verified = await here.command('verify', '--json', '--lang', 'en');
    expect(JSON.parse(verified.out)).toMatchObject({ ok: true, faults: [] });
    expect(verified.code).toBe(0);
  }
});
