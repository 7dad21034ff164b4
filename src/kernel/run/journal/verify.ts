import type { ClientBase, Pool } from 'pg';
import { Chains } from './chains.ts';
import { copyOut } from './copy-out.ts';
import { type EntryCheck, entryCheck } from './entry-check.ts';
import { type Fault, Faults, MOST_REMEMBERED } from './faults.ts';
import { compareWithLeaves, type LeafComparison } from './leaves.ts';
import { compareRows, nameFaults, type RecordTable } from './rows.ts';
import { type JournalKeys, LEAF_COLUMNS } from './seal.ts';
import { provenSegments, type Reach } from './segments.ts';
import { compareTold, type RowsCompared } from './told-check.ts';
import type { Witness } from './witness.ts';

/** What a verification found. */
export interface Report {
  ok: boolean;
  /** Entries that were read. */
  entries: number;
  /** Sealed segments that were proven. */
  segments: number;
  /** Entries outside proven segments: only their own chain speaks for them. */
  unsealed: number;
  /** Segments that the witness keeps, and by how many the database is ahead; null when no witness was asked. */
  witness: { segments: number; behind: number } | null;
  /** What was compared with the journal field by field; null when only versions, heads and states were. */
  rows: RowsCompared | null;
  faultCount: number;
  /** The first twenty. */
  faults: readonly Fault[];
  firstFault?: Fault;
}

export interface VerifyOptions {
  /** The records whose rows must fit the journal; kinds of the registry will do. */
  records: readonly RecordTable[];
  /** Whether to compare every field of every record and commitment too; unless said, when the journal has fewer entries than `FEW_ENTRIES`. */
  rows?: boolean | undefined;
  /** Told now and then how many entries were read, or rows compared, and about which share of all (0 to 1). */
  onProgress?: (what: 'entries' | 'rows', count: number, share: number) => void;
}

/** So many are compared field by field within ten seconds, unasked. */
export const FEW_ENTRIES = 200_000;

/**
 * Proves that the journal is what was written, in one snapshot of the database, reading every entry once:
 * sealed entries against the signed leaves (of the witness, where the database's seals were altered or cut), every entry
 * against the keyed hash chain of its record, versions without gaps, and the rows of the records against their last entry;
 * with `rows` also each of their fields, lines and commitments against all that the journal tells of them (see told-check.ts).
 *
 * Not noticed can be: entries that were written after the last round of sealing and removed together with every trace of
 * them in the records' rows; and a cut that was done to the witness as well.
 * @throws the database's errors; a fault is no error.
 */
export async function verify(pool: Pool, keys: JournalKeys, witness: Witness | null, options: VerifyOptions): Promise<Report> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    return await inSnapshot(client, keys, witness, options);
  } catch (error) {
    broken = error as Error; // the snapshot may still be open: the connection is not used again
    throw error;
  } finally {
    client.release(broken);
  }
}

async function inSnapshot(
  client: ClientBase,
  keys: JournalKeys,
  witness: Witness | null,
  options: VerifyOptions,
): Promise<Report> {
  // A seal is committed before the witness gets it: what the witness had before the snapshot must be in it, and what the
  // snapshot has, but for one segment under way, the witness has after it.
  const keptBefore = (await witness?.last())?.segment ?? 0;
  await client.query('begin isolation level repeatable read, read only');
  for (const setting of SETTINGS) await client.query(`set local ${setting}`);
  const { rows } = await client.query<{ segment: number; newest: string | null }>(
    'select coalesce((select max(segment) from journal_seal), 0) as segment, (select max(id) from journal) as newest',
  );
  await requireIndex(client);
  const database = rows[0]?.segment ?? 0;
  const keptAfter = (await witness?.last())?.segment ?? 0;
  const reach: Reach = { database, witness: Math.max(keptBefore, Math.min(keptAfter, database)) };
  const faults = new Faults();
  const chains = new Chains();
  const check = entryCheck(keys.journal, chains, faults);
  const run: Run = { client, keys, faults, check, newest: Number(rows[0]?.newest ?? 0), options };
  const read = await readAll(run, witness, reach);
  const behind = Math.max(0, database - keptAfter);
  if (witness && behind > 1) {
    const zh = `见证文件缺少最新的 ${behind} 段：它被截短，或不是本系统的见证文件。`;
    faults.add('seal', {}, zh, `The witness lacks the newest ${behind} segments: it was cut, or belongs to another system.`);
  }
  const doubtful = faults.records();
  const wholly = (options.rows ?? read.entries < FEW_ENTRIES) && faults.count < MOST_REMEMBERED;
  await compareRows(client, options.records, chains, faults, read.sealedTo);
  const tellRows = (rows: number): void => options.onProgress?.('rows', rows, Math.min(1, rows / Math.max(1, chains.count)));
  const compared = wholly ? await compareTold(client, options.records, chains, doubtful, faults, tellRows) : null;
  await nameFaults(client, options.records, faults);
  await client.query('commit');
  const { sealedTo: _, ...counts } = read;
  return {
    ok: faults.count === 0,
    ...counts,
    witness: witness ? { segments: keptAfter, behind } : null,
    rows: compared,
    faultCount: faults.count,
    faults: faults.listed,
    ...(faults.listed[0] ? { firstFault: faults.listed[0] } : {}),
  };
}

const SETTINGS = ['jit = off', 'statement_timeout = 0'];
const BATCH = 32_768;
const FIRST = '-9223372036854775808';
const LAST = '9223372036854775807';

/** Without it every batch would sort the whole journal, and an id could be there twice. */
async function requireIndex(client: ClientBase): Promise<void> {
  const { rowCount } = await client.query(
    `select from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attname = 'id'
      where i.indrelid = 'journal'::regclass and i.indisunique and i.indisvalid and i.indisready
        and i.indpred is null and i.indkey::text = a.attnum::text`,
  );
  if (rowCount === 0) throw new Error('表 journal 没有 id 的唯一索引。Table journal has no unique index on id.');
}

interface Run {
  client: ClientBase;
  keys: JournalKeys;
  faults: Faults;
  check: EntryCheck;
  newest: number;
  options: VerifyOptions;
}

async function readAll(run: Run, witness: Witness | null, reach: Reach) {
  const count = { entries: 0, segments: 0, unsealed: 0, sealedTo: 0 };
  const cut = { segments: 0, entries: 0, firstId: null as number | null };
  let cursor: number | string = FIRST;
  for await (const proven of provenSegments(run.client, run.keys.publicKey, witness, reach, run.faults)) {
    if (proven.fromId > count.sealedTo) {
      count.unsealed += await read(run, count, cursor, proven.fromId, null); // behind a seal that does not hold
      cursor = proven.fromId;
    }
    const onRemoved = (id: number): void => {
      if (!proven.cut) return run.faults.add('removed', { journalId: id }, ...REMOVED);
      cut.entries++;
      cut.firstId ??= id;
    };
    await read(run, count, cursor, proven.toId, compareWithLeaves(proven.leaves, onRemoved));
    count.segments += proven.segments;
    if (proven.cut) cut.segments += proven.segments;
    cursor = count.sealedTo = proven.toId;
  }
  count.unsealed += await read(run, count, cursor, LAST, null);
  if (cut.segments > 0) {
    const zh = `末尾被截去：缺少 ${cut.segments} 段封存和 ${cut.entries} 条流水。`;
    const en = `The end was cut off: ${cut.segments} of the seals and ${cut.entries} of the entries are gone.`;
    run.faults.add('cut', { journalId: cut.firstId }, zh, en);
  }
  return count;
}

const REMOVED = ['封存时有这一条，现在没有了。', 'Was there when its segment was sealed, and is gone.'] as const;

/** Checks the entries with from < id <= to and returns how many there are. */
async function read(
  run: Run,
  count: { entries: number },
  from: number | string,
  to: number | string,
  leaves: LeafComparison | null,
): Promise<number> {
  let cursor = from;
  let total = 0;
  for (;;) {
    const select = `select ${LEAF_COLUMNS} from journal j where id > ${cursor} and id <= ${to} order by id limit ${BATCH}`;
    const rows = await copyOut(run.client, select, (row) => {
      cursor = run.check(row, leaves);
    });
    total += rows;
    count.entries += rows;
    run.options.onProgress?.(
      'entries',
      count.entries,
      run.newest === 0 ? 1 : Math.min(1, Math.max(0, Number(cursor) / run.newest)),
    );
    if (rows < BATCH) break;
  }
  leaves?.end();
  return total;
}
