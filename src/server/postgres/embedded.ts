import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { type Binaries, findBinaries } from './binaries.ts';
import { type Cluster, locateCluster, makeDataFolder } from './cluster-folder.ts';
import { exclusively } from './lock.ts';

/** A running embedded server, shared by every program that started or found it on the same data folder. */
export interface Embedded {
  /** For `pg`: host (a folder with a socket, except on Windows), port, user, database, password where one is needed. */
  connection: { host: string; port: number; user: string; database: string; password?: string };
  /** The folder of the server's socket; the loopback address on Windows. */
  socketDir: string;
  /** What psql and DATABASE_URL understand. */
  url: string;
  /** Resolves when the server has gone away without `stop`. */
  lost: Promise<void>;
  /** Lets go of the server, and shuts it down when no other program holds it. Close your own connections first. */
  stop(): Promise<void>;
}

/** Passed to the server as `-c name=value`; see the PostgreSQL manual. */
export type Settings = Record<string, string>;

const SUPERUSER = 'lvyue';
const DATABASE = 'lvyue';
const PRESENCE = 'lvyue presence';
const START_TIMEOUT_MS = 60_000; // recovery after a crash replays at most max_wal_size
const START_ATTEMPTS = 5;
const LOG_LIMIT_BYTES = 10 * 1024 * 1024;

// Small enough that the idle system stays under 350 MiB, large enough for a company's working set beside the page cache.
const MODEST: Settings = {
  shared_buffers: '128MB',
  max_wal_size: '4GB',
  checkpoint_timeout: '15min',
  random_page_cost: '1.1',
  max_logical_replication_workers: '0', // one process less
  jit: 'off',
  deadlock_timeout: '100ms', // deeds that wait for each other are rare, short, and tried again
  timezone: 'UTC',
  log_timezone: 'UTC',
};

/**
 * Starts the PostgreSQL server that comes with this program on `dataDir`/postgres, or adopts the one that already runs
 * there, and creates database and superuser `lvyue` the first time. `dataDir` is absolute; `settings` win over ours.
 * Throws with the server's own last words when it does not start.
 */
export async function startEmbedded(dataDir: string, settings: Settings = {}, { durable = true } = {}): Promise<Embedded> {
  makeDataFolder(dataDir);
  const cluster = locateCluster(dataDir);
  return exclusively(cluster.folder, async () => {
    const binaries = findBinaries(cluster.runner);
    if (!existsSync(path.join(cluster.folder, 'PG_VERSION'))) initialise(cluster, binaries, durable);
    const running = (await connectPresence(cluster)) ?? (await launch(cluster, binaries, settings));
    await createDatabase(running);
    return embedded(cluster, binaries, running);
  });
}

/** What a server of `dataDir` is reached with, running or not; undefined when there is no database yet. */
export function embeddedUrl(dataDir: string): string | undefined {
  if (!existsSync(dataDir)) return undefined;
  const cluster = locateCluster(dataDir);
  return existsSync(path.join(cluster.folder, 'PG_VERSION')) ? url(cluster) : undefined;
}

/** Whether a server runs on `dataDir`, or one that did not shut down left its traces. */
export function embeddedState(dataDir: string): { folder: string; state: 'absent' | 'stopped' | 'running' | 'crashed' } {
  if (!existsSync(dataDir)) return { folder: dataDir, state: 'absent' };
  const { folder } = locateCluster(dataDir);
  if (!existsSync(path.join(folder, 'PG_VERSION'))) return { folder, state: 'absent' };
  const pid = serverPid(folder);
  if (pid === undefined) return { folder, state: 'stopped' };
  return { folder, state: isRunningPostgres(pid) ? 'running' : 'crashed' };
}

/** How many other programs hold the embedded server that `client` is connected to, as its owner. */
export async function otherPrograms(client: Pick<Client, 'query'>): Promise<number> {
  const { rows } = await client.query<{ n: number }>(
    'select count(*)::int as n from pg_stat_activity where application_name = $1 and pid <> pg_backend_pid()',
    [PRESENCE],
  );
  return rows[0]?.n ?? 0;
}

function initialise(cluster: Cluster, binaries: Binaries, durable: boolean): void {
  // Made under a name of its own and renamed, so that a start which was cut off leaves nothing that looks like a database: its initdb may
  // live on, and must not write into what this one makes.
  const half = `${cluster.folder}.new-${randomBytes(4).toString('hex')}`;
  removeHalves(cluster);
  rmSync(cluster.folder, { recursive: true, force: true }); // holds no PG_VERSION: never was one
  mkdirSync(half, { mode: 0o700 });
  if (cluster.runner) chownSync(half, cluster.runner.uid, cluster.runner.gid);
  // Chinese needs a UTF-8 LC_CTYPE, stated: an empty environment (containers, systemd) gives C.
  const locale = { linux: 'C.UTF-8', win32: 'C' }[process.platform as string] ?? 'en_US.UTF-8';
  const args = ['-D', half, '-U', SUPERUSER, '-E', 'UTF8', `--locale=${locale}`, '--locale-provider=builtin'];
  args.push('--builtin-locale=C.UTF-8', '--data-checksums', '--no-instructions');
  if (!durable) args.push('--no-sync');
  if (process.platform === 'win32') {
    writeFileSync(cluster.passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
    args.push('-A', 'scram-sha-256', `--pwfile=${cluster.passwordFile}`);
  } else {
    args.push('-A', 'trust'); // reached through a socket in a folder that only the server's user and root may enter
  }
  const result = binaries.run('initdb', args);
  if (result.status !== 0) throw new Error(`initdb: ${result.error?.message ?? result.stderr}`);
  renameSync(half, cluster.folder);
  removeHalves(cluster); // an initdb that lived on has ended by now, or will with its folder
}

/** Removes what starts that were cut off have left. */
function removeHalves({ folder }: Cluster): void {
  for (const name of readdirSync(path.dirname(folder))) {
    if (!name.startsWith(`${path.basename(folder)}.new`)) continue;
    try {
      rmSync(path.join(path.dirname(folder), name), { recursive: true, force: true });
    } catch {
      // Somebody still writes into it. It is in nobody's way.
    }
  }
}

/** A connection that is held as long as this program uses the server: whoever sees no other may shut the server down. */
async function connectPresence(cluster: Cluster): Promise<Client | undefined> {
  const client = new Client({
    ...connection(cluster),
    database: 'postgres',
    application_name: PRESENCE,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  });
  client.on('error', () => undefined); // its end is what we listen to
  try {
    await client.connect();
    return client;
  } catch {
    await client.end().catch(() => undefined);
    return undefined;
  }
}

async function launch(cluster: Cluster, binaries: Binaries, settings: Settings): Promise<Client> {
  // A killed server's children may take a moment to let go of its shared memory, and the new one refuses meanwhile.
  for (let attempt = 1; attempt <= START_ATTEMPTS; attempt++) {
    forgetDeadServer(cluster);
    const presence = await becomesReady(cluster, spawnServer(cluster, binaries, { ...MODEST, ...settings }));
    if (presence) return presence;
    await delay(200);
  }
  throw new Error(`内置数据库未能启动。The embedded database did not start:\n${lastWords(cluster)}`);
}

/** Undefined when the server ended or did not become ready in time. */
async function becomesReady(cluster: Cluster, child: ChildProcess): Promise<Client | undefined> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    const presence = await connectPresence(cluster);
    if (presence) return presence;
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined || Date.now() > deadline)
      return undefined;
    await delay(20); // the server tells nobody that it is ready
  }
}

/**
 * After kill -9 the pid in these files may be a zombie's or somebody else's, and PostgreSQL would then refuse to start.
 * It still checks its shared memory, so that a server which lives after all is not doubled.
 */
function forgetDeadServer(cluster: Cluster): void {
  const pid = serverPid(cluster.folder);
  if (pid === undefined || isRunningPostgres(pid)) return;
  rmSync(path.join(cluster.folder, 'postmaster.pid'), { force: true });
  rmSync(path.join(cluster.socketDir, '.s.PGSQL.5432.lock'), { force: true });
}

function serverPid(folder: string): number | undefined {
  const file = path.join(folder, 'postmaster.pid');
  return existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : undefined;
}

function isRunningPostgres(pid: number): boolean {
  if (process.platform === 'linux') {
    try {
      return /\(postgres\) [^ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    } catch {
      return false;
    }
  }
  if (process.platform !== 'win32')
    return spawnSync('ps', ['-p', String(pid), '-o', 'comm='], { encoding: 'utf8' }).stdout.includes('postgres');
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function spawnServer(cluster: Cluster, binaries: Binaries, settings: Settings): ChildProcess {
  const log = path.join(cluster.folder, 'server.log');
  if (existsSync(log) && statSync(log).size > LOG_LIMIT_BYTES) renameSync(log, `${log}.1`);
  const output = openSync(log, 'a', 0o600);
  const reach: Settings =
    process.platform === 'win32'
      ? { listen_addresses: '127.0.0.1', port: String(cluster.port), unix_socket_directories: '' }
      : { listen_addresses: '', unix_socket_directories: cluster.socketDir, unix_socket_permissions: '0700' };
  const options = Object.entries({ ...settings, ...reach }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(path.join(binaries.folder, 'bin', 'postgres'), ['-D', cluster.folder, ...options], {
    ...cluster.runner,
    cwd: cluster.folder,
    detached: true, // outlives a crash of this program; the next one adopts it
    windowsHide: true,
    stdio: ['ignore', output, output],
  });
  child.on('error', () => undefined); // shows as an exit without a connection
  child.unref();
  closeSync(output);
  return child;
}

function lastWords(cluster: Cluster): string {
  try {
    return readFileSync(path.join(cluster.folder, 'server.log'), 'utf8').slice(-1500);
  } catch (error) {
    return String(error);
  }
}

async function createDatabase(presence: Client): Promise<void> {
  const found = await presence.query('select 1 from pg_database where datname = $1', [DATABASE]);
  if (found.rowCount === 0) await presence.query(`create database ${DATABASE}`);
}

function embedded(cluster: Cluster, binaries: Binaries, presence: Client): Embedded {
  let stopping = false;
  const lost = new Promise<void>((resolve) => {
    presence.once('end', () => {
      if (!stopping) resolve();
    });
  });
  return {
    connection: { ...connection(cluster), database: DATABASE },
    socketDir: cluster.socketDir,
    url: url(cluster),
    lost,
    async stop() {
      if (stopping) return;
      stopping = true;
      await exclusively(cluster.folder, async () => {
        const alone = await isAlone(cluster, presence);
        await presence.end().catch(() => undefined);
        if (alone) binaries.run('pg_ctl', ['-D', cluster.folder, '-w', '-t', '60', '-m', 'fast', 'stop']);
      });
    },
  };
}

async function isAlone(cluster: Cluster, presence: Client): Promise<boolean> {
  try {
    return (await otherPrograms(presence)) === 0;
  } catch {
    // The server went away under it, and may be back.
    const again = await connectPresence(cluster);
    if (!again) return false;
    const others = await otherPrograms(again);
    await again.end();
    return others === 0;
  }
}

function connection(cluster: Cluster): { host: string; port: number; user: string; password?: string } {
  if (process.platform !== 'win32') return { host: cluster.socketDir, port: 5432, user: SUPERUSER };
  const password = readFileSync(cluster.passwordFile, 'utf8');
  return { host: '127.0.0.1', port: cluster.port, user: SUPERUSER, password };
}

function url(cluster: Cluster): string {
  const to = connection(cluster);
  if (to.password === undefined) return `postgresql://${to.user}@/${DATABASE}?host=${encodeURIComponent(to.host)}`;
  return `postgresql://${to.user}:${to.password}@${to.host}:${to.port}/${DATABASE}`;
}
