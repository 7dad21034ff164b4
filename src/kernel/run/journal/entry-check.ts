import type { Chains } from './chains.ts';
import type { BinaryRow } from './copy-out.ts';
import { hashOfBytes } from './entry.ts';
import type { Faults, Place } from './faults.ts';
import { idAt, type LeafComparison } from './leaves.ts';
import { HASH_COLUMN, ID_COLUMN, leafHash } from './seal.ts';

/** Checks one entry, of columns LEAF_COLUMNS, and returns its id. `leaves`: of its sealed segment, if it is in one. */
export type EntryCheck = (row: BinaryRow, leaves: LeafComparison | null) => number;

const RECORD_COLUMN = 0;
const RECORD_ID_COLUMN = 1;
const VERSION_COLUMN = 2;
const BODY_COLUMN = 6;

/**
 * To be told all entries in order of id, which is the order of versions within a record: an entry is written by somebody who has
 * read the one before. Keeps the last entry of every record in `chains`. What is wrong goes to `faults`; what only follows
 * from a fault that is known does not.
 */
export function entryCheck(journalKey: Buffer, chains: Chains, faults: Faults): EntryCheck {
  const stateIn = newStateReader(chains);
  return (row, leaves) => {
    const { bytes, starts } = row;
    const id = idAt(bytes, starts[ID_COLUMN]!);
    const standing = leaves?.next(id, leafHash(row)) ?? 'same';
    if (starts[RECORD_ID_COLUMN]! < 0 || starts[VERSION_COLUMN]! < 0) {
      faults.add('changed', placeOf(row, id), '单据或版本为空。', 'Names no record or no version.');
      return id;
    }
    const version = bytes.readInt32BE(starts[VERSION_COLUMN]!);
    const index = chains.find(bytes, starts[RECORD_ID_COLUMN]!);
    const last = index < 0 ? null : chains.versions[index]!;
    const isNew = standing !== 'inserted' && (last === null || version > last);
    if (standing === 'changed') faults.add('changed', placeOf(row, id), '封存后被改动。', 'Was changed after it was sealed.');
    else if (standing === 'inserted') faults.add('inserted', placeOf(row, id), ...INSERTED);
    else if (!isNew) faults.add('inserted', placeOf(row, id), '这一版已有流水。', 'There is an entry of this version already.');
    else if (!isChained(journalKey, row, version, chains, index)) addChainFault(row, id, last, leaves !== null, faults);
    if (!isNew) return id;
    const at = index < 0 ? chains.add(bytes, starts[RECORD_ID_COLUMN]!) : index;
    keep(row, id, version, chains, at);
    chains.states[at] = stateIn(row) ?? chains.states[at]!;
    return id;
  };
}

const INSERTED = ['封存时没有这一条，是后来插入的。', 'Was not there when its segment was sealed.'] as const;

const NO_HASH = { bytes: Buffer.alloc(0), from: 0, to: 0 };

/** An entry without one before it must have been written as the first: then its hash was made over none. */
function isChained(journalKey: Buffer, row: BinaryRow, version: number, chains: Chains, index: number): boolean {
  const { bytes, from, starts, ends } = row;
  const follows = index >= 0 && chains.versions[index] === version - 1;
  const prev = follows ? { bytes: chains.hashes, from: 32 * index, to: 32 * index + 32 } : NO_HASH;
  const hash = hashOfBytes(journalKey, prev, { bytes, from, to: ends[BODY_COLUMN]! });
  return bytes.toString('latin1', starts[HASH_COLUMN], ends[HASH_COLUMN]) === hash;
}

function addChainFault(row: BinaryRow, id: number, last: number | null, isSealed: boolean, faults: Faults): void {
  const place = placeOf(row, id);
  const [recordId, version] = [place.recordId!, place.version!];
  const missing = last === null ? version - 1 : last + 1;
  if (missing < version && missing > 0) {
    if (faults.knows(recordId, missing)) return;
    const zh = `单据第 ${missing} 版的流水不存在。`;
    faults.add(
      'removed',
      { ...place, journalId: null, version: missing },
      zh,
      `The entry of the record's version ${missing} does not exist.`,
    );
  } else if (!faults.knows(recordId, version - 1)) {
    const en = 'Its hash does not fit: changed after it was written, or not written by this system.';
    faults.add('changed', place, '校验值与内容不符：写入后被改动，或不是由本系统写入。', en);
  } else if (!isSealed) {
    faults.add(
      'changed',
      place,
      '校验值不成立：它或它的上一版被改动。',
      'Its hash does not hold: it was changed, or the version before it.',
    );
  }
}

function keep(row: BinaryRow, id: number, version: number, chains: Chains, index: number): void {
  const { bytes, starts, ends } = row;
  chains.versions[index] = version;
  chains.ids[index] = id;
  chains.hashes.fill(0, 32 * index, 32 * index + 32);
  if (starts[HASH_COLUMN]! >= 0)
    bytes.copy(chains.hashes, 32 * index, starts[HASH_COLUMN], Math.min(ends[HASH_COLUMN]!, starts[HASH_COLUMN]! + 32));
  chains.kinds[index] = chains.indexOfWord(textOf(row, RECORD_COLUMN) ?? '');
}

const STATES = Buffer.from('{"state":[');

/** Reads the state that a body moves its record to, as an index of `chains.words`: the kernel writes it first or not at all. */
function newStateReader(chains: Chains): (row: BinaryRow) => number | null {
  const known = new Map<string, number | null>(); // by `["received","handling"]`
  return ({ bytes, starts, ends }) => {
    const [from, to] = [starts[BODY_COLUMN]!, ends[BODY_COLUMN]!];
    if (from < 0 || bytes.compare(STATES, 0, STATES.length, from, Math.min(from + STATES.length, to)) !== 0) return null;
    const pair = bytes.toString('utf8', from + STATES.length - 1, bytes.indexOf(']', from) + 1);
    let index = known.get(pair);
    if (index === undefined) known.set(pair, (index = secondOf(pair, chains)));
    return index;
  };
}

function secondOf(pair: string, chains: Chains): number | null {
  try {
    return chains.indexOfWord((JSON.parse(pair) as string[])[1]!);
  } catch {
    return null; // an altered body, which has its fault
  }
}

const placeOf = (row: BinaryRow, id: number): Required<Omit<Place, 'fields'>> => ({
  journalId: id,
  record: textOf(row, RECORD_COLUMN),
  recordId: uuidAt(row.bytes, row.starts[RECORD_ID_COLUMN]!),
  version: row.starts[VERSION_COLUMN]! < 0 ? null : row.bytes.readInt32BE(row.starts[VERSION_COLUMN]!),
});

const textOf = ({ bytes, starts, ends }: BinaryRow, column: number): string | null =>
  starts[column]! < 0 ? null : bytes.toString('utf8', starts[column], ends[column]);

/** The uuid that begins at `at` (-1: null), with its dashes. */
export function uuidAt(bytes: Buffer, at: number): string | null {
  if (at < 0) return null;
  const hex = bytes.toString('hex', at, at + 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
