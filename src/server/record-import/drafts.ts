import { createHash } from 'node:crypto';
import type { Kind } from '#kernel/run/kind';
import type { RowFault } from '#server/long-work/work';
import type { SheetRow } from '#server/sheets/read';
import type { SheetCell } from '#server/sheets/write';
import { type CellReading, cellReader, textOf } from './cell.ts';
import type { ImportField } from './fields.ts';
import { headerText, type Mapping } from './mapping.ts';

/** A record as rows of a sheet describe it, before anybody has looked whether it may be. */
export interface Draft {
  /** The first row says the record; those below it add lines. */
  rows: SheetRow[];
  /** What the rows say, and how many the same stand above: a file that is sent again says the same. */
  key: Buffer;
  input: Record<string, unknown>;
  /** Words that name other records: what they stand for is not known yet. */
  names: { field: ImportField; row: SheetRow; said: string; set: (id: string) => void }[];
  faults: RowFault[];
}

/** How the columns of a sheet are understood. */
export interface Layout {
  header: readonly SheetCell[];
  /** The line of the header; rows above it are titles. */
  headerLine: number;
  mapping: Mapping;
  fields: readonly ImportField[];
  /** IANA: in which times of day are meant. */
  zone: string;
}

/** The records that the rows below the header describe, one after another. */
export async function* draftsOf(kind: Kind, rows: AsyncIterable<SheetRow>, layout: Layout): AsyncGenerator<Draft> {
  const columns = readersOf(layout);
  const own = columns.filter(({ field }) => field.lines === null);
  const hasLines = columns.length > own.length;
  const seen = new Map<string, number>();
  let open: Draft | null = null;
  const complete = (draft: Draft): Draft => {
    const said = JSON.stringify(
      draft.rows.map((row) => columns.map(({ at, field }) => [field.key, textOf(row.cells[at] ?? null)])),
    );
    const above = seen.get(said) ?? 0;
    seen.set(said, above + 1);
    return { ...draft, key: createHash('sha256').update(`${above} ${said}`).digest() };
  };
  for await (const row of rows) {
    if (row.line <= layout.headerLine) continue;
    const goesOn = hasLines && open !== null && continues(kind, row, open.rows[0]!, own);
    if (!goesOn) {
      if (open) yield complete(open);
      open = { rows: [], key: NO_KEY, input: {}, names: [], faults: [] };
    }
    take(open!, row, columns, !goesOn);
  }
  if (open) yield complete(open);
}

const NO_KEY = Buffer.alloc(0);

interface Reader {
  /** The place of its column. */
  at: number;
  field: ImportField;
  read: (cell: SheetCell) => CellReading;
}

const readersOf = ({ mapping, fields, zone }: Layout): Reader[] =>
  Object.entries(mapping).flatMap(([at, key]) => {
    const field = fields.find((f) => f.key === key);
    return field ? [{ at: Number(at), field, read: cellReader(field, zone) }] : [];
  });

/** A row that says nothing of the record itself, or the same with the same title, adds a line to the one above. */
function continues(kind: Kind, row: SheetRow, first: SheetRow, own: readonly Reader[]): boolean {
  const said = (r: SheetRow, { at }: Reader) => textOf(r.cells[at] ?? null);
  if (row.broken) return false;
  if (own.every((reader) => said(row, reader) === '')) return true;
  const title = own.find(({ field }) => field.key === kind.record.title);
  return title !== undefined && said(row, title) !== '' && own.every((reader) => said(row, reader) === said(first, reader));
}

/** Takes a row in: the record's own fields from its first row, its lines from every row that says something of them. */
function take(draft: Draft, row: SheetRow, columns: readonly Reader[], first: boolean): void {
  draft.rows.push(row);
  if (row.broken) {
    draft.faults.push({ line: row.line, column: '', value: textOf(row.cells[0] ?? null), reason: row.broken });
    return;
  }
  const lines = new Map<string, Record<string, unknown>>();
  for (const { at, field, read } of columns) {
    if (field.lines === null && !first) continue;
    const cell = row.cells[at] ?? null;
    const reading = read(cell);
    if ('value' in reading && reading.value === null) continue;
    let into = draft.input;
    if (field.lines !== null) {
      into = lines.get(field.lines) ?? {};
      lines.set(field.lines, into);
    }
    const name = field.column.field;
    if ('fault' in reading)
      draft.faults.push({ line: row.line, column: field.key, value: textOf(cell).slice(0, 200), reason: reading.fault });
    else if ('named' in reading)
      draft.names.push({ field, row, said: reading.named, set: (id) => Object.assign(into, { [name]: id }) });
    else into[name] = reading.value;
  }
  for (const [name, line] of lines) draft.input[name] = [...((draft.input[name] as unknown[] | undefined) ?? []), line];
}

/** What a field's column is called in the sheet; the field's own name where it has none. */
export function columnName({ header, mapping, fields }: Layout, key: string, locale: 'zh' | 'en'): string {
  const at = Object.entries(mapping).find(([, mapped]) => mapped === key)?.[0];
  const said = at === undefined ? '' : headerText(header[Number(at)]);
  return said || (fields.find((field) => field.key === key)?.name[locale === 'zh' ? 0 : 1] ?? '');
}
