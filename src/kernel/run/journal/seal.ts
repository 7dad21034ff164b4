import { hash, type KeyObject, sign, verify } from 'node:crypto';
import type { ClientBase } from 'pg';
import type { BinaryRow } from './copy-out.ts';

/** The secrets of a journal. They lie outside the database: whoever can write every table still cannot forge. */
export interface JournalKeys {
  /** 32 bytes; the key of every entry's hash. */
  journal: Buffer;
  /** Ed25519. */
  privateKey: KeyObject;
  publicKey: KeyObject;
  /** See `keyIdOf`. */
  keyId: string;
}

/** A sealed segment: all entries with fromId < id <= toId, as they were when it was sealed. */
export interface Seal {
  /** Counts from 1. */
  segment: number;
  fromId: number;
  toId: number;
  entries: number;
  sealedAtMs: number;
  keyId: string;
  /** The root of the segment before; 32 zero bytes for the first. */
  prevRoot: Buffer;
  /** 24 bytes per entry, in order of id: the id (8 bytes, big endian) and the first 16 bytes of the leaf's SHA-256. */
  leaves: Buffer;
  /** SHA-256 of header and leaves. The header holds `prevRoot`, so that a root stands for all segments up to its own. */
  root: Buffer;
  /** Ed25519 over header and root. */
  signature: Buffer;
}

export const LEAF_BYTES = 24;
const PAGE = 64; // some 6 MB at most
export const NO_ROOT = Buffer.alloc(32);
const EMPTY = Buffer.alloc(0);

/** Names a public key: the first 16 hex digits of the SHA-256 of its DER form. */
export const keyIdOf = (publicKey: KeyObject): string =>
  hash('sha256', publicKey.export({ type: 'spki', format: 'der' })).slice(0, 16);

/** Seals `leaves` as the segment after `before` (null: the first). */
export function makeSeal(keys: JournalKeys, before: Seal | null, leaves: Buffer, toId: number, sealedAtMs: number): Seal {
  const unsigned = {
    segment: (before?.segment ?? 0) + 1,
    fromId: before?.toId ?? 0,
    toId,
    entries: leaves.length / LEAF_BYTES,
    sealedAtMs,
    keyId: keys.keyId,
    prevRoot: before?.root ?? NO_ROOT,
    leaves,
  };
  const root = rootOf(unsigned);
  return { ...unsigned, root, signature: sign(null, signedBytes({ ...unsigned, root }), keys.privateKey) };
}

/** Whether the seal fits its own leaves and was signed by `publicKey`. */
export const holds = (seal: Seal, publicKey: KeyObject): boolean =>
  isConsistent(seal) && verify(null, signedBytes(seal), publicKey, seal.signature);

/** Whether the root is that of the header and the leaves. Says nothing about who made it. */
export const isConsistent = (seal: Seal): boolean =>
  [seal.segment, seal.fromId, seal.toId, seal.entries, seal.sealedAtMs].every(Number.isSafeInteger) &&
  seal.leaves.length === seal.entries * LEAF_BYTES &&
  rootOf(seal).equals(seal.root);

/** Whether `after` continues `before` (null: is the first). */
export const follows = (before: Seal | null, after: Seal): boolean =>
  after.segment === (before?.segment ?? 0) + 1 &&
  after.fromId === (before?.toId ?? 0) &&
  after.prevRoot.equals(before?.root ?? NO_ROOT);

/** The columns of an entry whose bytes make its leaf. The first seven are its canonical form (see entry.ts). */
export const LEAF_COLUMNS = 'j.record, j.record_id, j.version, j.step, j.at, j.actor, j.body, j.id, j.hash';
export const ID_COLUMN = 7;
export const HASH_COLUMN = 8;

/** The leaf's hash of an entry in a row that begins with LEAF_COLUMNS: 16 bytes as a latin1 string. */
export const leafHash = ({ bytes, from, ends }: BinaryRow): string =>
  hash('sha256', bytes.subarray(from, ends[HASH_COLUMN]), 'binary').slice(0, LEAF_BYTES - 8);

/** The seals after `segment`, at most `limit` of them, in order. */
export async function sealsAfter(client: ClientBase, segment: number, limit: number): Promise<Seal[]> {
  const { rows } = await client.query<SealRow>({
    name: 'seals_after',
    text: `${SELECT} where s.segment > $1 order by s.segment limit $2`,
    values: [segment, limit],
  });
  return rows.map(sealOf);
}

/** All seals after `segment`, in order; a page of them is in memory at a time. */
export async function* storedSeals(client: ClientBase, segment: number): AsyncGenerator<Seal> {
  for (let last = segment; ; ) {
    const page: Seal[] = await sealsAfter(client, last, PAGE);
    yield* page;
    if (page.length < PAGE) return;
    last = page.at(-1)!.segment;
  }
}

/** The newest seal. */
export async function lastSeal(client: ClientBase): Promise<Seal | null> {
  const { rows } = await client.query<SealRow>({ name: 'last_seal', text: `${SELECT} order by s.segment desc limit 1` });
  return rows[0] ? sealOf(rows[0]) : null;
}

export async function insertSeal(client: ClientBase, seal: Seal): Promise<void> {
  await client.query({
    name: 'insert_seal',
    text: `insert into journal_seal (segment, from_id, to_id, entries, leaves, root, sealed_at, key_id, signature)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    values: [
      seal.segment,
      seal.fromId,
      seal.toId,
      seal.entries,
      seal.leaves,
      seal.root,
      new Date(seal.sealedAtMs),
      seal.keyId,
      seal.signature,
    ],
  });
}

function rootOf(seal: Omit<Seal, 'root' | 'signature'>): Buffer {
  return hash('sha256', Buffer.concat([headerOf(seal), seal.leaves]), 'buffer');
}

const signedBytes = (seal: Omit<Seal, 'signature'>): Buffer => Buffer.concat([headerOf(seal), seal.root]);

const FORMAT = Buffer.from('lvyue seal 1\n');

function headerOf({ segment, fromId, toId, entries, sealedAtMs, keyId, prevRoot }: Omit<Seal, 'root' | 'signature'>): Buffer {
  const numbers = Buffer.alloc(40);
  for (const [i, n] of [segment, fromId, toId, entries, sealedAtMs].entries()) numbers.writeBigInt64BE(BigInt(n), 8 * i);
  return Buffer.concat([FORMAT, numbers, prevRoot, Buffer.from(keyId)]);
}

// Nulls and infinities cannot stand there, unless somebody changed the table too: then the seal is wrong, not the reading.
interface SealRow {
  segment: number;
  from_id: string;
  to_id: string;
  entries: number;
  leaves: Buffer | null;
  root: Buffer | null;
  sealed_at_ms: number;
  key_id: string | null;
  signature: Buffer | null;
  prev_root: Buffer | null;
}

const SELECT = `select s.segment, s.from_id, s.to_id, s.entries, s.leaves, s.root, s.key_id, s.signature,
    (extract(epoch from s.sealed_at) * 1000)::float8 as sealed_at_ms,
    (select root from journal_seal p where p.segment = s.segment - 1) as prev_root
  from journal_seal s`;

const sealOf = (row: SealRow): Seal => ({
  segment: row.segment,
  fromId: Number(row.from_id),
  toId: Number(row.to_id),
  entries: row.entries,
  sealedAtMs: row.sealed_at_ms,
  keyId: row.key_id ?? '',
  prevRoot: row.prev_root ?? NO_ROOT,
  leaves: row.leaves ?? EMPTY,
  root: row.root ?? EMPTY,
  signature: row.signature ?? EMPTY,
});
