import { bare } from '#kernel/declare/fields';
import type { AnyDoc } from '#kernel/declare/record';
import { quoted } from '#kernel/run/columns';
import { circumstances } from '#kernel/run/config';
import { unmet } from '#kernel/run/deed';
import type { Kind } from '#kernel/run/kind';
import { columnNamed } from '#kernel/run/list';
import { load } from '#kernel/run/load';
import { tablesIn } from '#kernel/run/registry';
import { codeOf } from '#kernel/run/transaction';
import { systemActor } from '#kernel/run/tx';
import { asSql, type Family, place, placeReferred, samplesOf } from './rows.ts';
import { refsIn } from './samples.ts';
import type { Subject } from './subject.ts';
import type { World } from './world.ts';

/**
 * Changes a placed row, and what stands around it, until every guard of a step holds: fields are emptied, filled and set to each of
 * their choices, lines dropped; records that its facts look at are put into each of their states, or added. A search that keeps
 * whatever leaves fewer guards unmet. Returns the guards that it could not satisfy.
 */
export async function makeReady(world: World, stepName: string, subject: Subject, now: number): Promise<string[]> {
  let open = await withFields(world, stepName, subject, now);
  for (const attempt of [...aroundIt(world, subject), ...additions(world, subject)]) {
    if (open.length === 0) break;
    const undo = await attempt();
    const left = await withFields(world, stepName, subject, now);
    if (left.length < open.length) open = left;
    else await undo();
  }
  return open;
}

/** Which guards are unmet once the row's own fields are as good as they can be; writes them when that helps. */
async function withFields(world: World, stepName: string, { kind, id, family }: Subject, now: number): Promise<string[]> {
  const step = kind.record.lifecycle[stepName]!;
  const { byId } = await load(world.kernel.pool, kind, systemActor, [id], now);
  const { doc, facts } = byId.get(id)!;
  const at = circumstances(await world.kernel.config(), now);
  const judge = (candidate: AnyDoc) =>
    unmet(world.kernel.registry, kind, stepName, step, candidate, facts, at).map((r) => r.rule);
  let best = { doc, open: judge(doc) };
  for (const [field, values] of alternatives(kind, family)) {
    if (best.open.length === 0) break;
    for (const value of values) {
      const candidate = { ...best.doc, [field]: value };
      const open = judge(candidate);
      if (open.length < best.open.length) best = { doc: candidate, open };
    }
  }
  await keep(world, kind, doc, best.doc);
  return best.open;
}

/** What each field and line set could be instead. */
function alternatives(kind: Kind, family: Family): [string, unknown[]][] {
  const first = samplesOf(kind.record.fields, family.sampling);
  const fields = Object.entries(kind.record.fields).map(([field, schema]): [string, unknown[]] => {
    const column = columnNamed(kind, field)!;
    const choices = column.values ?? (column.sql === 'boolean' ? [true, false] : [first[field]]);
    return [field, [...choices, ...(bare(schema).nullable ? [null] : [])]];
  });
  return [...fields, ...kind.lines.map(({ name }): [string, unknown[]] => [name, [[]]])];
}

async function keep({ db }: World, kind: Kind, before: AnyDoc, after: AnyDoc): Promise<void> {
  const changed = kind.columns.filter((c) => before[c.field] !== after[c.field]);
  if (changed.length > 0) {
    const sets = changed.map((c, i) => `${quoted(c.column)} = $${i + 2}::${c.sql}`).join(', ');
    await db.owner.query(`update ${kind.table} set ${sets} where id = $1`, [
      after.id,
      ...changed.map((c) => asSql(c, after[c.field])),
    ]);
  }
  for (const { name, table } of kind.lines)
    if (before[name] !== after[name]) await db.owner.query(`delete from ${table} where parent = $1`, [after.id]);
}

/** A change to what stands around a record. Answers how it is undone. */
type Change = () => Promise<() => Promise<unknown>>;

/** Every record that this one leads to, in each of its states. */
export function aroundIt(world: World, { kind, family }: Pick<Subject, 'kind' | 'family'>): Change[] {
  const { owner } = world.db;
  const kinds = [...world.kernel.registry.kinds.values()].filter((other) => other !== kind && family.ids.has(other.record.name));
  return kinds.flatMap((other) =>
    other.record.states.map(
      (state): Change =>
        async () => {
          const id = family.ids.get(other.record.name);
          const { rows } = await owner.query<{ state: string }>(`select state from ${other.table} where id = $1`, [id]);
          const put = (into: string | undefined) => owner.query(`update ${other.table} set state = $2 where id = $1`, [id, into]);
          await put(state);
          return () => put(rows[0]?.state);
        },
    ),
  );
}

/** One more record of each kind that the facts look at and that refers to this one, in each of its states. */
function additions(world: World, { kind, family }: Subject): Change[] {
  const { owner } = world.db;
  const seen = new Set(Object.values(kind.queries.facts).flatMap(tablesIn));
  const looked = [...world.kernel.registry.kinds.values()].filter(
    (other) =>
      other.columns.some((c) => c.ref === kind.record.name) &&
      [other, ...other.lines].some(({ table }) => seen.has(table.replaceAll('"', ''))),
  );
  const variants = looked.flatMap((other) =>
    other.record.states.flatMap((state) => [0, 1, 2, 3].map((seed) => ({ other, state, seed }))),
  );
  return variants.map(
    ({ other, state, seed }): Change =>
      async () => {
        await placeReferred(owner, Object.values(other.record.fields).flatMap(refsIn), family);
        const added = await place(owner, other, state, { ...family, ids: new Map(family.ids) }, seed).catch(onlyOne);
        return async () => {
          for (const { table } of other.lines) await owner.query(`delete from ${table} where parent = $1`, [added]);
          await owner.query(`delete from ${other.table} where id = $1`, [added]);
        };
      },
  );
}

/** A unique index allows no second record beside the family's own: nothing is added. */
function onlyOne(error: unknown): null {
  if (codeOf(error) === '23505') return null;
  throw error;
}
