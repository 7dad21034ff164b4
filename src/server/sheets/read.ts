import { isUtf8 } from 'node:buffer';
import { setImmediate as aside } from 'node:timers/promises';
import { streamXlsxRows } from 'hucre/xlsx';
import iconv from 'iconv-lite';
import { type Bilingual } from '#kernel/declare/words';
import { Problem } from '#kernel/problem';
import { recordsOf } from '#server/import/source/records';
import type { SheetCell, SheetFormat } from './write.ts';

/** A row as it stands in the file. */
export interface SheetRow {
  /** From 1: what the spreadsheet, or an editor, calls the row. */
  line: number;
  cells: SheetCell[];
  /** Why the row cannot be told apart into cells. */
  broken?: Bilingual;
}

export const MOST_BYTES = 20 * 1024 * 1024;
/** What a workbook may unpack to: a hundred thousand rows of twenty cells take about a fifth of it. */
const MOST_UNPACKED = 400 * 1024 * 1024;
const MOST_COLUMNS = 200;
const ASIDE_EVERY = 500; // rows: others who are served by this process wait no longer than about 10 ms

/** What a file is, by its first bytes. @throws Problem unreadable for a workbook of before 2007 or one under a password. */
export function formatOf(bytes: Uint8Array): SheetFormat {
  const start = Buffer.from(bytes.subarray(0, 8)).toString('hex');
  if (start.startsWith('504b0304')) return 'xlsx';
  if (start === 'd0cf11e0a1b11ae1')
    throw unreadable(
      '请把文件另存为没有密码的 .xlsx，再上传。',
      'Please save the file as .xlsx without a password, and send that.',
    );
  return 'csv';
}

/**
 * The rows of the first sheet of a workbook, or of a CSV in UTF-8, UTF-16 or GB18030 (which holds GBK). Empty rows are left out.
 * @throws Problem unreadable where it is neither, or too large.
 */
export async function* rowsOf(bytes: Uint8Array): AsyncGenerator<SheetRow> {
  let count = 0;
  for await (const row of formatOf(bytes) === 'xlsx' ? rowsOfWorkbook(bytes) : rowsOfText(bytes)) {
    if (++count % ASIDE_EVERY === 0) await aside();
    if (row.cells.length > MOST_COLUMNS && row.cells.slice(MOST_COLUMNS).some((cell) => cell !== null && cell !== ''))
      throw unreadable(`最多 ${MOST_COLUMNS} 列。`, `At most ${MOST_COLUMNS} columns.`);
    if (row.broken || row.cells.some((cell) => cell !== null && cell !== '')) yield row;
  }
}

async function* rowsOfWorkbook(bytes: Uint8Array): AsyncGenerator<SheetRow> {
  refuseBomb(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  try {
    for await (const { index, values } of streamXlsxRows(bytes)) yield { line: index + 1, cells: values };
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw unreadable('这个 Excel 文件已损坏，请另存后再上传。', 'This workbook is damaged. Please save it anew and send that.');
  }
}

async function* rowsOfText(bytes: Uint8Array): AsyncGenerator<SheetRow> {
  const text = textOf(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  if (text.includes('\0'))
    throw unreadable('这不是表格文件。请上传 .xlsx 或 .csv。', 'This is no table. Please send .xlsx or .csv.');
  for await (const { records, malformed } of recordsOf(pieces(text))) {
    const rows: SheetRow[] = [
      ...records.map(({ line, cells }) => ({ line, cells: cells.map(unescaped) })),
      ...malformed.map(({ line, text: said, reason }) => ({ line, cells: [said], broken: reason })),
    ];
    yield* rows.sort((a, b) => a.line - b.line);
  }
}

const PIECE = 256 * 1024; // characters

async function* pieces(text: string): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += PIECE) yield text.slice(at, at + PIECE);
}

/** A quotation mark before what a spreadsheet would calculate is ours, or another program's like us. */
const unescaped = (cell: string): string => (/^'[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell);

function textOf(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return iconv.decode(bytes, 'utf-16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return iconv.decode(bytes, 'utf-16be');
  return iconv.decode(bytes, isUtf8(bytes) ? 'utf-8' : 'gb18030').replace(/^\uFEFF/, '');
}

/**
 * Refuses an archive by its own directory: what it says that its parts unpack to is what the reader holds it to. A part that says nothing
 * could grow without end.
 */
function refuseBomb(zip: Buffer): void {
  const end = zip.lastIndexOf(Buffer.from('504b0506', 'hex'));
  let at = end < 0 ? -1 : zip.readUInt32LE(end + 16);
  let unpacked = 0;
  for (let parts = end < 0 ? 0 : zip.readUInt16LE(end + 10); parts > 0; parts--) {
    if (at < 0 || at + 46 > zip.length || zip.readUInt32LE(at) !== 0x02014b50) throw damaged();
    const [packed, size] = [zip.readUInt32LE(at + 20), zip.readUInt32LE(at + 24)];
    if (size === 0 && packed > 2) throw damaged();
    unpacked += size;
    at += 46 + zip.readUInt16LE(at + 28) + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  if (unpacked > MOST_UNPACKED)
    throw unreadable('文件解压后过大，请分成几个文件。', 'The file unpacks to too much. Please split it into several.');
}

const damaged = (): Problem =>
  unreadable('这个 Excel 文件已损坏，请另存后再上传。', 'This workbook is damaged. Please save it anew and send that.');

/** The file is at fault, and the sentence says what to do. */
export const unreadable = (zh: string, en: string): Problem => new Problem('unreadable', 422, { zh, en }, { errors: [] });
