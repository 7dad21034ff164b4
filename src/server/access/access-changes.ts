import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import type { ActorCache } from './actor-cache.ts';

/**
 * Tells `cache` what other processes change, over a connection of its own that the pool gives it. When the connection
 * breaks the cache goes unused until another one listens. (Behind a pooler that hands out connections per transaction
 * nothing is heard: changes then take up to 30 seconds.)
 *
 * @returns what gives the connection back; call it before the pool is ended.
 * @throws when the first connection cannot be made.
 */
export async function followAccessChanges(pool: pg.Pool, cache: ActorCache): Promise<() => Promise<void>> {
  const stopping = new AbortController();
  const first = await listen(pool, cache);
  const following = follow(first);
  return async () => {
    stopping.abort();
    await following;
  };

  async function follow(listener: Listener): Promise<void> {
    const stopped = new Promise<void>((resolve) => stopping.signal.addEventListener('abort', () => resolve(), { once: true }));
    for (let current: Listener | null = listener; current; current = await again()) {
      await Promise.race([current.broken, stopped]);
      cache.hearing(false);
      current.release();
    }
  }

  async function again(): Promise<Listener | null> {
    for (let pause = 100; !stopping.signal.aborted; pause = Math.min(2 * pause, 5_000)) {
      try {
        return await listen(pool, cache);
      } catch {
        // The database is away or the pool is used up: ask again, more slowly each time.
        await delay(pause, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
    return null;
  }
}

interface Listener {
  broken: Promise<void>;
  release(): void;
}

async function listen(pool: pg.Pool, cache: ActorCache): Promise<Listener> {
  const client = await pool.connect();
  const broken = new Promise<void>((resolve) => client.once('error', () => resolve()).once('end', () => resolve()));
  client.on('notification', ({ payload }) => cache.forget(payload ?? ''));
  try {
    await client.query('listen access_changed');
  } catch (error) {
    client.release(true);
    throw error;
  }
  cache.hearing(true);
  // Closed, not reused: it would go on listening.
  return { broken, release: () => client.release(true) };
}
