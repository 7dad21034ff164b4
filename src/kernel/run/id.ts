import { randomFillSync } from 'node:crypto';

const random = new Uint8Array(10 * 400); // one system call serves 400 ids
let used = random.length;

/** A UUIDv7 (RFC 9562): sorts by `atMs` (epoch milliseconds), 74 random bits. */
export function newId(atMs: number): string {
  if (used === random.length) {
    randomFillSync(random);
    used = 0;
  }
  const time = Math.floor(atMs).toString(16).padStart(12, '0');
  let tail = '';
  for (let i = 0; i < 10; i++) tail += random[used + i]!.toString(16).padStart(2, '0');
  used += 10;
  const variant = ((Number.parseInt(tail[4]!, 16) & 0x3) | 0x8).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${tail.slice(0, 3)}-${variant}${tail.slice(5, 8)}-${tail.slice(8, 20)}`;
}
