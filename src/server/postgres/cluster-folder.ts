import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Runner, systemFolder } from './binaries.ts';

/** Where one embedded server keeps its files, which user runs it, and where it is reached. */
export interface Cluster {
  folder: string;
  runner: Runner;
  socketDir: string;
  /** Only used on Windows, where the server listens on the loopback address. */
  port: number;
  passwordFile: string;
}

const NOBODY = 65534;
const SOCKET_PATH_LIMIT = 100; // sun_path holds 107 bytes on Linux, 103 on macOS

/** Makes `dataDir` if need be; only its owner may look into it. */
export function makeDataFolder(dataDir: string): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
}

/**
 * Says where the cluster of `dataDir`, an existing folder, lives. Root's server runs as the owner of an
 * existing cluster, else as user `lvyue` where there is one, else as nobody; that user is let through `dataDir`, and
 * where a folder above it is closed, such as /root, the cluster lives under /var/lib/lvyue.
 */
export function locateCluster(dataDir: string): Cluster {
  const own = path.join(dataDir, 'postgres');
  const folder = clusterFolder(dataDir, own);
  const runner = serverUser(folder);
  return { folder, runner, socketDir: socketFolder(folder, runner), ...loopback(dataDir) };
}

function clusterFolder(dataDir: string, own: string): string {
  const elsewhere = path.join(systemFolder, `data-${shortHash(dataDir)}`);
  if (isCluster(elsewhere) && !isCluster(own)) return elsewhere; // wherever it was first made, it stays
  const runner = serverUser(own);
  if (!runner || letThrough(dataDir, runner)) return own;
  if (isCluster(own)) {
    throw new Error(
      `数据库服务的用户无法进入 ${dataDir}，请放开上级目录的 x 权限。` +
        ` The database's user cannot reach ${dataDir}; give its parent folders the x permission.`,
    );
  }
  mkdirSync(systemFolder, { recursive: true, mode: 0o755 });
  return elsewhere;
}

function isCluster(folder: string): boolean {
  return existsSync(path.join(folder, 'PG_VERSION'));
}

function serverUser(folder: string): Runner {
  if (process.getuid?.() !== 0) return undefined;
  if (existsSync(folder)) {
    const { uid, gid } = statSync(folder);
    if (uid !== 0) return { uid, gid };
  }
  const dedicated = (flag: string) => spawnSync('id', [flag, 'lvyue'], { encoding: 'utf8' });
  const uid = dedicated('-u');
  const gid = dedicated('-g');
  if (uid.status === 0 && gid.status === 0) return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  return { uid: NOBODY, gid: NOBODY }; // initdb needs a name, and nobody is in every passwd file
}

/** Gives the server's group the way through a folder of root's that is closed to every group. */
function letThrough(dataDir: string, runner: NonNullable<Runner>): boolean {
  if (reachable(dataDir, runner)) return true;
  const { mode, uid } = statSync(dataDir);
  if (uid !== 0 || (mode & 0o070) !== 0 || !reachable(path.dirname(dataDir), runner)) return false;
  chownSync(dataDir, uid, runner.gid);
  chmodSync(dataDir, (mode & 0o700) | 0o010);
  return reachable(dataDir, runner);
}

function reachable(dir: string, runner: NonNullable<Runner>): boolean {
  return spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', dir], { ...runner, cwd: '/' }).status === 0;
}

function socketFolder(folder: string, runner: Runner): string {
  if (process.platform === 'win32') return '127.0.0.1';
  if (Buffer.byteLength(path.join(folder, '.s.PGSQL.5432')) <= SOCKET_PATH_LIMIT) return folder;
  const dir = path.join(os.tmpdir(), `lvyue-${shortHash(folder)}`);
  const owner = runner?.uid ?? process.getuid?.();
  if (!existsSync(dir)) {
    mkdirSync(dir, { mode: 0o700 });
    if (runner) chownSync(dir, runner.uid, runner.gid);
  }
  // In a folder that anybody may write to, somebody else may have been first.
  const found = lstatSync(dir);
  if (!found.isDirectory() || found.uid !== owner)
    throw new Error(`${dir} belongs to somebody else; remove it or shorten the data folder's path`);
  return dir;
}

/** A port that stays the same for one data folder, in the range that nobody registers. */
function loopback(dataDir: string): { port: number; passwordFile: string } {
  const port = 49_152 + (Number.parseInt(shortHash(dataDir).slice(0, 8), 16) % 16_000);
  return { port, passwordFile: path.join(dataDir, 'postgres.password') };
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
