import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'pg';
import { type Numbered, Tail } from './tail.ts';

/** What has changed since the last look. */
export interface Changes {
  /** The newest entry of the journal: whoever was away asks for what came after it. */
  upTo: number;
  /** Ids by the name of the record; null when there are too many to be told one by one. */
  records: ReadonlyMap<string, ReadonlySet<string>> | null;
  /** Whom news has come for: roles by name, employees by id. Null: perhaps for anybody. */
  told: ReadonlySet<string> | null;
}

const EVERY_MS = 1_000;
const AFTER_FAULT_MS = 5_000;

interface Entry extends Numbered {
  record: string;
  recordId: string;
}
interface News extends Numbered {
  whom: string | null;
}

/**
 * What this process hears of deeds in any process: it reads the end of the journal and of the news once a second, while
 * somebody listens (docs/decisions/0011).
 */
export class Feed {
  readonly #pool: Pool;
  readonly #listeners = new Set<(changes: Changes) => void>();
  #following: { journal: Tail<Entry>; news: Tail<News> } | null = null;
  #begun = Promise.withResolvers<void>();

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** Hears of every change from now on; what is returned ends that. */
  listen(hear: (changes: Changes) => void): () => void {
    this.#listeners.add(hear);
    if (this.#following === null) void this.#follow();
    return () => this.#listeners.delete(hear);
  }

  /** Settles when whoever listens now will hear of every change that is made from then on. */
  begun(): Promise<void> {
    return this.#begun.promise;
  }

  /** What has changed since `entry`, for somebody who was away; perhaps a little of what came before it too. */
  async since(entry: number): Promise<Changes> {
    const entries = await journalTail(this.#pool).since(entry);
    return {
      upTo: Math.max(entry, ...(entries ?? []).map(({ id }) => Number(id))),
      records: entries && byRecord(entries),
      told: null,
    };
  }

  async #follow(): Promise<void> {
    const tails = { journal: journalTail(this.#pool), news: newsTail(this.#pool) };
    this.#following = tails;
    const begun = Promise.withResolvers<void>();
    this.#begun = begun;
    while (this.#listeners.size > 0) {
      const changes = await this.#look(tails).catch(() => undefined); // the database is away: its next answer tells what was missed
      begun.resolve();
      if (changes && this.#hasNews(changes)) for (const hear of this.#listeners) hear(changes);
      await delay(changes ? EVERY_MS : AFTER_FAULT_MS, undefined, { ref: false });
    }
    this.#following = null;
  }

  async #look({ journal, news }: { journal: Tail<Entry>; news: Tail<News> }): Promise<Changes> {
    const [entries, told] = [await journal.look(), await news.look()];
    return {
      upTo: journal.newest,
      records: entries && byRecord(entries),
      told: told && new Set(told.flatMap(({ whom }) => whom ?? [])),
    };
  }

  #hasNews({ records, told }: Changes): boolean {
    return records === null || records.size > 0 || told === null || told.size > 0;
  }
}

const journalTail = (pool: Pool) => new Tail<Entry>(pool, 'journal', 'id', 'record, record_id as "recordId"');
const newsTail = (pool: Pool) => new Tail<News>(pool, 'notification', 'seq', 'coalesce(employee::text, role) as whom');

function byRecord(entries: readonly Entry[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const { record, recordId } of entries) found.set(record, (found.get(record) ?? new Set()).add(recordId));
  return found;
}
