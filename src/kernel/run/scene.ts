import type { ClientBase, QueryResultRow } from 'pg';
import type { AnyDoc, At, Declared, DocOf, EvidenceOf, FactsOf, InputOf, StepNameOf } from '../declare/record.ts';
import type { Actor } from './actor.ts';
import type { ReviewDeed } from './approval/review.ts';
import type { Config } from './config.ts';
import type { Registry } from './registry.ts';
import type { Statement } from './statement.ts';
import type { Flow } from './transaction.ts';

/** A step that was taken (or a creation, an edit), as effects and reactions see it. */
export interface Deed<D = AnyDoc> {
  record: D;
  before: D | null;
  step: string;
  evidence: Record<string, unknown>;
  /** Epoch milliseconds. */
  at: number;
  actor: Actor;
}

/** One record of a batch: what to take the step on, what is shown, the version the actor saw, and the instant where it differs from the transaction's. */
export interface Item<E = unknown> {
  id: string;
  evidence?: E;
  version?: number;
  at?: number;
}

/** What went against a clause: refused, or, in replayed history, recorded and let pass. */
export interface Violation {
  record: string;
  recordId: string | null;
  number: string | null;
  step: string;
  control: string;
  at: number;
}

/** What all writing in one transaction shares. */
export interface Scene {
  registry: Registry;
  client: ClientBase;
  flow: Flow;
  key: Buffer;
  config: (epoch: number) => Promise<Config>;
  /** Replays what has already happened: instants of its own, and controls record a violation where they would refuse. */
  history: boolean;
  /** Deadlines of which history does not tell the instants (their controls): no promise is opened that nobody can say was kept. */
  untold: ReadonlySet<string>;
  violations: Violation[];
}

/** One step of a life: which, when (epoch milliseconds), and what was shown. */
export type LifeStep<R extends { lifecycle: object }> = {
  [K in StepNameOf<R>]: { step: K; at: number; evidence?: EvidenceOf<R, K> };
}[StepNameOf<R>];

type Named = Declared & { name: string };

/** A transaction as domain code sees it: everything in it happens, or nothing does. Batches cost little more than single deeds. */
export interface Tx {
  actor: Actor;
  /** Epoch milliseconds. */
  now: number;
  /** What runs at every request is a `Statement`: its plan is kept under its name. */
  query<R extends QueryResultRow>(sql: string | Statement, values?: unknown[]): Promise<R[]>;
  at(now?: number): Promise<At>;
  create<R extends Named>(record: R, inputs: readonly (InputOf<R> & { at?: number })[]): Promise<DocOf<R>[]>;
  edit<R extends Named>(record: R, items: readonly Item<InputOf<R>>[]): Promise<DocOf<R>[]>;
  take<R extends Named, K extends StepNameOf<R>>(
    record: R,
    step: K,
    items: readonly Item<EvidenceOf<R, K>>[],
  ): Promise<DocOf<R>[]>;
  /** Creates records together with their past; see `live`. Only where history is replayed. */
  live<R extends Named>(
    record: R,
    lives: readonly { at: number; input: InputOf<R>; steps: readonly LifeStep<R>[]; facts?: Partial<FactsOf<R>> }[],
  ): Promise<DocOf<R>[]>;
  /** Draws from deeds what they mean for their records' approvals; every record that declares approvals does so by itself. */
  attend(record: { name: string }, deeds: readonly Deed[]): Promise<void>;
  /** Does what a reviewer decides; `task` is the commitment under which the decision is owed. See `review`. */
  review(task: string, deed: ReviewDeed): Promise<AnyDoc>;
  /** Puts a job into the queue; it exists when the transaction commits. */
  job(task: string, payload: object, when?: { runAt?: number; key?: string }): Promise<void>;
  /** The same transaction in another's name: reactions act as the system. */
  as(actor: Actor): Tx;
  newId(): string;
}

/** Runs what follows from deeds of one step, in order. */
export async function follow(scene: Scene, tx: Tx, record: string, step: string, deeds: Deed[]): Promise<void> {
  if (deeds.length === 0) return;
  for (const effect of scene.registry.followers(record, step)) await effect(tx, deeds);
}
