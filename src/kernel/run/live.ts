import type { AnyDoc } from '../declare/record.ts';
import { notFound } from '../problem.ts';
import { begin } from './change.ts';
import { envelopeColumns, quoted } from './columns.ts';
import type { Config } from './config.ts';
import { attachFiles } from './files.ts';
import type { Judged } from './judged.ts';
import type { Kind } from './kind.ts';
import type { Opened, Promises, Standing } from './promises.ts';
import { follow, type Scene, type Tx } from './scene.ts';
import { named } from './statement.ts';
import { takeOne } from './take.ts';
import { writeLives } from './write-lives.ts';

/** What has already happened to a record: how it was created and every step since, at their own instants (epoch milliseconds). */
export interface Life {
  at: number;
  input: object;
  steps: readonly { step: string; at: number; evidence?: unknown }[];
  /** How its facts stood while it lived, where they are known; the others are read as they stand when it is written. */
  facts?: Record<string, unknown>;
}

/**
 * Creates records and takes them through their past in one statement: the ceremony of `create` and of every `take`, with the same
 * journal, commitments and violations, but the row is written once, as it stands at the end. Only in history, and with two differences:
 * facts do not change while a record lives, and effects follow when all is written: of the creations, then step by step. What an effect
 * would add to the record itself is therefore to be in `input` or among `steps` already.
 * @throws Problem not-allowed, invalid; Error outside history, and where a life takes a step twice, of which effects could not tell the deeds.
 */
export async function live(scene: Scene, tx: Tx, kind: Kind, lives: readonly Life[]): Promise<AnyDoc[]> {
  if (!scene.history) throw new Error('Lives are replayed in history only.');
  if (lives.length === 0) return [];
  const { config, begun } = await begin(
    scene,
    tx,
    kind,
    lives.map(({ input, at }) => ({ ...input, at })),
  );
  const facts = await factsOf(scene, kind, begun, tx.now);
  const lived = lives.map((life, i) => {
    const first = begun[i]!;
    return liveOne(scene, tx, kind, config, life, first, { ...facts.get(first.change.after.id), ...life.facts });
  });
  const changes = lived.map((life) => life.map((one) => one.change));
  await writeLives(scene.client, kind, scene.key, changes);
  await attachFiles(scene.client, tx.actor, kind, changes.flat());
  for (const step of ['create', ...stepsOf(lives)]) {
    const deeds = lived.flatMap((life) => life.map((one) => one.deed).filter((deed) => deed.step === step));
    await follow(scene, tx, kind.record.name, step, deeds);
  }
  return lived.map((life) => life.at(-1)!.deed.record);
}

function liveOne(
  scene: Scene,
  tx: Tx,
  kind: Kind,
  config: Config,
  life: Life,
  begun: Judged,
  facts: Record<string, unknown>,
): Judged[] {
  const all = [begun];
  let standing = standingAfter([], begun.change.promises);
  for (const { step: name, at, evidence } of life.steps) {
    const step = kind.record.lifecycle[name];
    if (!step) throw notFound({ zh: `没有名为“${name}”的操作。`, en: `There is no step called ${name}.` });
    if (all.some((one) => one.deed.step === name)) throw new Error(`A life takes ${kind.record.name}.${name} twice.`);
    const doc = all.at(-1)!.change.after;
    const loaded = { doc, facts, standing, head: NO_HEAD };
    const taken = takeOne(scene, kind, name, step, tx.actor, config, { id: doc.id, evidence }, loaded, at);
    standing = standingAfter(standing, taken.change.promises);
    all.push(taken);
  }
  return all;
}

/** Chained when it is written. */
const NO_HEAD = Buffer.alloc(0);

function standingAfter(before: readonly Standing[], { opened, settled, redated }: Promises): Standing[] {
  const gone = new Set(settled.map((s) => s.id));
  const dated = new Map(redated.map((r) => [r.id, r]));
  const kept = before.filter((c) => !gone.has(c.id)).map((c) => ({ ...c, ...dated.get(c.id) }));
  return [...kept, ...opened.map((o: Opened): Standing => ({ ...o, outcome: 'open', pauses: [] }))];
}

/** The facts of records that are not there yet: nothing refers to them, and what they refer to is. */
async function factsOf(
  scene: Scene,
  kind: Kind,
  begun: readonly Judged[],
  now: number,
): Promise<Map<string, Record<string, unknown>>> {
  const names = Object.entries(kind.queries.facts);
  if (names.length === 0) return new Map();
  const columns = [...envelopeColumns, ...kind.columns];
  const statement = named(kind, 'facts of new', () => {
    const facts = names.map(([name, sql]) => `'${name}', (${sql.replaceAll(':now', '$2::timestamptz')})`);
    return `select r.id, json_build_object(${facts.join(', ')}) as facts
  from json_to_recordset($1::json) as r(${columns.map((c) => `${quoted(c.column)} ${c.sql}`).join(', ')}) where $2::timestamptz is not null`;
  });
  const rows = begun.map(({ change: { after } }) => Object.fromEntries(columns.map((c) => [c.column, after[c.field] ?? null])));
  const { rows: found } = await scene.client.query<{ id: string; facts: Record<string, unknown> }>({
    ...statement,
    values: [JSON.stringify(rows), new Date(now)],
  });
  return new Map(found.map(({ id, facts }) => [id, facts]));
}

/** Every step that is taken, in the order of the longest life. */
function stepsOf(lives: readonly Life[]): string[] {
  const longest = lives.toSorted((a, b) => b.steps.length - a.steps.length);
  return [...new Set(longest.flatMap((l) => l.steps.map((s) => s.step)))];
}
