import type { AnyDoc } from '../declare/record.ts';
import { bilingual } from '../declare/words.ts';
import { invalid, notAllowed, notFound, stale } from '../problem.ts';
import type { Actor } from './actor.ts';
import { type Config, circumstances } from './config.ts';
import { cite, mayTake, type Reason, wrongState } from './deed.ts';
import { newId } from './id.ts';
import { held, type Judged, settle } from './judged.ts';
import type { Kind } from './kind.ts';
import { type Loaded, scopeOf, scopeSql } from './load.ts';
import { formatNumber, seriesOf } from './number.ts';
import { promisesOf } from './promises.ts';
import { type Deed, type Item, type Scene, type Tx } from './scene.ts';
import { parse, schemasOf } from './validate.ts';
import { type Change, withIds } from './write.ts';
import { offsetCache } from './zone.ts';

/**
 * Creates records in their first state. `inputs` hold the fields and line sets; `at` (epoch milliseconds) only where history is replayed.
 * @throws Problem not-allowed, invalid.
 */
export async function create(scene: Scene, tx: Tx, kind: Kind, inputs: readonly { at?: number }[]): Promise<AnyDoc[]> {
  if (inputs.length === 0) return [];
  const { begun } = await begin(scene, tx, kind, inputs);
  await settle(scene, tx, kind, 'create', begun);
  return begun.map((b) => b.change.after);
}

/** Judges creations and works out their records, with numbers; nothing is written yet. @throws Problem not-allowed, invalid. */
export async function begin(
  scene: Scene,
  tx: Tx,
  kind: Kind,
  inputs: readonly { at?: number }[],
): Promise<{ config: Config; begun: Judged[] }> {
  const { record } = kind;
  if (!mayTake(record.permit.create, tx.actor))
    throw notAllowed(record.permit.create, cite(scene.registry, `${record.name}.permit.create`));
  const parsed = inputs.map(({ at, ...input }) => ({ at: at ?? tx.now, fields: parse(schemasOf(kind).create, input) }));
  for (const { fields } of parsed) refuseEarly(scene, kind, tx.actor, Object.keys(fields), fields);
  for (const { fields } of parsed)
    refuseConfidential(
      scene,
      kind,
      tx.actor,
      Object.keys(fields).filter((f) => fields[f] !== null),
    );
  await checkReferences(
    scene,
    kind,
    tx.actor,
    parsed.map((p) => p.fields),
  );
  await scene.flow.begun;
  const { config, numbers } = await numbersFor(
    scene,
    kind,
    parsed.map((p) => p.at),
  );
  return { config, begun: parsed.map(({ at, fields }, i) => createOne(scene, kind, tx.actor, config, at, fields, numbers[i]!)) };
}

function createOne(
  scene: Scene,
  kind: Kind,
  actor: Actor,
  config: Config,
  given: number,
  fields: Record<string, unknown>,
  number: string,
): Judged {
  const now = Math.round(given); // what is hashed is what the column keeps: whole milliseconds
  const instant = new Date(now).toISOString();
  const lines = Object.fromEntries(kind.lines.map(({ name }) => [name, withIds(fields[name] as Record<string, unknown>[], [])]));
  const after: AnyDoc = {
    ...fields,
    ...lines,
    id: newId(),
    number,
    state: kind.record.states[0],
    version: 1,
    createdAt: instant,
    createdBy: actor.id,
    updatedAt: instant,
  };
  const at = circumstances(config, now);
  const promises = promisesOf(scene, kind, null, after, [], at, config);
  return {
    change: {
      before: null,
      after,
      head: null,
      step: 'create',
      actor: actor.id,
      at: now,
      changed: null,
      lines: kind.lines.map((l) => l.name),
      evidence: undefined,
      promises,
    },
    deed: { record: after, before: null, step: 'create', evidence: {}, at: now, actor },
  };
}

/**
 * Changes fields and lines where the record's state and the actor's role allow it. Every item must name the version it saw.
 * @throws Problem not-found, not-allowed, stale, wrong-state (the state allows nobody to edit), invalid.
 */
export async function edit(scene: Scene, tx: Tx, kind: Kind, items: readonly Item[]): Promise<AnyDoc[]> {
  if (items.length === 0) return [];
  const { epoch, byId } = await held(
    scene,
    tx,
    kind,
    items.map((i) => i.id),
  );
  const config = await scene.config(epoch);
  const made = items.map((item) => editOne(scene, tx, kind, config, item, byId.get(item.id)));
  const edits = made.flatMap(({ change, deed }) => (change === null ? [] : [{ change, deed }]));
  await checkReferences(
    scene,
    kind,
    tx.actor,
    edits.map(({ change }) => change.after),
  );
  await settle(scene, tx, kind, 'edit', edits);
  return made.map((m) => m.deed.record);
}

/** The change that an edit makes; null when everything given is as it was. */
function editOne(
  scene: Scene,
  tx: Tx,
  kind: Kind,
  config: Config,
  item: Item,
  loaded: Loaded | undefined,
): { change: Change | null; deed: Deed } {
  if (!loaded) throw notFound();
  const { doc, standing, head } = loaded;
  const now = Math.round(item.at ?? tx.now);
  mayEdit(scene, kind, tx.actor, doc, now);
  if (item.version !== undefined && item.version !== doc.version) throw stale(doc.version);
  const given = Object.fromEntries(Object.entries(parse(schemasOf(kind).edit, item.evidence)).filter(([, v]) => v !== undefined));
  const lines = kind.lines.map((l) => l.name).filter((name) => given[name] !== undefined);
  for (const name of lines) given[name] = withIds(given[name] as Record<string, unknown>[], doc[name] as { id: string }[]);
  const after: AnyDoc = { ...doc, ...given, version: doc.version + 1, updatedAt: new Date(now).toISOString() };
  const differs = (f: string) => JSON.stringify(after[f]) !== JSON.stringify(doc[f]);
  const changed = Object.keys(kind.record.fields).filter(differs);
  const changedLines = lines.filter(differs);
  refuseEarly(scene, kind, tx.actor, changed, after);
  refuseConfidential(scene, kind, tx.actor, changed);
  const deed = (record: AnyDoc): Deed => ({ record, before: doc, step: 'edit', evidence: {}, at: now, actor: tx.actor });
  if (changed.length === 0 && changedLines.length === 0) return { change: null, deed: deed(doc) };
  const promises = promisesOf(scene, kind, doc, after, standing, circumstances(config, now), config);
  return {
    change: {
      before: doc,
      after,
      head,
      step: 'edit',
      actor: tx.actor.id,
      at: now,
      changed,
      lines: changedLines,
      evidence: undefined,
      promises,
    },
    deed: deed(after),
  };
}

/**
 * The system edits in every state, as it takes every step: only declared effects and reactions act as the system.
 * @throws Problem wrong-state when nobody may edit in this state, not-allowed when others may.
 */
function mayEdit(scene: Scene, kind: Kind, actor: Actor, doc: AnyDoc, now: number): void {
  if (actor.id === 'system') return;
  const by = (kind.record.permit.edit as Record<string, readonly string[] | undefined>)[doc.state] ?? [];
  const control = `${kind.record.name}.permit.edit`;
  if (by.length === 0) {
    const state = bilingual(kind.words.states[doc.state], doc.state);
    const sentence = {
      zh: `“${state.zh}”状态下不能再修改内容。`,
      en: `Nothing can be changed any more while it is ${state.en.toLowerCase()}.`,
    };
    const reason: Reason = { rule: 'state', control, sentence, clauses: cite(scene.registry, control) };
    scene.violations.push({ record: kind.record.name, recordId: doc.id, number: doc.number, step: 'edit', control, at: now });
    if (!scene.history) throw wrongState(reason);
  } else if (!mayTake(by, actor)) throw notAllowed(by, cite(scene.registry, control));
}

/** What a later step is there to say is not said by a creation or an edit; the system itself may, and history. */
function refuseEarly(scene: Scene, kind: Kind, actor: Actor, fields: readonly string[], values: Record<string, unknown>): void {
  if (actor.id === 'system' || scene.history) return;
  // Null, no and zero are what these fields are before anybody fills them in.
  const early = fields.filter((field) => kind.later.has(field) && Boolean(values[field]));
  if (early.length > 0) throw invalid(early.map((field) => ({ pointer: `/${field}`, detail: EARLY })));
}

const EARLY = { zh: '此项在后续步骤中填写。', en: 'This is filled in by a later step.' };

function refuseConfidential(scene: Scene, kind: Kind, actor: Actor, fields: readonly string[]): void {
  const rule = kind.record.permit.confidential;
  if (!rule || mayTake(rule.read, actor) || mayTake(kind.record.permit.create, actor)) return;
  if (fields.some((f) => rule.fields.includes(f)))
    throw notAllowed(rule.read, cite(scene.registry, `${kind.record.name}.permit.confidential`));
}

/** A record that one may not see does not exist: it cannot be referred to either. Whoever sees all rows is checked by the foreign key alone. */
async function checkReferences(scene: Scene, kind: Kind, actor: Actor, docs: readonly Record<string, unknown>[]): Promise<void> {
  for (const { field, ref, mention } of kind.columns) {
    const target = ref === null ? undefined : scene.registry.kinds.get(ref);
    const scope = target && scopeOf(target, actor);
    if (!target || scope === 'all' || (mention && actor.customer === null)) continue;
    const ids = [...new Set(docs.map((d) => d[field]).filter((v) => typeof v === 'string'))];
    if (ids.length === 0) continue;
    const values: unknown[] = [ids];
    const visible = scope ? scopeSql(target, scope, actor, values) : 'false';
    const { rows } = await scene.client.query<{ n: number }>(
      `select count(*)::int as n from ${target.table} r where r.id = any($1::uuid[]) and ${visible}`,
      values,
    );
    const seen = rows[0]?.n;
    if (seen !== ids.length)
      throw invalid([
        {
          pointer: `/${field}`,
          detail: { zh: '没有这条记录，或您无权使用。', en: 'There is no such record, or you may not use it.' },
        },
      ]);
  }
}

async function numbersFor(scene: Scene, kind: Kind, instants: readonly number[]): Promise<{ config: Config; numbers: string[] }> {
  const { rows } = await scene.client.query<{ epoch: string }>({ name: 'epoch', text: 'select epoch from config_epoch' });
  const config = await scene.config(Number(rows[0]?.epoch));
  const dates = instants.map((at) => offsetCache(config.zone).dateOf(at));
  const wanted = new Map<string, number>();
  for (const date of dates) wanted.set(seriesOf(kind.record, date), (wanted.get(seriesOf(kind.record, date)) ?? 0) + 1);
  const taken = new Map<string, bigint[]>();
  for (const [series, count] of wanted) {
    const result = await scene.client.query<{ n: string }>({
      name: 'take_numbers',
      text: 'select take_numbers($1, $2) as n',
      values: [series, count],
    });
    taken.set(
      series,
      result.rows.map((r) => BigInt(r.n)),
    );
  }
  return {
    config,
    numbers: dates.map((date) => formatNumber(kind.record, date, taken.get(seriesOf(kind.record, date))!.shift()!)),
  };
}
