import { createHash, type Hash } from 'node:crypto';
import { open } from 'node:fs/promises';

/*
 * The compressed tar is followed by a skippable frame (RFC 8878, 3.1.2), which other programs pass over: its magic number,
 * its length, and the SHA-256 of all bytes before it. So nothing can be cut off, changed or added unseen.
 */
const MAGIC = Buffer.from('502a4d1820000000', 'hex');

/** Bytes that the seal takes at the end of a backup. */
export const SEAL_BYTES = MAGIC.length + 32;

/** Passes the bytes on and adds the seal. */
export async function* sealed(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  yield* hashing(bytes, hash);
  yield Buffer.concat([MAGIC, hash.digest()]);
}

/** Passes the bytes before the seal on, and throws at their end when they are not those that were sealed. */
export async function* unsealed(bytes: AsyncIterable<Buffer>, seal: Buffer): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  yield* hashing(bytes, hash);
  if (!seal.equals(Buffer.concat([MAGIC, hash.digest()]))) throw new Error('its seal does not fit');
}

/** The seal of `file`, and where it begins. Throws when the file is too short to have one. */
export async function readSeal(file: string): Promise<{ at: number; seal: Buffer }> {
  const handle = await open(file);
  try {
    const at = (await handle.stat()).size - SEAL_BYTES;
    if (at <= 0) throw new Error('it is too short');
    const seal = Buffer.alloc(SEAL_BYTES);
    await handle.read(seal, 0, SEAL_BYTES, at);
    return { at, seal };
  } finally {
    await handle.close();
  }
}

async function* hashing(bytes: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Buffer> {
  for await (const piece of bytes) {
    hash.update(piece);
    yield piece;
  }
}
