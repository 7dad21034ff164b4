import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ownerPoolOf } from '#server/database';
import { contradictions, lostOf } from './consistency.ts';
import { type Installed, installation, type Program, ready } from './installed.ts';
import { CAST } from './lives.ts';
import { type Traffic, traffic } from './traffic.ts';

// The system is killed in the middle of its work. What it had acknowledged is there; what it had begun is there wholly or not at all.

const CONNECTIONS = 6;
const WRITES = 150; // before each kill: every connection is somewhere else by then
const SLOW = { timeout: 180_000 }; // for a busy machine

describe.skipIf(process.platform === 'win32')('kill -9 under load', () => {
  let here: Installed;
  let program: Program;
  let load: Traffic;
  beforeAll(async () => {
    here = await installation();
    program = await here.start();
    const { out: key } = await here.command('token', ...CAST.flatMap((role) => ['--role', role]));
    load = traffic({ url: program.url, key: key.trim(), connections: CONNECTIONS, now: Date.now });
  }, SLOW.timeout);
  afterAll(() => here.remove());

  test('the database is set to lose nothing', async () => {
    await asOwner(async (pool) => {
      const { rows } = await pool.query<{ name: string; setting: string }>(
        `select name, setting from pg_settings where name in ('fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums')`,
      );
      expect(rows.map(({ name, setting }) => `${name} ${setting}`).sort()).toEqual([
        'data_checksums on',
        'fsync on',
        'full_page_writes on',
        'synchronous_commit on',
      ]);
    });
  });

  test('of the program: the next one goes on', SLOW, async () => {
    const found = await interrupted(async () => {
      await program.kill();
      program = await here.start();
    });
    expect(found).toEqual(NOTHING);
  });

  test('of the database: the program starts it again', SLOW, async () => {
    const [before] = here.databasePids();
    const found = await interrupted(async () => {
      await here.killDatabase();
      await ready(program.url, program.ended);
    });
    expect(found).toEqual(NOTHING);
    expect(here.databasePids()[0]).not.toBe(before);
  });

  test('of both', SLOW, async () => {
    const found = await interrupted(async () => {
      await Promise.all([program.kill(), here.killDatabase()]);
      program = await here.start();
    });
    expect(found).toEqual(NOTHING);
  });

  test('in the end every life is whole, and nothing was done twice', SLOW, async () => {
    await load.end();
    expect(load.doubtful).toBeGreaterThan(0);
    expect({ ...(await damage()), ...told() }).toEqual(NOTHING);
    expect(await program.stop()).toBe(0);
    expect(here.databasePids()).toEqual([]);
  });

  test('the comparison sees what is not there', SLOW, async () => {
    await here.start();
    const made = { plural: 'orders', id: '00000000-0000-4000-8000-000000000000', version: 1, state: 'placed' };
    await asOwner(async (pool) => {
      expect(await lostOf(pool, [...load.acknowledged, made])).toEqual([made]);
      await pool.query(`update delivery set state = 'arrived' where state = 'signed'`);
      const rules = new Set((await contradictions(pool)).map(({ rule }) => rule));
      expect(rules).toContain('delivery: the row agrees with its last entry');
      expect(rules).toContain('an order is delivered when all of it is signed for');
    });
    expect(await here.command('verify')).toMatchObject({ code: 1 });
  });

  /** Lets `kill` happen in the middle of the load, looks at what is there before anything else is asked for, and goes on. */
  async function interrupted(kill: () => Promise<void>): Promise<typeof NOTHING> {
    await load.further(WRITES);
    load.interrupt();
    await kill();
    const found = await damage();
    load.resume(program.url);
    await load.further(3 * CONNECTIONS);
    return { ...found, ...told() };
  }

  async function damage(): Promise<Pick<typeof NOTHING, 'lost' | 'halves' | 'tampered'>> {
    const pool = ownerPoolOf(here.databaseUrl(), 2);
    try {
      const [lost, halves] = [await lostOf(pool, load.acknowledged), await contradictions(pool)];
      const { code, out } = await here.command('verify', '--lang', 'en');
      return { lost, halves, tampered: code === 0 ? [] : [out] };
    } finally {
      await pool.end();
    }
  }

  const told = () => ({ wrong: [...load.wrong], faults: [...program.faults] });

  async function asOwner(look: (pool: Pool) => Promise<void>): Promise<void> {
    const pool = ownerPoolOf(here.databaseUrl(), 1);
    try {
      await look(pool);
    } finally {
      await pool.end();
    }
  }
});

/** What is found after a kill when all is well: nothing lost, half done or tampered with, no wrong answers and no faults. */
const NOTHING = {
  lost: [] as Awaited<ReturnType<typeof lostOf>>,
  halves: [] as Awaited<ReturnType<typeof contradictions>>,
  tampered: [] as string[],
  wrong: [] as string[],
  faults: [] as string[],
};
