/** An entry as it is folded. */
export interface ToldEntry {
  id: number;
  version: number;
  step: string;
  /** Epoch milliseconds. */
  atMs: number;
  actor: string;
  /** The JSON text that is stored. */
  body: string;
}

/** A record as its journal tells it. Instants are epoch milliseconds. */
export interface Told {
  id: string;
  version: number;
  /** Of its newest entry. */
  journalId: number;
  createdAtMs: number;
  createdBy: string;
  updatedAtMs: number;
  /** Fields, line sets and the number by name. One that no entry speaks of came with a later migration and is absent. */
  fields: Record<string, unknown>;
  /** The promises that its entries opened, by id. */
  promises: Map<string, ToldPromise>;
}

/** A promise as the entries of its record tell it. Instants are epoch milliseconds. */
export interface ToldPromise {
  id: string;
  control: string;
  openedAtMs: number;
  dueMs: number | null;
  /** How its record's entries moved the due instant. */
  moves: Move[];
  settled: { outcome: string; atMs: number; by: string } | null;
}

/** A due instant before and after; epoch milliseconds, null for none. */
export type Move = readonly [from: number | null, to: number | null];

/**
 * The record after one more entry; `told` is null before the first. Entries come in order of version. The layout of a body is that of
 * `write.ts`; what is not laid out so was not written by this program, has its fault already, and is passed over.
 */
export function withEntry(told: Told | null, id: string, entry: ToldEntry): Told {
  const { atMs, actor } = entry;
  const record: Told = told ?? {
    id,
    version: 0,
    journalId: 0,
    createdAtMs: atMs,
    createdBy: actor,
    updatedAtMs: atMs,
    fields: {},
    promises: new Map(),
  };
  record.version = entry.version;
  record.journalId = entry.id;
  record.updatedAtMs = atMs;
  const body = objectOf(JSON.parse(entry.body));
  if (body['record'] !== undefined) Object.assign(record.fields, objectOf(body['record']));
  for (const changes of [body['fields'], body['lines']]) {
    if (changes === undefined) continue;
    for (const [name, change] of Object.entries(objectOf(changes)))
      if (Array.isArray(change)) record.fields[name] = change[1] ?? null;
  }
  for (const { id: promise, control, due } of listOf(body['opened'])) {
    if (typeof promise !== 'string') continue;
    record.promises.set(promise, {
      id: promise,
      control: String(control),
      openedAtMs: atMs,
      dueMs: msOf(due),
      moves: [],
      settled: null,
    });
  }
  for (const { id: promise, due } of listOf(body['redated'])) record.promises.get(String(promise))?.moves.push(moveOf(due));
  for (const { id: promise, outcome } of listOf(body['settled'])) {
    const settled = record.promises.get(String(promise));
    if (settled) settled.settled = { outcome: String(outcome), atMs, by: `${entry.step} ${actor}` };
  }
  return record;
}

/** `[from, to]` of a body, in ISO 8601. */
export const moveOf = (due: unknown): Move => (Array.isArray(due) ? [msOf(due[0]), msOf(due[1])] : [null, null]);

/** An instant of a body; null for none. */
export const msOf = (iso: unknown): number | null => (typeof iso === 'string' ? Date.parse(iso) : null);

/** Anything as an object, empty when it is none. */
export const objectOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};

const listOf = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value.map(objectOf) : []);

/**
 * Where the moves lead from `start`, in whatever order they were made: a way along all of them ends where it comes in once more than it
 * goes out. Two that began at the same place (writers who did not see each other) leave two ends; either may be the last.
 */
export function endsOf(start: number | null, moves: readonly Move[]): (number | null)[] {
  const visits = new Map<number | null, number>([[start, 1]]);
  for (const [from, to] of moves) {
    visits.set(from, (visits.get(from) ?? 0) - 1);
    visits.set(to, (visits.get(to) ?? 0) + 1);
  }
  return [...visits].filter(([, count]) => count > 0).map(([place]) => place);
}
