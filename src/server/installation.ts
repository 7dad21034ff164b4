import { mkdir } from 'node:fs/promises';
import type { JournalKeys } from '#kernel/run/journal/seal';
import { type Kernel, kernelOf } from '#kernel/run/kernel';
import type { SecretBox } from './access/secret-box.ts';
import { configSource } from './config-source.ts';
import { type Database, openDatabase } from './database.ts';
import { type FileStore, openFileStore } from './files/store.ts';
import { journalPlaces } from './journal-places.ts';
import { openKeys } from './keys.ts';
import { migrate } from './migrate.ts';
import { places } from './places.ts';
import { registry } from './registry.ts';

/** The company's data, opened: its database, brought up to date, and its keys. */
export interface Installation {
  kernel: Kernel;
  database: Database;
  keys: JournalKeys;
  box: SecretBox;
  files: FileStore;
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

/**
 * Opens what the environment names (see `places`), and makes it the first time.
 * @throws Error in both languages when a database with a journal has lost its keys or finds others (see `openKeys`); it is left as it is then.
 */
export async function openInstallation({ env, poolSize, migrates = true, onRetry }: InstallationOptions): Promise<Installation> {
  const where = places(env);
  const database = await openDatabase({ url: where.databaseUrl, dataDir: where.data, poolSize });
  try {
    const { journal: keys, box } = await openKeys(database.ownerPool, journalPlaces(env, where).keys);
    // Customers' papers: nobody else on the machine reads them.
    if ('folder' in where.files) await mkdir(where.files.folder, { recursive: true, mode: 0o700 });
    if (migrates) await migrate(database.ownerPool);
    const kernel = kernelOf({ pool: database.pool, registry, source: configSource, key: keys.journal });
    return {
      kernel: onRetry ? countingRetries(kernel, onRetry) : kernel,
      database,
      keys,
      box,
      files: openFileStore(where.files),
      stop: () => database.stop(),
    };
  } catch (error) {
    await database.stop();
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
