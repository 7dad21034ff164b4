import path from 'node:path';

/** Where an installation keeps what it must not lose. All paths are absolute. */
export interface Places {
  /** Everything below, unless the database is elsewhere. */
  data: string;
  /** Signing keys; never part of a backup unless asked for. */
  keys: string;
  /** Uploaded and generated files, stored by content. */
  files: string;
  /** A database that somebody else runs; undefined means the embedded one under `data`. */
  databaseUrl: string | undefined;
}

/** The folder that holds package.json. */
export const projectRoot = path.resolve(import.meta.dirname, '..', '..');

/** The migrations that this program brings. */
export const migrationsFolder = path.join(projectRoot, 'db', 'migrations');

/** Reads `LVYUE_DATA` (default `<project>/data`) and `DATABASE_URL` from `env`. */
export function places(env: NodeJS.ProcessEnv = process.env): Places {
  const data = path.resolve(projectRoot, env['LVYUE_DATA'] || 'data');
  return {
    data,
    keys: path.join(data, 'keys'),
    files: path.join(data, 'files'),
    databaseUrl: env['DATABASE_URL'] || undefined,
  };
}
