import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { afterAll, expect, test } from 'vitest';
import { encodingOf, textOf } from './encoding.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'lvyue-encoding-'));
afterAll(() => rmSync(folder, { recursive: true }));

const TEXT = '客户,名称\n1,苏州卓润物流设备有限公司\n2,€ 欧元 𠮷\n';

async function read(name: string, bytes: Buffer): Promise<[string, string]> {
  const file = path.join(folder, name);
  writeFileSync(file, bytes);
  const encoding = await encodingOf(file);
  let text = '';
  for await (const piece of textOf(file, encoding)) text += piece;
  return [encoding, text];
}

test.each([
  ['utf8.csv', Buffer.from(TEXT), 'utf-8'],
  ['bom.csv', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(TEXT)]), 'utf-8'],
  ['gb.csv', iconv.encode(TEXT, 'gb18030'), 'gb18030'],
  ['le.csv', Buffer.concat([Buffer.from([0xff, 0xfe]), iconv.encode(TEXT, 'utf-16le')]), 'utf-16le'],
  ['be.csv', Buffer.concat([Buffer.from([0xfe, 0xff]), iconv.encode(TEXT, 'utf-16be')]), 'utf-16be'],
  ['packed.csv.gz', gzipSync(iconv.encode(TEXT, 'gb18030')), 'gb18030'],
])('%s', async (name, bytes, encoding) => {
  expect(await read(name, bytes)).toEqual([encoding, TEXT]);
});

test('GBK of a Chinese Excel, as far as GBK goes', async () => {
  expect(await read('gbk.csv', iconv.encode('客户,名称\n1,苏州\n', 'gbk'))).toEqual(['gb18030', '客户,名称\n1,苏州\n']);
});

test('letters that a chunk’s end cuts are whole again', async () => {
  const long = `名称\n${'履约'.repeat(200_000)}\n`;
  for (const shift of ['', 'a', 'ab']) {
    const [encoding, text] = await read('long.csv', Buffer.from(shift + long));
    expect([encoding, text === shift + long]).toEqual(['utf-8', true]);
  }
});

test('a damaged UTF-8 file is not taken for GBK: its letters stay, the damage shows', async () => {
  const bytes = Buffer.from(TEXT.repeat(100));
  bytes[3] = 0xff; // within the second letter
  const [encoding, text] = await read('damaged.csv', bytes);
  expect(encoding).toBe('utf-8');
  expect(text.startsWith('客\uFFFD')).toBe(true);
  expect(text.endsWith(TEXT)).toBe(true);
});

test('plain ASCII and nothing at all are UTF-8', async () => {
  expect(await read('ascii.csv', Buffer.from('a,b\n'))).toEqual(['utf-8', 'a,b\n']);
  expect(await read('empty.csv', Buffer.alloc(0))).toEqual(['utf-8', '']);
});
