import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Pool } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { run as demo } from '#cli/demo';
import { customer } from '#domain/accounts/customer/customer';
import { figuresOf } from '#domain/governance/kpi/figures';
import { kpi, type MeasureName } from '#domain/governance/kpi/kpi';
import { clauseFigures } from '#domain/governance/regulation/regulation.queries';
import { roles } from '#domain/org/roles';
import { sealAll } from '#kernel/run/journal/sealing';
import { verify } from '#kernel/run/journal/verify';
import { kernelOf } from '#kernel/run/kernel';
import { contradictions } from '#testing/consistency';
import { emptyDatabase } from '#testing/database';
import { databaseOf, firstLook, rowsOf, rowsOfFirstStart, signedIn, storyOf } from '#testing/demo';
import { onClient } from '#testing/journal';
import { actorWith, freshWorld, type World } from '#testing/world';
import { verifyPassword } from '../access/password.ts';
import { configSource } from '../config-source.ts';
import { appPoolOf, ownerPoolOf } from '../database.ts';
import { examineDatabase } from '../doctor/database.ts';
import type { Finding } from '../doctor/finding.ts';
import { firstStart } from '../first-start.ts';
import { openJournalKeys } from '../journal-keys.ts';
import { commitmentTable } from '../journal-places.ts';
import { migrationsFolder } from '../places.ts';
import { registry } from '../registry.ts';
import { fileWitness } from '../witness.ts';
import { loadDemo } from './load.ts';
import { setMark } from './mark.ts';
import { DEMO_PASSWORD, LEAVER, PEOPLE, personKeys } from './people.ts';

const NOW = Date.parse('2026-11-20T10:40+08:00'); // a Friday
const TODAY_ENDS = Date.parse('2026-11-20T23:59:59.999+08:00');
const SLOW = 300_000; // a loading is some thousands of deeds, and the machine may be busy

const kinds = [...registry.kinds.values()];
let world: World;
/** Everything that was written, without the ids. */
let story: string[];

beforeAll(async () => {
  world = await freshWorld();
  await loadDemo(world.kernel, NOW);
  story = await storyOf(world.db.owner, NOW);
}, SLOW);
afterAll(() => world.close());

describe('the demo company', () => {
  test('has people in every role, and an account for each', async () => {
    const { rows } = await world.db.owner.query<{ login: string; hash: string }>(
      'select login, password_hash as hash from person_login order by login',
    );
    expect(rows.map(({ login }) => login)).toEqual(personKeys.filter((key) => key !== LEAVER).sort());
    for (const hash of new Set(rows.map((row) => row.hash))) expect((await verifyPassword(DEMO_PASSWORD, hash)).right).toBe(true);
    const held = new Set<string>();
    for (const { login } of rows) for (const role of (await signedIn(world, login, NOW)).roles) held.add(role);
    expect([...held].sort()).toEqual(
      Object.keys(roles)
        .filter((role) => role !== 'portal_customer')
        .sort(),
    );
  });

  test('has every record in each of its states', async () => {
    const missing: string[] = [];
    for (const { record, table } of kinds) {
      const { rows } = await world.db.owner.query<{ state: string }>(`select distinct state from ${table}`);
      missing.push(...record.states.filter((s) => !rows.some(({ state }) => state === s)).map((s) => `${record.name} ${s}`));
    }
    expect(missing).toEqual([]);
  });

  test('shows everybody their main work at the first look', async () => {
    const main = new Set(['service_desk', 'service_manager', 'logistics', 'sales', 'market', 'after_sales', 'management']);
    for (const login of personKeys.filter((key) => key !== LEAVER)) {
      const work = await firstLook(world, await signedIn(world, login, NOW), NOW, TODAY_ENDS);
      expect(work.today, `${login}, due today`).toBeGreaterThan(0);
      if (!PEOPLE[login].roles.some((role) => main.has(role))) continue;
      expect(work.overdue, `${login}, overdue`).toBeGreaterThan(0);
      expect(work.later, `${login}, waiting`).toBeGreaterThan(0);
    }
  });

  test('keeps most of its promises and breaks some, in every kind of promise to customers', async () => {
    const { rows } = await world.db.owner.query<{ control: string; kept: number; broken: number }>(
      `select control, count(*) filter (where outcome = 'kept')::int as kept, count(*) filter (where outcome = 'breached')::int as broken
       from commitment group by 1`,
    );
    const of = (control: string) => rows.find((row) => row.control === control);
    for (const control of ['order.deadlines.confirmation', 'delivery.deadlines.arrival', 'return-visit.deadlines.visit']) {
      expect(of(control)?.kept, control).toBeGreaterThan(40);
      expect(of(control)?.broken, control).toBeGreaterThan(3);
    }
    const declared = kinds.flatMap(({ record }) =>
      Object.keys(record.deadlines).map((name) => `${record.name}.deadlines.${name}`),
    );
    expect(declared.filter((control) => !of(control))).toEqual(['return-visit.deadlines.projectVisit']); // planned by hand, which nobody does
  });

  test('has figures that could be a company’s', async () => {
    const figures = await figuresOf(world.kernel.pool, 'Asia/Shanghai', Object.keys(kpi) as MeasureName[], {});
    const value = (name: MeasureName): number => figures.find(({ id }) => id === name)?.value ?? Number.NaN;
    for (const { id, denominator } of figures) expect(denominator, id).toBeGreaterThan(5);
    for (const name of ['order-confirmation', 'on-time-delivery', 'return-visits', 'promises-kept', 'csat'] as const) {
      expect(value(name), name).toBeGreaterThan(0.65);
      expect(value(name), name).toBeLessThan(0.97);
    }
    expect(value('nps')).toBeGreaterThan(10);
    expect(value('nps')).toBeLessThan(60);
    expect(value('lead-time')).toBeGreaterThan(8);
    expect(value('lead-time')).toBeLessThan(25);
    const monthly = await figuresOf(world.kernel.pool, 'Asia/Shanghai', ['on-time-delivery'], { by: 'month' });
    expect(monthly.length).toBeGreaterThanOrEqual(4);
  });

  test('was refused now and then, which counts against the clauses', async () => {
    const refused = (await clauseFigures(world.kernel.pool, null, null)).filter((figure) => figure.refused > 0);
    expect(refused.map(({ clause }) => clause)).toEqual(
      expect.arrayContaining([
        '000 三(四)1',
        '000 三(四)2',
        '001 四(一)',
        '002.05 4-6',
        '002.14 三.2',
        '002.14 三.3a',
        '002.14 二.1a',
        '003 五(四)1a',
      ]),
    );
    const { rowCount } = await world.db.owner.query('select from refusal where overridden');
    expect(rowCount).toBe(0);
  });

  test('tells of complaints handled twice, unfounded and overdue, and of each basis of a penalty', async () => {
    const { rows } = await world.db.owner.query<{ twice: number; bases: string[] }>(
      `select (select count(*)::int from complaint where state = 'closed' and rounds = 1) as twice,
         array(select distinct penalty_basis from "order" where penalty_basis is not null order by 1) as bases`,
    );
    expect(rows[0]?.twice).toBe(1);
    expect(rows[0]?.bases).toEqual(expect.arrayContaining(['charged', 'notice_in_time', 'rate_unset']));
  });

  test('can be proven: journal, rows and promises tell the same story', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'lvyue-demo-'));
    try {
      const keys = { ...(await openJournalKeys(path.join(folder, 'keys'))), journal: world.kernel.key };
      const witness = fileWitness(path.join(folder, 'witness.jsonl'));
      await onClient(world.db.owner, (client) => sealAll(client, keys, witness, NOW));
      const report = await verify(world.db.owner, keys, witness, { records: [...kinds, commitmentTable] });
      expect(report).toMatchObject({ ok: true, faults: [], unsealed: 0 });
      expect(report.entries).toBeGreaterThan(2_500);
    } finally {
      await rm(folder, { recursive: true });
    }
    // Requests that are sent twice are another matter: here the same customer is sent goods twice.
    const against = (await contradictions(world.db.owner)).filter(({ rule }) => !rule.includes('asked for once'));
    expect(against).toEqual([]);
  });

  test('has no password in its journal', async () => {
    const { rowCount } = await world.db.owner.query(
      `select from journal where body::text like any (array['%' || $1 || '%', '%$scrypt$%'])`,
      [DEMO_PASSWORD],
    );
    expect(rowCount).toBe(0);
  });

  test('is not loaded over a company', async () => {
    await expect(loadDemo(world.kernel, NOW)).rejects.toMatchObject({ slug: 'demo-refused', status: 409 });
    const other = await freshWorld();
    await other.kernel.write(actorWith(['sales_manager']), NOW, (tx) => tx.create(customer, [{ name: '真实客户' }]));
    await expect(setMark(other.db.pool, NOW)).rejects.toMatchObject({ slug: 'demo-refused' });
    await other.close();
  });
});

describe('lvyue demo', { timeout: SLOW }, () => {
  let database: Awaited<ReturnType<typeof emptyDatabase>>;
  let folder: string;
  let said: string;

  beforeAll(async () => {
    database = await emptyDatabase();
    folder = await mkdtemp(path.join(os.tmpdir(), 'lvyue-demo-'));
    vi.stubEnv('DATABASE_URL', database.url);
    vi.stubEnv('LVYUE_DATA', folder);
    vi.stubEnv('LC_ALL', 'C');
    vi.stubEnv('LANG', 'zh_CN.UTF-8');
    vi.useFakeTimers({ toFake: ['Date'], now: NOW });
  });
  afterAll(async () => {
    vi.useRealTimers();
    vi.unstubAllEnvs();
    await database.close();
    await rm(folder, { recursive: true });
  });
  beforeEach(() => {
    said = '';
    for (const stream of ['log', 'error'] as const)
      vi.spyOn(console, stream).mockImplementation((line: string) => void (said += `${line}\n`));
  });
  afterEach(() => vi.restoreAllMocks());

  test('load fills an empty database and says how to get in; the same instant gives the same company', async () => {
    expect(await demo(['load']), said).toBe(0);
    expect(said).toMatch(/管理员账号 admin，初始密码（仅显示这一次，首次登录时须更改）：\S{19}/);
    expect(said).toContain(`每个账号的密码：${DEMO_PASSWORD}`);
    expect(said).toMatch(/maxiaodong +马晓东\t客服/);
    expect(await asking((pool) => storyOf(pool, NOW))).toEqual(story);
    expect(await demo(['load'])).toBe(1);
    expect(said).toContain('演示公司只能载入空数据库');
  });

  test('the doctor says what it is', async () => {
    const findings = await asking(async (pool) => {
      const said: Finding[] = [];
      for await (const finding of examineDatabase(databaseOf(pool), migrationsFolder, () => new Date())) said.push(finding);
      return said;
    });
    expect(findings.find(({ what }) => what.en === 'Demo company')).toMatchObject({
      state: 'odd',
      found: { zh: '这里是演示公司，2026-11-20 载入。' },
    });
  });

  test('remove asks, and leaves alone what people have done themselves', async () => {
    expect(await demo(['remove', '--lang', 'en'])).toBe(1);
    expect(said).toBe('Not confirmed. Please add --yes.\n');
    await asking(async (owner) => {
      const { rows } = await owner.query<{ id: string }>(`select employee as id from person_login where login = 'sunqian'`);
      const pool = appPoolOf(database.url, 1, true);
      const kernel = kernelOf({ pool, registry, source: configSource, key: Buffer.alloc(32) });
      const sunqian = actorWith(['sales'], { id: `employee:${rows[0]!.id}`, employee: rows[0]!.id });
      await kernel.write(sunqian, NOW + 1, (tx) => tx.create(customer, [{ name: '自己录入的客户' }]));
      expect(await demo(['remove', '--yes', '--force'])).toBe(1);
      expect(said).toContain('系统正在运行，请先停止它。');
      await pool.end();
    });
    expect(await demo(['remove', '--yes'])).toBe(1);
    expect(said).toContain('孙倩：1 次操作（客户）');
    expect(await asking(async (pool) => (await pool.query('select from customer')).rowCount)).toBeGreaterThan(15);
  });

  test('remove leaves a database as after a first start, whose journal begins anew', async () => {
    const witness = path.join(folder, 'witness', 'journal.jsonl');
    const keys = await openJournalKeys(path.join(folder, 'keys'));
    const seal = () => asking((pool) => onClient(pool, (client) => sealAll(client, keys, fileWitness(witness), NOW)));
    expect((await seal()).entries).toBeGreaterThan(2_500);
    expect(await demo(['remove', '--yes', '--force'])).toBe(0);
    expect(said).toMatch(
      /数据库如首次启动。旧流水的见证文件已改名为 \S+journal\.demo-2026-11-20T02-40-00Z\.jsonl。\n管理员账号 admin，初始密码/,
    );
    expect(existsSync(witness)).toBe(false);
    expect(await readdir(path.dirname(witness))).toEqual(['journal.demo-2026-11-20T02-40-00Z.jsonl']);
    expect(await asking(rowsOf)).toEqual(await rowsOfFirstStart(NOW));
    expect((await seal()).entries).toBe(2);
    expect(
      await asking((pool) => verify(pool, keys, fileWitness(witness), { records: [...kinds, commitmentTable] })),
    ).toMatchObject({ ok: true, entries: 2, segments: 1 });
    expect(await demo(['remove', '--yes'])).toBe(1);
    expect(said).toContain('这里没有演示公司。');
  });

  test('a loading that was cut off stops the program until it is removed', async () => {
    await asking(async (pool) => {
      await setMark(pool, NOW);
      const kernel = kernelOf({ pool, registry, source: configSource, key: Buffer.alloc(32) });
      await expect(firstStart({ kernel, database: databaseOf(pool) }, NOW, () => Promise.resolve(true))).rejects.toThrow(
        'npx lvyue demo remove',
      );
    });
    expect(await demo(['remove', '--yes']), said).toBe(0);
    expect(await asking(rowsOf)).toEqual(await rowsOfFirstStart(NOW));
  });

  /** Does something with a pool that is gone afterwards. */
  async function asking<T>(work: (pool: Pool) => Promise<T>): Promise<T> {
    const pool = ownerPoolOf(database.url, 4);
    try {
      return await work(pool);
    } finally {
      await pool.end();
    }
  }
});
