import type { Pool } from 'pg';
import { bare } from '#kernel/declare/fields';
import type { Shape } from '#kernel/declare/record';
import { type Column, quoted } from '#kernel/run/columns';
import { newId } from '#kernel/run/id';
import type { Kind } from '#kernel/run/kind';
import { registry } from '#server/registry';
import { BY_NAME, refsIn, type Sampling, sampleOf } from './samples.ts';

/** Rows that belong together: of each kind the one that the others refer to. */
export interface Family {
  ids: Map<string, string>;
  sampling: Sampling;
}

export function familyAt(now: number): Family {
  const ids = new Map<string, string>();
  const instant = new Date(now).toISOString();
  return { ids, sampling: { today: instant.slice(0, 10), instant, idOf: (record) => ids.get(record) ?? null } };
}

/** The version that a placed row has. It has no journal: what is told of it begins with the next entry. */
export const PLACED = 5;
export const placedHead = Buffer.alloc(32, 3);

/**
 * Inserts a row of a kind in any state, with the rows that it refers to, by SQL. Fields are filled with samples; references that would
 * go round in a circle stay empty. The row becomes its family's member of that kind unless there is one. Returns its id.
 */
export const place = (owner: Pool, kind: Kind, state: string, family: Family, seed = 0): Promise<string> =>
  placeBelow(owner, kind, state, family, seed, []);

/** Makes sure that the family has a member of each of these kinds. */
export async function placeReferred(
  owner: Pool,
  records: readonly string[],
  family: Family,
  above: readonly string[] = [],
): Promise<void> {
  for (const name of new Set(records)) {
    const kind = registry.kinds.get(name.replace(/#.*/, ''));
    if (!kind || family.ids.has(name) || above.includes(kind.record.name)) continue;
    family.ids.set(name, await placeBelow(owner, kind, kind.record.states[0], family, 0, above));
  }
}

async function placeBelow(
  owner: Pool,
  kind: Kind,
  state: string,
  family: Family,
  seed: number,
  above: readonly string[],
): Promise<string> {
  const { record } = kind;
  const id = newId();
  const refs = [record.fields, ...Object.values(record.lines ?? {})].flatMap((shape) => Object.values(shape).flatMap(refsIn));
  await placeReferred(owner, refs, family, [...above, record.name]);
  const fields = samplesOf(record.fields, family.sampling, seed);
  await insertRow(
    owner,
    kind,
    { id, state, instant: new Date(Date.parse(family.sampling.instant) - 3_600_000).toISOString() },
    fields,
  );
  for (const line of kind.lines) await insertLine(owner, line, id, samplesOf(record.lines![line.name]!, family.sampling, seed));
  if (!family.ids.has(record.name)) family.ids.set(record.name, id);
  return id;
}

/** Empties the fields of a placed row that may be empty, but for references. */
export async function emptyOut(owner: Pool, kind: Kind, id: string): Promise<void> {
  const columns = kind.columns.filter((c) => c.nullable && c.ref === null);
  if (columns.length > 0)
    await owner.query(`update ${kind.table} set ${columns.map((c) => `${quoted(c.column)} = null`).join(', ')} where id = $1`, [
      id,
    ]);
}

/** The least that a creation needs: a value for every field that may be neither empty nor left out. */
export function leastInput({ record }: Kind, { sampling }: Family): Record<string, unknown> {
  const needed = Object.entries(record.fields).filter(
    ([, schema]) => !bare(schema).nullable && !schema.safeParse(undefined).success,
  );
  return samplesOf(Object.fromEntries(needed), sampling);
}

/** A value for every field; null where a reference leads nowhere. */
export function samplesOf(shape: Shape, sampling: Sampling, seed = 0): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(shape).map(([name, schema]) => [name, BY_NAME[name] ?? fieldSample(schema, sampling, seed)]),
  );
}

function fieldSample(schema: Shape[string], sampling: Sampling, seed: number): unknown {
  const { nullable } = bare(schema);
  const lost = refsIn(schema).some((record) => sampling.idOf(record) === null);
  if (nullable && lost) return null;
  return sampleOf(bare(schema).inner, sampling, seed);
}

async function insertRow(
  owner: Pool,
  kind: Kind,
  { id, state, instant }: { id: string; state: string; instant: string },
  fields: Record<string, unknown>,
): Promise<void> {
  const values: unknown[] = [id, id, state, PLACED, placedHead, instant, ...kind.columns.map((c) => asSql(c, fields[c.field]))];
  const columns = kind.columns.map((c) => `, ${quoted(c.column)}`).join('');
  const parameters = kind.columns.map((c, i) => `, $${i + 7}::${c.sql}`).join('');
  await owner.query(
    `insert into ${kind.table} (id, number, state, version, head, created_at, created_by, updated_at${columns}) values ($1, $2, $3, $4, $5, $6, 'system', $6${parameters})`,
    values,
  );
}

export async function insertLine(
  owner: Pool,
  line: Kind['lines'][number],
  parent: string,
  fields: Record<string, unknown>,
): Promise<void> {
  const columns = line.columns.map((c) => `, ${quoted(c.column)}`).join('');
  const parameters = line.columns.map((c, i) => `, $${i + 3}::${c.sql}`).join('');
  await owner.query(`insert into ${line.table} (id, parent, position${columns}) values ($1, $2, 0${parameters})`, [
    newId(),
    parent,
    ...line.columns.map((c) => asSql(c, fields[c.field])),
  ]);
}

export const asSql = (column: Column, value: unknown): unknown =>
  column.sql === 'jsonb' && value !== null ? JSON.stringify(value) : value;
