import { type AnyWords, envelopeWords, type Pair } from '#kernel/declare/words';
import { zoneNamed } from '#kernel/run/clock/zone';
import type { Column } from '#kernel/run/columns';
import type { Kind } from '#kernel/run/kind';
import { columnNamed } from '#kernel/run/list';
import type { SheetCell, SheetColumn } from '#server/sheets/write';

/** A column of a list as a column of a sheet, and how its values become cells. */
export interface ExportColumn extends SheetColumn {
  field: string;
  cellOf: (value: unknown, refs: Record<string, { number: string; title: string | null } | null>) => SheetCell;
}

export interface Reader {
  locale: 'zh' | 'en';
  /** IANA: instants are told in the company's time. */
  zone: string;
}

/** The columns of an export, in the reader's language. What is no column is left out; confidential ones only where `shown` says so. */
export function exportColumns(
  kind: Kind,
  fields: readonly string[],
  shown: (field: string) => boolean,
  reader: Reader,
): ExportColumn[] {
  return fields.flatMap((field) => {
    const column = field === PROMISE ? promiseColumn : columnNamed(kind, field);
    if (!column || column.sql === 'jsonb' || !shown(field)) return [];
    const word = field === PROMISE ? promiseWord : wordOf(kind.words, field);
    return [{ field, header: tell(word, reader), ...cells(column, kind.words, reader) }];
  });
}

/** When the promise is due that is owed next on a record: a column of lists that is no field. */
export const PROMISE = 'promise';
const promiseColumn: Column = { field: PROMISE, column: '', sql: 'timestamptz(3)', nullable: true, values: null, ref: null };
const promiseWord: Pair = ['下一个承诺到期', 'Next promise due'];

/** What a field is called. */
export const wordOf = (words: AnyWords, field: string): Pair =>
  (envelopeWords as Record<string, Pair>)[field] ?? words.fields[field] ?? [field, field];

const tell = (pair: Pair, { locale }: Reader): string => pair[locale === 'zh' ? 0 : 1];

export const DAY_FORMAT = 'yyyy-mm-dd';
export const INSTANT_FORMAT = 'yyyy-mm-dd hh:mm';

function cells(column: Column, words: AnyWords, reader: Reader): Pick<ExportColumn, 'width' | 'format' | 'cellOf'> {
  const { field, sql, ref, values } = column;
  if (ref !== null)
    return { width: 24, cellOf: (value, refs) => (value === null ? null : (refs[field]?.title ?? refs[field]?.number ?? null)) };
  const choices = field === 'state' ? words.states : values === null ? undefined : words.choices[field];
  if (choices)
    return {
      width: 14,
      cellOf: (value) => (typeof value === 'string' ? (choices[value] ? tell(choices[value], reader) : value) : null),
    };
  const [type = ''] = sql.split('(');
  switch (type) {
    case 'date':
      return { width: 12, format: DAY_FORMAT, cellOf: (day) => (typeof day === 'string' ? new Date(`${day}T00:00:00Z`) : null) };
    case 'timestamptz': {
      const zone = zoneNamed(reader.zone);
      return {
        width: 17,
        format: INSTANT_FORMAT,
        cellOf: (iso) => (typeof iso === 'string' ? new Date(zone.wallOf(Date.parse(iso))) : null),
      };
    }
    case 'numeric':
      return {
        width: 14,
        format: sql === 'numeric(18,2)' ? '#,##0.00' : '#,##0.######',
        cellOf: (value) => (typeof value === 'string' ? numberOf(value) : null),
      };
    case 'int':
    case 'double precision':
      return { width: 10, cellOf: (value) => (typeof value === 'number' ? value : null) };
    case 'boolean':
      return { width: 8, cellOf: (value) => (typeof value === 'boolean' ? tell(value ? YES : NO, reader) : null) };
    default:
      return { width: field === 'number' ? 16 : 28, cellOf: (value) => (typeof value === 'string' ? value : null) };
  }
}

export const YES: Pair = ['是', 'Yes'];
export const NO: Pair = ['否', 'No'];

/** Excel keeps fifteen digits; a decimal that needs more stays text, and exact. */
const numberOf = (decimal: string): number | string =>
  decimal.replace(/^-?0*|\./g, '').replace(/0+$/, '').length <= 15 ? Number(decimal) : decimal;
