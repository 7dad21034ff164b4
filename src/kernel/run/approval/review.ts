import { seatsOf } from '../../declare/approval-guards.ts';
import type { AnyDoc } from '../../declare/record.ts';
import { invalid, notFound } from '../../problem.ts';
import type { Actor } from '../actor.ts';
import { circumstances } from '../config.ts';
import { mayTake } from '../deed.ts';
import { held } from '../judged.ts';
import type { Kind } from '../kind.ts';
import type { Loaded } from '../load.ts';
import type { Scene, Tx } from '../scene.ts';
import { enter } from './attend.ts';
import { electoratesOf, isBarred, type Right, rightsOf, rightTo, rolesOf, seesAll } from './people.ts';
import {
  alreadyAsked,
  barred,
  checksMissing,
  contentMoved,
  mayNotSee,
  nobodyToReturnTo,
  noLongerWaiting,
  notYours,
  seatIsFull,
} from './problems.ts';
import { added, decided, handedOver, returnedTo, type Sitting } from './rules.ts';
import { approvalsOf, type Ballot, isUndecided, type Run } from './state.ts';

/** What a reviewer does with what lies before them. `content` is the number of the content that they saw. */
export type ReviewDeed =
  | { deed: 'approve'; content: number; checks?: readonly string[] | undefined; reason?: string | undefined }
  | { deed: 'object'; content: number; reason: string }
  | { deed: 'return'; content: number; to: string; reason: string }
  | { deed: 'hand_over'; to: string; reason: string }
  | { deed: 'add'; employee: string; order: 'before' | 'after'; reason: string };

/** Ballots of one seat, so that nobody asks for ever. */
const MOST_ASKED = 30;

interface Place {
  record: string;
  record_id: string;
  control: string;
  settled: boolean;
}

/**
 * Does a deed on a ballot that lies open; `task` is the id of the commitment under which its decision is owed. When it was the last
 * signature, or an objection, the system takes the record on or back in the same transaction. Returns the record as it then stands.
 * @throws Problem not-found, not-allowed (the requester, by any path; somebody whom nobody asked), wrong-state (no longer waiting), stale
 * (the content has changed since), invalid, refused.
 */
export async function review(scene: Scene, tx: Tx, system: Tx, task: string, given: ReviewDeed): Promise<AnyDoc> {
  const place = await placeOf(scene, task);
  const kind = scene.registry.kinds.get(place.record);
  const [, , name = '', seat = ''] = place.control.split('.');
  const approval = kind?.record.approvals?.[name];
  if (!kind || !approval) throw notFound();
  const { epoch, byId } = await held(scene, tx, kind, [place.record_id]);
  const loaded = byId.get(place.record_id);
  if (!loaded) throw notFound();
  const run = approvalsOf(loaded.doc)[name];
  const ballot = run?.ballots.find((b) => b.promise === task);
  if (!run || run.outcome !== 'open' || ballot?.state !== 'open') throw noLongerWaiting();
  const config = await scene.config(epoch);
  const { today } = circumstances(config, tx.now);
  if (isBarred(run, tx.actor)) throw barred();
  const right = rightTo(run, ballot, tx.actor, await rightsOf(scene.client, tx.actor, today));
  const heard =
    seatsOf(approval)
      .find((s) => s.name === seat)
      ?.seat.escalation?.map(({ notify }) => notify) ?? [];
  if (!right && !(given.deed === 'hand_over' && mayTake(heard, tx.actor) && tx.actor.employee !== null)) throw notYours();
  if ('content' in given && given.content !== ballot.content) throw contentMoved(ballot.content);
  const sitting: Sitting = {
    approval,
    doc: loaded.doc,
    electorates: await electoratesOf(scene.client, [approval], today),
    at: new Date(tx.now).toISOString(),
  };
  const after = await done(scene, kind, sitting, run, ballot, given, tx.actor, right, today);
  const { deed, ...shown } = given;
  const evidence = { seat, ballot: ballot.no, ...shown, ...forWhom(tx.actor, right) };
  const entered = await enter(scene, kind, name, loaded, after, { step: `${name}.${deed}`, evidence }, tx.actor, tx.now, config);
  return followed(system, kind, name, entered);
}

async function placeOf(scene: Scene, task: string): Promise<Place> {
  const { rows } = await scene.client.query<Place>({
    name: 'review_task',
    text: `select record, record_id, control, settled_at is not null as settled from commitment where id = $1 and split_part(control, '.', 2) = 'approvals'`,
    values: [task],
  });
  if (!rows[0]) throw notFound();
  return rows[0];
}

/** The approval after a deed that this actor may do. */
async function done(
  scene: Scene,
  kind: Kind,
  sitting: Sitting,
  run: Run,
  ballot: Ballot,
  given: ReviewDeed,
  actor: Actor,
  right: Right | null,
  today: string,
): Promise<Run> {
  const { approval } = sitting;
  const { seat } = seatsOf(approval).find(({ name }) => name === ballot.seat)!;
  switch (given.deed) {
    case 'approve':
    case 'object': {
      const checks = given.deed === 'approve' ? [...new Set(given.checks ?? [])] : [];
      const missing = given.deed === 'approve' ? (seat.checks ?? []).filter((check) => !checks.includes(check)) : [];
      const unknown = checks.filter((check) => !(seat.checks ?? []).includes(check));
      if (missing.length > 0 || unknown.length > 0) throw checksMissing(missing, unknown);
      const reason = given.reason ?? null;
      const decision = { by: actor.id, for: forWhom(actor, right).for ?? null, at: sitting.at, reason, checks };
      return decided(sitting, run, ballot.no, given.deed === 'approve' ? 'approved' : 'objected', decision);
    }
    case 'return': {
      const asked = run.ballots.filter((b) => b.seat === given.to && b.decided !== null);
      if (given.to === ballot.seat || asked.length === 0) throw nobodyToReturnTo();
      return returnedTo(sitting, run, given.to, given.reason);
    }
    case 'hand_over':
      await mustBeAbleTo(scene, kind, run, ballot, given.to, '/to', today);
      return handedOver(sitting, run, ballot.no, given.to);
    case 'add':
      await mustBeAbleTo(scene, kind, run, ballot, given.employee, '/employee', today);
      return added(sitting, run, ballot, given.employee, given.order, actor.id);
  }
}

/** Somebody who is to decide works here, sees such records, is neither the requester nor asked in this seat already. */
async function mustBeAbleTo(
  scene: Scene,
  kind: Kind,
  run: Run,
  ballot: Ballot,
  employee: string,
  pointer: string,
  today: string,
): Promise<void> {
  if (isBarred(run, { id: `employee:${employee}`, employee })) throw barred();
  const seat = run.ballots.filter((b) => b.round === ballot.round && b.seat === ballot.seat);
  if (seat.length >= MOST_ASKED) throw invalid([seatIsFull(pointer)]);
  const isAsked = seat.some((b) => b.decided?.by === `employee:${employee}` || (isUndecided(b) && b.employee === employee));
  if (isAsked) throw invalid([alreadyAsked(pointer)]);
  if (!seesAll(kind, await rolesOf(scene.client, employee, today))) throw invalid([mayNotSee(pointer)]);
}

const forWhom = (actor: Actor, right: Right | null): { for?: string } =>
  right && right.employee !== actor.employee ? { for: right.employee } : {};

/** When the approval has come to an end, its record goes on or back. */
async function followed(system: Tx, kind: Kind, name: string, { doc }: Loaded): Promise<AnyDoc> {
  const approval = kind.record.approvals![name]!;
  const { outcome } = approvalsOf(doc)[name]!;
  const step = outcome === 'approved' ? approval.passes : outcome === 'returned' ? approval.returns : null;
  // What was signed anew after the review was over has its record where it belongs already.
  if (step === null || doc.state !== approval.on) return doc;
  const [moved] = await system.take(kind.record as never, step as never, [{ id: doc.id, at: system.now }] as never);
  return moved as unknown as AnyDoc;
}
