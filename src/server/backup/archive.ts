/*
 * A backup is an ordinary tar (POSIX ustar), compressed with zstd: `tar --zstd -tf FILE` lists it without this program.
 * Only regular files, names of at most 100 bytes, bodies of less than 8 GiB.
 */

/** What goes in. The body is `size` bytes, given whole or in pieces. */
export interface Entry {
  name: string;
  size: number;
  body: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

/** What comes out. The body must be read before the next entry is asked for. */
export interface ReadEntry {
  name: string;
  size: number;
  body: AsyncIterable<Buffer>;
}

const BLOCK = 512;
const NAME_BYTES = 100;
const LARGEST = 8 * 1024 ** 3 - 1; // eleven octal digits

/** The bytes of a tar that holds `entries`. Throws when a body is not as long as was said. */
export async function* packTar(entries: AsyncIterable<Entry>): AsyncGenerator<Uint8Array> {
  for await (const { name, size, body } of entries) {
    yield header(name, size);
    let sent = 0;
    for await (const piece of body) {
      sent += piece.length;
      if (sent > size) break;
      yield piece;
    }
    if (sent !== size) throw new Error(`${name} changed its size while it was read`);
    yield Buffer.alloc(padding(size));
  }
  yield Buffer.alloc(2 * BLOCK);
}

/** The entries of a tar, one after the other. Throws when the bytes are not a tar or end before the tar does. */
export async function* readTar(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<ReadEntry> {
  const source = new Pieces(bytes);
  for (;;) {
    const block = await source.exactly(BLOCK);
    if (block.every((byte) => byte === 0)) return;
    const { name, size } = parseHeader(block);
    let left = size;
    const body = async function* (): AsyncGenerator<Buffer> {
      while (left > 0) {
        const piece = await source.upTo(left);
        left -= piece.length;
        yield piece;
      }
    };
    yield { name, size, body: body() };
    while (left > 0) left -= (await source.upTo(left)).length;
    await source.exactly(padding(size));
  }
}

const padding = (size: number): number => (BLOCK - (size % BLOCK)) % BLOCK;

function header(name: string, size: number): Buffer {
  if (Buffer.byteLength(name) > NAME_BYTES) throw new Error(`${name} is longer than ${NAME_BYTES} bytes`);
  if (size > LARGEST) throw new Error(`${name} is larger than ${LARGEST} bytes`);
  const block = Buffer.alloc(BLOCK);
  block.write(name, 0, 'utf8');
  block.write('0000600\0', 100, 'ascii');
  block.write('0000000\0', 108, 'ascii');
  block.write('0000000\0', 116, 'ascii');
  block.write(`${size.toString(8).padStart(11, '0')}\0`, 124, 'ascii');
  block.write('00000000000\0', 136, 'ascii');
  block.write('0', 156, 'ascii');
  block.write('ustar\x0000', 257, 'ascii');
  block.write(`${checksum(block).toString(8).padStart(6, '0')}\0 `, 148, 'ascii');
  return block;
}

function parseHeader(block: Buffer): { name: string; size: number } {
  if (Number.parseInt(block.toString('ascii', 148, 154), 8) !== checksum(block)) throw new Error('not a tar');
  const end = block.indexOf(0);
  return {
    name: block.toString('utf8', 0, end >= 0 && end < NAME_BYTES ? end : NAME_BYTES),
    size: Number.parseInt(block.toString('ascii', 124, 135), 8),
  };
}

/** The sum of the header's bytes, the checksum's own counted as blanks. */
function checksum(block: Buffer): number {
  let sum = 8 * 32;
  block.forEach((byte, i) => {
    if (i < 148 || i >= 156) sum += byte;
  });
  return sum;
}

/** Cuts a stream of pieces of any size into the sizes that are asked for. */
class Pieces {
  readonly #pieces: AsyncIterator<Uint8Array>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(pieces: AsyncIterable<Uint8Array>) {
    this.#pieces = pieces[Symbol.asyncIterator]();
  }

  /** At least one byte and at most `wanted`. */
  async upTo(wanted: number): Promise<Buffer> {
    while (this.#rest.length === 0) {
      const next = await this.#pieces.next();
      if (next.done) throw new Error('the archive ends too early');
      this.#rest = Buffer.from(next.value.buffer, next.value.byteOffset, next.value.byteLength);
    }
    const piece = this.#rest.subarray(0, wanted);
    this.#rest = this.#rest.subarray(piece.length);
    return piece;
  }

  async exactly(wanted: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    for (let left = wanted; left > 0; ) {
      const piece = await this.upTo(left);
      left -= piece.length;
      pieces.push(piece);
    }
    return Buffer.concat(pieces);
  }
}
