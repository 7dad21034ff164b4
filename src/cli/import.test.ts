import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { projectRoot } from '#server/places';
import { type FreshDatabase, freshDatabase } from '#testing/database';
import { run } from './import.ts';
import { run as verify } from './verify.ts';

const SAMPLE = path.join(projectRoot, 'src/server/import/sample');
const ERP = ['orders', path.join(SAMPLE, 'erp'), '--mapping', path.join(SAMPLE, 'erp/mapping.json')];

let db: FreshDatabase;
let folder: string;
let out: string[];
let errors: string[];

beforeEach(async () => {
  db = await freshDatabase();
  folder = mkdtempSync(path.join(os.tmpdir(), 'lvyue-cli-'));
  vi.stubEnv('DATABASE_URL', db.url);
  vi.stubEnv('LVYUE_DATA', folder);
  vi.stubEnv('LVYUE_KEYS', path.join(folder, 'keys'));
  vi.stubEnv('LVYUE_WITNESS', path.join(folder, 'witness.jsonl'));
  vi.stubEnv('LC_ALL', 'C');
  vi.stubEnv('LANG', 'zh_CN.UTF-8');
  out = [];
  errors = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void out.push(line));
  vi.spyOn(console, 'error').mockImplementation((line: string) => void errors.push(line));
  vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await db.close();
  rmSync(folder, { recursive: true });
});

const count = async (table: string): Promise<number> =>
  (await db.owner.query<{ n: number }>(`select count(*)::int as n from "${table}"`)).rows[0]!.n;

test('orders are brought over, the doubtful rows are listed, and the journal is sealed', async () => {
  const listed = path.join(folder, 'errors.csv');
  expect(await run([...ERP, '--errors', listed])).toBe(0);
  expect(out).toEqual([
    `读取 41 行，其中订单 14 份：新导入 13，续办 0，没有变化 0。
新增客户 8、产品 3、交付 8、评价 5。
未导入的行 6 处，已导入但有疑问 17 处。
明细见 ${listed}；在 correction 列写上正确的值，用 --corrections 再导入。`,
  ]);
  expect(readFileSync(listed, 'utf8').split('\n')[0]).toBe('\uFEFFfile,row,column,value,reason_zh,reason_en,loaded,correction');
  expect(await verify(['--json'])).toBe(0);
  expect(JSON.parse(out[1]!)).toMatchObject({ ok: true, unsealed: 0 });
  const { rows: runs } = await db.owner.query(
    'select what, result, counts, not_loaded, noted, ended_at > started_at as ended from import_run',
  );
  expect(runs).toMatchObject([
    { what: 'orders', result: 'done', counts: { rows: 41, orders: { made: 13 } }, not_loaded: 6, noted: 17, ended: true },
  ]);
});

test('what was corrected in the error file is taken for the source', async () => {
  const [listed, mended] = [path.join(folder, 'errors.csv'), path.join(folder, 'mended.csv')];
  await run([...ERP, '--errors', listed]);
  writeFileSync(mended, readFileSync(listed, 'utf8').replace(/^(orders\.csv,5,签收时间,.*),$/m, '$1,2024-03-08 10:00:00'));
  expect(await run([...ERP, '--corrections', mended, '--lang', 'en'])).toBe(0);
  expect(out[1]).toMatch(/^Read 41 rows with 14 orders: 0 brought over, 1 continued, 12 unchanged\.\nNew: 0 customers/);
  expect(await run([...ERP, '--errors', mended, '--corrections', mended])).toBe(2);
});

test('a dry run says so and writes nothing', async () => {
  expect(await run([...ERP, '--dry-run', '--lang', 'en'])).toBe(0);
  expect(out[0]).toMatch(/^A dry run: nothing was written\.\nRead 41 rows with 14 orders: 13 brought over/);
  expect([await count('order'), await count('customer'), await count('journal'), await count('import_key')]).toEqual([
    0, 0, 0, 0,
  ]);
});

test('survey answers are brought over', async () => {
  expect(
    await run(['survey', path.join(SAMPLE, 'survey'), '--mapping', path.join(SAMPLE, 'survey/mapping.json'), '--lang', 'en']),
  ).toBe(0);
  expect(out[0]).toMatch(/^Read 7 rows: 1 surveys and 5 answers are new, 0 unchanged\./);
  expect(await count('survey_response')).toBe(5);
});

test.each([
  [['orders'], 2, '导入历史数据'],
  [['nothing', SAMPLE], 2, '导入历史数据'],
  [['orders', path.join(SAMPLE, 'nowhere')], 1, '没有这个文件夹或文件'],
  [['orders', path.join(SAMPLE, 'erp')], 1, '不认识这些文件的格式，请用 --mapping'],
  [['orders', path.join(SAMPLE, 'erp'), '--mapping', 'nowhere.json'], 1, '无法读取映射文件 nowhere.json'],
  [['orders', path.join(SAMPLE, 'erp'), '--mapping', path.join(SAMPLE, 'survey/mapping.json')], 1, '映射文件'],
  [
    ['orders', path.join(SAMPLE, 'survey'), '--mapping', path.join(SAMPLE, 'erp/mapping.json')],
    1,
    '缺少文件 customers（.csv 或 .csv.gz）。现有：visits_2024.csv。',
  ],
  [['orders', path.join(SAMPLE, 'erp'), '--wrong'], 1, '--wrong'],
])('%j is answered with what is wrong', async (args, code, said) => {
  expect(await run(args)).toBe(code);
  expect(errors.join('\n')).toContain(said);
  expect(await count('journal')).toBe(0);
});

test('help says how, in either language', async () => {
  expect([await run(['--help']), await run(['orders', '--help', '--lang', 'en'])]).toEqual([0, 0]);
  expect(out.map((text) => text.split('\n')[0])).toEqual([
    '导入历史数据，按其自身的时间重放；可中断，可重复运行，不会重复。',
    'Brings history over and replays it at its own time. It may be interrupted and run again; nothing is brought over twice.',
  ]);
});

test('an import that is killed in the middle is run again and comes to the same', { timeout: 240_000 }, async () => {
  const source = path.join(folder, 'many');
  mkdirSync(source);
  const orders = Array.from(
    { length: 3000 },
    (_, i) => `N${i},C${i % 700},已完成,2024-03-01 09:00,2024-03-01 10:00,2024-03-02 10:00,2024-03-05 10:00,2024-03-05`,
  );
  writeFileSync(
    path.join(source, 'orders.csv'),
    `订单号,客户编号,状态,下单时间,确认时间,发货时间,签收时间,承诺交期\n${orders.join('\n')}\n`,
  );
  const {
    items: _,
    customers: __,
    reviews: ___,
    ...mapping
  } = JSON.parse(readFileSync(path.join(SAMPLE, 'erp/mapping.json'), 'utf8')) as Record<string, unknown>;
  writeFileSync(path.join(source, 'mapping.json'), JSON.stringify(mapping));
  const args = ['orders', source, '--mapping', path.join(source, 'mapping.json')];
  const child = spawn(process.execPath, [path.join(projectRoot, 'src/cli/main.ts'), 'import', ...args], {
    env: process.env,
    stdio: 'ignore',
  });
  const gone = once(child, 'exit');
  // There is nothing to wait for but the rows themselves: the other program tells nobody of its batches.
  while ((await count('order')) === 0 && child.exitCode === null) await delay(20);
  child.kill('SIGKILL');
  expect((await gone)[1]).toBe('SIGKILL');
  const before = await count('order');
  expect(before % 500).toBe(0);
  expect(before).toBeGreaterThan(0);
  expect(before).toBeLessThan(3000);
  await untilAlone();
  expect(await run(args)).toBe(0);
  expect(out[0]).toMatch(
    new RegExp(
      `^读取 3,000 行，其中订单 3,000 份：新导入 ${(3000 - before).toLocaleString('zh-CN')}，续办 0，没有变化 ${before.toLocaleString('zh-CN')}。`,
    ),
  );
  const { rows } = await db.owner.query<object>(
    `select state, count(*)::int as orders, count(distinct external_number)::int as numbers from "order" group by 1`,
  );
  expect([rows, await count('delivery'), await count('customer')]).toEqual([
    [{ state: 'delivered', orders: 3000, numbers: 3000 }],
    3000,
    700,
  ]);
  expect(await verify([])).toBe(0);
  expect(existsSync(path.join(folder, 'witness.jsonl'))).toBe(true);
});

/** A killed program's connections live on until the server notices; its import is then over too. */
async function untilAlone(): Promise<void> {
  const others = `select count(*)::int as n from pg_stat_activity where datname = current_database() and application_name = 'lvyue' and pid <> pg_backend_pid() and state <> 'idle'`;
  while ((await db.owner.query<{ n: number }>(others)).rows[0]!.n > 0) await delay(20);
  while (
    !(
      await db.owner.query<{ free: boolean }>(
        `select not exists (select from pg_locks l join pg_database d on d.oid = l.database where l.locktype = 'advisory' and d.datname = current_database()) as free`,
      )
    ).rows[0]!.free
  )
    await delay(20);
}
