import type { Corrections, Fault, FaultFile } from './faults.ts';
import { type ColumnChoice, FIELDS, type OrderMapping, type TableName, tableNames } from './mapping/mapping.ts';
import type { Progress } from './progress.ts';
import { type Encoding, encodingOf } from './source/encoding.ts';
import { type FieldReader, fileNamed, headerOf, ImportRefused, readersOf } from './source/files.ts';
import { type Row, rowsOf } from './source/rows.ts';
import { decimalReader, type Moment, type Reading } from './source/values.ts';
import type { Stage, StagedRow } from './stage.ts';

/** A table of the mapping and where it was found. */
export interface Layout {
  file: string;
  /** What the file calls the columns, by field; fields without a column are not there. */
  columns: Readonly<Record<string, string>>;
}

export type Layouts = Partial<Record<TableName, Layout>>;

export interface ReadOptions {
  files: ReadonlyMap<string, string>;
  mapping: OrderMapping;
  /** Whether every table that the mapping names must be there; presets do without what is not. */
  strict: boolean;
  /** Reads an instant; see `momentReader`. */
  moment: (text: string) => Reading<Moment>;
  corrections: Corrections;
  faults: FaultFile;
  progress: Progress;
  signal: AbortSignal;
}

interface TableReader {
  table: TableName;
  layout: Layout;
  fields: readonly (FieldReader | undefined)[];
  checks: readonly { column: FieldReader; read: (text: string) => Reading<unknown> }[];
}

/**
 * Reads every file of a mapping once into the stage. Rows that cannot be read, or lack what they are joined by, go to the
 * error file and stop nothing.
 * @returns where the tables were found, and how many source rows there were.
 * @throws ImportRefused when a file or column is missing.
 */
export async function readSource(stage: Stage, options: ReadOptions): Promise<{ layouts: Layouts; rows: number }> {
  const { mapping, files, faults, progress, signal } = options;
  const byFile = new Map<string, { name: string; path: string; tables: TableName[] }>();
  for (const table of tableNames) {
    const wanted = mapping[table];
    if (!wanted) continue;
    const file = fileNamed(files, wanted.file) ?? onlyFile(files, mapping);
    if (file) byFile.set(file.path, { ...file, tables: [...(byFile.get(file.path)?.tables ?? []), table] });
    else if (table === 'orders' || options.strict) throw missingFile(wanted.file, files);
    else
      progress.say({
        zh: `没有文件 ${[wanted.file].flat()[0]}，跳过。`,
        en: `There is no file ${[wanted.file].flat()[0]}; going on without it.`,
      });
  }
  const prepared = await Promise.all([...byFile.values()].map((file) => prepare(file, options)));
  const layouts: Layouts = {};
  let rows = 0;
  for (const { file, encoding, readers } of prepared) {
    for (const { table, layout } of readers) layouts[table] = layout;
    for await (const batch of rowsOf(file, encoding, options.corrections, (fault) => faults.add(fault))) {
      if (signal.aborted) break;
      for (const reader of readers)
        await stage.add(
          reader.table,
          batch.flatMap((row) => staged(reader, row, options)),
        );
      rows += batch.length;
      progress.advance(batch.length);
      await faults.flush();
    }
  }
  return { layouts, rows };
}

/** One file was named on the command line, and the mapping speaks of one: it is that, whatever it is called. */
function onlyFile(files: ReadonlyMap<string, string>, mapping: OrderMapping): { name: string; path: string } | null {
  const named = new Set(tableNames.flatMap((t) => (mapping[t] ? [JSON.stringify(mapping[t].file)] : [])));
  const [only] = files;
  return files.size === 1 && named.size === 1 && only ? { name: only[0], path: only[1] } : null;
}

const missingFile = (wanted: string | readonly string[], files: ReadonlyMap<string, string>): ImportRefused => {
  const [name, there] = [[wanted].flat().join(' / '), [...files.keys()].join(', ')];
  return new ImportRefused(
    `缺少文件 ${name}（.csv 或 .csv.gz）。现有：${there || '无'}。`,
    `There is no file ${name} (.csv or .csv.gz). There are: ${there || 'none'}.`,
  );
};

async function prepare(file: { name: string; path: string; tables: TableName[] }, { mapping, moment }: ReadOptions) {
  const encoding: Encoding = mapping.encoding ?? (await encodingOf(file.path));
  const header = await headerOf(file, encoding);
  const readers = file.tables.map((table): TableReader => {
    const { columns, checks } = mapping[table]! as {
      columns: Record<string, ColumnChoice>;
      checks: Record<string, 'number' | 'date'>;
    };
    const fields = readersOf(file.name, header, columns);
    const checked = readersOf(file.name, header, Object.fromEntries(Object.keys(checks).map((name) => [name, name])));
    const kinds = { number: decimalReader(12), date: moment };
    return {
      table,
      layout: {
        file: file.name,
        columns: Object.fromEntries(Object.entries(fields).map(([field, reader]) => [field, reader!.name])),
      },
      fields: FIELDS[table].map((field) => fields[field]),
      checks: Object.entries(checks).map(([name, kind]) => ({ column: checked[name]!, read: kinds[kind] })),
    };
  });
  return { file, encoding, readers };
}

const PLACED_AT = FIELDS.orders.indexOf('placedAt');

function staged({ table, layout, fields, checks }: TableReader, row: Row, { moment, faults }: ReadOptions): StagedRow[] {
  const cells = fields.map((field) => field?.of(row.cells).trim() ?? '');
  const fault = (column: string, value: string, reason: Fault['reason'], loaded: boolean) =>
    faults.add({ file: layout.file, line: row.line, column, value, reason, loaded });
  for (const { column, read } of checks) {
    const reading = read(column.of(row.cells));
    if ('fault' in reading && reading.fault) fault(column.name, column.of(row.cells), reading.fault, true);
  }
  const key = cells[0]!;
  if (key === '' || key.length > LONGEST_KEY) {
    fault(fields[0]?.name ?? '', key, key === '' ? NO_KEY : KEY_TOO_LONG, false);
    return [];
  }
  const at = table === 'orders' ? (moment(cells[PLACED_AT]!).value?.at ?? null) : null;
  return [{ line: row.line, key, at, cells }];
}

/** As long as an order's external number may be. */
const LONGEST_KEY = 80;
const NO_KEY = { zh: '编号为空，无法对应。', en: 'The number is empty; the row belongs to nothing.' };
const KEY_TOO_LONG = { zh: `编号超过 ${LONGEST_KEY} 个字符。`, en: `The number is longer than ${LONGEST_KEY} characters.` };
