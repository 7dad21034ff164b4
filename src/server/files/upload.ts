import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { largestFile } from '#domain/org/files.settings';
import type { StoredFile } from '#kernel/declare/fields';
import { Problem } from '#kernel/problem';
import type { Actor } from '#kernel/run/actor';
import { settingAt } from '#kernel/run/config';
import { newId } from '#kernel/run/id';
import type { Kernel } from '#kernel/run/kernel';
import { malformed, tooLarge } from '#server/http/problems';
import { writeWhole } from './disk-store.ts';
import type { FileStore } from './store.ts';
import { nameFor, typeOf } from './types.ts';

/** Where the bytes of a file lie in the store. */
export const keyOf = (id: string): string => `attachments/${id.slice(-2)}/${id}`;

const MOST_LOOSE = 200; // files that one person has uploaded and no record uses yet

/**
 * Takes in a file: what it is, its bytes say, and not its sender. It belongs to whoever uploaded it until a record uses it.
 * @param name as its sender calls it. @param now epoch milliseconds.
 * @throws Problem too-large 413, file-not-wanted 415, too-many-files 429, malformed 400.
 */
export async function takeIn(
  { kernel, files }: { kernel: Kernel; files: FileStore },
  actor: Actor,
  incoming: IncomingMessage,
  name: string,
  now: number,
): Promise<StoredFile> {
  await refuseHoarding(kernel, actor);
  const limit = settingAt(await kernel.config(), largestFile, now) * 1_000_000;
  if (Number(incoming.headers['content-length'] ?? 0) > limit) throw tooLarge(limit);
  const spool = path.join(os.tmpdir(), `lvyue-upload-${randomUUID()}.tmp`);
  try {
    const { size } = await writeWhole(Readable.from(within(incoming, limit)), spool);
    if (size === 0) throw malformed('文件是空的。', 'The file is empty.');
    const type = await typeOf(spool, name);
    if (!type) throw notWanted();
    const id = newId();
    const stored = await files.put(keyOf(id), createReadStream(spool));
    const file: StoredFile = { id, name: nameFor(name, type), type: type.type, ...stored };
    await kernel.pool.query({
      name: 'file uploaded',
      text: 'insert into file (id, name, type, size, sha256, uploaded_by, at) values ($1, $2, $3, $4, $5, $6, $7)',
      values: [id, file.name, file.type, file.size, file.sha256, actor.id, new Date(now)],
    });
    return file;
  } finally {
    await rm(spool, { force: true });
  }
}

const notWanted = (): Problem =>
  new Problem('file-not-wanted', 415, {
    zh: '不支持这种文件。请上传图片、PDF、Office 文档、CSV、TXT 或 ZIP。',
    en: 'This kind of file is not taken. Please upload pictures, PDF, Office documents, CSV, TXT or ZIP.',
  });

/** The disk is not a place to fill: loose files are few, or somebody stores something here. */
async function refuseHoarding(kernel: Kernel, actor: Actor): Promise<void> {
  const { rows } = await kernel.pool.query<{ loose: number }>({
    name: 'loose files',
    text: `select count(*)::int as loose from (select from file f where f.uploaded_by = $1 and not exists (select from file_use u where u.file = f.id)
  order by f.at desc limit $2) l`,
    values: [actor.id, MOST_LOOSE],
  });
  if ((rows[0]?.loose ?? 0) >= MOST_LOOSE)
    throw new Problem(
      'too-many-files',
      429,
      {
        zh: '您上传了太多还没有用到的文件，请明天再试。',
        en: 'You have uploaded too many files that nothing uses yet. Please try again tomorrow.',
      },
      { retryAfter: 3600 },
    );
}

/** The body up to the limit. What comes beyond it is let through and dropped, so that the sender hears why. */
async function* within(incoming: IncomingMessage, limit: number): AsyncGenerator<Buffer> {
  let size = 0;
  try {
    for await (const piece of incoming as AsyncIterable<Buffer>) {
      size += piece.length;
      if (size <= limit) yield piece;
    }
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ECONNRESET' ? brokenOff() : error;
  }
  if (size > limit) throw tooLarge(limit);
  if (!incoming.complete) throw brokenOff();
}

const brokenOff = () => malformed('文件没有传完。', 'The file broke off.');
