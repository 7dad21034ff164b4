import type { Actor } from '#kernel/run/actor';

/** Somebody who has been let in, and what else the credential says. */
export interface Admitted {
  actor: Actor;
  /** A session of a browser, or an API key. */
  credential: 'session' | 'key';
  /** The id of that session or key. */
  id: string;
  /** The instant at which the credential stops being good if it is not used again, in milliseconds. */
  goodUntil: number;
  /** When its use was last written down, in milliseconds. */
  notedAt: number;
}

/** Changes that are not told (a role that begins or ends today) take effect after so long. */
export const KEPT_MS = 30_000;

/**
 * Whom this process has let in during the last 30 seconds. It is used only while the process hears of changes; what was
 * read before a change became known is not kept.
 */
export class ActorCache {
  readonly #entries = new Map<string, { admitted: Admitted; until: number }>();
  #changes = 0;
  #hearing = false;

  /** @param token the hash of the credential. */
  get(token: string, now: Date): Admitted | null {
    const entry = this.#entries.get(token);
    if (!entry || now.getTime() >= Math.min(entry.until, entry.admitted.goodUntil)) return null;
    return entry.admitted;
  }

  /** Reads with `load` and keeps what was read, unless something changed meanwhile. */
  async fill(token: string, now: Date, load: () => Promise<Admitted | null>): Promise<Admitted | null> {
    const before = this.#changes;
    const admitted = await load();
    if (admitted && this.#hearing && before === this.#changes) {
      if (this.#entries.size >= MOST_ENTRIES) this.#entries.clear();
      this.#entries.set(token, { admitted, until: now.getTime() + KEPT_MS });
    }
    return admitted;
  }

  /** Something changed for `subject` (the id of a session, key or employee), or, when it is empty, for anybody. */
  forget(subject: string): void {
    this.#changes += 1;
    if (subject === '') this.#entries.clear();
    for (const [token, { admitted }] of this.#entries) {
      if (admitted.id === subject || admitted.actor.employee === subject) this.#entries.delete(token);
    }
  }

  /** Whether changes are heard of from now on. A deaf process keeps nothing: it asks the database every time. */
  hearing(claim: boolean): void {
    this.forget('');
    this.#hearing = claim;
  }
}

const MOST_ENTRIES = 10_000; // about 10 MB
