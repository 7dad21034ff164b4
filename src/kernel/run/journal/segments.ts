import type { KeyObject } from 'node:crypto';
import type { ClientBase } from 'pg';
import type { Faults } from './faults.ts';
import { follows, holds, isConsistent, type Seal, storedSeals } from './seal.ts';
import type { Witness } from './witness.ts';

/** Consecutive segments whose leaves are beyond doubt: signed, and the same in the database and with the witness. */
export interface Proven {
  /** All entries with fromId < id <= toId are in `leaves`. */
  fromId: number;
  toId: number;
  leaves: Buffer;
  segments: number;
  /** Whether the database has lost the seal and only the witness has it. */
  cut: boolean;
}

/** How far database and witness reach: numbers of segments, 0 for none. */
export interface Reach {
  database: number;
  witness: number;
}

const MOST_SEGMENTS = 256;
const MOST_ENTRIES = 32_768;

/**
 * The sealed segments in order, read from the database and the witness together; where the database's seal does not hold,
 * the witness's takes its place. What is wrong with seals is added to `faults` after the segment was handed out, so that the
 * entries come first. Roots are chained, so that one signature proves all segments before it in a batch.
 */
export async function* provenSegments(
  client: ClientBase,
  publicKey: KeyObject,
  witness: Witness | null,
  reach: Reach,
  faults: Faults,
): AsyncGenerator<Proven> {
  let before: Seal | null = null;
  let batch: Pair[] = [];
  let entries = 0;
  const flush = function* (): Generator<Proven> {
    if (batch.length === 0) return;
    const last = batch.at(-1)!;
    if (allAgree(batch, before, publicKey, reach)) {
      yield proven(
        batch.map((pair) => pair.database!),
        false,
      );
      before = last.database!;
    } else {
      for (const pair of batch) before = yield* judge(pair, before, publicKey, reach, faults);
    }
    batch = [];
    entries = 0;
  };
  for await (const pair of pairs(client, witness, reach)) {
    batch.push(pair);
    entries += pair.database?.entries ?? pair.witness?.entries ?? 0;
    if (batch.length >= MOST_SEGMENTS || entries >= MOST_ENTRIES) yield* flush();
  }
  yield* flush();
}

/** A segment as the database and as the witness have it. */
interface Pair {
  segment: number;
  database: Seal | null;
  witness: Seal | null;
}

function allAgree(batch: readonly Pair[], before: Seal | null, publicKey: KeyObject, reach: Reach): boolean {
  let last = before;
  for (const { segment, database, witness } of batch) {
    if (!database || !follows(last, database) || !isConsistent(database)) return false;
    if (segment <= reach.witness && !(witness && isSame(witness, database))) return false;
    last = database;
  }
  return last !== null && holds(last, publicKey);
}

/** Hands out one segment if either copy proves it, says what is wrong with it, and returns the seal that the next must follow. */
function* judge(
  pair: Pair,
  before: Seal | null,
  publicKey: KeyObject,
  reach: Reach,
  faults: Faults,
): Generator<Proven, Seal | null> {
  const { segment, database, witness } = pair;
  // A seal in the database does not hold the root before it: when that row was altered, the proven root takes its place.
  const mended = database && before?.segment === segment - 1 ? { ...database, prevRoot: before.root } : database;
  const good = [witness, mended].find((seal) => seal && holds(seal, publicKey)) ?? null;
  if (good) yield proven([good], segment > reach.database);
  const place = { journalId: (good ?? database ?? witness)?.toId ?? null };
  const seal = (zh: string, en: string): void => faults.add('seal', place, `第 ${segment} 段${zh}`, `Segment ${segment}${en}`);
  if (!database) {
    if (segment <= reach.database) seal('的封存记录已不在数据库里。', ': its seal is gone from the database.');
  } else if (!mended || !good || !isSame(good, mended)) {
    seal('的封存记录被改动，或由别的密钥签名。', ': its seal was altered or signed by another key.');
  }
  if (segment <= reach.witness && !(witness && holds(witness, publicKey))) {
    seal('在见证文件中缺失或被改动。', ' is missing from the witness or was altered there.');
  }
  return good ?? database;
}

function proven(seals: readonly Seal[], cut: boolean): Proven {
  return {
    fromId: seals[0]!.fromId,
    toId: seals.at(-1)!.toId,
    leaves: Buffer.concat(seals.map((seal) => seal.leaves)),
    segments: seals.length,
    cut,
  };
}

const isSame = (a: Seal, b: Seal): boolean =>
  a.segment === b.segment &&
  a.fromId === b.fromId &&
  a.toId === b.toId &&
  a.entries === b.entries &&
  a.sealedAtMs === b.sealedAtMs &&
  a.keyId === b.keyId &&
  a.prevRoot.equals(b.prevRoot) &&
  a.root.equals(b.root) &&
  a.signature.equals(b.signature) &&
  a.leaves.equals(b.leaves);

/** Database and witness side by side. A number that neither has is told once, for the first of a gap. */
async function* pairs(client: ClientBase, witness: Witness | null, reach: Reach): AsyncGenerator<Pair> {
  const kept = ordered(witness?.seals() ?? none())[Symbol.asyncIterator]();
  const stored = storedSeals(client, -(2 ** 31))[Symbol.asyncIterator]();
  let [w, d] = [await next(kept), await next(stored)];
  for (let expected = 1; ; expected++) {
    if (w && w.segment > reach.witness) w = null;
    const segment = Math.min(w?.segment ?? Number.POSITIVE_INFINITY, d?.segment ?? Number.POSITIVE_INFINITY);
    if (!Number.isFinite(segment)) break;
    if (segment > expected) yield { segment: expected, database: null, witness: null };
    expected = segment;
    yield { segment, database: d?.segment === segment ? d : null, witness: w?.segment === segment ? w : null };
    if (d?.segment === segment) d = await next(stored);
    if (w?.segment === segment) w = await next(kept);
  }
  await kept.return?.(undefined); // closes the witness's file
}

async function next(seals: AsyncIterator<Seal>): Promise<Seal | null> {
  const step = await seals.next();
  return step.done ? null : step.value;
}

/** Each number once, upwards: a second line with a number that was there already proves nothing and says nothing. */
async function* ordered(seals: AsyncIterable<Seal>): AsyncGenerator<Seal> {
  let last = 0;
  for await (const seal of seals) {
    if (seal.segment <= last) continue;
    last = seal.segment;
    yield seal;
  }
}

async function* none(): AsyncGenerator<Seal> {}
