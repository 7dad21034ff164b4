import type { ClientBase } from 'pg';
import type { Column } from '../columns.ts';
import type { Chains } from './chains.ts';
import { type BinaryRow, copyOut } from './copy-out.ts';
import { uuidAt } from './entry-check.ts';
import type { Fault, Faults } from './faults.ts';

/** A record's table: columns id, number, version, head, and mostly state. */
export interface RecordTable {
  record: { name: string };
  /** A quoted identifier. */
  table: string;
  /** Its fields and line sets, where those can be compared too. */
  columns?: readonly Column[];
  lines?: readonly LineTable[];
}

/** The table of a line set: columns id, parent, position and its fields. */
export interface LineTable {
  name: string;
  /** A quoted identifier. */
  table: string;
  columns: readonly Column[];
}

/**
 * Compares every row with the last entry of its record: version, head, and the state that the journal last told. So one
 * notices that the newest entry is gone, and that a row was set without the journal. `sealedTo`: the last id that a seal covers.
 */
export async function compareRows(
  client: ClientBase,
  records: readonly RecordTable[],
  chains: Chains,
  faults: Faults,
  sealedTo: number,
): Promise<void> {
  for (const { record, table } of records) {
    const state = (await hasState(client, table)) ? 'state' : 'null';
    await copyOut(client, `select id, coalesce(version, 0)::int4, head, ${state}::text from ${table}`, (row) =>
      compareRow(record.name, row, chains, faults, sealedTo),
    );
  }
  const compared = new Set(records.map(({ record }) => record.name));
  for (let index = 0; index < chains.count; index++) {
    if (chains.met[index] === 0 && compared.has(chains.words[chains.kinds[index]!]!)) {
      addFault(
        'changed',
        chains,
        index,
        faults,
        '流水所记的单据已不存在。',
        'The record that the journal tells of does not exist.',
      );
    }
  }
}

/** Adds to the listed faults what makes them readable: the record's number, and whose the entries were that are gone. */
export async function nameFaults(client: ClientBase, records: readonly RecordTable[], faults: Faults): Promise<void> {
  if (faults.count === faults.listed.length) await nameRemoved(client, faults);
  const tables = new Map(records.map(({ record, table }) => [record.name, table]));
  for (const fault of faults.listed) {
    const table = tables.get(fault.record ?? '');
    if (!table) continue;
    const { rows } = await client.query<{ number: string }>(`select number from ${table} where id = $1`, [fault.recordId]);
    if (rows[0]) fault.number = rows[0].number;
  }
}

async function hasState(client: ClientBase, table: string): Promise<boolean> {
  const { rowCount } = await client.query(
    `select from pg_attribute where attrelid = $1::regclass and attname = 'state' and not attisdropped`,
    [table],
  );
  return rowCount === 1;
}

const [VERSION_COLUMN, HEAD_COLUMN, STATE_COLUMN] = [1, 2, 3] as const;

function compareRow(record: string, row: BinaryRow, chains: Chains, faults: Faults, sealedTo: number): void {
  const { bytes, starts, ends } = row;
  const version = bytes.readInt32BE(starts[VERSION_COLUMN]!);
  const index = chains.find(bytes, starts[0]!);
  if (index < 0) {
    const isUntold = version <= 1 && starts[HEAD_COLUMN]! < 0; // has a chain of its own only when something happens to it
    if (!isUntold) addMissing(faults, record, uuidAt(bytes, starts[0]!)!, 0, version);
    return;
  }
  chains.met[index] = 1;
  const last = chains.versions[index]!;
  const head = { at: starts[HEAD_COLUMN]!, end: ends[HEAD_COLUMN]! };
  if (last < version) addMissing(faults, record, uuidAt(bytes, starts[0]!)!, last, version);
  else if (last > version) addSetBack(chains, index, faults, version, sealedTo);
  else if (head.at < 0 || chains.hashes.compare(bytes, head.at, head.end, 32 * index, 32 * index + 32) !== 0) {
    addFault(
      'changed',
      chains,
      index,
      faults,
      '单据记下的校验值与最后一条流水不符。',
      'The record does not point at its last entry.',
    );
  } else if (chains.states[index] !== 0 && starts[STATE_COLUMN]! >= 0) {
    const state = bytes.toString('utf8', starts[STATE_COLUMN], ends[STATE_COLUMN]);
    if (state === chains.words[chains.states[index]!]) return;
    const en = 'The state of the record is not what the journal says: it was changed past the system.';
    addFault('changed', chains, index, faults, '单据的状态与流水不符：绕过系统改动了单据。', en);
  }
}

function addMissing(faults: Faults, record: string, recordId: string, last: number, version: number): void {
  if (faults.knows(recordId, last + 1)) return;
  const zh = `单据已到第 ${version} 版，第 ${last + 1} 版起的流水不存在。`;
  const en = `The record is at version ${version}; its entries from version ${last + 1} on do not exist.`;
  faults.add('removed', { record, recordId, version: last + 1 }, zh, en);
}

function addSetBack(chains: Chains, index: number, faults: Faults, version: number, sealedTo: number): void {
  const { recordId, version: last, journalId } = placeOf(chains, index);
  const forged = faults.listed.find((f) => f.recordId === recordId && f.version === last && f.kind === 'changed');
  if (forged && journalId > sealedTo) Object.assign(forged, INSERTED);
  else
    addFault(
      'changed',
      chains,
      index,
      faults,
      `单据被退回到第 ${version} 版。`,
      `The record was set back to version ${version}.`,
    );
}

const INSERTED: Pick<Fault, 'kind' | 'detail'> = {
  kind: 'inserted',
  detail: { zh: '单据还没有这一版：不是由本系统写入。', en: 'The record has no such version yet: not written by this system.' },
};

/** A fault of the record's last entry, unless it has one already. */
function addFault(kind: 'changed', chains: Chains, index: number, faults: Faults, zh: string, en: string): void {
  const place = placeOf(chains, index);
  if (!faults.knows(place.recordId, place.version)) faults.add(kind, place, zh, en);
}

const placeOf = (chains: Chains, index: number) => ({
  journalId: chains.ids[index]!,
  record: chains.words[chains.kinds[index]!]!,
  recordId: uuidAt(chains.uuidOf(index), 0)!,
  version: chains.versions[index]!,
});

/** An entry that is gone shows twice: its leaf has no entry, and its record has a gap. Where only one fits, they are the same. */
async function nameRemoved(client: ClientBase, faults: Faults): Promise<void> {
  const gaps = faults.listed.filter((f) => f.kind === 'removed' && f.journalId === null);
  for (const gap of gaps) {
    const { rows } = await client.query<{ after: string; before: string }>(
      `select coalesce(max(id) filter (where version < $2), 0) as after,
        coalesce(min(id) filter (where version > $2), 9223372036854775807) as before from journal where record_id = $1`,
      [gap.recordId, gap.version],
    );
    const [after, before] = [Number(rows[0]?.after), Number(rows[0]?.before)];
    const fitting = faults.listed.filter(
      (f) => f.kind === 'removed' && f.recordId === null && f.journalId! > after && f.journalId! < before,
    );
    if (fitting.length !== 1) continue;
    Object.assign(fitting[0]!, { record: gap.record, recordId: gap.recordId, version: gap.version });
    faults.drop(gap);
  }
}
