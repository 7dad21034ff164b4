import { type Corrections, correctionKey, type Fault } from '../faults.ts';
import { type Encoding, textOf } from './encoding.ts';
import { recordsOf } from './records.ts';

/** A row with the corrections that somebody gave for it. */
export interface Row {
  line: number;
  cells: readonly string[];
}

const BROKEN_LETTER = { zh: '含有无法识别的字节（编码损坏）。', en: 'Holds bytes that are no letters (damaged encoding).' };
const NUL = { zh: '含有空字符，不是文本。', en: 'Holds a zero character; this is not text.' };

/**
 * The rows of a file after its header, in batches; rows that cannot be read go to `onFault`. `corrections` (by file, line,
 * column) stand in for what the source says.
 */
export async function* rowsOf(
  file: { name: string; path: string },
  encoding: Encoding,
  corrections: Corrections,
  onFault: (fault: Fault) => void,
): AsyncGenerator<Row[]> {
  let header: readonly string[] | null = null;
  for await (const { records, malformed } of recordsOf(textOf(file.path, encoding))) {
    const rows: Row[] = [];
    for (const { line, cells } of records) {
      if (header === null) header = cells.map((cell) => cell.trim());
      else rows.push(mended(file.name, header, corrections, { line, cells }, onFault));
    }
    for (const { line, text, reason } of malformed) {
      const whole = corrections.get(correctionKey(file.name, line, ''));
      const [cells] = whole === undefined || header === null ? [] : await cellsOf(whole, header.length);
      if (cells) rows.push({ line, cells });
      else onFault({ file: file.name, line, column: '', value: text.slice(0, 2000), reason, loaded: false });
    }
    if (malformed.length > 0) rows.sort((a, b) => a.line - b.line);
    yield rows;
  }
}

function mended(
  file: string,
  header: readonly string[],
  corrections: Corrections,
  row: Row,
  onFault: (fault: Fault) => void,
): Row {
  let cells = row.cells;
  if (corrections.size > 0)
    cells = header.map((column, i) => corrections.get(correctionKey(file, row.line, column)) ?? cells[i]!);
  for (const [i, cell] of cells.entries()) {
    if (cell.includes('\uFFFD'))
      onFault({ file, line: row.line, column: header[i] ?? '', value: cell, reason: BROKEN_LETTER, loaded: true });
    if (!cell.includes('\0')) continue;
    onFault({ file, line: row.line, column: header[i] ?? '', value: cell.replaceAll('\0', ''), reason: NUL, loaded: true });
    cells = cells.with(i, cell.replaceAll('\0', ''));
  }
  return { line: row.line, cells };
}

/** A row that was written anew by hand, in the form of the file: none if that does not fit either. */
async function cellsOf(text: string, width: number): Promise<string[][]> {
  const header = Array.from({ length: width }, (_, i) => `c${i}`).join(',');
  const cells: string[][] = [];
  for await (const { records } of recordsOf(only(`${header}\n${text}\n`))) {
    for (const record of records) if (record.line > 1) cells.push(record.cells);
  }
  return cells.length === 1 ? cells : [];
}

async function* only(text: string): AsyncGenerator<string> {
  yield text;
}
