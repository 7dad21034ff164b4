import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { RoleName } from '#domain/org/roles';
import type { Kernel } from '#kernel/run/kernel';
import { createApiKey } from '#server/access/api-key';
import { openInstallation } from '#server/installation';
import { type Running, startServer } from '#server/main';
import { serverOptions } from '#server/options';
import { type FreshDatabase, freshDatabase } from './database.ts';
import { type Person, personOf } from './person.ts';

/** The whole program (database pools, clock, jobs, HTTP) once or several times in this process, over one database. */
export interface Programs {
  database: FreshDatabase;
  running: readonly Running[];
  /** A new API key that may write. */
  key(roles: readonly RoleName[]): Promise<string>;
  /** Whoever holds a key, at one of the programs. */
  client(program: number, key: string, language?: string): Person;
  /** How many requests a program could not answer because of an error of its own. */
  faults(program: number): Promise<number>;
  close(): Promise<void>;
}

const POOL = '8'; // connections of each program

/** Starts `count` programs at once. `prepare` writes what they find. */
export async function startPrograms(count: number, prepare?: (kernel: Kernel) => Promise<void>): Promise<Programs> {
  const database = await freshDatabase();
  const data = mkdtempSync(path.join(os.tmpdir(), 'lvyue-programs-'));
  const running: Running[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(running.map((each) => each.stop()));
    await database.close();
    rmSync(data, { recursive: true, force: true });
  };
  const env = { DATABASE_URL: database.url, LVYUE_DATA: data, LVYUE_LOG: 'silent', LVYUE_POOL: POOL, PORT: '0' };
  const start = async (): Promise<void> => {
    running.push(await startServer({ ...serverOptions(env, false), env, wantsDemo: () => Promise.resolve(false) }));
  };
  try {
    if (prepare) {
      const first = await openInstallation({ env, poolSize: 2 });
      try {
        await prepare(first.kernel);
      } finally {
        await first.stop();
      }
    }
    for (const started of await Promise.allSettled(Array.from({ length: count }, start))) {
      if (started.status === 'rejected') throw started.reason;
    }
  } catch (error) {
    await close();
    throw error;
  }
  return {
    database,
    running,
    async key(roles) {
      const wanted = { name: roles.join(), roles, scope: 'write', expiresAt: null, createdBy: 'system' } as const;
      return (await createApiKey(database.pool, wanted, new Date())).key;
    },
    client: (program, key, language = 'en') =>
      personOf(
        running[program]!.url,
        () => Promise.reject(new Error('A program has no id.')),
        () => Promise.resolve({ authorization: `Bearer ${key}`, 'accept-language': language }),
      ),
    async faults(program) {
      const metrics = await (await fetch(`${running[program]!.url}/metrics`)).text();
      return Number(/^lvyue_faults_total (\d+)$/m.exec(metrics)?.[1]);
    },
    close,
  };
}
