import { type Kernel, kernelOf } from '#kernel/run/kernel';
import type { JournalKeys } from '#kernel/run/journal/seal';
import { openSecretBox, type SecretBox } from './access/secret-box.ts';
import { configSource } from './config-source.ts';
import { type Database, openDatabase } from './database.ts';
import { openJournalKeys } from './journal-keys.ts';
import { journalPlaces } from './journal-places.ts';
import { migrate } from './migrate.ts';
import { places } from './places.ts';
import { registry } from './registry.ts';

/** The company's data, opened: its database, brought up to date, and its keys. */
export interface Installation {
  kernel: Kernel;
  database: Database;
  keys: JournalKeys;
  box: SecretBox;
  /** Closes the database, and shuts down the embedded one when nobody else uses it. */
  stop(): Promise<void>;
}

export interface InstallationOptions {
  env: NodeJS.ProcessEnv;
  /** The greatest number of database connections of the application. */
  poolSize: number;
  /** False where another process of this start has just migrated. */
  migrates?: boolean;
  /** Hears of every transaction that a conflict makes run again. */
  onRetry?: () => void;
}

/** Opens what the environment names (see `places`), and makes it the first time. */
export async function openInstallation({ env, poolSize, migrates = true, onRetry }: InstallationOptions): Promise<Installation> {
  const where = places(env);
  const keysFolder = journalPlaces(env, where).keys;
  const opening = openDatabase({ url: where.databaseUrl, dataDir: where.data, poolSize });
  const [database, keys, box] = await allOrNone([opening, openJournalKeys(keysFolder), openSecretBox(keysFolder)], () => opening.then((d) => d.stop()));
  try {
    if (migrates) await migrate(database.ownerPool);
  } catch (error) {
    await database.stop();
    throw error;
  }
  const kernel = kernelOf({ pool: database.pool, registry, source: configSource, key: keys.journal });
  return { kernel: onRetry ? countingRetries(kernel, onRetry) : kernel, database, keys, box, stop: () => database.stop() };
}

async function allOrNone<T extends readonly Promise<unknown>[]>(parts: [...T], undo: () => Promise<void>): Promise<{ [K in keyof T]: Awaited<T[K]> }> {
  try {
    return (await Promise.all(parts)) as { [K in keyof T]: Awaited<T[K]> };
  } catch (error) {
    await undo().catch(() => undefined); // it may be the part that failed
    throw error;
  }
}

/** A transaction's work runs once for each attempt: whatever runs after the first is a retry. */
function countingRetries(kernel: Kernel, onRetry: () => void): Kernel {
  return {
    ...kernel,
    write: (actor, now, work, options) => {
      let attempts = 0;
      const counted: typeof work = (tx) => {
        if (attempts++ > 0) onRetry();
        return work(tx);
      };
      return kernel.write(actor, now, counted, options);
    },
  };
}
