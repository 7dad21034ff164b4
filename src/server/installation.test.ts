import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { department } from '#domain/org/department/department';
import { sealAll } from '#kernel/run/journal/sealing';
import { systemActor } from '#kernel/run/tx';
import { type FreshDatabase, freshDatabase } from '#testing/database';
import { onClient } from '#testing/journal';
import { openInstallation } from './installation.ts';
import { openJournalKeys } from './journal-keys.ts';
import { fileWitness } from './witness.ts';

let db: FreshDatabase;
let folder: string;
let keys: string;
beforeEach(async () => {
  db = await freshDatabase();
  folder = await mkdtemp(path.join(os.tmpdir(), 'lvyue-installation-'));
  keys = path.join(folder, 'keys');
});
afterEach(async () => {
  await db.close();
  await rm(folder, { recursive: true });
});

const open = (keysFolder = keys) =>
  openInstallation({ env: { DATABASE_URL: db.url, LVYUE_DATA: folder, LVYUE_KEYS: keysFolder }, poolSize: 2 });

/** Opens it for the first time, leaves an entry in the journal, and closes it. */
async function firstUse(): Promise<void> {
  const here = await open();
  try {
    await here.kernel.write(systemActor, Date.now(), (tx) => tx.create(department, [{ name: '客服部' }]));
    await onClient(db.owner, (client) => sealAll(client, here.keys, fileWitness(path.join(folder, 'witness.jsonl')), Date.now()));
  } finally {
    await here.stop();
  }
}

test('a database without a journal gets keys, and the same ones open it ever after', async () => {
  await firstUse();
  expect((await readdir(keys)).sort()).toEqual(['access.key', 'journal.key', 'seal-private.pem', 'seal-public.pem']);
  if (process.platform !== 'win32')
    for (const name of ['keys', 'files']) expect((await stat(path.join(folder, name))).mode & 0o777, name).toBe(0o700);
  const again = await open();
  expect(again.keys.keyId).toMatch(/^[0-9a-f]{16}$/);
  await again.stop();
});

test('a journal whose keys are gone gets no new ones', async () => {
  await firstUse();
  const elsewhere = path.join(folder, 'elsewhere');
  await expect(open(elsewhere)).rejects.toThrow(
    `密钥文件 ${path.join(elsewhere, 'seal-private.pem')} 缺失，请从备份恢复，或用 LVYUE_KEYS 指定`,
  );
  await expect(open(elsewhere)).rejects.toThrow(
    'is missing; restore it from a backup, or set LVYUE_KEYS to the folder that holds the keys.',
  );
  await expect(readdir(elsewhere)).rejects.toThrow('ENOENT');
});

test("another installation's keys are refused, and both are named", async () => {
  await firstUse();
  const other = path.join(folder, 'other');
  const { keyId } = await openJournalKeys(other);
  const { rows } = await db.owner.query<{ key_id: string }>('select key_id from journal_seal');
  const said = open(other);
  await expect(said).rejects.toThrow(
    `密钥目录 ${other} 不属于这个数据库：流水第 1 段由密钥 ${rows[0]!.key_id} 封存，目录中的密钥是 ${keyId}。`,
  );
  await expect(said).rejects.toThrow('Put the original key files back there, or set LVYUE_KEYS to the folder that holds them.');
});

test('the key of second factors is made anew only while none is sealed with it', async () => {
  await firstUse();
  const away = path.join(folder, 'away');
  await mkdir(away);
  await rename(path.join(keys, 'access.key'), path.join(away, 'access.key'));
  await (await open()).stop();
  expect(await readdir(keys)).toContain('access.key');

  await db.owner.query(`with e as (insert into employee (id, number, state, version, head, created_at, created_by, updated_at, name)
      values (gen_random_uuid(), 'E-1', 'active', 1, '', now(), 'system', now(), '王伟') returning id)
    insert into person_login (employee, login, password_hash, totp_secret, created_at, changed_at) select id, 'wang', '', '\\x01', now(), now() from e`);
  await rm(path.join(keys, 'access.key'));
  await expect(open()).rejects.toThrow(
    `The key ${path.join(keys, 'access.key')} is missing, and the accounts' second factors are sealed with it`,
  );
  expect(await readdir(keys)).not.toContain('access.key');
});
