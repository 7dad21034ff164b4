import { createHash, sign } from 'node:crypto';
import type { ClientBase } from 'pg';
import { type BinaryRow, copyOut } from './copy-out.ts';
import { type Entry, POSTGRES_EPOCH_MS } from './entry.ts';
import { uuidAt } from './entry-check.ts';
import { idAt } from './leaves.ts';
import { HASH_COLUMN, ID_COLUMN, type JournalKeys, LEAF_COLUMNS, type Seal, storedSeals } from './seal.ts';
import { sealToJson } from './witness.ts';

/*
 * An export is lines of JSON: a header with the public key; every seal, followed by the entries of its segment; and an end
 * that signs the SHA-256 of all bytes before it. It holds sealed entries only, so that all of it can be proven with the
 * public key alone.
 */

/** The first line. */
export interface ExportHeader {
  lvyue: 'journal export 1';
  exportedAt: string;
  keyId: string;
  /** PEM. */
  publicKey: string;
}

/** An entry's line. `hash` is hex. */
export interface ExportedEntry extends Omit<Entry, 'atMs'> {
  id: number;
  /** ISO 8601, UTC, milliseconds. */
  at: string;
  hash: string;
}

/** The last line. */
export interface ExportEnd {
  end: { entries: number; segments: number; sha256: string };
  /** Base64; Ed25519 over `endBytes`. */
  signature: string;
}

/** Segment numbers, both included. */
export interface SegmentRange {
  first: number;
  last: number;
}

/**
 * The segments that hold the entries with from <= at < to; without limits all. Bounds are ISO dates (midnight in the
 * database's time zone) or instants; null when no sealed entry lies between them.
 */
export async function segmentsBetween(client: ClientBase, from: string | null, to: string | null): Promise<SegmentRange | null> {
  const { rows } = await client.query<{ first: number | null; last: number | null }>(
    `with wanted as (
       select min(id) as first, max(id) as last from journal
         where ($1::timestamptz is null or at >= $1) and ($2::timestamptz is null or at < $2))
     select min(segment) as first, max(segment) as last from journal_seal, wanted where to_id >= wanted.first and from_id < wanted.last`,
    [from, to],
  );
  const found = rows[0];
  return found?.first == null || found.last == null ? null : { first: found.first, last: found.last };
}

/** The text of an export of whole segments, in pieces of some megabytes. */
export async function* exportJournal(
  client: ClientBase,
  keys: JournalKeys,
  range: SegmentRange,
  nowMs: number,
): AsyncGenerator<string> {
  const digest = createHash('sha256');
  const count = { entries: 0, segments: 0 };
  const publicKey = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const header: ExportHeader = {
    lvyue: 'journal export 1',
    exportedAt: new Date(nowMs).toISOString(),
    keyId: keys.keyId,
    publicKey,
  };
  let piece = `${JSON.stringify(header)}\n`;
  for await (const seals of batches(storedSeals(client, range.first - 1), range.last)) {
    digest.update(piece);
    yield piece;
    const lines = await linesOfSegments(client, seals);
    count.segments += seals.length;
    count.entries += lines.length - seals.length;
    piece = `${lines.join('\n')}\n`;
  }
  digest.update(piece);
  yield piece;
  const end: ExportEnd['end'] = { ...count, sha256: digest.digest('hex') };
  yield endLine({ end, signature: sign(null, endBytes(end), keys.privateKey).toString('base64') });
}

/** What the end's signature covers. */
export const endBytes = (end: ExportEnd['end']): Buffer => Buffer.from(`lvyue export 1\n${JSON.stringify(end)}`);

export const endLine = (end: ExportEnd): string => `${JSON.stringify(end)}\n`;

const BATCH_ENTRIES = 16_384;

/** Many small segments are read at once, a large one by itself. */
async function* batches(seals: AsyncIterable<Seal>, last: number): AsyncGenerator<Seal[]> {
  let batch: Seal[] = [];
  let entries = 0;
  for await (const seal of seals) {
    if (seal.segment > last) break;
    batch.push(seal);
    entries += seal.entries;
    if (entries < BATCH_ENTRIES) continue;
    yield batch;
    batch = [];
    entries = 0;
  }
  if (batch.length > 0) yield batch;
}

async function linesOfSegments(client: ClientBase, seals: readonly Seal[]): Promise<string[]> {
  const lines: string[] = [];
  let told = 0;
  const tellSealsUpTo = (id: number): void => {
    for (; told < seals.length && seals[told]!.fromId < id; told++) lines.push(sealToJson(seals[told]!));
  };
  const [from, to] = [seals[0]!.fromId, seals.at(-1)!.toId];
  await copyOut(client, `select ${LEAF_COLUMNS} from journal j where j.id > ${from} and j.id <= ${to} order by j.id`, (row) => {
    tellSealsUpTo(idAt(row.bytes, row.starts[ID_COLUMN]!));
    lines.push(JSON.stringify(entryOf(row)));
  });
  tellSealsUpTo(Number.POSITIVE_INFINITY);
  return lines;
}

function entryOf({ bytes, starts, ends }: BinaryRow): ExportedEntry {
  const text = (column: number): string => bytes.toString('utf8', starts[column], ends[column]);
  const at = new Date(POSTGRES_EPOCH_MS + idAt(bytes, starts[4]!) / 1000);
  return {
    id: idAt(bytes, starts[ID_COLUMN]!),
    record: text(0),
    recordId: uuidAt(bytes, starts[1]!) ?? '',
    version: bytes.readInt32BE(starts[2]!),
    step: text(3),
    at: Number.isNaN(at.getTime()) ? '' : at.toISOString(),
    actor: text(5),
    body: text(6),
    hash: bytes.toString('hex', starts[HASH_COLUMN], ends[HASH_COLUMN]),
  };
}
