import { setTimeout as delay } from 'node:timers/promises';
import { Pool, TypeOverrides, types as wireTypes } from 'pg';
import { APP_ROLE, ensureAppRole } from './postgres/app-role.ts';
import { type Embedded, startEmbedded } from './postgres/embedded.ts';

/** The company's database, wherever it runs. */
export interface Database {
  /** For the application: every connection is role `lvyue_app` where that exists, UTC, and limited in time. */
  pool: Pool;
  /** For migrations, jobs and backup: the role that owns the tables, without time limits. */
  ownerPool: Pool;
  /** What psql connects with; the owner. */
  url: string;
  /** Whether `pool` is held to the restricted role. */
  restricted: boolean;
  /** Closes the pools, and the embedded server when no other program uses it. */
  stop(): Promise<void>;
}

export interface DatabaseOptions {
  /** A PostgreSQL 17 or later that somebody else runs; without it the embedded one is started. */
  url?: string | undefined;
  /** Absolute; the embedded database lives in it. */
  dataDir: string;
  /** The greatest number of connections of `pool`. */
  poolSize: number;
}

const STATEMENT_TIMEOUT_MS = 60_000;
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 60_000;
const CONNECT_TIMEOUT_MS = 15_000;
const STOP_PATIENCE_MS = 10_000; // for connections that somebody still holds
const OWNER_POOL_SIZE = 12; // the job runner's ten, and room for a migration or a backup
const OLDEST_SERVER = 170_000; // the builtin locale provider

/**
 * Starts or reaches the database and checks that it can serve: version, encoding, role. An embedded server that goes
 * away is started again; connections that were lost are replaced when next asked for.
 */
export async function openDatabase({ url, dataDir, poolSize }: DatabaseOptions): Promise<Database> {
  const server = url === undefined ? await keepRunning(dataDir) : undefined;
  const address = url ?? server?.url ?? '';
  const ownerPool = ownerPoolOf(address, OWNER_POOL_SIZE);
  let restricted: boolean;
  try {
    await checkServer(ownerPool);
    restricted = await ensureAppRole(ownerPool);
  } catch (error) {
    await ownerPool.end();
    await server?.stop();
    throw error;
  }
  const pool = appPoolOf(address, poolSize, restricted);
  let stopped: Promise<void> | undefined;
  const stop = async () => {
    const patience = new AbortController();
    await Promise.race([
      Promise.all([pool.end(), ownerPool.end()]),
      delay(STOP_PATIENCE_MS, undefined, { signal: patience.signal }).catch(() => undefined),
    ]);
    patience.abort();
    await server?.stop();
  };
  return { pool, ownerPool, url: address, restricted, stop: () => (stopped ??= stop()) };
}

/** A pool for the application's work on the database at `url`; see `Database.pool`. */
export function appPoolOf(url: string, max: number, restricted: boolean): Pool {
  const settings = {
    TimeZone: 'UTC',
    statement_timeout: String(STATEMENT_TIMEOUT_MS),
    idle_in_transaction_session_timeout: String(IDLE_IN_TRANSACTION_TIMEOUT_MS),
    ...(restricted ? { role: APP_ROLE } : {}),
  };
  // Statements are sent without waiting for the answer to those before: the kernel relies on it for speed, never for what is right.
  return poolOf(url, max, settings, true);
}

/** A pool for migrations, jobs and backup; see `Database.ownerPool`. */
export function ownerPoolOf(url: string, max: number): Pool {
  return poolOf(url, max, { TimeZone: 'UTC' });
}

function poolOf(url: string, max: number, settings: Record<string, string>, pipeline = false): Pool {
  const setAll = Object.keys(settings).map((_, i) => `set_config($${2 * i + 1}, $${2 * i + 2}, false)`);
  const prepare = { text: `select ${setAll.join(', ')}`, values: Object.entries(settings).flat() };
  const pool = new Pool({
    connectionString: url,
    max,
    pipeline,
    application_name: 'lvyue',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    types: typesOfTheHouse(),
    // The pool waits for the promise, although its type says void.
    onConnect: (client): void => client.query(prepare) as unknown as undefined,
  });
  // The pool drops a broken connection by itself; unheard, its error would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** Dates are 'YYYY-MM-DD' strings: a Date would make them instants in the program's time zone. */
function typesOfTheHouse(): TypeOverrides {
  const types = new TypeOverrides();
  types.setTypeParser(wireTypes.builtins.DATE, (text) => text);
  return types;
}

async function checkServer(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ version: number; name: string; encoding: string }>(
    `select current_setting('server_version_num')::int as version, current_setting('server_version') as name,
       current_setting('server_encoding') as encoding`,
  );
  const found = rows[0];
  if (!found || found.version < OLDEST_SERVER) {
    throw new Error(
      `需要 PostgreSQL 17 或更高版本，当前为 ${found?.name}。PostgreSQL 17 or later is needed; this is ${found?.name}.`,
    );
  }
  if (found.encoding !== 'UTF8') {
    throw new Error(
      `数据库编码必须为 UTF8，当前为 ${found.encoding}。The database's encoding must be UTF8; it is ${found.encoding}.`,
    );
  }
}

/** The embedded server, started again whenever it goes away, until it is stopped. */
async function keepRunning(dataDir: string): Promise<{ url: string; stop(): Promise<void> }> {
  let current: Embedded = await startEmbedded(dataDir);
  let restarting: Promise<void> | undefined;
  const stopping = new AbortController();
  const watch = (): void => {
    void current.lost.then(() => {
      restarting = restart();
      return restarting;
    });
  };
  const restart = async (): Promise<void> => {
    for (let pause = 100; !stopping.signal.aborted; pause = Math.min(2 * pause, 10_000)) {
      try {
        current = await startEmbedded(dataDir);
        watch();
        return;
      } catch {
        // Its disk may be full or its folder unmounted: try until it is back.
        await delay(pause, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  };
  watch();
  return {
    url: current.url,
    async stop() {
      stopping.abort();
      await restarting;
      await current.stop();
    },
  };
}
