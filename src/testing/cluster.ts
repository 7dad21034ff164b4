import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat, statfs } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { ownerPoolOf } from '#server/database';
import { migrate } from '#server/migrate';
import { type Embedded, startEmbedded } from '#server/postgres/embedded';

declare module 'vitest' {
  interface ProvidedContext {
    /** The run's own server, as a URL of its database `postgres`; or why there is none. */
    cluster: { url: string } | { fault: string };
  }
}

/** The database that `freshDatabase` clones: all migrations, no rows. */
export const TEMPLATE = 'lvyue_template';

// The run's data is worth nothing: no write has to reach the disk.
const CARELESS = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  max_wal_size: '512MB',
  max_connections: '300',
};

const PREFIX = 'lvyue-test-';
const PLENTY_BYTES = 4 * 1024 ** 3;
const STARTING_MS = 10 * 60_000; // a younger folder may belong to a run that is just starting

/**
 * Gives a run one PostgreSQL server in a temporary folder, and takes it away at the end. Where that fails, only the tests
 * that ask for a database fail.
 */
export default async function cluster(project: TestProject): Promise<() => Promise<void>> {
  await removeAbandoned();
  const folder = await mkdtemp(path.join(await temporaryFolder(), PREFIX));
  let server: Embedded | undefined;
  try {
    server = await startEmbedded(folder, CARELESS, { durable: false });
    await makeTemplate(server.url);
    project.provide('cluster', { url: databaseUrl(server.url, 'postgres') });
  } catch (error) {
    project.provide('cluster', { fault: (error as Error).message });
  }
  return async () => {
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  };
}

/** `url` with another database's name. */
export function databaseUrl(url: string, database: string): string {
  return url.replace(/\/[^/?]*(\?|$)/, `/${database}$1`);
}

/** Memory where there is plenty: a database is cloned there in a third of the time, and always in the same. */
async function temporaryFolder(): Promise<string> {
  const memory = '/dev/shm';
  try {
    const { bavail, bsize } = await statfs(memory);
    if (bavail * bsize > PLENTY_BYTES) return memory;
  } catch {
    // Not Linux.
  }
  return os.tmpdir();
}

async function makeTemplate(url: string): Promise<void> {
  const server = ownerPoolOf(databaseUrl(url, 'postgres'), 1);
  const template = ownerPoolOf(databaseUrl(url, TEMPLATE), 2);
  try {
    await server.query(`create database ${TEMPLATE}`);
    await migrate(template);
  } finally {
    await Promise.all([template.end(), server.end()]); // nobody may be connected to a template that is cloned
  }
}

/** A run that was killed leaves its server; the next one takes it away. A server that a run still holds does not stop. */
async function removeAbandoned(): Promise<void> {
  const parent = await temporaryFolder();
  for (const name of await readdir(parent)) {
    const folder = path.join(parent, name);
    if (!name.startsWith(PREFIX)) continue;
    try {
      if (Date.now() - (await stat(folder)).mtimeMs < STARTING_MS) continue;
      const pid = path.join(folder, 'postgres', 'postmaster.pid');
      if (existsSync(pid)) await (await startEmbedded(folder, CARELESS)).stop();
      if (!existsSync(pid)) await rm(folder, { recursive: true, force: true });
    } catch {
      // Somebody else's, or another run is removing it.
    }
  }
}
