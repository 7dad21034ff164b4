import type { Bilingual, Pair } from '#kernel/declare/words';
import { zoneNamed } from '#kernel/run/clock/zone';
import { decimalReader, momentReader } from '#server/import/source/values';
import type { SheetCell } from '#server/sheets/write';
import type { ImportField } from './fields.ts';

/** What a cell says: a value for its field (null: nothing), words that name another record, or why it cannot be read. */
export type CellReading = { value: unknown } | { named: string } | { fault: Bilingual };

/** Reads a cell as its field wants it: a date as Excel, people and programs write it, a choice in either language. */
export function cellReader({ column, choices }: ImportField, zone: string): (cell: SheetCell) => CellReading {
  const read = readerOf(column.sql.split('(')[0] ?? '', column.sql, zone);
  return (cell) => {
    if (cell === null || (typeof cell === 'string' && cell.trim() === '')) return NOTHING;
    if (column.ref !== null) return { named: textOf(cell) };
    if (column.values !== null) return readChoice(textOf(cell), column.values, choices);
    return read(cell);
  };
}

const NOTHING: CellReading = { value: null };

function readerOf(type: string, sql: string, zone: string): (cell: SheetCell) => CellReading {
  switch (type) {
    case 'date':
      return (cell) => readMoment(cell, zone, (wall) => new Date(wall).toISOString().slice(0, 10));
    case 'timestamptz':
      return (cell) => readMoment(cell, zone, (wall) => new Date(zoneNamed(zone).instantOf(wall)).toISOString());
    case 'numeric': {
      const read = decimalReader(sql === 'numeric(18,2)' ? 2 : 6);
      return (cell) => {
        const reading = read(typeof cell === 'number' ? plainNumber(cell) : textOf(cell));
        return reading.value === null ? { fault: ('fault' in reading && reading.fault) || NOT_A_NUMBER } : reading;
      };
    }
    case 'int':
    case 'double precision':
      return (cell) => {
        const said = typeof cell === 'number' ? cell : Number(textOf(cell).replaceAll(',', ''));
        return Number.isFinite(said) ? { value: said } : { fault: NOT_A_NUMBER };
      };
    case 'boolean':
      return (cell) => {
        const said = textOf(cell).toLowerCase();
        return YES.has(said) ? { value: true } : NO.has(said) ? { value: false } : { fault: NOT_YES_OR_NO };
      };
    default:
      return (cell) => ({ value: textOf(cell) });
  }
}

const YES = new Set(['是', '有', '对', '√', '✓', 'yes', 'y', 'true', '1']);
const NO = new Set(['否', '无', '不', '×', '✗', 'no', 'n', 'false', '0']);

/** What people see in the cell. A number keeps no exponent: an identity number of eighteen digits is text already, or lost. */
export const textOf = (cell: SheetCell): string => {
  if (cell === null) return '';
  if (cell instanceof Date)
    return cell
      .toISOString()
      .slice(0, cell.getTime() % DAY_MS === 0 ? 10 : 19)
      .replace('T', ' ');
  return typeof cell === 'number' ? plainNumber(cell) : String(cell).trim();
};

const DAY_MS = 86_400_000;
/** Excel adds tenths in binary: 0.1 + 0.2 is meant to be 0.3. */
const plainNumber = (value: number): string => {
  const rounded = Number(value.toPrecision(15));
  return Math.abs(rounded) < 1e21 && !String(rounded).includes('e') ? String(rounded) : rounded.toFixed(20).replace(/\.?0+$/, '');
};

const EXCEL_DAY_0 = Date.UTC(1899, 11, 30);
const [FIRST_SERIAL, LAST_SERIAL] = [1, 2_958_465]; // 1900-01-01 and 9999-12-31

/** `make` is given the wall time as if it were UTC. */
function readMoment(cell: SheetCell, zone: string, make: (wall: number) => string): CellReading {
  if (cell instanceof Date) return { value: make(cell.getTime()) };
  const said = textOf(cell);
  const number = typeof cell === 'number' ? cell : /^\d{5}(\.\d+)?$/.test(said) ? Number(said) : null;
  if (number !== null && number >= FIRST_SERIAL && number < LAST_SERIAL + 1)
    return { value: make(EXCEL_DAY_0 + Math.round(number * 86_400) * 1000) };
  const compact = /^(\d{4})(\d\d)(\d\d)$/.exec(said);
  const reading = momentReader(zone, [])(compact ? compact.slice(1).join('-') : said);
  if (reading.value === null) return { fault: NOT_A_DATE };
  return { value: make(zoneNamed(zone).wallOf(reading.value.at)) };
}

function readChoice(said: string, values: readonly string[], choices: Record<string, Pair> | undefined): CellReading {
  const wanted = said.toLowerCase();
  const found = values.find((value) => [value, ...(choices?.[value] ?? [])].some((word) => word.toLowerCase() === wanted));
  if (found !== undefined) return { value: found };
  const told = (locale: 0 | 1) => values.map((value) => choices?.[value]?.[locale] ?? value);
  return { fault: { zh: `请填写以下之一：${told(0).join('、')}。`, en: `Please give one of: ${told(1).join(', ')}.` } };
}

const NOT_A_NUMBER: Bilingual = { zh: '不是数字。', en: 'Not a number.' };
const NOT_YES_OR_NO: Bilingual = { zh: '请填写“是”或“否”。', en: 'Please give yes or no.' };
const NOT_A_DATE: Bilingual = {
  zh: '不是可识别的日期，请写成 2026-03-01。',
  en: 'Not a date that can be read. Please write it as 2026-03-01.',
};
