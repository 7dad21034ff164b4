import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { setting } from '#domain/org/setting/setting';
import { systemActor } from '#kernel/run/tx';
import { emptyDatabase } from '#testing/database';
import { freshWorld, type World } from '#testing/world';
import { examineBackups } from '../doctor/backups.ts';
import { restoreBackup } from './restore.ts';
import { runBackup } from './run.ts';

const DAY = 86_400_000;
const NOW = Date.now();

let world: World;
let folder: string;
let file: string;
beforeEach(async () => {
  world = await freshWorld();
  folder = mkdtempSync(path.join(os.tmpdir(), 'lvyue-backup-run-'));
  file = path.join(folder, 'one.lvyue');
});
afterEach(async () => {
  await world.close();
  rmSync(folder, { recursive: true });
});

const backUp = (at = NOW) => runBackup({ pool: world.db.owner, file }, () => at);
const examined = (at: number) => examineBackups(world.db.owner, new Date(at));
const runs = async (pool = world.db.owner) =>
  (await pool.query('select started_at, ended_at, result, file, bytes, sha256, fault from backup_run order by id')).rows;

test('PLT-002: every run leaves its time, result, size and sum, one that failed its reason', async () => {
  expect(await backUp()).toMatchObject({ recorded: true });
  const bytes = readFileSync(file);
  const at = new Date(NOW);
  const done = {
    started_at: at,
    ended_at: at,
    result: 'done',
    file,
    bytes: String(bytes.length),
    sha256: createHash('sha256').update(bytes).digest('hex'),
    fault: null,
  };
  expect(await runs()).toEqual([done]);
  await expect(backUp(NOW + 1)).rejects.toThrow('exists already');
  expect(await runs()).toEqual([
    done,
    {
      ...done,
      started_at: new Date(NOW + 1),
      ended_at: new Date(NOW + 1),
      result: 'failed',
      bytes: null,
      sha256: null,
      fault: expect.stringContaining('exists already'),
    },
  ]);
});

test('PLT-002: the examination tells how old the last backup is, and warns after the days that the company has set', async () => {
  expect(await examined(NOW)).toMatchObject({ state: 'good', found: { zh: '尚未备份。', en: 'none yet.' } });
  expect(await examined(NOW + 8 * DAY)).toMatchObject({
    state: 'odd',
    found: { en: 'none yet.' },
    mend: { en: expect.stringContaining('npx lvyue backup FILE') },
  });
  await backUp();
  expect(await examined(NOW + 3 * 3_600_000)).toMatchObject({
    state: 'good',
    found: { zh: expect.stringMatching(/^最近一次：3 小时前（20.*，0\.\d MB）。$/) },
  });
  expect(await examined(NOW + 6.9 * DAY)).toMatchObject({
    state: 'good',
    found: { en: expect.stringMatching(/^the last one 6 days ago \(/) },
  });
  expect(await examined(NOW + 7.1 * DAY)).toMatchObject({
    state: 'odd',
    found: { en: expect.stringMatching(/^the last one 7 days ago \(/) },
  });

  await world.kernel.write(systemActor, NOW, (tx) =>
    tx.create(setting, [
      { key: 'operations.backup_days', value: 30, effectiveFrom: new Date(NOW).toISOString(), reason: '每月备份' },
    ]),
  );
  expect(await examined(NOW + 7.1 * DAY)).toMatchObject({ state: 'good' });
  expect(await examined(NOW + 31 * DAY)).toMatchObject({ state: 'odd', mend: { zh: expect.stringContaining('30 天') } });
});

test('PLT-002: a run that failed after the last good one is a warning at once', async () => {
  await backUp();
  await expect(backUp(NOW + DAY)).rejects.toThrow();
  expect(await examined(NOW + DAY)).toMatchObject({
    state: 'odd',
    found: { en: expect.stringContaining(`One failed since, at ${new Date(NOW + DAY).toISOString()}: `) },
  });
  rmSync(file);
  await backUp(NOW + 2 * DAY);
  expect(await examined(NOW + 2 * DAY)).toMatchObject({ state: 'good' });
});

test('a restored database knows the runs before its own, and can be backed up as ever', async () => {
  await backUp();
  file = path.join(folder, 'two.lvyue');
  await backUp(NOW + 1);
  const target = await emptyDatabase();
  try {
    await restoreBackup({ pool: target.owner, file, filesFolder: folder, keysFolder: folder });
    expect((await runs(target.owner)).map((run) => run.result)).toEqual(['done', 'under_way']);
    expect(await examineBackups(target.owner, new Date(NOW))).toMatchObject({
      state: 'good',
      found: { en: expect.stringContaining('less than 2 hours ago') },
    });
    expect(await runBackup({ pool: target.owner, file: path.join(folder, 'three.lvyue') }, () => NOW)).toMatchObject({
      recorded: true,
    });
  } finally {
    await target.close();
  }
});

test('a database that takes no record is backed up all the same', async () => {
  await world.db.owner.query('drop table backup_run');
  expect(await backUp()).toMatchObject({ recorded: false, bytes: readFileSync(file).length });
});

test('the application reads the runs and writes none', async () => {
  await backUp();
  expect((await world.db.pool.query('select result from backup_run')).rows).toEqual([{ result: 'done' }]);
  await expect(world.db.pool.query(`update backup_run set result = 'failed'`)).rejects.toThrow('permission denied');
  await expect(world.db.pool.query(`insert into backup_run (started_at, file) values (now(), '')`)).rejects.toThrow(
    'permission denied',
  );
});
