import type { ClientBase, Pool, PoolClient } from 'pg';
import { busy, Problem } from '../problem.ts';

/** A connection or a pool: whatever answers a query. */
export type Queryable = Pick<ClientBase, 'query'>;

// Serialization failure (also raised here when a version has moved on) and deadlock: try again.
const CONFLICTS = new Set(['40001', '40P01']);
// Lost or refused connections and a server that is starting or stopping.
const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  '57P01',
  '57P02',
  '57P03',
  '08006',
  '08003',
  '08001',
  '53300',
]);
const MOST_TRIES = 12;
// 2⁹ ms: longer than two who wait for each other take to find out, so that one of them gets through meanwhile.
const LONGEST_PAUSE = 9;

const BEGIN = { name: 'begin', text: 'begin isolation level read committed' };
const COMMIT = { name: 'commit', text: 'commit' };
const ROLLBACK = { name: 'rollback', text: 'rollback' };

/**
 * A transaction whose statements are sent without waiting where nothing depends on the answer. PostgreSQL does them in the order in
 * which they were sent, and after one that failed it does none, COMMIT included.
 */
export interface Flow {
  /** Settles when the transaction has begun. Nothing may write before. */
  begun: Promise<unknown>;
  /**
   * Statements that nobody waits for, or something else is sent behind: COMMIT follows them. What the first of them that fails
   * throws is what ends the transaction; what came behind it was only refused because of it.
   */
  leave(sent: Promise<unknown>): void;
}

/**
 * Runs `work` in one transaction and commits. A conflict with another writer runs it again from the start, so `work` must
 * touch nothing but the database. What a deed's guards rely on is locked before it is read (see `lock.ts`).
 * @throws Problem `busy` when the database cannot be reached or conflicts do not end.
 */
export function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  return inFlow(pool, async (client, { begun }) => {
    await begun;
    return work(client);
  });
}

/** The same, for work that knows what it must wait for: a step takes two exchanges with the database instead of five. */
export async function inFlow<T>(pool: Pool, work: (client: PoolClient, flow: Flow) => Promise<T>): Promise<T> {
  for (let tries = 1; tries <= MOST_TRIES; tries++) {
    const outcome = await attempt(pool, work);
    if (outcome !== 'conflict') return outcome.result;
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 2 ** Math.min(tries, LONGEST_PAUSE)));
  }
  throw busy();
}

async function attempt<T>(pool: Pool, work: (client: PoolClient, flow: Flow) => Promise<T>): Promise<{ result: T } | 'conflict'> {
  const client = await pool.connect().catch((error: unknown) => {
    throw asProblem(error);
  });
  let broken: Error | undefined;
  const left: Promise<unknown>[] = [];
  const leave = (sent: Promise<unknown>): void => {
    sent.catch(() => undefined); // heard at the end
    left.push(sent);
  };
  try {
    const begun = client.query(BEGIN);
    leave(begun);
    const result = await work(client, { begun, leave });
    const [end] = await Promise.all([client.query(COMMIT), ...left]);
    if (end.command !== 'COMMIT') throw new Error(`The transaction ended with ${end.command}.`);
    return { result };
  } catch (late) {
    const first = (await Promise.allSettled(left)).find((outcome) => outcome.status === 'rejected');
    const error: unknown = first ? first.reason : late;
    if (isUnreachable(error)) broken = error as Error;
    else await client.query(ROLLBACK).catch((late: Error) => (broken = late));
    if (CONFLICTS.has(codeOf(error) ?? '')) return 'conflict';
    throw asProblem(error);
  } finally {
    client.release(broken);
  }
}

/** The SQLSTATE or system error code that an error carries. */
export const codeOf = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** Turns the loss of the database into `busy`, which the user is told; anything else stays what it is. */
export const asProblem = (error: unknown): unknown => (!(error instanceof Problem) && isUnreachable(error) ? busy() : error);

function isUnreachable(error: unknown): boolean {
  const code = codeOf(error);
  if (code !== undefined) return UNREACHABLE.has(code);
  return (
    error instanceof Error && /Connection terminated|timeout exceeded when trying to connect|not queryable/.test(error.message)
  );
}
