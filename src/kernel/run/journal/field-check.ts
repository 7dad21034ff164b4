import type { ClientBase } from 'pg';
import { type Column, quoted } from '../columns.ts';
import type { Faults } from './faults.ts';
import type { LineTable, RecordTable } from './rows.ts';
import { objectOf, type Told } from './told.ts';

/** Compares records with what the journal tells of them, and adds a fault for each that differs. */
export type FieldCheck = (told: readonly Told[], faults: Faults) => Promise<void>;

/**
 * The comparison of one table's records. What the journal tells is read by the database exactly as `write.ts` had it read (the same
 * types from the same JSON), so that what differs was changed past the system: a column of a row, its number, instants or creator, a line
 * that is changed, moved, gone or one too many. A field that no entry speaks of came with a later migration: its row may be empty there,
 * or hold what the migration gave it as default. A migration that rewrites values any other way would be reported.
 */
export async function fieldCheckOf(
  client: ClientBase,
  { record, table, columns = [], lines = [] }: RecordTable,
): Promise<FieldCheck> {
  const all = [...ENVELOPE, ...columns];
  const given = await defaultsOf(client, table);
  const fields = fieldsText(table, all, given);
  return async (told, faults) => {
    if (told.length === 0) return;
    const differing = new Map<string, string[]>();
    const add = (id: string, pointer: string): unknown => differing.get(id)?.push(pointer) ?? differing.set(id, [pointer]);
    const { rows } = await client.query<{ id: string; fields: string[] }>(fields, [
      JSON.stringify(told.map((one) => rowOf(one, all))),
    ]);
    for (const row of rows) for (const field of row.fields) add(row.id, `/${field}`);
    for (const line of lines) for (const { parent, pointer } of await differingLines(client, line, told)) add(parent, pointer);
    for (const one of told) {
      const pointers = differing.get(one.id);
      if (pointers) addFault(faults, record.name, one, pointers);
    }
  };
}

const text = (field: string, column: string): Column => ({
  field,
  column,
  sql: 'text',
  nullable: false,
  values: null,
  ref: null,
});
const instant = (field: string, column: string): Column => ({ ...text(field, column), sql: 'timestamptz(3)' });

/** What the entries themselves say of a row; `state` and `version` are compared with every row anyway. */
const ENVELOPE: readonly Column[] = [
  text('number', 'number'),
  instant('createdAt', 'created_at'),
  text('createdBy', 'created_by'),
  instant('updatedAt', 'updated_at'),
];

/** What the rows of a table hold in columns that came with a migration, as SQL: the default of then, and of now. */
async function defaultsOf(client: ClientBase, table: string): Promise<Map<string, string[]>> {
  const { rows } = await client.query<{ column: string; now: string | null; then: string | null }>(
    `select a.attname as "column", pg_get_expr(d.adbin, d.adrelid) as now, quote_literal((a.attmissingval::text::text[])[1]) as then
     from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
     where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and (d.oid is not null or a.atthasmissing)`,
    [table],
  );
  return new Map(rows.map(({ column, now, then }) => [column, [now, then].filter((sql) => sql !== null)]));
}

function fieldsText(table: string, columns: readonly Column[], given: ReadonlyMap<string, readonly string[]>): string {
  const typed = columns.map((c) => `, ${quoted(`c_${c.column}`)} ${c.sql}`).join('');
  const differs = columns.map((c) => {
    const [row, said] = [`r.${quoted(c.column)}`, `f.${quoted(`c_${c.column}`)}`];
    const defaults = (given.get(c.column) ?? []).map((sql) => `${row} is not distinct from (${sql})::${c.sql}`);
    const excused = defaults.length === 0 ? '' : ` and not (f.absent ? '${c.field}' and (${defaults.join(' or ')}))`;
    return `case when ${row} is distinct from ${said}${excused} then '${c.field}' end`;
  });
  return `select id, fields from (
  select r.id, array_remove(array[${differs.join(', ')}], null) as fields
  from json_to_recordset($1::json) as f(id uuid, absent jsonb${typed}) join ${table} r on r.id = f.id) compared
where cardinality(fields) > 0`;
}

function rowOf(told: Told, columns: readonly Column[]): Record<string, unknown> {
  const known: Record<string, unknown> = {
    ...told.fields,
    createdAt: isoOf(told.createdAtMs),
    createdBy: told.createdBy,
    updatedAt: isoOf(told.updatedAtMs),
  };
  const row: Record<string, unknown> = {
    id: told.id,
    absent: columns.filter((c) => known[c.field] === undefined).map((c) => c.field),
  };
  for (const c of columns) row[`c_${c.column}`] = known[c.field] ?? null;
  return row;
}

const isoOf = (ms: number): string => new Date(ms).toISOString();

async function differingLines(
  client: ClientBase,
  line: LineTable,
  told: readonly Told[],
): Promise<{ parent: string; pointer: string }[]> {
  const { rows } = await client.query<{ parent: string; position: number; fields: string[] }>({
    name: `lines of ${line.table}`,
    text: linesText(line),
    values: [JSON.stringify(told.flatMap((one) => linesOf(one, line.name))), told.map(({ id }) => id)],
  });
  return rows.flatMap(({ parent, position, fields }) => {
    const at = `/${line.name}/${position}`;
    return fields.length === 0 ? [{ parent, pointer: at }] : fields.map((field) => ({ parent, pointer: `${at}/${field}` }));
  });
}

function linesOf(told: Told, name: string): Record<string, unknown>[] {
  const lines = told.fields[name];
  return (Array.isArray(lines) ? lines : []).map((line, position) => {
    const { id, ...fields } = objectOf(line);
    return {
      id,
      parent: told.id,
      position,
      ...Object.fromEntries(Object.entries(fields).map(([field, value]) => [`c_${field}`, value])),
    };
  });
}

/** Lines that are not where or what the journal says; without fields: those that only one side has. */
function linesText({ table, columns }: LineTable): string {
  const typed = columns.map((c) => `, ${quoted(`c_${c.field}`)} ${c.sql}`).join('');
  const differs = columns.map(
    (c) => `case when n.${quoted(c.column)} is distinct from f.${quoted(`c_${c.field}`)} then '${c.field}' end`,
  );
  return `select parent, position, fields from (
  select coalesce(f.parent, n.parent) as parent, coalesce(f.position, n.position) as position, f.id is null or n.id is null as alone,
    case when f.id is null or n.id is null then '{}'::text[] else array_remove(array[case when n.position <> f.position then 'position' end, ${differs.join(', ')}], null) end as fields
  from json_to_recordset($1::json) as f(id uuid, parent uuid, position int${typed})
  full join (select * from ${table} where parent = any ($2::uuid[])) n on n.id = f.id and n.parent = f.parent) compared
where alone or cardinality(fields) > 0 order by parent, position`;
}

function addFault(faults: Faults, record: string, { id, version, journalId }: Told, fields: readonly string[]): void {
  const [zh, en] = [fields.slice(0, MOST_NAMED).join('、'), fields.slice(0, MOST_NAMED).join(', ')];
  const more = fields.length > MOST_NAMED ? ' …' : '';
  faults.add(
    'changed',
    { journalId, record, recordId: id, version, fields },
    `${zh}${more} 与流水不符：绕过系统改动了单据。`,
    `Not what the journal says: ${en}${more}. It was changed past the system.`,
  );
}

const MOST_NAMED = 5;
