import type { BinaryRow } from './copy-out.ts';
import { hashOfBytes } from './entry.ts';
import type { Faults, Place } from './faults.ts';
import { idAt, type LeafComparison } from './leaves.ts';
import { HASH_COLUMN, ID_COLUMN, leafHash } from './seal.ts';

/** Checks one entry, of columns LEAF_COLUMNS and the hash of the version before; returns its id. `leaves`: of its sealed segment. */
export type EntryCheck = (row: BinaryRow, leaves: LeafComparison | null) => number;

const RECORD_ID_COLUMN = 1;
const VERSION_COLUMN = 2;
const BODY_COLUMN = 6;
const PREV_COLUMN = 9;

/** Told in order of id. Faults go to `faults`; one that only follows from a known one does not. */
export function entryCheck(journalKey: Buffer, faults: Faults): EntryCheck {
  let lastId = Number.NEGATIVE_INFINITY;
  return (row, leaves) => {
    const { bytes, starts, ends } = row;
    const id = idAt(bytes, starts[ID_COLUMN]!);
    const standing = leaves?.next(id, leafHash(row)) ?? 'same';
    if (standing !== 'same' || id === lastId) {
      const [zh, en] = standing === 'changed' ? CHANGED_SINCE : INSERTED_SINCE;
      faults.add(standing === 'changed' ? 'changed' : 'inserted', placeOf(row, id), zh, en);
    } else if (!isChained(journalKey, row)) {
      addChainFault(row, id, leaves !== null, faults);
    }
    lastId = id;
    return id;
  };
}

const CHANGED_SINCE = ['封存后被改动。', 'Was changed after it was sealed.'] as const;
const INSERTED_SINCE = ['封存时没有这一条，是后来插入的。', 'Was not there when its segment was sealed.'] as const;

/** An entry without one before it must have been written as the first: then its hash was made over none. */
function isChained(journalKey: Buffer, { bytes, from, starts, ends }: BinaryRow): boolean {
  const hasPrev = starts[PREV_COLUMN]! >= 0;
  const prev = hasPrev ? { from: starts[PREV_COLUMN]!, to: ends[PREV_COLUMN]! } : { from: 0, to: 0 };
  const hash = hashOfBytes(journalKey, bytes, prev, { from, to: ends[BODY_COLUMN]! });
  return bytes.toString('latin1', starts[HASH_COLUMN], ends[HASH_COLUMN]) === hash;
}

function addChainFault(row: BinaryRow, id: number, isSealed: boolean, faults: Faults): void {
  const place = placeOf(row, id);
  const { recordId, version } = place;
  if (typeof recordId !== 'string' || typeof version !== 'number') {
    faults.add('changed', place, '单据或版本为空。', 'Names no record or no version.');
  } else if (version > 1 && row.starts[PREV_COLUMN]! < 0) {
    if (faults.knows(recordId, version - 1)) return;
    faults.add('removed', { ...place, journalId: null, version: version - 1 }, `此单据第 ${version - 1} 版的流水不存在。`, `The entry of the record's version ${version - 1} does not exist.`);
  } else if (!faults.knows(recordId, version - 1)) {
    faults.add('changed', place, '校验值与内容不符：写入后被改动，或不是由本系统写入。', 'Its hash does not fit: changed after it was written, or not written by this system.');
  } else if (!isSealed) {
    faults.add('changed', place, '校验值不成立：它或它的上一版被改动。', 'Its hash does not hold: it was changed, or the version before it.');
  }
}

function placeOf({ bytes, starts, ends }: BinaryRow, id: number): Place {
  const text = (column: number): string | null => (starts[column]! < 0 ? null : bytes.toString('utf8', starts[column], ends[column]));
  const version = starts[VERSION_COLUMN]! < 0 ? null : bytes.readInt32BE(starts[VERSION_COLUMN]!);
  return { journalId: id, record: text(0), recordId: uuidAt(bytes, starts[RECORD_ID_COLUMN]!), version };
}

/** The uuid that begins at `at` (-1: null), with its dashes. */
export function uuidAt(bytes: Buffer, at: number): string | null {
  if (at < 0) return null;
  const hex = bytes.toString('hex', at, at + 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
