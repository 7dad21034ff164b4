import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createZstdDecompress } from 'node:zlib';
import { type ReadEntry, readTar } from './archive.ts';
import { MANIFEST, type Manifest, manifest, type Part } from './manifest.ts';
import { readSeal, unsealed } from './seal.ts';

/**
 * Reads a backup from end to end and compares every part with the manifest, which it returns. Writes nothing.
 * Throws when the file is not a backup, was cut off, or was altered.
 */
export async function verifyBackup(file: string): Promise<Manifest> {
  const found = new Map<string, Part>();
  let last: unknown;
  try {
    await readBackup(file, async (entry) => {
      if (entry.name === MANIFEST) {
        last = JSON.parse((await buffer(entry.body)).toString('utf8'));
        return;
      }
      if (last !== undefined || found.has(entry.name)) throw new Error(`${entry.name} is out of place`);
      const hash = createHash('sha256');
      for await (const piece of entry.body) hash.update(piece);
      found.set(entry.name, { name: entry.name, bytes: entry.size, sha256: hash.digest('hex') });
    });
    if (last === undefined) throw new Error('the manifest is missing');
    const claims = manifest.parse(last);
    compare([...claims.tables.flatMap((table) => table.parts), ...claims.files, ...claims.keys], found);
    return claims;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR') throw error;
    throw new Error(
      `${file} 不是完整、未经改动的备份（${message}），未写入任何内容。${file} is not a whole and unaltered backup (${message}); nothing was written.`,
      {
        cause: error,
      },
    );
  }
}

/** Gives the parts of a backup to `take`, one after the other, in the order in which they were written. */
export async function readBackup(file: string, take: (entry: ReadEntry) => Promise<void>): Promise<void> {
  const { at, seal } = await readSeal(file);
  const compressed = createReadStream(file, { end: at - 1, highWaterMark: 1024 * 1024 });
  await pipeline(
    compressed,
    (bytes: AsyncIterable<Buffer>) => unsealed(bytes, seal),
    createZstdDecompress(),
    async (bytes: AsyncIterable<Buffer>) => {
      for await (const entry of readTar(bytes)) await take(entry);
      for await (const _ of bytes) continue; // to the end, where the seal is compared
    },
  );
}

function compare(claimed: Part[], found: Map<string, Part>): void {
  for (const part of claimed) {
    const real = found.get(part.name);
    if (!real) throw new Error(`${part.name} is missing`);
    if (real.bytes !== part.bytes || real.sha256 !== part.sha256) throw new Error(`${part.name} was altered`);
  }
  if (found.size !== claimed.length) throw new Error('it holds parts that its manifest does not name');
}
