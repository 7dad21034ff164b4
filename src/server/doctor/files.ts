import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { tryBucket } from '../files/s3-store.ts';
import type { FilePlace } from '../places.ts';
import { type Finding, subject } from './finding.ts';

/** Whether files can be kept: the folder, or the nearest one above it, can be written; the bucket takes a file, gives it back and removes it. */
export async function examineFiles(place: FilePlace): Promise<Finding> {
  const files = subject('文件', 'Files');
  const where = 'folder' in place ? place.folder : place.bucket.base;
  try {
    if ('folder' in place) await tryFolder(place.folder);
    else await tryBucket(place.bucket);
    return files.good(where, where);
  } catch (error) {
    const { message, cause } = error as Error;
    const why = cause instanceof Error ? `${message}: ${cause.message}` : message;
    return files.bad(`无法保存到 ${where}：${why}`, `nothing can be kept in ${where}: ${why}`, [
      '请检查 LVYUE_FILES；目录应可写，存储桶应可达且密钥有效。',
      'Check LVYUE_FILES: a folder must be writable, a bucket must be reachable and its keys valid.',
    ]);
  }
}

async function tryFolder(folder: string): Promise<void> {
  const there = nearestExisting(folder);
  if (!(await stat(there)).isDirectory()) throw new Error(`${there} is no folder`);
  await rm(await mkdtemp(path.join(there, '.doctor-')), { recursive: true });
}

const nearestExisting = (folder: string): string => (existsSync(folder) ? folder : nearestExisting(path.dirname(folder)));
