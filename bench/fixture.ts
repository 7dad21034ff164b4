import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ClientBase, Pool } from 'pg';
import type { Actor } from '#kernel/run/actor';
import { snake } from '#kernel/run/columns';
import { type Kernel, kernelOf } from '#kernel/run/kernel';
import { systemActor } from '#kernel/run/tx';
import { configSource } from '#server/config-source';
import { openDatabase } from '#server/database';
import { migrate } from '#server/migrate';
import { registry } from '#server/registry';

/** A database with the settings of an installation, in a temporary folder. */
export interface BenchWorld {
  kernel: Kernel;
  owner: Pool;
  close(): Promise<void>;
}

/** `kept`: a folder to use and to leave, for looking at plans; otherwise a temporary one. */
export async function openBench(kept = process.env['LVYUE_BENCH_DATA']): Promise<BenchWorld> {
  const folder = kept ?? mkdtempSync(path.join(os.tmpdir(), 'lvyue-bench-'));
  const db = await openDatabase({ dataDir: folder, poolSize: 4 });
  const { rows } = await db.ownerPool.query(`select 1 where to_regclass('journal') is not null`);
  if (rows.length === 0) await migrate(db.ownerPool);
  const kernel = kernelOf({ pool: db.pool, registry, source: configSource, key: Buffer.alloc(32, 1) });
  return {
    kernel,
    owner: db.ownerPool,
    async close() {
      await db.stop();
      if (kept === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Somebody who holds these roles, in one of the departments of `fillOrganisation`. */
export const somebody = (roles: readonly string[], nth: number): Actor => ({
  ...systemActor,
  id: `employee:${uuidOf('e', nth)}`,
  name: roles.join(),
  roles: [...roles, 'employee'],
  employee: uuidOf('e', nth),
  department: uuidOf('d', nth % DEPARTMENTS),
  departments: [uuidOf('d', nth % DEPARTMENTS)],
});

const DEPARTMENTS = 100;
const EMPLOYEES = 400;

/** The id that the SQL below gives the nth row of a kind: readable, and spread like random ones. */
export const uuidOf = (kind: 'd' | 'e' | 'c' | 'b', nth: number): string =>
  `${((nth * 2_654_435_761) % 2 ** 32).toString(16).padStart(8, '0')}-0000-4000-8000-${kind}${nth.toString(16).padStart(11, '0')}`;
const idSql = (kind: string, nth: string): string =>
  `(lpad(to_hex((${nth})::bigint * 2654435761 % 4294967296), 8, '0') || '-0000-4000-8000-${kind}' || lpad(to_hex(${nth}), 11, '0'))::uuid`;

// The same number for the same row every time: an even spread from a hash.
const spread = (salt: number, n: number): string => `(abs(hashint8extended(i, ${salt}) % ${n}))::int`;
const oneOf = (values: readonly string[], salt: number): string =>
  `(array[${values.map((v) => `'${v}'`).join(', ')}])[1 + ${spread(salt, values.length)}]`;

const CITIES = [
  '北京',
  '上海',
  '广州',
  '深圳',
  '苏州',
  '杭州',
  '南京',
  '武汉',
  '成都',
  '重庆',
  '天津',
  '西安',
  '长沙',
  '青岛',
  '宁波',
  '无锡',
  '佛山',
  '东莞',
  '济南',
  '合肥',
  '福州',
  '厦门',
  '郑州',
  '沈阳',
  '大连',
  '昆明',
  '常州',
  '温州',
  '嘉兴',
  '南通',
];
const TRADES = [
  '科技',
  '机械',
  '电子',
  '物流',
  '化工',
  '建材',
  '医疗器械',
  '食品',
  '纺织',
  '自动化设备',
  '精密仪器',
  '新能源',
  '汽车零部件',
  '包装材料',
  '环保工程',
  '信息技术',
  '生物工程',
  '金属制品',
  '塑胶制品',
  '贸易',
];
const SYLLABLES = Array.from(
  '卓润恒达鑫盛华锐明远天成瑞丰宏图博雅金辉海纳嘉禾德馨永康中正国泰安顺利民东方联创星光凯捷优品长虹百川正大新元智汇云帆启航千里万通',
);
const FORMS = ['有限公司', '有限公司', '有限公司', '有限责任公司', '股份有限公司', '集团有限公司'];

/** 100 departments and 400 people, four in each. */
export async function fillOrganisation(owner: Pool): Promise<void> {
  await fill(
    owner,
    'department',
    `select ${idSql('d', 'i')} as id, 'DP-' || i as number, 'active' as state, '部门 ' || i as name`,
    '',
    DEPARTMENTS,
    ['name'],
  );
  await fill(
    owner,
    'employee',
    `select ${idSql('e', 'i')} as id, 'EM-' || i as number, 'active' as state, '员工 ' || i as name, ${idSql('d', `i % ${DEPARTMENTS}`)} as department`,
    '',
    EMPLOYEES,
    ['name', 'department'],
  );
}

/** Customers, named as companies in China are: city, two or three syllables, trade, form. Each belongs to one of the departments. */
export async function fillCustomers(owner: Pool, n: number): Promise<void> {
  const syllable = (salt: number) => oneOf(SYLLABLES, salt);
  const name = `${oneOf(CITIES, 1)} || ${syllable(2)} || ${syllable(3)} || case when i % 3 = 0 then ${syllable(4)} else '' end || ${oneOf(TRADES, 5)} || ${oneOf(FORMS, 6)}`;
  await fill(
    owner,
    'customer',
    `select ${idSql('c', 'i')} as id, 'KH-' || lpad(i::text, 7, '0') as number, ${oneOf(['potential', 'developing', 'active', 'active', 'active', 'suspended', 'terminated'], 7)} as state,
  ${name} as name, ${oneOf(['strategic', 'important', 'general', 'general', 'general'], 8)} as value_class, ${oneOf(['A', 'B', 'C'], 9)} as cooperation_class, ${idSql('e', spread(10, EMPLOYEES))} as owner,
  ${idSql('d', `${spread(10, EMPLOYEES)} % ${DEPARTMENTS}`)} as department`,
    '',
    n,
    ['name', 'value_class', 'cooperation_class', 'owner', 'department'],
  );
}

/** Orders of the last two years; a thousandth of the customers places a fifth of them, and each belongs where its customer does. */
export async function fillOrders(owner: Pool, n: number, customers: number): Promise<void> {
  const buyer = `case when i % 5 = 0 then ${spread(20, Math.ceil(customers / 1000))} else ${spread(21, customers)} end`;
  await fill(
    owner,
    'order',
    `select ${idSql('b', 'i')} as id, 'SO-2026-' || lpad(i::text, 7, '0') as number,
  ${oneOf(['placed', 'audited', 'confirmed', 'in_delivery', 'in_delivery', ...Array<string>(14).fill('delivered'), 'cancelled'], 22)} as state, c.id as customer, ${oneOf(['website', 'shop', 'sales_rep'], 23)} as channel,
  'bench' as source, 'E' || i as external_number, ${oneOf(CITIES, 24)} || '市工业园区 ' || ${spread(25, 900)} || ' 号' as delivery_address,
  current_date - ${spread(26, 700)} as requested_date, current_date - ${spread(27, 700)} as promised_date, c.owner, c.department`,
    `join customer c on c.id = ${idSql('c', buyer)}`,
    n,
    [
      'customer',
      'channel',
      'source',
      'external_number',
      'delivery_address',
      'requested_date',
      'promised_date',
      'owner',
      'department',
    ],
  );
}

const YEARS = 2 * 365 * 86_400;

/** Inserts `n` rows set-based, without triggers (foreign keys, search); indexes are made afterwards. */
async function fill(
  owner: Pool,
  record: string,
  select: string,
  from: string,
  n: number,
  columns: readonly string[],
): Promise<void> {
  const { table, record: declared } = registry.kind(record);
  const client = await owner.connect();
  try {
    await client.query(`set session_replication_role = replica; set maintenance_work_mem = '512MB'; set statement_timeout = 0`);
    const list = columns.map((c) => `"${c}"`).join(', ');
    await withoutIndexes(client, table, () =>
      client.query(
        `insert into ${table} (id, number, state, version, head, created_at, created_by, updated_at, ${list})
       select x.id, x.number, x.state, 1, '\\x00', now() - (${n} - x.i) * interval '1 second' * ${YEARS / n}, 'system', now(), ${columns.map((c) => `x."${c}"`).join(', ')}
       from (${select}, i from generate_series(0, ${n} - 1) i ${from}) x`,
      ),
    );
    const words = ['number', ...declared.search.map(snake)].map((c) => `coalesce("${c}", '')`).join(` || ' ' || `);
    await withoutIndexes(client, 'search_entry', () =>
      client.query(
        `insert into search_entry (id, record, created_at, text) select id, '${record}', created_at, ${words} from ${table}`,
      ),
    );
    await client.query('reset session_replication_role; reset maintenance_work_mem');
  } finally {
    client.release();
  }
}

async function withoutIndexes(client: ClientBase, table: string, work: () => Promise<unknown>): Promise<void> {
  const { rows } = await client.query<{ name: string; sql: string }>(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as sql from pg_index i
     where i.indrelid = $1::regclass and not exists (select from pg_constraint c where c.conindid = i.indexrelid)`,
    [table],
  );
  for (const { name } of rows) await client.query(`drop index ${name}`);
  await work();
  for (const { sql } of rows) await client.query(sql);
  await client.query(`vacuum analyze ${table}`);
}

/** What one thing took, over many rounds. */
export interface Measured {
  /** Milliseconds. */
  p50: number;
  p95: number;
  /** Milliseconds that the database's own processes were at work for it, on average; NaN where the system does not tell. */
  cpu: number;
}

/**
 * Runs these things in turns, so that all of them meet the same noise. The first rounds only warm up.
 */
export async function measured<K extends string>(
  world: BenchWorld,
  rounds: number,
  works: Record<K, (round: number) => Promise<unknown>>,
): Promise<Record<K, Measured>> {
  const names = Object.keys(works) as K[];
  const times = new Map(names.map((name) => [name, [] as number[]]));
  const cpu = new Map(names.map((name) => [name, 0]));
  for (let round = -Math.ceil(rounds / 4); round < rounds; round++) {
    for (const name of names) {
      const before = await databaseBusyMs(world.owner);
      const start = performance.now();
      await works[name](Math.abs(round));
      const took = performance.now() - start;
      if (round < 0) continue;
      times.get(name)!.push(took);
      cpu.set(name, cpu.get(name)! + (await databaseBusyMs(world.owner)) - before);
    }
  }
  const figures = names.map((name) => {
    const sorted = times.get(name)!.sort((a, b) => a - b);
    return [name, { p50: percentile(sorted, 50), p95: percentile(sorted, 95), cpu: cpu.get(name)! / rounds }];
  });
  return Object.fromEntries(figures) as Record<K, Measured>;
}

const percentile = (sorted: readonly number[], percent: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))]!;

/** How long the application's connections have been at work in the database so far, as Linux counts it. */
export async function databaseBusyMs(owner: Pool): Promise<number> {
  const { rows } = await owner.query<{ pid: number }>({
    name: 'backends',
    text: `select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
  });
  const spent = rows.map(({ pid }) => {
    try {
      return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
    } catch {
      return Number.NaN;
    }
  });
  return spent.reduce((sum, ms) => sum + ms, 0);
}
