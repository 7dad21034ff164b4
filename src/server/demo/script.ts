import type { Declared, EvidenceOf, InputOf, StepNameOf } from '#kernel/declare/record';
import { Problem } from '#kernel/problem';
import type { Actor } from '#kernel/run/actor';
import type { Kernel } from '#kernel/run/kernel';
import type { Tx } from '#kernel/run/scene';
import { isRefusal } from '#kernel/run/take';
import { codeOf } from '#kernel/run/transaction';
import { systemActor } from '#kernel/run/tx';
import type { PersonKey } from './people.ts';
import type { Time } from './time.ts';

/** A record that the script makes; its id is known from the moment in which it is made. */
export interface Made {
  id: string;
}

/** A contact person of a customer, who acts in the portal. */
export interface Caller {
  name: string;
  contact: Made;
  customer: Made;
}

export type Who = PersonKey | Caller | 'system';

/** A record, or how to find one that followed from a deed. */
export type Which = Made | ((tx: Tx) => Promise<string>);

/** What names records that are made later is told when it is needed. */
export type Soon<T> = T | (() => T);

type Named = Declared & { name: string };

/** Where the script is played. */
export interface Stage {
  kernel: Kernel;
  actorOf(who: Who): Actor;
}

/** What somebody does at an instant; whatever it writes says that instant. */
type Work = (tx: Tx, at: number) => Promise<unknown>;

type Entry = { at: number; what: string } & ({ who: Who; work: Work } | { play: (stage: Stage) => Promise<unknown> });

/**
 * What happened, each deed at its own instant by whoever did it. It is written in any order and played in the order of time; what would
 * lie after the present has not happened.
 */
export class Script {
  readonly #time: Time;
  /** Still to be played, in order. */
  #entries: Entry[] = [];

  constructor(time: Time) {
    this.#time = time;
  }

  /**
   * Anything that somebody does at an instant (epoch milliseconds, rounded to whole ones). It may run again after a conflict: it must
   * touch nothing but the database.
   */
  do(at: number, who: Who, what: string, work: Work): void {
    this.#add({ at: Math.round(at), what, who, work });
  }

  create<R extends Named>(at: number, who: Who, record: R, input: Soon<InputOf<R>>): Made {
    const made: Made = { id: '' };
    this.do(at, who, `create ${record.name}`, async (tx, instant) => {
      const [doc] = await tx.create(record, [{ ...told(input), at: instant }]);
      made.id = (doc as unknown as Made).id;
    });
    return made;
  }

  take<R extends Named, K extends StepNameOf<R>>(
    at: number,
    who: Who,
    record: R,
    step: K,
    which: Which,
    evidence?: Soon<EvidenceOf<R, K>>,
  ): void {
    this.do(at, who, `${step} ${record.name}`, taking(record, step, which, evidence));
  }

  edit<R extends Named>(at: number, who: Who, record: R, which: Which, input: Soon<InputOf<R>>): void {
    this.do(at, who, `edit ${record.name}`, async (tx, instant) =>
      tx.edit(record, [{ id: await idOf(which, tx), evidence: told(input), at: instant }]),
    );
  }

  /** Somebody tries what a control forbids, and is refused: it is counted against its clause. */
  refused(at: number, who: Who, what: string, work: Work): void {
    const instant = Math.round(at);
    const play = async ({ kernel, actorOf }: Stage): Promise<void> => {
      const tried = kernel.write(actorOf(who), instant, (tx) => work(tx, instant));
      const outcome = await tried.then(() => new Error('Nothing refused it.')).catch((error: unknown) => error);
      if (!isRefusal(outcome)) throw outcome;
    };
    this.#add({ at: instant, what: `try ${what}`, play });
  }

  /** A step that is refused. */
  refuse<R extends Named, K extends StepNameOf<R>>(
    at: number,
    who: Who,
    record: R,
    step: K,
    which: Which,
    evidence?: Soon<EvidenceOf<R, K>>,
  ): void {
    this.refused(at, who, `${step} ${record.name}`, taking(record, step, which, evidence));
  }

  /** Looks at how things stand at an instant, and writes what happens next. */
  look(at: number, what: string, play: (stage: Stage) => Promise<unknown>): void {
    this.#add({ at, what, play });
  }

  /** Plays all of it. Deeds of one day that nothing comes between share a transaction. */
  async play(stage: Stage): Promise<void> {
    for (let entry = this.#entries.shift(); entry; entry = this.#entries.shift()) {
      if ('play' in entry) await inContext(entry, entry.play(stage));
      else await playTogether(stage, [entry, ...this.#following(entry)]);
    }
  }

  /** Takes out the deeds that follow one on the same day. */
  #following({ at }: Entry): Deed[] {
    const day = this.#time.dateOf(at);
    const end = this.#entries.findIndex((next) => 'play' in next || this.#time.dateOf(next.at) !== day);
    return this.#entries.splice(0, end < 0 ? this.#entries.length : end) as Deed[];
  }

  /** Behind everything of the same instant. */
  #add(entry: Entry): void {
    if (entry.at > this.#time.now) return;
    let [low, high] = [0, this.#entries.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#entries[middle]!.at <= entry.at) low = middle + 1;
      else high = middle;
    }
    this.#entries.splice(low, 0, entry);
  }
}

/** The answer of a query by which a record is found that followed from a deed. */
export function found(sql: string, ...values: Soon<string>[]): (tx: Tx) => Promise<string> {
  return async (tx) => {
    const [row] = await tx.query<Made>(sql, values.map(told));
    if (!row) throw new Error(`Nothing is found by ${sql}`);
    return row.id;
  };
}

type Deed = Extract<Entry, { work: Work }>;

/** Nothing waits for the disk: what was cut off is loaded anew, and the last write of the loading waits for all. */
const playTogether = ({ kernel, actorOf }: Stage, deeds: readonly Deed[]): Promise<void> =>
  kernel.write(systemActor, deeds[0]!.at, async (tx) => {
    await tx.query('set local synchronous_commit = off');
    for (const deed of deeds) await inContext(deed, deed.work(tx.as(actorOf(deed.who)), deed.at));
  });

/** Says of an error in which deed it came; what the kernel tries again stays what it is. */
async function inContext({ at, what }: Entry, played: Promise<unknown>): Promise<void> {
  try {
    await played;
  } catch (error) {
    if (codeOf(error) !== undefined) throw error;
    throw new Error(`${new Date(at).toISOString()} ${what}: ${reasonsOf(error)}`, { cause: error });
  }
}

const taking =
  <R extends Named, K extends StepNameOf<R>>(record: R, step: K, which: Which, evidence?: Soon<EvidenceOf<R, K>>): Work =>
  async (tx, at) =>
    tx.take(record, step, [{ id: await idOf(which, tx), at, ...(evidence !== undefined && { evidence: told(evidence) }) }]);

const told = <T>(soon: Soon<T>): T => (typeof soon === 'function' ? (soon as () => T)() : soon);

const idOf = (which: Which, tx: Tx): string | Promise<string> => (typeof which === 'function' ? which(tx) : which.id);

const reasonsOf = (error: unknown): string =>
  error instanceof Problem ? JSON.stringify(error.body('zh')) : error instanceof Error ? error.message : String(error);
