import { bare } from '#kernel/declare/fields';
import type { AnyDoc, AnyStep } from '#kernel/declare/record';
import { circumstances } from '#kernel/run/config';
import { unmet } from '#kernel/run/deed';
import { columnNamed } from '#kernel/run/list';
import { quoted } from '#kernel/run/columns';
import type { Kind } from '#kernel/run/kind';
import { load } from '#kernel/run/load';
import { tablesIn } from '#kernel/run/registry';
import { systemActor } from '#kernel/run/tx';
import { asSql, type Family, insertLine, place, samplesOf } from './rows.ts';
import type { World } from './world.ts';

/**
 * Changes a placed row, and what stands around it, until every guard of a step holds: fields are emptied, filled and set to each of
 * their choices, lines dropped; records that its facts look at are put into each of their states, or added. A search that keeps
 * whatever leaves fewer guards unmet. Returns the guards that it could not satisfy.
 */
export async function makeReady(world: World, kind: Kind, stepName: string, id: string, family: Family, now: number): Promise<string[]> {
  const step = kind.record.lifecycle[stepName]!;
  let open = await withFields(world, kind, stepName, step, id, family, now);
  for (const attempt of surroundings(world, kind, family)) {
    if (open.length === 0) break;
    const undo = await attempt();
    const left = await withFields(world, kind, stepName, step, id, family, now);
    if (left.length < open.length) open = left;
    else await undo();
  }
  return open;
}

/** Which guards are unmet once the row's own fields are as good as they can be; writes them when that helps. */
async function withFields(world: World, kind: Kind, stepName: string, step: AnyStep, id: string, family: Family, now: number): Promise<string[]> {
  const { byId } = await load(world.kernel.pool, kind, systemActor, [id], now);
  const { doc, facts } = byId.get(id)!;
  const at = circumstances(await world.kernel.config(), now);
  const judge = (candidate: AnyDoc) => unmet(world.kernel.registry, kind, stepName, step, candidate, facts, at).map((r) => r.rule);
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
    await db.owner.query(`update ${kind.table} set ${sets} where id = $1`, [after.id, ...changed.map((c) => asSql(c, after[c.field]))]);
  }
  for (const { name, table } of kind.lines) if (before[name] !== after[name]) await db.owner.query(`delete from ${table} where parent = $1`, [after.id]);
}

type Attempt = () => Promise<() => Promise<unknown>>;

/** Every single change to what the facts look at; each can be undone. */
function surroundings(world: World, kind: Kind, family: Family): Attempt[] {
  const { owner } = world.db;
  const seen = new Set(Object.values(kind.queries.facts).flatMap(tablesIn));
  const looked = [...world.kernel.registry.kinds.values()].filter((k) => [k.table, ...k.lines.map((l) => l.table)].some((t) => seen.has(t.replaceAll('"', ''))));
  const moves = looked.flatMap((other): Attempt[] =>
    other.record.states.map((state) => async () => {
      const id = family.ids.get(other.record.name);
      if (id === undefined || other === kind) return async () => {};
      const { rows } = await owner.query<{ state: string }>(`select state from ${other.table} where id = $1`, [id]);
      await owner.query(`update ${other.table} set state = $2 where id = $1`, [id, state]);
      return () => owner.query(`update ${other.table} set state = $2 where id = $1`, [id, rows[0]?.state]);
    }),
  );
  const additions = looked
    .filter((other) => other.columns.some((c) => c.ref === kind.record.name))
    .flatMap((other): Attempt[] =>
      other.record.states.flatMap((state) =>
        [0, 1, 2, 3].map((seed) => async () => {
          const added = await place(owner, other, state, { ...family, ids: new Map(family.ids) }, seed);
          return async () => {
            for (const { table } of other.lines) await owner.query(`delete from ${table} where parent = $1`, [added]);
            await owner.query(`delete from ${other.table} where id = $1`, [added]);
          };
        }),
      ),
    );
  const lines = kind.lines.map((line): Attempt => async () => {
    await insertLine(owner, line, family.ids.get(kind.record.name)!, samplesOf(kind.record.lines![line.name]!, family.sampling, 1));
    return async () => {};
  });
  return [...moves, ...additions, ...lines];
}
