import { type FileHandle, mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import { blocksOfLines } from '#kernel/run/journal/lines';
import type { Seal } from '#kernel/run/journal/seal';
import { sealFromJson, sealToJson, type Witness } from '#kernel/run/journal/witness';

const TAIL_BYTES = 256 * 1024; // a seal of 4096 entries takes half of it
const LINE_END = 0x0a;

/**
 * A witness in a file (absolute path) that is only ever appended to, one seal a line, so that the file may be marked
 * append-only or lie on a disk that is. A line that a crash cut short is closed by the next and skipped by readers. Several
 * programs may share the file: whoever appends holds the sealer's lock.
 */
export function fileWitness(file: string): Witness {
  return {
    last: () => lastOf(file),
    seals: () => sealsOf(file),
    async append(seal) {
      await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
      const handle = await open(file, 'a+', 0o600);
      try {
        const { size } = await handle.stat();
        const torn = size > 0 && (await byteAt(handle, size - 1)) !== LINE_END;
        await handle.appendFile(`${torn ? '\n' : ''}${sealToJson(seal)}\n`);
        await handle.sync();
        if (size === 0) await syncFolder(path.dirname(file));
      } finally {
        await handle.close();
      }
    },
  };
}

/** The newest line that is a seal, found from the end of the file. */
async function lastOf(file: string): Promise<Seal | null> {
  const handle = await openIfThere(file);
  if (!handle) return null;
  try {
    const { size } = await handle.stat();
    for (let length = TAIL_BYTES; ; length *= 4) {
      const from = Math.max(0, size - length);
      const tail = Buffer.alloc(size - from);
      await handle.read(tail, 0, tail.length, from);
      const lines = tail.toString('utf8').split('\n');
      for (const line of lines.slice(from === 0 ? 0 : 1).toReversed()) {
        const seal = sealFromJson(line);
        if (seal) return seal;
      }
      if (from === 0) return null;
    }
  } finally {
    await handle.close();
  }
}

async function* sealsOf(file: string): AsyncGenerator<Seal> {
  const handle = await openIfThere(file);
  if (!handle) return;
  for await (const block of blocksOfLines(handle.createReadStream({ highWaterMark: TAIL_BYTES }))) {
    for (const line of block.toString('utf8').split('\n')) {
      const seal = sealFromJson(line);
      if (seal) yield seal;
    }
  }
}

async function openIfThere(file: string): Promise<FileHandle | null> {
  try {
    return await open(file, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function byteAt(handle: FileHandle, position: number): Promise<number | undefined> {
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, position);
  return buffer[0];
}

/** A new file is only there for good when its folder is. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return; // knows no such thing
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
