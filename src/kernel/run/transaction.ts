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

const BEGIN = { name: 'begin', text: 'begin isolation level read committed' };
const COMMIT = { name: 'commit', text: 'commit' };
const ROLLBACK = { name: 'rollback', text: 'rollback' };

/**
 * Runs `work` in one transaction and commits. A conflict with another writer runs it again from the start, so `work` must
 * touch nothing but the database. What a deed's guards rely on is locked before it is read (see `lock.ts`).
 * @throws Problem `busy` when the database cannot be reached or conflicts do not end.
 */
export async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  for (let tries = 1; tries <= MOST_TRIES; tries++) {
    const outcome = await attempt(pool, work);
    if (outcome !== 'conflict') return outcome.result;
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 2 ** Math.min(tries, 7)));
  }
  throw busy();
}

async function attempt<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<{ result: T } | 'conflict'> {
  const client = await pool.connect().catch((error: unknown) => {
    throw asProblem(error);
  });
  let broken: Error | undefined;
  try {
    await client.query(BEGIN);
    const result = await work(client);
    await client.query(COMMIT);
    return { result };
  } catch (error) {
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
