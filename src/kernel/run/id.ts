import { randomFillSync } from 'node:crypto';

const random = new Uint8Array(10 * 400); // one system call serves 400 ids
let used = random.length;

/**
 * A UUIDv7 (RFC 9562): the milliseconds at which it was made, then 74 random bits. In order of time, so that what is written together
 * lies together: with random ids each row of an import touches index pages of its own, the more so the larger the tables are.
 */
export function newId(): string {
  if (used === random.length) {
    randomFillSync(random);
    used = 0;
  }
  const time = Date.now().toString(16).padStart(12, '0');
  let tail = '';
  for (let i = 0; i < 10; i++) tail += random[used + i]!.toString(16).padStart(2, '0');
  used += 10;
  const variant = ((Number.parseInt(tail[4]!, 16) & 0x3) | 0x8).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${tail.slice(0, 3)}-${variant}${tail.slice(5, 8)}-${tail.slice(8)}`;
}
