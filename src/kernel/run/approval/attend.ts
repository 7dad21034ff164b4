import type { AnyApproval } from '../../declare/approval.ts';
import { isStillNeeded, seatsOf } from '../../declare/approval-guards.ts';
import type { AnyDoc, AnyRecord } from '../../declare/record.ts';
import { froms } from '../../declare/record.ts';
import type { Actor } from '../actor.ts';
import { type Config, circumstances } from '../config.ts';
import type { Kind } from '../kind.ts';
import { type Loaded, load } from '../load.ts';
import type { Standing } from '../promises.ts';
import type { Deed, Scene, Tx } from '../scene.ts';
import { type Change, write } from '../write.ts';
import { differingParts, freeze } from './content.ts';
import { electoratesOf } from './people.ts';
import { withPromises } from './promises.ts';
import { advanced, changed, covers, type Electorates, ended, opened, type Sitting } from './rules.ts';
import { approvalsOf, type Run } from './state.ts';

/**
 * What deeds on records mean for their approvals: one that is submitted is laid before its reviewers, one that is taken back or goes
 * back is not, and a signed part that changes loses its signature. Whoever acted is answered with the record as it then stands.
 */
export async function attend(scene: Scene, tx: Tx, system: Actor, kind: Kind, deeds: readonly Deed[]): Promise<void> {
  const { record } = kind;
  const about = deeds.filter((deed) => concerns(record, deed));
  if (about.length === 0) return;
  const ids = [...new Set(about.map((deed) => deed.record.id))];
  const { epoch, byId } = await load(scene.client, kind, system, ids, tx.now);
  const config = await scene.config(epoch);
  const electorates = await electoratesOf(
    scene.client,
    Object.values(record.approvals ?? {}),
    circumstances(config, tx.now).today,
  );
  for (const deed of about) {
    for (const [name, approval] of Object.entries(record.approvals ?? {})) {
      const loaded = byId.get(deed.record.id)!;
      const event = await eventOf(scene, kind, name, approval, loaded.doc, deed, electorates);
      if (!event) continue;
      const outcome = await enter(scene, kind, name, loaded, event.run, event, system, deed.at, config);
      byId.set(deed.record.id, outcome);
      Object.assign(deed.record, outcome.doc);
    }
  }
}

/** Whether a deed can matter to an approval at all: most neither move the record nor touch it while it is reviewed. */
function concerns(record: AnyRecord, { record: after, before }: Deed): boolean {
  if (before?.state !== after.state) return true;
  return Object.values(approvalsOf(after)).some(({ outcome }) => outcome === 'open' || outcome === 'approved');
}

interface Event {
  /** The step under which the journal tells it. */
  step: string;
  run: Run;
  evidence: Record<string, unknown>;
}

async function eventOf(
  scene: Scene,
  kind: Kind,
  name: string,
  approval: AnyApproval,
  doc: AnyDoc,
  deed: Deed,
  electorates: Electorates,
): Promise<Event | null> {
  const run = approvalsOf(doc)[name];
  const sitting: Sitting = { approval, doc, electorates, at: new Date(deed.at).toISOString() };
  const { before, record: after } = deed;
  const moved = before?.state !== after.state;
  if (moved && after.state === approval.on) {
    const content = (run?.content ?? 0) + 1;
    const sha256 = await freeze(scene, kind, doc, name, content, deed.at);
    const asked = opened(sitting, run, deed.actor.id, content);
    return { step: `${name}.opened`, run: asked, evidence: { run: asked.run, content, sha256 } };
  }
  if (!run || (run.outcome !== 'open' && run.outcome !== 'approved')) return null;
  if (moved && isOver(kind.record, approval, run, before?.state, after.state)) {
    const outcome = run.outcome === 'open' ? 'withdrawn' : 'lapsed';
    return { step: `${name}.${outcome}`, run: ended(run, outcome, sitting.at), evidence: { run: run.run } };
  }
  if (!isStillNeeded(kind.record, approval, after.state)) return null;
  const parts = before ? differingParts(kind, before, after).filter((part) => isCovered(approval, part, kind.later)) : [];
  if (parts.length === 0) {
    const looked = advanced(sitting, run);
    if (JSON.stringify(looked) === JSON.stringify(run)) return null;
    return { step: `${name}.reconsidered`, run: looked, evidence: { run: run.run } };
  }
  const content = run.content + 1;
  const sha256 = await freeze(scene, kind, doc, name, content, deed.at);
  return {
    step: `${name}.changed`,
    run: changed(sitting, run, parts, content, kind.later),
    evidence: { run: run.run, content, sha256, parts },
  };
}

/** An approval is over when its record leaves the review unapproved, ends, or is back where it is written and submitted from. */
function isOver(record: AnyRecord, approval: AnyApproval, run: Run, from: string | undefined, to: string): boolean {
  const isWritten = Object.values(record.lifecycle).some((step) => step.to === approval.on && froms(step).includes(to));
  return isWritten || (run.outcome === 'open' && (from === approval.on || record.final.includes(to)));
}

const isCovered = (approval: AnyApproval, part: string, steps: ReadonlySet<string>): boolean =>
  seatsOf(approval).some(({ seat }) => covers(seat, part, steps));

/** Writes how an approval now stands: a version of its record, with the decisions that are owed from now on and those that no longer are. */
export async function enter(
  scene: Scene,
  kind: Kind,
  name: string,
  { doc, facts, standing, head }: Loaded,
  run: Run,
  { step, evidence }: Pick<Event, 'step' | 'evidence'>,
  actor: Actor,
  at: number,
  config: Config,
): Promise<Loaded> {
  const held = approvalsOf(doc);
  const circumstance = circumstances(config, at);
  const owed = withPromises(scene.registry, kind, name, doc, held[name], run, standing, circumstance, config);
  const after: AnyDoc = {
    ...doc,
    approvals: { ...held, [name]: owed.run },
    version: doc.version + 1,
    updatedAt: new Date(at).toISOString(),
  };
  const change: Change = {
    before: doc,
    after,
    head,
    step,
    actor: actor.id,
    at,
    changed: ['approvals'],
    lines: [],
    evidence,
    promises: owed.promises,
  };
  const heads = await write(scene.client, kind, scene.key, [change]);
  const settled = new Set(owed.promises.settled.map(({ id }) => id));
  const opened = owed.promises.opened.map((o): Standing => ({ ...o, outcome: 'open', pauses: [] }));
  return {
    doc: after,
    facts,
    standing: [...standing.filter(({ id }) => !settled.has(id)), ...opened],
    head: heads.get(doc.id)!,
  };
}
