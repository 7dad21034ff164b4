import type { ClientBase } from 'pg';
import type { Fault, Faults } from './faults.ts';

/** A record's table: columns id, number, version, head, and mostly state. */
export interface RecordTable {
  record: { name: string };
  /** A quoted identifier. */
  table: string;
}

/**
 * Compares every row with the last entry of its record: version, head, and the state that the journal last told. So one
 * notices that the newest entry is gone, and that a row was set without the journal. `sealedTo`: the last id that a seal covers.
 */
export async function compareRows(client: ClientBase, records: readonly RecordTable[], faults: Faults, sealedTo: number): Promise<void> {
  for (const { record, table } of records) {
    const { rows } = await client.query<Mismatch>(mismatchesOf(table, await hasState(client, table)), [MOST_PER_TABLE]);
    for (const row of rows) addMismatch(faults, record.name, row, sealedTo);
  }
  if (records.length > 0) await findLostRows(client, records, faults);
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

const MOST_PER_TABLE = 100;

interface Mismatch {
  id: string;
  row_version: number;
  version: number | null;
  journal_id: string | null;
  same_head: boolean;
}

async function hasState(client: ClientBase, table: string): Promise<boolean> {
  const { rowCount } = await client.query(`select from pg_attribute where attrelid = $1::regclass and attname = 'state'`, [table]);
  return rowCount === 1;
}

// A row whose record has not been journaled yet is at its first version and has no head.
const mismatchesOf = (table: string, hasState: boolean): string => `select r.id, r.version as row_version, last.version, last.id as journal_id,
    last.hash is not distinct from r.head as same_head
  from ${table} r
  left join lateral (select id, version, hash from journal where record_id = r.id order by version desc limit 1) last on true
  ${hasState ? TOLD_STATE : ''}
  where (last.version is distinct from r.version or last.hash is distinct from r.head ${hasState ? 'or told.state <> r.state' : ''})
    and not (last.id is null and r.version <= 1 and r.head is null)
  limit $1`;

const TOLD_STATE = `left join lateral (select body->'state'->>1 as state from journal
    where record_id = r.id and body->'state' is not null order by version desc limit 1) told on true`;

function addMismatch(faults: Faults, record: string, row: Mismatch, sealedTo: number): void {
  const newest = row.version ?? 0;
  const place = { journalId: row.journal_id === null ? null : Number(row.journal_id), record, recordId: row.id, version: row.version };
  if (newest < row.row_version) {
    const version = newest + 1;
    if (faults.knows(row.id, version)) return;
    faults.add('removed', { record, recordId: row.id, version }, `单据已到第 ${row.row_version} 版，第 ${version} 版起的流水不存在。`, `The record is at version ${row.row_version}; its entries from version ${version} on do not exist.`);
  } else if (newest > row.row_version) {
    const forged = faults.listed.find((f) => f.recordId === row.id && f.version === newest && f.kind === 'changed' && f.journalId! > sealedTo);
    if (forged) Object.assign(forged, INSERTED);
    else if (!faults.knows(row.id, newest)) faults.add('changed', place, `单据被退回到第 ${row.row_version} 版。`, `The record was set back to version ${row.row_version}.`);
  } else if (!faults.knows(row.id, newest)) {
    if (row.same_head) faults.add('changed', place, '单据的状态与流水不符：绕过系统改动了单据。', 'The state of the record is not what the journal says: it was changed past the system.');
    else faults.add('changed', place, '单据记下的校验值与最后一条流水不符。', 'The record does not point at its last entry.');
  }
}

const INSERTED: Pick<Fault, 'kind' | 'detail'> = {
  kind: 'inserted',
  detail: { zh: '单据还没有这一版：不是由本系统写入。', en: 'The record has no such version yet: not written by this system.' },
};

async function findLostRows(client: ClientBase, records: readonly RecordTable[], faults: Faults): Promise<void> {
  await client.query('set local enable_hashjoin = on');
  const all = records.map(({ table }) => `select id from ${table}`).join(' union all ');
  const { rows } = await client.query<{ id: string; record: string; record_id: string }>(
    `select j.id, j.record, j.record_id from journal j
      where j.version = 1 and j.record = any ($1) and not exists (select from (${all}) r where r.id = j.record_id) limit $2`,
    [records.map(({ record }) => record.name), MOST_PER_TABLE],
  );
  for (const row of rows) {
    if (faults.knows(row.record_id, 1)) continue;
    const place = { journalId: Number(row.id), record: row.record, recordId: row.record_id, version: 1 };
    faults.add('changed', place, '流水所记的单据已不存在。', 'The record that the journal tells of does not exist.');
  }
}

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
    const fitting = faults.listed.filter((f) => f.kind === 'removed' && f.recordId === null && f.journalId! > after && f.journalId! < before);
    if (fitting.length !== 1) continue;
    Object.assign(fitting[0]!, { record: gap.record, recordId: gap.recordId, version: gap.version });
    faults.drop(gap);
  }
}
