import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { freshJournal, type JournalWorld, newParcel, takeSteps } from '#testing/journal';
import { run as exportJournal } from './journal-export.ts';
import { tell, run as verify } from './verify.ts';

let world: JournalWorld;
let publicKey: string;

beforeAll(async () => {
  world = await freshJournal();
  await takeSteps(world, [newParcel(), newParcel()], 3);
  const keys = path.join(world.folder, 'keys');
  publicKey = path.join(keys, 'seal-public.pem');
  vi.stubEnv('DATABASE_URL', world.db.url);
  vi.stubEnv('LVYUE_KEYS', keys);
  vi.stubEnv('LVYUE_WITNESS', world.witnessFile);
});
afterEach(() => vi.restoreAllMocks());
afterAll(async () => {
  vi.unstubAllEnvs();
  await world.close();
});

/** Runs a command; what it says on either stream, and its exit code. */
async function said(command: (args: string[]) => Promise<number>, ...args: string[]): Promise<{ code: number; text: string }> {
  const out: string[] = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void out.push(line));
  vi.spyOn(console, 'error').mockImplementation((line: string) => void out.push(line));
  const code = await command(args);
  return { code, text: out.join('\n') };
}

test('an export is written and verified without a database, in either language', async () => {
  for (const name of ['journal.jsonl', 'journal.jsonl.gz']) {
    const file = path.join(world.folder, name);
    expect(await said(exportJournal, file, '--lang', 'en')).toEqual({ code: 0, text: `Exported segments 1 to 1 to ${file}.` });
    const pinned = await said(verify, file, '--key', publicKey, '--lang', 'en');
    expect(pinned.code).toBe(0);
    expect(pinned.text).toMatch(
      /^The journal is intact\.\n6 entries, segments 1 to 1, exported at .*Z\.\nChecked with the given key [0-9a-f]{16}\.$/,
    );
    const own = await said(verify, '--file', file, '--lang', 'zh');
    expect(own.code).toBe(0);
    expect(own.text).toContain('流水完好');
    expect(own.text).toContain('按文件自带公钥');
  }
});

test('an export of a time without entries is refused', async () => {
  expect(await said(exportJournal, path.join(world.folder, 'none.jsonl'), '--from', '2031-01-01', '--lang', 'zh')).toEqual({
    code: 1,
    text: '未导出：这段时间没有流水。',
  });
});

test('an altered export is told by the exit code and in words', async () => {
  const file = path.join(world.folder, 'altered.jsonl');
  await said(exportJournal, file);
  await writeFile(file, (await readFile(file, 'utf8')).replace('周五', '周六'));
  const told = await said(verify, file, '--lang', 'zh');
  expect(told.code).toBe(1);
  expect(told.text).toContain('流水被篡改！');
  expect(told.text).toMatch(/\[被改动\] #1 parcel [0-9a-f-]{36} v1：文件第 3 行的内容与封存时不同。/);
});

test('the running database is verified, and what is wrong is told', async () => {
  const intact = await said(verify, '--lang', 'en');
  expect(intact).toEqual({
    code: 0,
    text: 'The journal is intact.\n6 entries, 1 sealed segment, 0 not sealed yet.\nThe witness keeps 1 segment and is 0 behind.\nEvery field was compared: 0 records, 0 promises.',
  });
  await world.attack(`update journal set actor = 'somebody' where id = 4`);
  const tampered = await said(verify, '--json');
  expect(tampered.code).toBe(1);
  expect(JSON.parse(tampered.text)).toMatchObject({
    ok: false,
    faultCount: 1,
    firstFault: { kind: 'changed', journalId: 4, version: 2 },
  });
});

test('rows are compared field by field, and the report says whether they were', async () => {
  const parts = {
    ok: true,
    entries: 300_000,
    segments: 80,
    unsealed: 0,
    witness: { segments: 80, behind: 0 },
    faultCount: 0,
    faults: [],
  };
  expect(tell({ ...parts, rows: null }, 'zh')).toContain('只核对了单据的版本和状态，未逐项核对内容：请用 lvyue verify --rows。');
  expect(tell({ ...parts, rows: { records: 9, commitments: 4, unproven: 2 } }, 'zh')).toMatch(
    /逐项核对了 9 份单据、4 项承诺的内容。\n有 2 个期限由尚未完成的重新计期改动，流水还不能证明。$/,
  );
  expect(tell({ ...parts, rows: { records: 9, commitments: 4, unproven: 1 } }, 'en')).toMatch(
    /9 records, 4 promises\.\n1 due date moved by a redating that is not finished: nothing proves it yet\.$/,
  );
  expect(JSON.parse((await said(verify, '--rows', '--json')).text)).toMatchObject({
    rows: { records: 0, commitments: 0, unproven: 0 },
  });
});

test('what cannot be verified is neither intact nor tampered with', async () => {
  expect((await said(verify, path.join(world.folder, 'no such file'), '--lang', 'en')).code).toBe(2);
  expect((await said(verify, '--no-such-option')).code).toBe(2);
  await rename(publicKey, `${publicKey}.away`);
  const key = path.join(path.dirname(publicKey), 'journal.key');
  await rename(key, `${key}.away`);
  vi.stubEnv('LVYUE_KEYS', path.join(world.folder, 'elsewhere'));
  const { code, text } = await said(verify, '--lang', 'zh');
  expect(code).toBe(2);
  expect(text).toMatch(/^无法校验：密钥文件 .* 缺失/);
});
