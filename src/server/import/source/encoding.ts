import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import iconv from 'iconv-lite';

/** How the text of a file is written. */
export type Encoding = 'utf-8' | 'gb18030' | 'utf-16le' | 'utf-16be';

const CHUNK = 256 * 1024;
/** A file that is damaged in fewer than one in a hundred of its letters beyond ASCII is a damaged one, not one in another encoding. */
const DAMAGE = 0.01;

/**
 * Finds out how a file (absolute path; `.gz` is unpacked) is written: by its byte order mark, else UTF-8 where every byte
 * fits it, else GB18030, in which GBK and GB2312 are contained (what Excel writes on a Chinese Windows). Reads the file once.
 * @throws the system's error when it cannot be read or unpacked.
 */
export async function encodingOf(file: string): Promise<Encoding> {
  let carry: Buffer = Buffer.alloc(0);
  let first = true;
  for await (const chunk of bytesOf(file)) {
    const bytes = carry.length > 0 ? Buffer.concat([carry, chunk]) : chunk;
    if (first) {
      const marked = byMark(bytes);
      if (marked) return marked;
      first = false;
    }
    const whole = wholeLetters(bytes);
    if (!isUtf8(bytes.subarray(0, whole))) return (await isDamagedUtf8(file)) ? 'utf-8' : 'gb18030';
    carry = Buffer.from(bytes.subarray(whole));
  }
  return carry.length > 0 && !(await isDamagedUtf8(file)) ? 'gb18030' : 'utf-8';
}

/** The text of a file in pieces, without the byte order mark. Bytes that fit no letter become U+FFFD. */
export async function* textOf(file: string, encoding: Encoding): AsyncGenerator<string> {
  const decoder = iconv.getDecoder(encoding);
  for await (const chunk of bytesOf(file)) yield decoder.write(chunk);
  yield decoder.end() ?? '';
}

async function* bytesOf(file: string): AsyncGenerator<Buffer> {
  const raw = createReadStream(file, { highWaterMark: CHUNK });
  if (!file.endsWith('.gz')) {
    yield* raw as AsyncIterable<Buffer>;
    return;
  }
  const unpacked = createGunzip({ chunkSize: CHUNK });
  raw.on('error', (error) => unpacked.destroy(error));
  try {
    yield* raw.pipe(unpacked) as AsyncIterable<Buffer>;
  } finally {
    raw.destroy();
  }
}

function byMark(bytes: Buffer): Encoding | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return null;
}

/** How many bytes stand before a letter that the end of the chunk may have cut: one of UTF-8 takes four bytes at most. */
function wholeLetters(bytes: Buffer): number {
  for (let back = 1; back <= 4 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return bytes.length;
    if (byte < 0xc0) continue; // within a letter
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return length > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

async function isDamagedUtf8(file: string): Promise<boolean> {
  let letters = 0;
  let faults = 0;
  for await (const text of textOf(file, 'utf-8')) {
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === 0xfffd) faults++;
      else if (code > 0x7f) letters++;
    }
  }
  return faults < letters * DAMAGE;
}
