import { randomUUID } from 'node:crypto';
import { type Deeds, type Doc, founded, LIVES } from './lives.ts';

/** A write that the system said it has done: it answered 2xx with the record as it then stood. */
export interface Acknowledged {
  plural: string;
  id: string;
  version: number;
  state: string;
}

/** Connections that live through one life after another, and do not give up when the system goes away. */
export interface Traffic {
  acknowledged: readonly Acknowledged[];
  /** How many requests were sent again because nobody knew whether they had been done. */
  readonly doubtful: number;
  /** Answers that no connection should ever get. */
  wrong: readonly string[];
  /** Resolves when so many writes more have been acknowledged; rejects when a connection cannot go on. */
  further(writes: number): Promise<void>;
  /** From now on failures are expected: whoever meets one waits for `resume`, and then asks again. */
  interrupt(): void;
  resume(url: string): void;
  /** Resolves when every connection has brought the life that it is in to its end. */
  end(): Promise<void>;
}

export interface TrafficOptions {
  url: string;
  /** An API key that may write, with the roles `CAST`. */
  key: string;
  connections: number;
  /** Epoch milliseconds. */
  now: () => number;
  /** Whether a request that is told that the system is busy is sent again at once, without waiting for `resume`. */
  insistent?: boolean;
}

/** Starts the connections. Each asks for one thing at a time; together they never touch the same record. */
export function traffic(options: TrafficOptions): Traffic {
  const acknowledged: Acknowledged[] = [];
  const wrong: string[] = [];
  const awaited = new Set<{ count: number; resolve: () => void }>();
  const line = lineTo(options, (told) => wrong.push(told));
  let ending = false;

  const acknowledge = (plural: string, { id, version, state }: Doc): void => {
    acknowledged.push({ plural, id, version, state });
    for (const each of awaited) if (acknowledged.length >= each.count) each.resolve();
  };
  const deeds = deedsOver(line, acknowledge, (told) => wrong.push(told), options.now);
  const connection = async (n: number): Promise<void> => {
    const house = await founded(deeds, `连接 ${n}`);
    for (let life = 0; !ending; life++) await LIVES[(n + life) % LIVES.length]!(deeds, house, `连接 ${n}，第 ${life} 世`);
  };
  const all = Promise.all(Array.from({ length: options.connections }, (_, n) => connection(n)));
  all.catch(() => undefined); // told by `further` and `end`

  return {
    acknowledged,
    wrong,
    get doubtful() {
      return line.doubtful();
    },
    async further(writes) {
      const { promise, resolve } = Promise.withResolvers<void>();
      awaited.add({ count: acknowledged.length + writes, resolve });
      await Promise.race([promise, all]);
    },
    interrupt: line.interrupt,
    resume: line.resume,
    async end() {
      ending = true;
      await all;
    },
  };
}

/** The deeds of `lives.ts` through HTTP, each of them done once however often it has to be asked for. */
function deedsOver(
  { ask }: Line,
  acknowledge: (plural: string, doc: Doc) => void,
  complain: (told: string) => void,
  now: () => number,
): Deeds {
  const acknowledged = (plural: string, doc: Doc): Doc => {
    acknowledge(plural, doc);
    return doc;
  };
  return {
    now,
    async create(plural, input, twice = false) {
      const headers = { 'idempotency-key': randomUUID() };
      const sent = Array.from({ length: twice ? 2 : 1 }, () => ask('POST', `/api/${plural}`, input, headers));
      const [doc, other] = (await Promise.all(sent)).map(({ record }) => record);
      if (other && JSON.stringify(doc) !== JSON.stringify(other)) complain(`Two answers to one key: ${doc!.id}, ${other.id}`);
      return acknowledged(plural, doc!);
    },
    async step(plural, { id }, name, evidence = {}) {
      const { record } = await ask('POST', `/api/${plural}/${id}/${name}`, evidence, { 'idempotency-key': randomUUID() });
      return acknowledged(plural, record);
    },
    async edit(plural, seen, input) {
      const path = `/api/${plural}/${seen.id}`;
      const done = async () => {
        const found = await ask('GET', path);
        return found.record.version > seen.version ? found : null; // nobody else writes to it
      };
      const { record } = await ask('PATCH', path, input, { 'if-match': `"${seen.version}"` }, done);
      return acknowledged(plural, record);
    },
    async find(plural, field, value) {
      const { items } = await ask('GET', `/api/${plural}?filter[${field}]=${value}`);
      const [found] = items;
      if (!found) throw new Error(`There is none of ${plural} with ${field} ${value}.`);
      return found;
    },
  };
}

interface Body {
  record: Doc;
  items: readonly Doc[];
}

interface Line {
  /**
   * Asks until there is an answer. `done` looks whether a request in doubt has been done after all; without it the request says by
   * its own key that it is the same. @throws Error for an answer that should not be.
   */
  ask(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
    done?: () => Promise<Body | null>,
  ): Promise<Body>;
  interrupt(): void;
  resume(url: string): void;
  doubtful(): number;
}

function lineTo({ url, key, insistent = false }: TrafficOptions, complain: (told: string) => void): Line {
  let address = url;
  let doubtful = 0;
  let interruptions = 0;
  let interruption: PromiseWithResolvers<void> | null = null;
  return {
    async ask(method, path, body, headers = {}, done) {
      for (;;) {
        const before = interruptions;
        const request = { method, headers: { ...headers, authorization: `Bearer ${key}`, 'content-type': 'application/json' } };
        const answer = await attempt(
          `${address}${path}`,
          body === undefined ? request : { ...request, body: JSON.stringify(body) },
        );
        if (answer && answer.status < 300) return answer.body;
        const busy = answer?.status === 503;
        // A failure may be told when the interruption is over already, or not yet begun.
        const expected = interruption !== null || interruptions > before || (busy && insistent);
        if (!expected || (answer && !busy)) {
          const told = `${method} ${path}: ${answer ? `${answer.status} ${JSON.stringify(answer.body)}` : 'no answer'}`;
          complain(told);
          throw new Error(told);
        }
        await interruption?.promise;
        doubtful++;
        const found = await done?.();
        if (found) return found;
      }
    },
    interrupt() {
      interruptions++;
      interruption ??= Promise.withResolvers<void>();
    },
    resume(to) {
      address = to;
      interruption?.resolve();
      interruption = null;
    },
    doubtful: () => doubtful,
  };
}

/** What comes back, or null when nothing does: refused, broken off, or half an answer. */
async function attempt(url: string, request: RequestInit): Promise<{ status: number; body: Body } | null> {
  try {
    const response = await fetch(url, request);
    return { status: response.status, body: (await response.json()) as Body };
  } catch {
    return null;
  }
}
