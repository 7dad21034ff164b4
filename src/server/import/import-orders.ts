import type { Pool } from 'pg';
import { tickPromises } from '#kernel/run/tick';
import { bringAnswers } from './answers.ts';
import type { Corrections, Fault, FaultFile } from './faults.ts';
import { type HistoryOptions, inHalves, writeHistory } from './history.ts';
import { goesOn } from './life.ts';
import type { OrderMapping, TableName } from './mapping/mapping.ts';
import { type Draft, notes, type PageContext, preparePage, surveyOf } from './order-page.ts';
import { customerInput, customerKeyOf, lookUp, type Made, make, type Parties, productInput, type Wanted } from './parties.ts';
import type { Progress } from './progress.ts';
import { readSource } from './read-source.ts';
import { reasons } from './reasons.ts';
import { rememberOrders, replay, workOf } from './replay.ts';
import { answersThere, type StrayReview, strayReviews } from './reviews.ts';
import { momentReader } from './source/values.ts';
import { type Joined, Stage } from './stage.ts';
import { inTurn } from './turn.ts';

export interface ImportOptions extends HistoryOptions {
  /** Whence the connection comes on which the source is joined: the owner's, without time limits. */
  stagePool: Pool;
  /** Names to absolute paths; see `filesAt`. */
  files: ReadonlyMap<string, string>;
  mapping: OrderMapping;
  /** Whether every file that the mapping names must be there. */
  strict: boolean;
  corrections: Corrections;
  faults: FaultFile;
  progress: Progress;
  /** Ends the import after the transactions that are under way. */
  signal: AbortSignal;
  /** Orders a transaction; transactions at a time. */
  batch?: number;
  lanes?: number;
}

/** What an import did (or, in a dry run, would do). */
export interface ImportReport {
  /** Rows read, of all files. */
  rows: number;
  orders: { inSource: number; made: number; continued: number; unchanged: number };
  customers: number;
  products: number;
  deliveries: number;
  answers: number;
  /** Rows that were not loaded, and remarks on rows that were. */
  notLoaded: number;
  noted: number;
  /** Whether it was ended before it was through. */
  interrupted: boolean;
}

const BATCH = 500;
const LANES = 2; // more find nothing to do: one thread feeds them

/**
 * Brings orders over with their customers, products, deliveries and reviews, and replays what has happened to them at its own
 * time. What was brought over before is left as it is, and goes on where the source says more. Each batch is one transaction:
 * an import that was cut off is run again and goes on.
 * @throws ImportRefused when the source cannot be read as the mapping says, or another import runs.
 */
export async function importOrders(options: ImportOptions): Promise<ImportReport> {
  const { kernel, mapping, progress, faults, signal, dryRun, now } = options;
  const { zone } = await kernel.config();
  const moment = momentReader(mapping.zone ?? zone, mapping.dates);
  return inTurn(options.stagePool, async (client) => {
    const stage = await Stage.open(client);
    progress.phase({ zh: '读取', en: 'Reading' });
    const { layouts, rows } = await readSource(stage, { ...options, moment });
    const run = new Run(options, stage, { mapping, layouts, moment, zone, now });
    run.report.rows = rows;
    run.report.orders.inSource = await stage.sort();
    await run.orphans();
    await run.orders();
    await run.strays();
    await run.others('customers');
    await run.others('products');
    if (!dryRun && !signal.aborted) {
      progress.phase({ zh: '核对到期的承诺', en: 'Looking at promises that have fallen due' });
      progress.advance(await tickPromises(kernel, now));
    }
    progress.close();
    await faults.flush();
    return { ...run.report, ...faults.counts, interrupted: signal.aborted };
  });
}

class Run {
  readonly report: Omit<ImportReport, 'notLoaded' | 'noted' | 'interrupted'> = {
    rows: 0,
    orders: { inSource: 0, made: 0, continued: 0, unchanged: 0 },
    customers: 0,
    products: 0,
    deliveries: 0,
    answers: 0,
  };
  readonly #options: ImportOptions;
  readonly #stage: Stage;
  readonly #context: PageContext;
  /** Customers and products are made by one lane at a time, for they are shared. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: ImportOptions, stage: Stage, context: PageContext) {
    this.#options = options;
    this.#stage = stage;
    this.#context = context;
  }

  /** Tells of rows that belong to no order. */
  async orphans(): Promise<void> {
    for (const table of ['items', 'deliveries'] satisfies TableName[]) {
      for await (const rows of this.#stage.orphans(table)) {
        const faults: Fault[] = [];
        const note = notes(this.#context.layouts, faults);
        for (const { line, cells } of rows) note(table, 'order', [line, cells], reasons.orphan, false);
        await this.#tell(faults);
      }
    }
  }

  /** Brings reviews over whose order is not in the source: what a customer said counts all the same. */
  async strays(): Promise<void> {
    const { mapping, layouts, zone } = this.#context;
    for await (const staged of this.#stage.orphans('reviews')) {
      if (this.#options.signal.aborted) return;
      const faults: Fault[] = [];
      const note = notes(layouts, faults);
      const rows = staged.map(({ line, cells }): Joined => [line, cells]);
      const strays = await strayReviews(this.#stage.client, mapping.source, rows, { ...this.#context, note });
      const wanted: Wanted = { customers: new Map(), products: new Map(), survey: surveyOf(mapping, strays, zone) };
      const there = await lookUp(this.#stage.client, mapping.source, wanted);
      const known =
        there.survey === null
          ? new Set<string>()
          : await answersThere(
              this.#stage.client,
              there.survey,
              strays.map((s) => s.key),
            );
      const bring = async (part: readonly StrayReview[]): Promise<void> => {
        await writeHistory(this.#options, async (tx) => {
          const parties = { ...there };
          await make(tx, mapping.source, wanted, parties);
          await bringAnswers(
            tx,
            parties.survey!,
            part.map(({ answer, order, customer }) => ({ ...answer, order, customer })),
          );
          if (!this.#options.dryRun) there.survey = parties.survey;
        });
        this.report.answers += part.length;
      };
      const fresh = strays.filter((s) => !known.has(s.key));
      for (const { row, order } of fresh) if (order === null) note('reviews', 'order', row, reasons.strayReview, true);
      await inHalves(fresh, bring, (stray, reason) => note('reviews', 'review', stray.row, reason, false));
      await this.#tell(faults);
    }
  }

  async orders(): Promise<void> {
    const { inSource } = this.report.orders;
    const { batch = BATCH, lanes = LANES, progress, signal } = this.#options;
    progress.phase({ zh: '导入订单', en: 'Bringing orders over' }, inSource);
    let next = 1;
    let failed = false;
    const lane = async (): Promise<void> => {
      while (next <= inSource && !signal.aborted && !failed) {
        const from = next;
        next += batch;
        await this.#page(from, next);
        progress.advance(Math.min(batch, inSource + 1 - from));
      }
    };
    const guarded = () => lane().catch((error: unknown) => ((failed = true), Promise.reject(error as Error)));
    const outcomes = await Promise.allSettled(Array.from({ length: lanes }, guarded));
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  }

  /** Customers and products that no order speaks of. */
  async others(table: 'customers' | 'products'): Promise<void> {
    const { mapping, layouts } = this.#context;
    const { progress, signal, now } = this.#options;
    progress.phase(table === 'customers' ? { zh: '其余客户', en: 'Other customers' } : { zh: '其余产品', en: 'Other products' });
    for (let after = 0; !signal.aborted; ) {
      const rows = await this.#stage.after(table, after, 2000);
      if (rows.length === 0) break;
      after = rows.at(-1)!.line;
      const wanted: Wanted = { customers: new Map(), products: new Map(), survey: null };
      const faults: Fault[] = [];
      const note = notes(layouts, faults);
      for (const { key, line, cells } of rows) {
        const row = [line, cells] as const;
        const identity = customerKeyOf({ orders: [[line, ['', key]]], customer: row });
        if (table === 'products') wanted.products.set(key, productInput(key, row, { name: '', unit: '' }, note));
        else if (!wanted.customers.has(identity))
          wanted.customers.set(identity, customerInput(mapping.source, identity, row, now, note));
      }
      const there = await lookUp(this.#stage.client, mapping.source, wanted);
      if (there[table].size < wanted[table].size) {
        await this.#count(await writeHistory(this.#options, (tx) => make(tx, mapping.source, wanted, there)));
        await this.#tell(faults);
      }
      progress.advance(rows.length);
    }
  }

  async #page(from: number, to: number): Promise<void> {
    const { mapping } = this.#context;
    const page = await preparePage(this.#stage, await this.#stage.page(from, to), this.#context);
    this.report.orders.unchanged += page.unchanged;
    await this.#tell(page.faults);
    if (page.drafts.length === 0) return;
    const there = this.#options.dryRun
      ? await lookUp(this.#stage.client, mapping.source, page.wanted)
      : await this.#makeShared(page.wanted);
    if (there.survey !== null) await this.#leaveOut(page.drafts, there.survey);
    const refused = (draft: Draft, reason: Fault['reason']): void =>
      notes(this.#context.layouts, draft.faults)('orders', 'order', draft.source.orders[0]!, reason, false);
    await inHalves(page.drafts, (drafts) => this.#replay(drafts, page.wanted, there), refused);
    await this.#tell(page.drafts.flatMap((draft) => draft.faults));
  }

  /** Reviews that came over before their order did are there already, without it. */
  async #leaveOut(drafts: readonly Draft[], survey: string): Promise<void> {
    const keys = drafts.flatMap((d) => d.reviews.map((r) => r.key));
    const known = keys.length === 0 ? new Set<string>() : await answersThere(this.#stage.client, survey, keys);
    if (known.size > 0) for (const draft of drafts) draft.reviews = draft.reviews.filter((r) => !known.has(r.key));
  }

  /** Makes the customers and products of a page that are not there yet. */
  #makeShared(wanted: Wanted): Promise<Parties> {
    const { source } = this.#context.mapping;
    const mine = this.#turn.then(async () => {
      const there = await lookUp(this.#stage.client, source, wanted);
      if (
        there.customers.size < wanted.customers.size ||
        there.products.size < wanted.products.size ||
        (wanted.survey && there.survey === null)
      ) {
        await this.#count(await writeHistory(this.#options, (tx) => make(tx, source, wanted, there)));
      }
      return there;
    });
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  async #replay(drafts: readonly Draft[], wanted: Wanted, there: Parties): Promise<void> {
    const { mapping } = this.#context;
    const done = await writeHistory(this.#options, async (tx) => {
      // In a dry run nothing is there that a batch before it made.
      const parties: Parties = { ...there, customers: new Map(there.customers), products: new Map(there.products) };
      const made = await make(tx, mapping.source, wanted, parties);
      const works = drafts.map((draft) => workOf(draft, parties));
      const replayed = await replay(tx, mapping, works, parties.survey);
      await rememberOrders(tx, mapping.source, works);
      return { made, replayed };
    });
    await this.#count(done.made);
    this.report.orders.made += done.replayed.orders;
    this.report.orders.continued += drafts.filter((draft) => draft.id !== null && goesOn(draft.rest)).length;
    this.report.deliveries += done.replayed.deliveries;
    this.report.answers += done.replayed.answers;
  }

  /** Counts what was made; in a dry run what would have been, once. */
  async #count(made: Made): Promise<void> {
    for (const kind of ['customers', 'products'] as const) {
      this.report[kind] += this.#options.dryRun ? await this.#stage.firstSeen(kind, made[kind]) : made[kind].length;
    }
  }

  async #tell(faults: readonly Fault[]): Promise<void> {
    this.#options.faults.add(...faults);
    await this.#options.faults.flush();
  }
}
