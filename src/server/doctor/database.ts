import type { Pool } from 'pg';
import type { Database } from '../database.ts';
import { demoMark } from '../demo/mark.ts';
import { pendingMigrations, RESTORE_MARK, readMigrations } from '../migrate.ts';
import { APP_ROLE, APPEND_ONLY } from '../postgres/app-role.ts';
import { examineBackups } from './backups.ts';
import { type Finding, subject } from './finding.ts';

/** All that can be asked of a database that answers. `now` reads this machine's clock. */
export async function* examineDatabase(database: Database, migrations: string, now: () => Date): AsyncGenerator<Finding> {
  const { ownerPool } = database;
  yield await examineVersion(ownerPool);
  yield await examineClock(ownerPool, now);
  yield await examineChecksums(ownerPool);
  const migrated = await examineMigrations(ownerPool, migrations);
  yield migrated;
  if (!(await isMigrated(ownerPool))) return;
  yield await examineRole(database);
  yield await examineIndexes(ownerPool);
  yield await examineJobs(ownerPool, now());
  yield await examineSeals(ownerPool, now());
  if (migrated.state !== 'good') return;
  yield await examineBackups(ownerPool, now());
  yield* await examineDemo(ownerPool);
}

const CLOCK_SKEW_MS = 2_000;
const SEAL_LAG_MS = 24 * 3_600_000;
const JOB_LAG_MS = 10 * 60_000;

async function isMigrated(pool: Pool): Promise<boolean> {
  const { rows } = await pool.query<{ there: boolean }>(
    `select to_regclass('public.schema_migration') is not null and to_regclass('public.journal') is not null
       and to_regclass('graphile_worker.jobs') is not null as there`,
  );
  return rows[0]?.there === true;
}

async function examineVersion(pool: Pool): Promise<Finding> {
  const { rows } = await pool.query<{ version: string; encoding: string; size: string }>(
    `select current_setting('server_version') as version, current_setting('server_encoding') as encoding,
       pg_size_pretty(pg_database_size(current_database())) as size`,
  );
  const line = `PostgreSQL ${rows[0]?.version}, ${rows[0]?.encoding}, ${rows[0]?.size}`;
  return subject('数据库', 'Database').good(line, line);
}

async function examineClock(pool: Pool, now: () => Date): Promise<Finding> {
  const clock = subject('时钟', 'Clock');
  const before = now().getTime();
  const { rows } = await pool.query<{ at: Date }>('select clock_timestamp() as at');
  const after = now().getTime();
  // The answer was given at some time between the two; only what lies outside is skew.
  const theirs = rows[0]?.at.getTime() ?? Number.NaN;
  const skew = theirs < before ? theirs - before : Math.max(0, theirs - after);
  const seconds = (Math.abs(skew) / 1000).toFixed(1);
  const [zh, en] = [`数据库与本机时钟相差 ${seconds} 秒。`, `the database's clock and this machine's differ by ${seconds} s.`];
  if (Math.abs(skew) <= CLOCK_SKEW_MS) return clock.good(zh, en);
  return clock.bad(zh, en, [
    '请在两台机器上启用时间同步（NTP），否则期限会误判。',
    'Synchronise both machines by NTP; otherwise deadlines are misjudged.',
  ]);
}

async function examineChecksums(pool: Pool): Promise<Finding> {
  const disk = subject('数据校验', 'Data checksums');
  const { rows } = await pool.query<{ failures: number; on: boolean }>(
    `select coalesce(sum(checksum_failures), 0)::int as failures, current_setting('data_checksums') = 'on' as on from pg_stat_database`,
  );
  const failures = rows[0]?.failures ?? 0;
  if (failures > 0) {
    return disk.bad(`${failures} 个数据页损坏。`, `${failures} pages of data are damaged.`, [
      '磁盘或内存可能有故障：请立即备份，换机后恢复。',
      'The disk or memory may be failing: back up at once and restore on another machine.',
    ]);
  }
  if (rows[0]?.on) return disk.good('已启用，无损坏。', 'on, nothing damaged.');
  return disk.odd('数据库未启用页校验，磁盘损坏不会被发现。', 'off: damage by the disk would not be noticed.');
}

async function examineMigrations(pool: Pool, folder: string): Promise<Finding> {
  const migrations = subject('迁移', 'Migrations');
  const there = await pool.query<{ schema: string | null; restore: string | null }>(
    `select to_regclass('public.schema_migration')::text as schema, to_regclass($1)::text as restore`,
    [RESTORE_MARK],
  );
  if (there.rows[0]?.restore) {
    return migrations.bad('有一次恢复没有完成。', 'a restore was not completed.', [
      '请重新执行 lvyue restore。',
      'Run lvyue restore again.',
    ]);
  }
  if (!there.rows[0]?.schema)
    return migrations.odd('数据库是空的，首次启动时自动建表。', 'the database is empty; the first start makes its tables.');
  try {
    const all = await readMigrations(folder);
    const pending = await pendingMigrations(pool, all);
    if (pending.length === 0) return migrations.good(`${all.length} 个，均已执行。`, `${all.length}, all applied.`);
    const names = pending.map((one) => one.name).join(', ');
    return migrations.odd(`待执行：${names}`, `to be applied: ${names}`, [
      '下次启动时自动执行；请先备份。',
      'The next start applies them; back up first.',
    ]);
  } catch (error) {
    const { message } = error as Error;
    return migrations.bad(message, message);
  }
}

async function examineRole({ ownerPool, restricted }: Database): Promise<Finding> {
  const role = subject('数据库权限', 'Database rights');
  if (!restricted) {
    return role.odd(
      '应用以属主身份连接，程序缺陷可能改写流水。',
      'the application works as the owner: a fault in it could rewrite the journal.',
      [
        `请由数据库管理员执行：create role ${APP_ROLE} nologin; grant ${APP_ROLE} to 连接用户; 然后重启系统。`,
        `Let the database's administrator run: create role ${APP_ROLE} nologin; grant ${APP_ROLE} to the connecting user; then restart the system.`,
      ],
    );
  }
  const { rows } = await ownerPool.query<{ table: string }>(
    `select c.relname as "table" from pg_class c where c.relnamespace = 'public'::regnamespace and c.relname = any ($1)
       and has_table_privilege($2, c.oid, 'update, delete, truncate') order by 1`,
    [APPEND_ONLY, APP_ROLE],
  );
  if (rows.length === 0) return role.good('应用不能改写流水。', 'the application cannot rewrite the journal.');
  const tables = rows.map((row) => row.table).join(', ');
  return role.bad(`应用可以改写 ${tables}。`, `the application can rewrite ${tables}.`, [
    `请执行 revoke update, delete, truncate on ${tables} from ${APP_ROLE}; 并查明由谁授权。`,
    `Run revoke update, delete, truncate on ${tables} from ${APP_ROLE}; and find out who granted it.`,
  ]);
}

async function examineIndexes(pool: Pool): Promise<Finding> {
  const indexes = subject('索引', 'Indexes');
  const { rows } = await pool.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ('public', 'graphile_worker') and not (i.indisvalid and i.indisready) order by 1`,
  );
  if (rows.length === 0) return indexes.good('全部有效。', 'all valid.');
  const names = rows.map((row) => row.name).join(', ');
  const mend = rows.map((row) => `reindex index concurrently ${row.name};`).join(' ');
  return indexes.bad(`无效：${names}`, `invalid: ${names}`, [`请执行 ${mend}`, `Run ${mend}`]);
}

async function examineJobs(pool: Pool, now: Date): Promise<Finding> {
  const jobs = subject('后台任务', 'Jobs');
  const { rows } = await pool.query<{ given_up: number; failing: number; tasks: string | null; waiting: Date | null }>(
    `select count(*) filter (where attempts >= max_attempts and locked_at is null)::int as given_up,
       count(*) filter (where attempts between 1 and max_attempts - 1 and last_error is not null)::int as failing,
       string_agg(distinct task_identifier || ': ' || left(last_error, 120), '; ') filter (where last_error is not null) as tasks,
       min(run_at) filter (where attempts = 0 and locked_at is null and run_at <= $1) as waiting
     from graphile_worker.jobs`,
    [now],
  );
  const { given_up = 0, failing = 0, tasks = '', waiting = null } = rows[0] ?? {};
  if (given_up > 0) {
    return jobs.bad(
      `${given_up} 个任务多次失败后已放弃（${tasks}）。`,
      `${given_up} were given up after failing repeatedly (${tasks}).`,
      [
        '排除原因后在数据库中执行 select graphile_worker.reschedule_jobs(array(select id from graphile_worker.jobs where attempts >= max_attempts), attempts := 0);',
        'Remove the cause, then run select graphile_worker.reschedule_jobs(array(select id from graphile_worker.jobs where attempts >= max_attempts), attempts := 0);',
      ],
    );
  }
  if (waiting && now.getTime() - waiting.getTime() > JOB_LAG_MS) {
    return jobs.odd(`有任务自 ${waiting.toISOString()} 起等待执行。`, `some have been waiting since ${waiting.toISOString()}.`, [
      '系统运行时会自动执行；若系统正在运行，请查看日志。',
      'They are done while the system runs; if it is running, look into its log.',
    ]);
  }
  if (failing > 0)
    return jobs.odd(`${failing} 个任务失败，稍后自动重试（${tasks}）。`, `${failing} failed and will be tried again (${tasks}).`);
  return jobs.good('没有失败。', 'none has failed.');
}

async function examineSeals(pool: Pool, now: Date): Promise<Finding> {
  const seals = subject('流水封存', 'Journal seals');
  const { rows } = await pool.query<{ at: Date; behind: string }>(
    `select at, (select max(id) from journal) - id + 1 as behind from journal
     where id > coalesce((select to_id from journal_seal order by segment desc limit 1), 0) order by id limit 1`,
  );
  const oldest = rows[0];
  if (!oldest) return seals.good('全部已封存。', 'everything is sealed.');
  const at = oldest.at.toISOString();
  const [zh, en] = [
    `最早未封存的流水：${at}，约 ${oldest.behind} 条未封存。`,
    `the oldest entry that is not sealed is of ${at}; about ${oldest.behind} are not.`,
  ];
  if (now.getTime() - oldest.at.getTime() < SEAL_LAG_MS) return seals.good(zh, en);
  return seals.odd(zh, en, [
    '系统运行时会自动封存；导入的历史流水会显得很早。若持续不减，请执行 lvyue verify 并查看日志。',
    'They are sealed while the system runs; imported history looks old. If their number does not fall, run lvyue verify and look into the log.',
  ]);
}

/** Nothing is said where real work is done. */
async function examineDemo(pool: Pool): Promise<Finding[]> {
  const mark = await demoMark(pool);
  if (!mark) return [];
  const demo = subject('演示公司', 'Demo company');
  const day = mark.loadedAt.toISOString().slice(0, 10);
  const mend: [string, string] = [
    '正式使用前请执行 npx lvyue demo remove。',
    'Before real work begins, run npx lvyue demo remove.',
  ];
  if (mark.journalTo === null) return [demo.bad('没有载入完整。', 'was not loaded completely.', mend)];
  return [demo.odd(`这里是演示公司，${day} 载入。`, `this is the demo company, loaded on ${day}.`, mend)];
}
