import type { AnyDoc, AnyStep } from '../declare/record.ts';
import { froms } from '../declare/record.ts';
import { notAllowed, notFound, Problem, stale } from '../problem.ts';
import type { Actor } from './actor.ts';
import { type Config, circumstances } from './config.ts';
import { cite, mayTake, type Reason, refused, unmet, wrongState, wrongStateReason } from './deed.ts';
import { held, type Judged, settle } from './judged.ts';
import type { Kind } from './kind.ts';
import type { Loaded } from './load.ts';
import { promisesOf } from './promises.ts';
import type { Item, Scene, Tx } from './scene.ts';
import { parse, schemasOf } from './validate.ts';

/**
 * The whole ceremony of a step, for one record or for a batch: visible? → role → version → state → evidence → all guards →
 * conditional update with journal and commitments → effects and reactions. Returns the records as they now stand, in the order of `items`.
 * @throws Problem not-found, not-allowed, stale, wrong-state, invalid, refused: for the first item that fails; nothing is done then.
 */
export async function take(scene: Scene, tx: Tx, kind: Kind, stepName: string, items: readonly Item[]): Promise<AnyDoc[]> {
  if (items.length === 0) return [];
  const step = kind.record.lifecycle[stepName];
  if (!step) throw notFound({ zh: `没有名为“${stepName}”的操作。`, en: `There is no step called ${stepName}.` });
  const ids = items.map((i) => i.id);
  if (new Set(ids).size !== ids.length) throw new Error(`A batch of ${stepName} names a record twice.`);
  const { epoch, byId } = await held(scene, tx, kind, ids);
  const config = await scene.config(epoch);
  const taken = items.map((item) =>
    takeOne(scene, kind, stepName, step, tx.actor, config, item, byId.get(item.id), item.at ?? tx.now),
  );
  const changes = taken.map((t) => t.change);
  await settle(scene, tx, kind, stepName, taken);
  return changes.map((c) => c.after);
}

/** Judges a step on one record and works out what it comes to; nothing is written yet. @throws Problem as `take` does. */
export function takeOne(
  scene: Scene,
  kind: Kind,
  stepName: string,
  step: AnyStep,
  actor: Actor,
  config: Config,
  item: Item,
  loaded: Loaded | undefined,
  instant: number,
): Judged {
  if (!loaded) throw notFound();
  const now = Math.round(instant); // what is hashed is what the column keeps: whole milliseconds
  const { doc, facts, standing, head } = loaded;
  const { registry, history } = scene;
  if (!mayTake(step.by, actor)) throw notAllowed(step.by, cite(registry, `${kind.record.name}.${stepName}`));
  if (item.version !== undefined && item.version !== doc.version) throw stale(doc.version);
  const at = circumstances(config, now);
  if (!froms(step).includes(doc.state)) {
    const reason = wrongStateReason(registry, kind, stepName, step, doc);
    violate(scene, kind, doc, stepName, now, [reason]);
    if (!history) throw wrongState(reason);
  }
  const evidence = parse(schemasOf(kind).evidence.get(stepName)!, item.evidence);
  const because = unmet(registry, kind, stepName, step, doc, facts, at);
  if (because.length > 0) {
    violate(scene, kind, doc, stepName, now, because);
    if (!history) throw refused(because);
  }
  const after = outcomeOf(step, doc, facts, evidence, at);
  const changed = kind.columns.flatMap(({ field: f }) =>
    after[f] !== doc[f] && JSON.stringify(after[f]) !== JSON.stringify(doc[f]) ? [f] : [],
  );
  const promises = promisesOf(scene, kind, doc, after, standing, at, config);
  return {
    change: { before: doc, after, head, step: stepName, actor: actor.id, at: now, changed, lines: [], evidence, promises },
    deed: { record: after, before: doc, step: stepName, evidence, at: now, actor },
  };
}

/** The record as a step leaves it: next state, answers that become fields, stamps, and what follows from them. Pure. */
function outcomeOf(
  step: AnyStep,
  doc: AnyDoc,
  facts: Record<string, unknown>,
  evidence: Record<string, unknown>,
  at: ReturnType<typeof circumstances>,
): AnyDoc {
  const instant = new Date(at.now).toISOString();
  const after: AnyDoc = { ...doc, state: step.to, version: doc.version + 1, updatedAt: instant };
  for (const field of step.sets ?? []) if (evidence[field] !== undefined) after[field] = evidence[field];
  for (const field of step.stamps ?? []) after[field] = instant;
  return step.derives ? Object.assign(after, step.derives(after, facts, at)) : after;
}

function violate(scene: Scene, kind: Kind, doc: AnyDoc, step: string, at: number, because: readonly Reason[]): void {
  scene.violations.push(
    ...because.map(({ control }) => ({ record: kind.record.name, recordId: doc.id, number: doc.number, step, control, at })),
  );
}

export const isRefusal = (error: unknown): error is Problem =>
  error instanceof Problem && (error.slug === 'refused' || error.slug === 'wrong-state');
