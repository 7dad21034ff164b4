import { hash } from 'node:crypto';

/** One line of the journal, as it is hashed. */
export interface Entry {
  record: string;
  /** A uuid with its dashes. */
  recordId: string;
  version: number;
  step: string;
  /** Epoch milliseconds. */
  atMs: number;
  actor: string;
  /** The exact JSON text that is stored. */
  body: string;
}

/**
 * The hash of an entry: HMAC-SHA256 (RFC 2104) with `key` (32 secret bytes that are not in the database) over a format
 * byte, the hash of the record's version before (`prev`, null for the first) with its length, and the entry's canonical
 * form. 32 bytes.
 *
 * The canonical form is the columns record, record_id, version, step, at, actor, body, each as its length (4 bytes, big
 * endian) and PostgreSQL's binary form: text as UTF-8, the uuid's 16 bytes, a 4-byte integer, 8 bytes of microseconds since
 * 2000-01-01T00:00Z. It is what `copy … (format binary)` sends, so that checking hashes the bytes as they arrive.
 * @throws TypeError when `recordId` is no uuid.
 */
export function entryHash(key: Buffer, prev: Buffer | null, entry: Entry): Buffer {
  const start = startMessage(key, prev, 0, prev?.length ?? 0);
  reserve(start + canonicalLimit(entry));
  return Buffer.from(finish(writeCanonical(scratch, start, entry)), 'latin1');
}

/**
 * The same hash, over a canonical form that lies in `bytes`, and a previous hash that lies in another buffer or is an empty
 * range. Returns the 32 bytes as a latin1 string, which costs half of what a Buffer does.
 */
export function hashOfBytes(key: Buffer, prev: Bytes, canonical: Bytes): string {
  const start = startMessage(key, prev.bytes, prev.from, prev.to);
  const end = start + canonical.to - canonical.from;
  reserve(end);
  canonical.bytes.copy(scratch, start, canonical.from, canonical.to);
  return finish(end);
}

/** A part of a buffer, up to but without `to`. */
export interface Bytes {
  bytes: Buffer;
  from: number;
  to: number;
}

/** Writes the canonical form of `entry` into `into` at `at`, which must be long enough, and returns where it ends. */
export function writeCanonical(into: Buffer, at: number, entry: Entry): number {
  let end = writeText(into, at, entry.record);
  end = writeUuid(into, end, entry.recordId);
  into.writeInt32BE(4, end);
  into.writeInt32BE(entry.version, end + 4);
  end = writeText(into, end + 8, entry.step);
  const micros = (entry.atMs - POSTGRES_EPOCH_MS) * 1000;
  into.writeInt32BE(8, end);
  into.writeInt32BE(Math.floor(micros / TWO_32), end + 4);
  into.writeInt32BE((micros % TWO_32) | 0, end + 8);
  end = writeText(into, end + 12, entry.actor);
  return writeText(into, end, entry.body);
}

/** The most bytes that the canonical form of `entry` can take. */
export const canonicalLimit = (entry: Entry): number =>
  3 * (entry.record.length + entry.step.length + entry.actor.length + entry.body.length) + FIXED_COLUMNS;

export const POSTGRES_EPOCH_MS = Date.UTC(2000, 0, 1);
const TWO_32 = 2 ** 32;
const FORMAT = 1;
const BLOCK = 64; // of SHA-256
const FIXED_COLUMNS = 7 * 4 + 16 + 4 + 8;

// Hashing is synchronous: one buffer serves all, and the write path allocates nothing but its result.
let scratch = Buffer.allocUnsafe(16 * 1024);
let padded: Buffer | undefined; // the key whose pads are below
const inner = Buffer.alloc(BLOCK);
const outer = Buffer.alloc(BLOCK + 32);

function startMessage(key: Buffer, prev: Buffer | null, from: number, to: number): number {
  if (key !== padded) pad(key);
  inner.copy(scratch);
  scratch[BLOCK] = FORMAT;
  scratch[BLOCK + 1] = to - from;
  prev?.copy(scratch, BLOCK + 2, from, to);
  return BLOCK + 2 + to - from;
}

function finish(end: number): string {
  outer.write(hash('sha256', scratch.subarray(0, end), 'binary'), BLOCK, 'latin1');
  return hash('sha256', outer, 'binary');
}

function pad(key: Buffer): void {
  if (key.length !== 32) throw new TypeError('The key of the journal has 32 bytes.');
  for (let i = 0; i < BLOCK; i++) {
    const byte = key[i] ?? 0;
    inner[i] = byte ^ 0x36;
    outer[i] = byte ^ 0x5c;
  }
  padded = key;
}

function reserve(length: number): void {
  if (length <= scratch.length) return;
  const longer = Buffer.allocUnsafe(2 * length);
  scratch.copy(longer);
  scratch = longer;
}

function writeText(into: Buffer, at: number, text: string): number {
  const length = into.write(text, at + 4, 'utf8');
  into.writeInt32BE(length, at);
  return at + 4 + length;
}

function writeUuid(into: Buffer, at: number, uuid: string): number {
  const hex = uuid.replaceAll('-', '');
  if (hex.length !== 32 || into.write(hex, at + 4, 'hex') !== 16) throw new TypeError(`${uuid} is no uuid.`);
  into.writeInt32BE(16, at);
  return at + 20;
}
