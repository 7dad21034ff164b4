import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { writeXlsxStream } from 'hucre/xlsx';

/** What a cell of a sheet holds. A `Date` is a wall time, written as if it were UTC. */
export type SheetCell = string | number | boolean | Date | null;

export interface SheetColumn {
  header: string;
  /** In characters. */
  width: number;
  /** Excel's number format, where cells are numbers or dates. */
  format?: string;
}

export type SheetFormat = 'xlsx' | 'csv';

/** What a file of each format is sent as. */
export const SHEET_TYPES: Record<SheetFormat, string> = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv; charset=utf-8',
};

/** A sheet as bytes, row by row as they come: the header first. Memory does not grow with the rows. */
export const sheetOf = (
  format: SheetFormat,
  name: string,
  columns: readonly SheetColumn[],
  rows: AsyncIterable<SheetCell[]>,
): Readable => (format === 'xlsx' ? xlsxOf(name, columns, rows) : Readable.from(csvOf(columns, rows)));

/** Text is written as text cells: what begins with `=` is words, and never a formula. */
function xlsxOf(name: string, columns: readonly SheetColumn[], rows: AsyncIterable<SheetCell[]>): Readable {
  const stream = writeXlsxStream(fitting(rows), {
    name: sheetName(name),
    columns: columns.map(({ header, width, format }) => ({ header, width, ...(format !== undefined && { numFmt: format }) })),
    freezePane: { rows: 1 },
  });
  return Readable.fromWeb(stream as ReadableStream<Uint8Array>);
}

const LONGEST_CELL = 32_767; // characters: Excel calls a file with a longer one damaged

async function* fitting(rows: AsyncIterable<SheetCell[]>): AsyncGenerator<SheetCell[]> {
  for await (const row of rows)
    yield row.map((cell) =>
      typeof cell === 'string' && cell.length > LONGEST_CELL ? `${cell.slice(0, LONGEST_CELL - 1)}…` : cell,
    );
}

const sheetName = (name: string): string => name.replaceAll(/[\][:*?/\\']/g, ' ').slice(0, 31) || 'Sheet';

/** RFC 4180 with a byte order mark, by which Excel knows UTF-8. */
async function* csvOf(columns: readonly SheetColumn[], rows: AsyncIterable<SheetCell[]>): AsyncGenerator<string> {
  yield `\uFEFF${csvLine(columns.map(({ header }) => header))}`;
  for await (const row of rows) yield csvLine(row);
}

const csvLine = (cells: readonly SheetCell[]): string => `${cells.map(csvCell).join(',')}\r\n`;

function csvCell(cell: SheetCell): string {
  if (cell === null) return '';
  if (cell instanceof Date) return wallText(cell);
  if (typeof cell !== 'string') return String(cell);
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** What a spreadsheet would calculate instead of show. */
const FORMULA = /^[=+\-@\t\r]/;

/** `2026-11-21`, or with a time of day `2026-11-21 14:30:00`. */
const wallText = (wall: Date): string => {
  const [day = '', time = ''] = wall.toISOString().slice(0, 19).split('T');
  return time === '00:00:00' ? day : `${day} ${time}`;
};
