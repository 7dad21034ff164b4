import type { Pool } from 'pg';
import { type Bilingual, Problem } from '#kernel/problem';
import type { Kernel } from '#kernel/run/kernel';
import type { Tx } from '#kernel/run/scene';
import { tickPromises } from '#kernel/run/tick';
import { codeOf } from '#kernel/run/transaction';
import { systemActor } from '#kernel/run/tx';
import type { Corrections, Fault, FaultFile } from './faults.ts';
import type { OrderMapping, TableName } from './mapping/mapping.ts';
import { type Draft, notes, type PageContext, preparePage } from './order-page.ts';
import { customerInput, customerKeyOf, lookUp, make, type Parties, productInput, type Wanted } from './parties.ts';
import type { Progress } from './progress.ts';
import { readSource } from './read-source.ts';
import { reasons } from './reasons.ts';
import { type OrderWork, rememberOrders, replay } from './replay.ts';
import { ImportRefused } from './source/files.ts';
import { momentReader } from './source/values.ts';
import { Stage } from './stage.ts';

export interface ImportOptions {
  kernel: Kernel;
  /** Whence the connection comes on which the source is joined; best without time limits. */
  stagePool: Pool;
  /** Names to absolute paths; see `filesAt`. */
  files: ReadonlyMap<string, string>;
  mapping: OrderMapping;
  /** Whether every file that the mapping names must be there. */
  strict: boolean;
  /** Does everything and takes it back. */
  dryRun: boolean;
  corrections: Corrections;
  faults: FaultFile;
  progress: Progress;
  /** Ends the import after the batches that are under way. */
  signal: AbortSignal;
  /** Epoch milliseconds. */
  now: number;
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
  responses: number;
  /** Rows that were not loaded, and remarks on rows that were. */
  notLoaded: number;
  noted: number;
  /** Whether it was ended before it was through. */
  interrupted: boolean;
}

const BATCH = 500;
const LANES = 1;
const ONE_IMPORT = 7_206_530_502; // the advisory lock's number; any other than the sealer's

/**
 * Brings orders over with their customers, products, deliveries and reviews, and replays what has happened to them at its own
 * time. What was brought over before is left as it is, and goes on where the source says more. Each batch is one transaction:
 * an import that was cut off is run again and goes on.
 * @throws ImportRefused when the source cannot be read as the mapping says, or another import runs.
 */
export async function importOrders(options: ImportOptions): Promise<ImportReport> {
  const { kernel, mapping, progress, faults } = options;
  const client = await options.stagePool.connect();
  try {
    await takeTurn(client);
    const stage = await Stage.open(client);
    const { zone } = await kernel.config();
    const moment = momentReader(mapping.zone ?? zone, mapping.dates);
    progress.phase({ zh: '读取', en: 'Reading' });
    const { layouts, rows } = await readSource(stage, { ...options, moment });
    const context: PageContext = { mapping, layouts, moment, zone, now: options.now };
    const run = new Run(options, stage, context);
    run.report.rows = rows;
    run.report.orders.inSource = await stage.sort();
    await run.orphans();
    await run.orders();
    await run.others();
    if (!options.dryRun && !options.signal.aborted) {
      progress.phase({ zh: '核对到期的承诺', en: 'Looking for promises that are due' });
      progress.advance(await tickPromises(kernel, options.now));
    }
    progress.close();
    await faults.flush();
    return { ...run.report, ...faults.counts, interrupted: options.signal.aborted };
  } finally {
    await client.query('select pg_advisory_unlock_all()').catch(() => undefined);
    client.release(true); // its temporary tables go with it
  }
}

async function takeTurn(client: { query(text: string): Promise<{ rows: { mine?: boolean }[] }> }): Promise<void> {
  const { rows } = await client.query(`select pg_try_advisory_lock(${ONE_IMPORT}) as mine`);
  if (!rows[0]?.mine) throw new ImportRefused('另一个导入正在进行，请等它结束。', 'Another import is running. Please wait until it has ended.');
}

/** Thrown in a dry run to take everything back. */
class TakenBack extends Error {}

class Run {
  readonly report: Omit<ImportReport, 'notLoaded' | 'noted' | 'interrupted'> = {
    rows: 0,
    orders: { inSource: 0, made: 0, continued: 0, unchanged: 0 },
    customers: 0,
    products: 0,
    deliveries: 0,
    responses: 0,
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

  /** Rows that belong to no order. */
  async orphans(): Promise<void> {
    const { layouts } = this.#context;
    for (const table of ['items', 'deliveries', 'reviews'] satisfies TableName[]) {
      for await (const rows of this.#stage.orphans(table)) {
        const faults: Fault[] = [];
        for (const { line, cells } of rows) notes(layouts, faults)(table, 'order', [line, cells], reasons.orphan, false);
        this.#options.faults.add(...faults);
        await this.#options.faults.flush();
      }
    }
  }

  async orders(): Promise<void> {
    const { inSource } = this.report.orders;
    const { batch = BATCH, lanes = LANES, progress, signal } = this.#options;
    progress.phase({ zh: '导入订单', en: 'Importing orders' }, inSource);
    let next = 1;
    const lane = async (): Promise<void> => {
      while (next <= inSource && !signal.aborted) {
        const from = next;
        next += batch;
        await this.#page(from, from + batch);
        progress.advance(Math.min(batch, inSource + 1 - from));
      }
    };
    const outcomes = await Promise.allSettled(Array.from({ length: lanes }, lane));
    const failed = outcomes.find((o) => o.status === 'rejected');
    if (failed) throw failed.reason;
  }

  /** Customers and products that no order speaks of. */
  async others(): Promise<void> {
    const { mapping } = this.#context;
    for (const table of ['customers', 'products'] as const) {
      this.#options.progress.phase(table === 'customers' ? { zh: '导入其余客户', en: 'Importing other customers' } : { zh: '导入其余产品', en: 'Importing other products' });
      for (let after = 0; !this.#options.signal.aborted; ) {
        const rows = await this.#stage.after(table, after, 2000);
        if (rows.length === 0) break;
        after = rows.at(-1)!.line;
        const wanted: Wanted = { customers: new Map(), products: new Map() };
        const faults: Fault[] = [];
        const note = notes(this.#context.layouts, faults);
        for (const { key, line, cells } of rows) {
          const row = [line, cells] as const;
          const identity = customerKeyOf({ orders: [[line, []]], customer: row }) || key;
          if (table === 'products') wanted.products.set(key, productInput(key, row, { name: '', unit: '' }, note));
          else if (!wanted.customers.has(identity)) wanted.customers.set(identity, customerInput(mapping.source, identity, row, this.#options.now, note));
        }
        const there = await lookUp(this.#stage.client, mapping.source, wanted);
        if (there.customers.size + there.products.size < wanted.customers.size + wanted.products.size) {
          await this.#write(async (tx) => this.#count(await make(tx, mapping.source, wanted, there)));
          this.#options.faults.add(...faults);
        }
        this.#options.progress.advance(rows.length);
      }
    }
  }

  async #page(from: number, to: number): Promise<void> {
    const { mapping } = this.#context;
    const joined = await this.#stage.page(from, to);
    const page = await preparePage(this.#stage, joined, this.#context);
    this.report.orders.unchanged += page.unchanged;
    this.#options.faults.add(...page.faults);
    if (page.drafts.length > 0) {
      const there = await lookUp(this.#stage.client, mapping.source, page.wanted);
      if (!this.#options.dryRun) await this.#makeParties(page.wanted, there);
      await this.#attempt(page.drafts, page.wanted, there);
    }
    await this.#options.faults.flush();
  }

  async #makeParties(wanted: Wanted, there: Parties): Promise<void> {
    const mine = this.#turn.then(async () => {
      const now = await lookUp(this.#stage.client, this.#context.mapping.source, wanted);
      for (const kind of ['customers', 'products'] as const) for (const [key, id] of now[kind]) there[kind].set(key, id);
      if (there.customers.size < wanted.customers.size || there.products.size < wanted.products.size) {
        await this.#write(async (tx) => this.#count(await make(tx, this.#context.mapping.source, wanted, there)));
      }
    });
    this.#turn = mine.catch(() => undefined);
    await mine;
  }

  /** Replays orders in one transaction; where one of them cannot be, finds it by halves, so that the others are. */
  async #attempt(drafts: readonly Draft[], wanted: Wanted, there: Parties): Promise<void> {
    const { mapping } = this.#context;
    try {
      const { works, made, parties } = await this.#write(async (tx) => {
        const parties: Parties = { customers: new Map(there.customers), products: new Map(there.products) };
        const fresh = await make(tx, mapping.source, wanted, parties);
        const works = drafts.map((draft) => workOf(draft, parties));
        const made = await replay(tx, mapping, works);
        await rememberOrders(tx, mapping.source, works);
        return { works, made, parties: fresh };
      });
      await this.#count(parties);
      this.report.orders.made += made.orders;
      this.report.orders.continued += works.filter((w, i) => drafts[i]!.id !== null && goesOn(w)).length;
      this.report.deliveries += made.deliveries;
      for (const draft of drafts) this.#options.faults.add(...draft.faults);
    } catch (error) {
      const reason = reasonOf(error);
      if (!reason) throw error;
      if (drafts.length === 1) this.#refused(drafts[0]!, reason);
      else {
        const middle = Math.ceil(drafts.length / 2);
        await this.#attempt(drafts.slice(0, middle), wanted, there);
        await this.#attempt(drafts.slice(middle), wanted, there);
      }
    }
  }

  #refused(draft: Draft, reason: Bilingual): void {
    const faults: Fault[] = [];
    notes(this.#context.layouts, faults)('orders', 'order', draft.source.orders[0]!, reason, false);
    this.#options.faults.add(...faults);
  }

  async #count(made: { customers: readonly string[]; products: readonly string[] }): Promise<void> {
    for (const kind of ['customers', 'products'] as const) {
      this.report[kind] += this.#options.dryRun ? await this.#stage.firstSeen(kind, made[kind]) : made[kind].length;
    }
  }

  /** One transaction of history; in a dry run it is taken back when it has succeeded. */
  async #write<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const { kernel, now, dryRun } = this.#options;
    let done: { result: T } | undefined;
    try {
      return await kernel.write(
        systemActor,
        now,
        async (tx) => {
          const result = await work(tx);
          if (!dryRun) return result;
          done = { result };
          throw new TakenBack();
        },
        { history: true },
      );
    } catch (error) {
      if (error instanceof TakenBack && done) return done.result;
      throw error;
    }
  }
}

function workOf(draft: Draft, parties: Parties): OrderWork {
  const items = draft.items.map(({ productKey, input }) => ({ ...input, product: parties.products.get(productKey) ?? null }));
  return {
    ...draft,
    customerId: draft.customerId ?? parties.customers.get(draft.customerKey)!,
    input: draft.id === null ? { items, deliveryAddress: draft.deliveryAddress } : {},
    facts: { ...draft.facts, deliveryIds: { ...draft.facts.deliveryIds } },
    labelsOf: ({ key }) => {
      const own = items.filter((_, i) => draft.items[i]!.itemKey === key);
      return own.length > 0 ? own : items;
    },
  };
}

const goesOn = ({ rest }: OrderWork): boolean => rest.steps.length + rest.begin.length + rest.arrive.length > 0 || rest.ending !== null;

/** What the database or the kernel has against a row; null when the trouble is another. */
function reasonOf(error: unknown): Bilingual | null {
  if (error instanceof Problem && error.slug !== 'busy') {
    const errors = (error.extensions['errors'] ?? error.extensions['because']) as { pointer?: string; detail?: Bilingual; sentence?: Bilingual }[] | undefined;
    const details = (errors ?? []).slice(0, 5);
    const told = (locale: 'zh' | 'en'): string => details.map((e) => `${e.pointer ?? ''} ${(e.detail ?? e.sentence)?.[locale] ?? ''}`.trim()).join(' ');
    return { zh: `${error.title.zh} ${told('zh')}`.trim(), en: `${error.title.en} ${told('en')}`.trim() };
  }
  const code = codeOf(error) ?? '';
  if (!/^2[23]/.test(code)) return null;
  return { zh: `数据库不接受：${(error as Error).message}`, en: `The database refuses it: ${(error as Error).message}` };
}
