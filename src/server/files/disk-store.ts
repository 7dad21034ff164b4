import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { checkedKey, NoSuchFile } from './key.ts';
import type { FileStore, Stored } from './store.ts';

/** Keeps files below `folder` (absolute). A crash leaves at most files that end in `.tmp`, which nobody reads and no backup takes. */
export function diskStore(folder: string): FileStore {
  const placeOf = (key: string): string => path.join(folder, ...checkedKey(key).split('/'));
  return {
    async put(key, body) {
      const place = placeOf(key);
      const parent = path.dirname(place);
      await mkdir(parent, { recursive: true, mode: 0o700 });
      const unfinished = `${place}.${randomUUID()}.tmp`;
      try {
        const stored = await writeWhole(body, unfinished);
        await rename(unfinished, place);
        await flushFolder(parent);
        return stored;
      } catch (error) {
        await rm(unfinished, { force: true });
        throw error;
      }
    },

    async get(key) {
      try {
        const file = await open(placeOf(key));
        return file.createReadStream();
      } catch (error) {
        throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? new NoSuchFile(key) : error;
      }
    },

    async remove(key) {
      await rm(placeOf(key), { force: true });
    },
  };
}

/** Writes a new file, readable by this user alone and flushed to the disk, and says what is in it. */
export async function writeWhole(body: Readable, file: string): Promise<Stored> {
  const hash = createHash('sha256');
  let size = 0;
  await pipeline(
    body,
    async function* (pieces: AsyncIterable<Buffer | string>) {
      for await (const piece of pieces) {
        const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
        size += bytes.length;
        hash.update(bytes);
        yield bytes;
      }
    },
    createWriteStream(file, { flags: 'wx', mode: 0o600, flush: true }),
  );
  return { size, sha256: hash.digest('hex') };
}

/** A new name is on the disk when its folder is. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return; // folders cannot be opened there
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
