import type { Pool } from 'pg';
import { backupEvery } from '#domain/org/operations.settings';
import type { Bilingual } from '#kernel/problem';
import { settingAt } from '#kernel/run/config';
import { lastBackup } from '../backup/run.ts';
import { configSource } from '../config-source.ts';
import { type Finding, subject } from './finding.ts';

/** Whether somebody has made a backup of late. A new installation has as long for its first. */
export async function examineBackups(pool: Pool, now: Date): Promise<Finding> {
  const backups = subject('备份', 'Backups');
  const { done, bytes, failed, fault } = await lastBackup(pool);
  const days = settingAt(await configSource(pool), backupEvery, now.getTime());
  const reach = done ?? (await madeAt(pool));
  const ago = agoOf(now.getTime() - reach.getTime());
  const [zh, en] = done
    ? [
        `最近一次：${ago.zh}（${done.toISOString()}，${megabytes(bytes)}）。`,
        `the last one ${ago.en} (${done.toISOString()}, ${megabytes(bytes)}).`,
      ]
    : ['尚未备份。', 'none yet.'];
  const mend: [string, string] = [
    `请执行 npx lvyue backup 文件，并设成定时任务；期限（${days} 天）在设置项 ${backupEvery.key} 中修改。`,
    `Run npx lvyue backup FILE, and let the machine do it by the clock; the setting ${backupEvery.key} says how many days may pass (${days}).`,
  ];
  if (failed) {
    return backups.odd(
      `${zh}此后 ${failed.toISOString()} 的备份失败：${fault}`,
      `${en} One failed since, at ${failed.toISOString()}: ${fault}`,
      mend,
    );
  }
  if (now.getTime() - reach.getTime() > days * DAY_MS) return backups.odd(zh, en, mend);
  return backups.good(zh, en);
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** When this database was made, or restored. */
async function madeAt(pool: Pool): Promise<Date> {
  const { rows } = await pool.query<{ at: Date }>('select min(at) as at from schema_migration');
  return rows[0]!.at;
}

function agoOf(ms: number): Bilingual {
  const days = Math.floor(ms / DAY_MS);
  if (days >= 2) return { zh: `${days} 天前`, en: `${days} days ago` };
  const hours = Math.floor(ms / HOUR_MS);
  if (hours >= 2) return { zh: `${hours} 小时前`, en: `${hours} hours ago` };
  return { zh: '不到 2 小时前', en: 'less than 2 hours ago' };
}

const megabytes = (bytes: number | null): string => `${((bytes ?? 0) / 1e6).toFixed(1)} MB`;
