import { type ClientBase, escapeIdentifier, type Pool } from 'pg';

/** A table whose rows go into a backup. */
export interface Table {
  schema: string;
  name: string;
  /** All but those that the database computes. */
  columns: string[];
}

/** Where a sequence stands. */
export interface Sequence {
  schema: string;
  name: string;
  last: string;
  called: boolean;
}

/** Ours, the numbers of records, and the job queue: a deadline's alarm is a job. */
export const SCHEMAS = ['public', 'series', 'graphile_worker'];

// Which migrations were applied is in the manifest. Transaction ids mean something only in the cluster that gave them.
const LEFT_OUT = ['public.schema_migration', 'graphile_worker.migrations'];
const OF_ONE_CLUSTER = ['xid', 'xid8'];

/** The tables of a backup in the order of their names; a partitioned table is one. */
export async function tablesOf(client: ClientBase | Pool): Promise<Table[]> {
  const { rows } = await client.query<Table>(
    `select n.nspname as schema, c.relname as name, array_agg(a.attname::text order by a.attnum) filter (where a.attgenerated = '') as columns
     from pg_class c
     join pg_namespace n on n.oid = c.relnamespace
     join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where n.nspname = any ($1) and c.relkind in ('r', 'p') and c.relpersistence = 'p' and not c.relispartition
       and n.nspname || '.' || c.relname <> all ($2)
     group by n.nspname, c.relname
     having not bool_or(a.atttypid = any ($3::regtype[]))
     order by n.nspname, c.relname`,
    [SCHEMAS, LEFT_OUT, OF_ONE_CLUSTER],
  );
  return rows;
}

/** Where all sequences stand. A sequence is not part of a snapshot: asked after it, none stands behind the rows. */
export async function sequencesOf(client: ClientBase): Promise<Sequence[]> {
  const { rows } = await client.query<{ schema: string; name: string }>(
    `select n.nspname as schema, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = any ($1) and c.relkind = 'S' order by 1, 2`,
    [SCHEMAS],
  );
  const sequences: Sequence[] = [];
  for (const { schema, name } of rows) {
    const stand = await client.query<{ last: string; called: boolean }>(
      `select last_value::text as last, is_called as called from ${qualified({ schema, name })}`,
    );
    const found = stand.rows[0];
    if (found) sequences.push({ schema, name, ...found });
  }
  return sequences;
}

/** `"schema"."name"`, safe in SQL. */
export function qualified({ schema, name }: { schema: string; name: string }): string {
  return `${escapeIdentifier(schema)}.${escapeIdentifier(name)}`;
}

/** `"a", "b"`, safe in SQL. */
export function columnList({ columns }: Pick<Table, 'columns'>): string {
  return columns.map(escapeIdentifier).join(', ');
}
