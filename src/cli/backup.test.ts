import { spawn } from 'node:child_process';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keyIdOf, makeSeal } from '#kernel/run/journal/seal';
import { type Database, openDatabase } from '#server/database';
import { migrate } from '#server/migrate';
import { fileWitness } from '#server/witness';

let folder: string;
let running: Database;
beforeEach(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'lvyue-cli-'));
  chmodSync(folder, 0o711); // as root the server is another user
  running = await openDatabase({ dataDir: path.join(folder, 'data'), poolSize: 2 });
  await migrate(running.ownerPool);
});
afterEach(async () => {
  await running.stop();
  rmSync(folder, { recursive: true });
});

test('a running system is backed up, the backup checked, and restored beside it', async () => {
  await running.pool.query(`insert into notification (id, at, kind) values (gen_random_uuid(), now(), '到期提醒')`);
  const file = path.join(folder, 'one.lvyue');
  const backup = await lvyue('backup', [file], 'data');
  expect(backup).toMatchObject({ code: 0, out: expect.stringMatching(/^已备份到 .*其中不含密钥/) });
  expect(backup.out).toContain(`SHA-256 ${createHash('sha256').update(readFileSync(file)).digest('hex')}`);
  expect(backup.err).toContain('public.notification  1 行');
  expect((await lvyue('doctor', ['--port', '0'], 'data')).out).toContain('✓ 备份：最近一次：不到 2 小时前（');
  expect((await running.pool.query('select 1 as alive')).rows).toEqual([{ alive: 1 }]);

  expect(await lvyue('restore', [file, '--check', '--lang', 'en'], 'data')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^The backup is sound/),
  });
  expect(await lvyue('restore', [file], 'data')).toMatchObject({ code: 1, err: expect.stringContaining('只能恢复到空数据库') });
  const pair = generateKeyPairSync('ed25519');
  const strange = makeSeal({ journal: Buffer.alloc(32), ...pair, keyId: keyIdOf(pair.publicKey) }, null, Buffer.alloc(24), 1, 0);
  await fileWitness(path.join(folder, 'other', 'witness', 'journal.jsonl')).append(strange);
  expect(await lvyue('restore', [file], 'other')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^已恢复 .*启动前请把原密钥目录.*\n原见证文件与恢复的流水不符，已改名为 .*journal\.jsonl\.20/),
  });
  expect(readdirSync(path.join(folder, 'other', 'witness'))).toEqual([
    expect.stringMatching(/^journal\.jsonl\.20\d\d-\d\d-\d\d$/),
  ]);
  const other = await openDatabase({ dataDir: path.join(folder, 'other'), poolSize: 2 });
  const { rows } = await other.pool.query('select kind from notification');
  await other.stop();
  expect(rows).toEqual([{ kind: '到期提醒' }]);
});

test('what is asked wrongly is refused with the way to ask', async () => {
  expect(await lvyue('backup', [], 'data')).toMatchObject({ code: 1, err: expect.stringContaining('lvyue backup 文件') });
  expect(await lvyue('restore', ['--lang', 'en', path.join(folder, 'nothing')], 'new')).toMatchObject({
    code: 1,
    err: expect.stringContaining('There is no file'),
  });
  expect(existsSync(path.join(folder, 'new'))).toBe(false);
});

test('the address of the database is printed, and reaches it', async () => {
  const { code, out, err } = await lvyue('database-url', [], 'data');
  expect({ code, out: out.trim(), err }).toEqual({ code: 0, out: running.url, err: '' });
  expect(await lvyue('database-url', ['--lang', 'en'], 'new')).toMatchObject({
    code: 1,
    out: '',
    err: expect.stringContaining('no database'),
  });
});

test('the doctor says in either language what is wrong, by its exit code too', async () => {
  expect(await lvyue('doctor', ['--port', '0'], 'data')).toMatchObject({
    code: 0,
    out: expect.stringContaining('没有必须处理的问题。'),
  });
  await running.ownerPool.query(`update pg_index set indisvalid = false where indexrelid = 'journal_at'::regclass`);
  const sick = await lvyue('doctor', ['--port', '0', '--lang', 'en'], 'data');
  expect(sick.code).toBe(1);
  expect(sick.out).toContain('✗ Indexes: invalid: public.journal_at\n    → Run reindex index concurrently public.journal_at;');
  expect(sick.out).toContain('1 thing has to be mended.');
});

/** Runs a command as a program of its own, on the data in a folder of ours. */
async function lvyue(command: string, args: string[], data: string): Promise<{ code: number; out: string; err: string }> {
  const script = `import { run } from ${JSON.stringify(path.join(import.meta.dirname, `${command}.ts`))};
    process.exitCode = await run(${JSON.stringify(args)});`;
  const { DATABASE_URL: _, LVYUE_KEYS: __, ...env } = process.env;
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', script], {
    env: { ...env, LANG: 'zh_CN.UTF-8', LC_ALL: '', LVYUE_DATA: path.join(folder, data) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exit = once(child, 'exit');
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await exit) as [number];
  return { code, out, err };
}
