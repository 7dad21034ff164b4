import type { Pool, PoolClient } from 'pg';
import type { JournalKeys } from '#kernel/run/journal/seal';
import { sealAll, sealOnce } from '#kernel/run/journal/sealing';
import type { Witness } from '#kernel/run/journal/witness';
import type { Kernel } from '#kernel/run/kernel';
import { tickDuties, tickPromises } from '#kernel/run/tick';

export interface ClockParts {
  kernel: Kernel;
  /** Unrestricted: sealing writes where the application may not. */
  owner: Pool;
  keys: JournalKeys;
  witness: Witness;
  /** Epoch milliseconds. */
  now: () => number;
  /** Hears of a beat that failed; the next one tries again. */
  onFault: (what: string, error: unknown) => void;
}

/**
 * Lets the clocks run in this process: due promises every second, duties every half minute, sealing every ten seconds.
 * Every process may do it; the database sees to it that each thing is done once. `stop` waits for beats under way and then seals
 * what is left, so that a system at rest has nothing that only its own chain speaks for.
 */
export function startClock(parts: ClockParts): { stop(): Promise<void> } {
  const { kernel, now, onFault } = parts;
  const stops = [
    beat('promises', 1_000, () => tickPromises(kernel, now()), onFault),
    beat('duties', 30_000, () => tickDuties(kernel, now()), onFault),
    beat('seal', 10_000, () => sealing(parts, sealOnce), onFault),
  ];
  return {
    async stop() {
      await Promise.all(stops.map((stop) => stop()));
      await sealing(parts, (client, keys, witness, at) => sealAll(client, keys, witness, at, LAST_TRIES)).catch(
        (error: unknown) => onFault('last seal', error),
      );
    },
  };
}

const LAST_TRIES = 20; // a second: whoever writes for longer is sealed by the next start

async function sealing(
  { owner, keys, witness, now }: ClockParts,
  seal: (client: PoolClient, keys: JournalKeys, witness: Witness, now: number) => Promise<unknown>,
): Promise<void> {
  const client = await owner.connect();
  try {
    await seal(client, keys, witness, now());
  } finally {
    client.release();
  }
}

/** Does something again and again, never twice at a time. Returns what stops it. */
function beat(what: string, everyMs: number, work: () => Promise<unknown>, onFault: ClockParts['onFault']): () => Promise<void> {
  let timer: NodeJS.Timeout;
  let stopped = false;
  let current: Promise<void> = Promise.resolve();
  const next = () => {
    current = work()
      .then(
        () => {},
        (error: unknown) => onFault(what, error),
      )
      .finally(() => {
        if (!stopped) timer = setTimeout(next, everyMs);
      });
  };
  timer = setTimeout(next, 0);
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await current;
  };
}
