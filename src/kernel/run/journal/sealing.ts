import type { ClientBase } from 'pg';
import { chooseBoundary, chosenBoundary, forgetBoundary } from './boundary.ts';
import { copyOut } from './copy-out.ts';
import {
  follows,
  holds,
  ID_COLUMN,
  insertSeal,
  type JournalKeys,
  LEAF_BYTES,
  LEAF_COLUMNS,
  lastSeal,
  leafHash,
  makeSeal,
  type Seal,
  sealsAfter,
  storedSeals,
} from './seal.ts';
import type { Witness } from './witness.ts';

/** What a round of sealing did. */
export interface Sealed {
  entries: number;
  segments: number;
  /** Segments that were in the database and not in the witness: a crash came between. */
  healed: number;
  /** Whether there are entries that this round could not seal yet; the next one will. */
  waiting: boolean;
}

/** Thrown when database and witness, or database and signature, disagree. Nothing is sealed until a person has looked. */
export class SealingRefused extends Error {
  override name = 'SealingRefused';
}

const SEGMENT_ENTRIES = 4096; // 96 KiB of leaves
const SEALER_LOCK = 7_113_003; // the advisory lock's number; any will do that nobody else takes
const PAUSE_SECONDS = 0.05;

/**
 * One round of the sealing job: seals what the boundary of an earlier round allows, then chooses the next. Returns at once
 * when another program is sealing. `client` must keep its session (advisory lock), outside any transaction.
 *
 * A segment is committed first and then given to the witness. A crash in between leaves the witness behind; the next
 * round gives it what it lacks, if that continues what the witness has and carries our signature. This hides no attack:
 * whoever can only write the database can neither sign a segment nor take one from the witness.
 * @throws SealingRefused
 */
export async function sealOnce(client: ClientBase, keys: JournalKeys, witness: Witness, nowMs: number): Promise<Sealed> {
  const { rows } = await client.query<{ mine: boolean }>(`select pg_try_advisory_lock(${SEALER_LOCK}) as mine`);
  if (!rows[0]?.mine) return { entries: 0, segments: 0, healed: 0, waiting: true };
  try {
    return await round(client, keys, witness, nowMs);
  } finally {
    await client.query(`select pg_advisory_unlock(${SEALER_LOCK})`);
  }
}

/**
 * Seals everything that is committed now, waiting for transactions that are under way: at most `tries` rounds,
 * 0.05 s apart. `waiting` says that they did not end in time.
 * @throws SealingRefused
 */
export async function sealAll(
  client: ClientBase,
  keys: JournalKeys,
  witness: Witness,
  nowMs: number,
  tries = 200,
): Promise<Sealed> {
  const { rows } = await client.query<{ newest: string | null }>('select max(id) as newest from journal');
  const newest = Number(rows[0]?.newest ?? 0);
  const total: Sealed = { entries: 0, segments: 0, healed: 0, waiting: true };
  for (let i = 0; i < tries; i++) {
    const done = await sealOnce(client, keys, witness, nowMs);
    total.entries += done.entries;
    total.segments += done.segments;
    total.healed += done.healed;
    total.waiting = ((await lastSeal(client))?.toId ?? 0) < newest;
    if (!total.waiting) break;
    if (done.entries === 0 && i > 0) await client.query('select pg_sleep($1)', [PAUSE_SECONDS]);
  }
  return total;
}

async function round(client: ClientBase, keys: JournalKeys, witness: Witness, nowMs: number): Promise<Sealed> {
  let last = await lastSeal(client);
  if (last && !holds(last, keys.publicKey)) throw refused(last.segment, '的签名不成立', 'does not carry our signature');
  const healed = await healWitness(client, keys, witness, last);
  const sealed: Sealed = { entries: 0, segments: 0, healed, waiting: false };
  const boundary = await chosenBoundary(client);
  if (boundary && boundary.toId > (last?.toId ?? 0)) {
    if (boundary.waiting) return { ...sealed, waiting: true };
    for (;;) {
      const segment = await nextSegment(client, last?.toId ?? 0, boundary.toId);
      if (!segment) break;
      last = makeSeal(keys, last, segment.leaves, segment.toId, nowMs);
      await insertSeal(client, last);
      await witness.append(last);
      sealed.entries += last.entries;
      sealed.segments++;
    }
  }
  if (boundary) await forgetBoundary(client);
  const next = await chooseBoundary(client, last?.toId ?? 0);
  return { ...sealed, waiting: next !== 'nothing' };
}

/** The leaves of the next entries after `fromId` up to `toId`, and the id of the last one. */
async function nextSegment(client: ClientBase, fromId: number, toId: number): Promise<{ leaves: Buffer; toId: number } | null> {
  const leaves = Buffer.alloc(SEGMENT_ENTRIES * LEAF_BYTES);
  let end = 0;
  const select = `select ${LEAF_COLUMNS} from journal j where j.id > ${fromId} and j.id <= ${toId} order by j.id limit ${SEGMENT_ENTRIES}`;
  await copyOut(client, select, (row) => {
    row.bytes.copy(leaves, end, row.starts[ID_COLUMN], row.ends[ID_COLUMN]);
    leaves.write(leafHash(row), end + 8, 'latin1');
    end += LEAF_BYTES;
  });
  if (end === 0) return null;
  return { leaves: leaves.subarray(0, end), toId: Number(leaves.readBigInt64BE(end - LEAF_BYTES)) };
}

async function healWitness(client: ClientBase, keys: JournalKeys, witness: Witness, last: Seal | null): Promise<number> {
  let kept = await witness.last();
  if (!kept && !last) return 0;
  if (kept) {
    const [same] = await sealsAfter(client, kept.segment - 1, 1);
    if (same?.segment !== kept.segment)
      throw refused(kept.segment, '在见证文件中，却不在数据库里', 'is in the witness and no longer in the database');
    if (!same.root.equals(kept.root)) throw refused(kept.segment, '与见证文件不符', 'differs from the witness');
  }
  let healed = 0;
  for await (const seal of storedSeals(client, kept?.segment ?? 0)) {
    if (!follows(kept, seal) || !holds(seal, keys.publicKey))
      throw refused(seal.segment, '不接续见证文件', 'does not continue the witness');
    await witness.append(seal);
    kept = seal;
    healed++;
  }
  return healed;
}

const refused = (segment: number, zh: string, en: string): SealingRefused =>
  new SealingRefused(`流水第 ${segment} 段${zh}，已停止封存。Segment ${segment} of the journal ${en}; sealing has stopped.`);
