import { type Kernel, kernelOf } from '#kernel/run/kernel';
import { configSource } from '#server/config-source';
import { type Database, openDatabase } from '#server/database';
import { journalPlaces } from '#server/journal-places';
import { openKeys } from '#server/keys';
import { migrate } from '#server/migrate';
import { places } from '#server/places';
import { registry } from '#server/registry';

/** This installation as a command uses it, whether or not the program is running. */
export interface Here {
  database: Database;
  kernel: Kernel;
  close(): Promise<void>;
}

/** Opens the database that the environment names, brings it up to date, and puts the kernel over it. */
export async function openHere(): Promise<Here> {
  const { data, databaseUrl } = places();
  const database = await openDatabase({ url: databaseUrl, dataDir: data, poolSize: 2 });
  try {
    const { journal } = await openKeys(database.ownerPool, journalPlaces().keys);
    await migrate(database.ownerPool);
    const kernel = kernelOf({ pool: database.pool, registry, source: configSource, key: journal.journal });
    return { database, kernel, close: () => database.stop() };
  } catch (error) {
    await database.stop();
    throw error;
  }
}
