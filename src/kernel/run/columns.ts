import { z } from 'zod';
import { bare, metaOf } from '../declare/fields.ts';
import type { AnyRecord, Shape } from '../declare/record.ts';

/** A field as a column. */
export interface Column {
  field: string;
  column: string;
  sql: string;
  nullable: boolean;
  /** The allowed values, where the field is a choice. */
  values: readonly string[] | null;
  ref: string | null;
  /** Any record may be named in it, also one that the writer may not read. */
  mention?: boolean;
}

/** `promisedDate` → `promised_date`; record names become table names the same way. */
export const snake = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replaceAll('-', '_');

/** An identifier, quoted. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

export const tableOf = (record: { name: string }): string => snake(record.name);
export const lineTableOf = (record: { name: string }, line: string): string => `${snake(record.name)}_${snake(line)}`;

/** The columns of a shape, in declared order. */
export function columnsOf(shape: Shape): Column[] {
  return Object.entries(shape).map(([field, schema]) => {
    const { inner, nullable } = bare(schema);
    return {
      field,
      column: snake(field),
      sql: sqlType(schema, inner),
      nullable,
      values: inner instanceof z.ZodEnum ? inner.options.map(String) : null,
      ref: metaOf(schema).ref ?? null,
      mention: metaOf(schema).mention ?? false,
    };
  });
}

function sqlType(schema: z.ZodType, inner: z.ZodType): string {
  const said = metaOf(schema).sql;
  if (said) return said;
  if (inner instanceof z.ZodUUID) return 'uuid';
  if (inner instanceof z.ZodISODate) return 'date';
  if (inner instanceof z.ZodString || inner instanceof z.ZodEnum || inner instanceof z.ZodEmail || inner instanceof z.ZodURL)
    return 'text';
  if (inner instanceof z.ZodNumber) return inner.format === 'safeint' || inner.format === 'int32' ? 'int' : 'double precision';
  if (inner instanceof z.ZodBoolean) return 'boolean';
  throw new Error(`A field of type ${inner.constructor.name} needs meta({ sql }).`);
}

/** How a column is read so that JSON keeps its exact value: decimals as text, instants to the millisecond in UTC. */
export function readAs(column: Pick<Column, 'column' | 'sql'>, alias: string): string {
  const name = `${alias}.${quoted(column.column)}`;
  if (column.sql.startsWith('numeric')) return `${name}::text`;
  if (column.sql.startsWith('timestamptz')) return instantText(name);
  return name;
}

/** An instant as `2026-11-21T10:00:00.000Z`. */
export const instantText = (expression: string): string => `to_char(${expression}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** The columns that every record table has besides its fields. */
export const envelopeColumns: readonly Column[] = [
  { field: 'id', column: 'id', sql: 'uuid', nullable: false, values: null, ref: null },
  { field: 'number', column: 'number', sql: 'text', nullable: false, values: null, ref: null },
  { field: 'state', column: 'state', sql: 'text', nullable: false, values: null, ref: null },
  { field: 'version', column: 'version', sql: 'int', nullable: false, values: null, ref: null },
  { field: 'createdAt', column: 'created_at', sql: 'timestamptz(3)', nullable: false, values: null, ref: null },
  { field: 'createdBy', column: 'created_by', sql: 'text', nullable: false, values: null, ref: null },
  { field: 'updatedAt', column: 'updated_at', sql: 'timestamptz(3)', nullable: false, values: null, ref: null },
];

/** The column in which a record that needs approvals keeps how they stand: written, chained and proven like any field. */
export const approvalsColumn: Column = {
  field: 'approvals',
  column: 'approvals',
  sql: 'jsonb',
  nullable: true,
  values: null,
  ref: null,
};

/** The migration that a newly declared record needs; a person reads and finishes it. */
export function createTableSql(record: AnyRecord): string {
  const fields = [...columnsOf(record.fields), ...(record.approvals ? [approvalsColumn] : [])];
  const search = ['number', ...record.search.map(snake)];
  const lines = Object.entries(record.lines ?? {}).map(([name, shape]) => {
    const table = lineTableOf(record, name);
    return `create table ${quoted(table)} (
  id uuid primary key,
  parent uuid not null references ${quoted(tableOf(record))},
  position int not null${columnsOf(shape)
    .map((c) => `,\n  ${columnSql(c)}`)
    .join('')}
);
create index on ${quoted(table)} (parent, position);
`;
  });
  return `create table ${quoted(tableOf(record))} (
  id uuid primary key,
  number text not null unique,
  state text not null check (state in (${record.states.map((s) => `'${s}'`).join(', ')})),
  version int not null,
  head bytea not null,
  created_at timestamptz(3) not null,
  created_by text not null,
  updated_at timestamptz(3) not null${fields.map((c) => `,\n  ${columnSql(c)}`).join('')}
);
create trigger note_search_text after insert or update of ${search.map(quoted).join(', ')} on ${quoted(tableOf(record))} for each row execute function note_search_text('${record.name}', ${search.map((c) => `'${c}'`).join(', ')});
create index on ${quoted(tableOf(record))} (created_at desc, id desc);
create index on ${quoted(tableOf(record))} (state, created_at desc, id desc);
${fields
  .filter((c) => c.ref)
  .map((c) => `create index on ${quoted(tableOf(record))} (${quoted(c.column)}, created_at desc, id desc);\n`)
  .join('')}${lines.join('')}`;
}

function columnSql(c: Column): string {
  const check = c.values ? ` check (${quoted(c.column)} in (${c.values.map((v) => `'${v}'`).join(', ')}))` : '';
  return `${quoted(c.column)} ${c.sql}${c.nullable ? '' : ' not null'}${c.ref ? ` references ${quoted(snake(c.ref))}` : ''}${check}`;
}
