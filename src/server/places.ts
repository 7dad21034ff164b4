import path from 'node:path';
import type { Bucket } from './files/s3-store.ts';

/** Where an installation keeps what it must not lose. All paths are absolute. */
export interface Places {
  /** Everything below, unless the database is elsewhere. */
  data: string;
  /** Signing keys; never part of a backup unless asked for. */
  keys: string;
  /** Uploaded and generated files. */
  files: FilePlace;
  /** A database that somebody else runs; undefined means the embedded one under `data`. */
  databaseUrl: string | undefined;
}

/** A folder, or a bucket elsewhere. */
export type FilePlace = { folder: string } | { bucket: Bucket };

/** The folder that holds package.json. */
export const projectRoot = path.resolve(import.meta.dirname, '..', '..');

/** The migrations that this program brings. */
export const migrationsFolder = path.join(projectRoot, 'db', 'migrations');

/**
 * Reads `LVYUE_DATA` (default `<project>/data`), `LVYUE_FILES` (default `<data>/files`; a folder, or
 * `s3://bucket/prefix?endpoint=https://…&region=…` with `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`) and `DATABASE_URL` from `env`.
 * @throws Error in both languages when LVYUE_FILES names a bucket that cannot be understood.
 */
export function places(env: NodeJS.ProcessEnv = process.env): Places {
  const data = path.resolve(projectRoot, env['LVYUE_DATA'] || 'data');
  return {
    data,
    keys: path.join(data, 'keys'),
    files: filePlace(env, data),
    databaseUrl: env['DATABASE_URL'] || undefined,
  };
}

function filePlace(env: NodeJS.ProcessEnv, data: string): FilePlace {
  const said = env['LVYUE_FILES'];
  if (!said) return { folder: path.join(data, 'files') };
  if (!said.startsWith('s3:')) return { folder: path.resolve(projectRoot, said) };
  const url = URL.canParse(said) ? new URL(said) : undefined;
  const accessKeyId = env['AWS_ACCESS_KEY_ID'];
  const secretAccessKey = env['AWS_SECRET_ACCESS_KEY'];
  const endpoint = url?.searchParams.get('endpoint');
  if (!url?.hostname || !accessKeyId || !secretAccessKey || (endpoint && !URL.canParse(endpoint)))
    throw new Error(
      '环境变量 LVYUE_FILES 应为目录，或 s3://存储桶/前缀?endpoint=https://…&region=…，并设置 AWS_ACCESS_KEY_ID 和 AWS_SECRET_ACCESS_KEY。' +
        ' LVYUE_FILES takes a folder, or s3://bucket/prefix?endpoint=https://…&region=… with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY set.',
    );
  const region = url.searchParams.get('region') ?? 'us-east-1';
  const prefix = url.pathname.replace(/^\/+|\/+$/g, '');
  const root = endpoint
    ? `${endpoint.replace(/\/+$/, '')}/${url.hostname}`
    : `https://${url.hostname}.s3.${region}.amazonaws.com`;
  const base = prefix ? `${root}/${prefix}/` : `${root}/`;
  return { bucket: { base, region, accessKeyId, secretAccessKey, sessionToken: env['AWS_SESSION_TOKEN'] || undefined } };
}
