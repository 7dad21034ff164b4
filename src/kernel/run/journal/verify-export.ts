import { createHash, createPublicKey, hash, type KeyObject, verify } from 'node:crypto';
import { canonicalLimit, type Entry, writeCanonical } from './entry.ts';
import { type ExportEnd, type ExportedEntry, type ExportHeader, endBytes, endLine } from './export.ts';
import { type Fault, Faults, type Place } from './faults.ts';
import { compareWithLeaves, type LeafComparison } from './leaves.ts';
import { blocksOfLines } from './lines.ts';
import { follows, holds, keyIdOf, LEAF_BYTES, type Seal } from './seal.ts';
import { sealFromJson } from './witness.ts';

/** What the verification of an export found. */
export interface ExportReport {
  ok: boolean;
  entries: number;
  segments: number;
  /** Numbers of the first and the last segment; the export proves nothing about others. */
  first: number | null;
  last: number | null;
  /** ISO 8601; null when the header cannot be read. */
  exportedAt: string | null;
  /** Whose signature was asked for, and whether that key was given or taken from the file itself. */
  keyId: string | null;
  pinned: boolean;
  faultCount: number;
  faults: readonly Fault[];
  firstFault?: Fault;
}

/**
 * Verifies an export without a database: signatures, the chain of segments, every entry against its leaf, and the bytes
 * of the file. `chunks`: the file's content, decompressed. `pinned`: the public key that one trusts; without it the one in
 * the file is used, which proves that the file is whole but not whose it is.
 */
export async function verifyExport(chunks: AsyncIterable<Buffer>, pinned: KeyObject | null): Promise<ExportReport> {
  const reading = new Reading(pinned);
  try {
    for await (const block of blocksOfLines(chunks)) reading.block(block);
  } catch (error) {
    if (!isDamage(error)) throw error;
    reading.faults.add('changed', {}, '文件已损坏，无法解压。', 'The file is damaged and cannot be decompressed.');
  }
  return reading.report();
}

// What zlib says when compressed bytes were altered or cut.
const isDamage = (error: unknown): boolean => /^Z_[A-Z]+_ERROR$/.test((error as { code?: string }).code ?? '');

class Reading {
  readonly faults = new Faults();
  readonly #pinned: KeyObject | null;
  #publicKey: KeyObject | null;
  #header: ExportHeader | null = null;
  #end: { line: ExportEnd; sha256: string } | null = null;
  #seal: Seal | null = null;
  #first: number | null = null;
  #leaves: LeafComparison | null = null;
  #entries = 0;
  #segments = 0;
  #line = 0;
  readonly #digest = createHash('sha256');

  constructor(pinned: KeyObject | null) {
    this.#pinned = pinned;
    this.#publicKey = pinned;
  }

  block(block: Buffer): void {
    for (let at = 0; at < block.length; ) {
      const end = block.indexOf('\n', at);
      const next = end < 0 ? block.length : end + 1;
      this.#readLine(block.toString('utf8', at, end < 0 ? next : end), block.subarray(at, next));
      at = next;
    }
  }

  report(): ExportReport {
    this.#leaves?.end();
    this.#judgeEnd();
    const { faults } = this;
    return {
      ok: faults.count === 0,
      entries: this.#entries,
      segments: this.#segments,
      first: this.#first,
      last: this.#seal?.segment ?? null,
      exportedAt: this.#header?.exportedAt ?? null,
      keyId: this.#publicKey && keyIdOf(this.#publicKey),
      pinned: this.#pinned !== null,
      faultCount: faults.count,
      faults: faults.listed,
      ...(faults.listed[0] ? { firstFault: faults.listed[0] } : {}),
    };
  }

  #readLine(line: string, bytes: Buffer): void {
    this.#line++;
    if (this.#end) return this.#fault('inserted', {}, '位于导出文件的结尾之后。', 'stands behind the end of the export.');
    if (line.startsWith('{"end"')) return this.#readEnd(line, bytes);
    this.#digest.update(bytes);
    if (this.#line === 1) return this.#readHeader(line);
    if (line.startsWith('{"segment"')) return this.#readSeal(line);
    this.#readEntry(line);
  }

  #readHeader(line: string): void {
    try {
      this.#header = JSON.parse(line) as ExportHeader;
      this.#publicKey ??= createPublicKey(this.#header.publicKey);
    } catch {
      this.#fault('changed', {}, '不是流水导出文件的开头。', 'is not the beginning of an export of the journal.');
    }
  }

  #readSeal(line: string): void {
    this.#leaves?.end();
    const seal = sealFromJson(line);
    const before: Seal | null = this.#seal;
    this.#leaves = null;
    if (!seal || !this.#publicKey || !holds(seal, this.#publicKey)) {
      return this.#fault(
        'seal',
        {},
        '的封存记录被改动，或由别的密钥签名。',
        'holds a seal that was altered or signed by another key.',
      );
    }
    if (before && !follows(before, seal)) {
      this.#fault(
        'cut',
        { journalId: before.toId + 1 },
        `之前缺少封存段：第 ${before.segment} 段之后是第 ${seal.segment} 段。`,
        `does not follow: after segment ${before.segment} comes ${seal.segment}.`,
      );
    }
    this.#seal = seal;
    this.#first ??= seal.segment;
    this.#segments++;
    this.#leaves = compareWithLeaves(seal.leaves, (journalId) =>
      this.faults.add(
        'removed',
        { journalId },
        '封存时有这一条，导出文件里没有。',
        'Was there when its segment was sealed, and is not in the export.',
      ),
    );
  }

  #readEntry(line: string): void {
    let entry: ExportedEntry;
    let leaf: string;
    try {
      entry = JSON.parse(line) as ExportedEntry;
      leaf = leafOf(entry);
    } catch {
      return this.#fault('changed', { journalId: this.#leaves?.skip() ?? null }, '无法读取。', 'cannot be read.');
    }
    this.#entries++;
    const standing = this.#leaves?.next(entry.id, leaf);
    const place = { journalId: entry.id, record: entry.record, recordId: entry.recordId, version: entry.version };
    if (standing === 'changed') this.#fault('changed', place, '的内容与封存时不同。', 'was changed after it was sealed.');
    if (standing === 'inserted') this.#fault('inserted', place, '在封存时不存在。', 'was not there when its segment was sealed.');
  }

  #readEnd(line: string, bytes: Buffer): void {
    const sha256 = this.#digest.digest('hex');
    try {
      const end = JSON.parse(line) as ExportEnd;
      const signature = Buffer.from(end.signature, 'base64').toString('base64'); // some bits of base64 say nothing
      if (endLine({ end: end.end, signature }) === bytes.toString('utf8')) this.#end = { line: end, sha256 };
    } catch {
      // Said below: there is no end.
    }
    this.#end ??= { line: { end: { entries: 0, segments: 0, sha256: '' }, signature: '' }, sha256 };
  }

  #judgeEnd(): void {
    if (!this.#end) {
      return this.faults.add(
        'cut',
        { journalId: this.#seal ? this.#seal.toId + 1 : null },
        '文件没有结尾：后面的内容被截去。',
        'The file has no end: what followed was cut off.',
      );
    }
    const { line, sha256 } = this.#end;
    const signed =
      this.#publicKey !== null && verify(null, endBytes(line.end), this.#publicKey, Buffer.from(line.signature, 'base64'));
    if (!signed) this.faults.add('seal', {}, '文件结尾的签名不成立。', "The signature at the file's end does not hold.");
    else if (line.end.sha256 !== sha256 && this.faults.count === 0) {
      this.faults.add('changed', {}, '文件的字节与导出时不同。', 'The bytes of the file are not those that were exported.');
    }
  }

  #fault(kind: Fault['kind'], place: Place, zh: string, en: string): void {
    this.faults.add(kind, place, `文件第 ${this.#line} 行${zh}`, `Line ${this.#line} of the file ${en}`);
  }
}

/** See `leafHash`: the same bytes, put together from an entry that was told as JSON. */
function leafOf(entry: ExportedEntry): string {
  const columns: Entry = { ...entry, atMs: Date.parse(entry.at) };
  const bytes = Buffer.allocUnsafe(canonicalLimit(columns) + ID_AND_HASH);
  let end = writeCanonical(bytes, 0, columns);
  end = bytes.writeInt32BE(8, end);
  end = bytes.writeBigInt64BE(BigInt(entry.id), end);
  const length = bytes.write(entry.hash, end + 4, 'hex');
  bytes.writeInt32BE(length, end);
  return hash('sha256', bytes.subarray(0, end + 4 + length), 'binary').slice(0, LEAF_BYTES - 8);
}

const ID_AND_HASH = 4 + 8 + 4 + 32;
