import { expect, test } from 'vitest';
import { type MalformedRecord, recordsOf, type SourceRecord } from './records.ts';

async function read(text: string, pieces = 1): Promise<{ records: SourceRecord[]; malformed: MalformedRecord[] }> {
  const size = Math.ceil(text.length / pieces);
  const all = { records: [] as SourceRecord[], malformed: [] as MalformedRecord[] };
  const source = async function* () {
    for (let i = 0; i < text.length; i += size) yield text.slice(i, i + size);
  };
  for await (const { records, malformed } of recordsOf(source())) {
    all.records.push(...records);
    all.malformed.push(...malformed);
  }
  return all;
}

const cellsOf = async (text: string) => (await read(text)).records.map((r) => r.cells);
const linesOf = async (text: string) => (await read(text)).records.map((r) => r.line);

test('plain rows, with either line end and with or without a last one', async () => {
  expect(await cellsOf('a,b\n1,2\n3,4')).toEqual([
    ['a', 'b'],
    ['1', '2'],
    ['3', '4'],
  ]);
  expect(await cellsOf('a,b\r\n1,2\r\n')).toEqual([
    ['a', 'b'],
    ['1', '2'],
  ]);
});

test('quoted values hold separators, quotation marks and line ends; rows are counted by the line they begin on', async () => {
  const text = 'a,b\n"1,5","say ""hi"""\n"two\nlines\n",x\n3,4\n';
  expect(await cellsOf(text)).toEqual([
    ['a', 'b'],
    ['1,5', 'say "hi"'],
    ['two\nlines\n', 'x'],
    ['3', '4'],
  ]);
  expect(await linesOf(text)).toEqual([1, 2, 3, 6]);
});

test('the text may break anywhere', async () => {
  const text = 'a,b\r\n"1,5","say ""hi"""\r\n"two\r\nlines",x\r\n\r\n3,4\r\n';
  const whole = await read(text);
  for (let pieces = 2; pieces <= text.length; pieces++) expect(await read(text, pieces)).toEqual(whole);
  expect(whole.records.map((r) => r.line)).toEqual([1, 2, 3, 6]);
});

test('a quotation that is never closed takes away its own line only', async () => {
  const { records, malformed } = await read('a,b\n1,"open\n2,x\n3,"quoted"\n4,y\n');
  expect(records.map((r) => r.cells)).toEqual([
    ['a', 'b'],
    ['2', 'x'],
    ['3', 'quoted'],
    ['4', 'y'],
  ]);
  expect(malformed.map((m) => [m.line, m.text])).toEqual([[2, '1,"open']]);
});

test('a quotation that another row’s would close is seen through', async () => {
  const { records, malformed } = await read('a,b\n1,"open\n2,x\n3,also"open\n4,y\n');
  expect(records.map((r) => r.cells)).toEqual([
    ['a', 'b'],
    ['2', 'x'],
    ['3', 'also"open'],
    ['4', 'y'],
  ]);
  expect(malformed.map((m) => m.line)).toEqual([2]);
});

test('a stray quotation mark within a value is taken as it stands', async () => {
  expect(await cellsOf('a,b\n5" pipe,1\n6" pipe,2\nthe "best" one,3\n')).toEqual([
    ['a', 'b'],
    ['5" pipe', '1'],
    ['6" pipe', '2'],
    ['the "best" one', '3'],
  ]);
});

test('a row with too many or too few cells is reported with its line and its text', async () => {
  const { records, malformed } = await read('a,b\n1\n1,2,3\n1,2,,\n,\n\n7,8\n');
  expect(records.map((r) => r.line)).toEqual([1, 4, 5, 7]);
  expect(malformed.map((m) => [m.line, m.text, m.reason.zh])).toEqual([
    [2, '1', '此行有 1 列，表头有 2 列。'],
    [3, '1,2,3', '此行有 3 列，表头有 2 列。'],
  ]);
});

test('tabs and semicolons separate where the header has them, or where Excel says so', async () => {
  expect(await cellsOf('a\tb\n1,5\t2\n')).toEqual([
    ['a', 'b'],
    ['1,5', '2'],
  ]);
  expect(await cellsOf('a;b\n1,5;2\n')).toEqual([
    ['a', 'b'],
    ['1,5', '2'],
  ]);
  expect(await cellsOf('sep=;\na;b\n"1;5";2\n')).toEqual([
    ['a', 'b'],
    ['1;5', '2'],
  ]);
});

test('an empty file has no rows', async () => {
  expect(await read('')).toEqual({ records: [], malformed: [] });
});
