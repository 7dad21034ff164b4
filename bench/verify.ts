import { createReadStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createGunzip } from 'node:zlib';
import type { Pool } from 'pg';
import { writeExport } from '#cli/journal-export';
import { newId } from '#kernel/run/id';
import { type Entry, entryHash } from '#kernel/run/journal/entry';
import { segmentsBetween } from '#kernel/run/journal/export';
import type { JournalKeys } from '#kernel/run/journal/seal';
import { sealAll } from '#kernel/run/journal/sealing';
import { verify } from '#kernel/run/journal/verify';
import { verifyExport } from '#kernel/run/journal/verify-export';
import type { Witness } from '#kernel/run/journal/witness';
import { ownerPoolOf } from '#server/database';
import { openJournalKeys } from '#server/journal-keys';
import { migrate } from '#server/migrate';
import { startEmbedded } from '#server/postgres/embedded';
import { fileWitness } from '#server/witness';

const ENTRIES = 1_000_000;
const VERSIONS = 5;
const BATCH = 20_000;
const ACTIVE = 5_000; // records that are worked on at the same time
const START = Date.UTC(2026, 0, 1);

/** A journal of a million entries of 200,000 records: seconds to seal it, to verify it, to export it and to verify the export. */
export async function bench(small: boolean): Promise<Record<string, number>> {
  const entries = small ? VERSIONS * ACTIVE : ENTRIES;
  const folder = await mkdtemp(path.join(os.tmpdir(), 'lvyue-bench-'));
  const server = await startEmbedded(
    folder,
    { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' },
    { durable: false },
  );
  const pool = ownerPoolOf(server.url, 3);
  try {
    await migrate(pool);
    const keys = await openJournalKeys(path.join(folder, 'keys'));
    const witness = fileWitness(path.join(folder, 'witness.jsonl'));
    const [, fillSeconds] = await timed(() => fill(pool, keys.journal, entries));
    return {
      entries,
      hashMicroseconds: hashMicroseconds(keys.journal),
      fillSeconds,
      ...(await measure(pool, keys, witness, folder, entries)),
    };
  } finally {
    await pool.end();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(
  pool: Pool,
  keys: JournalKeys,
  witness: Witness,
  folder: string,
  entries: number,
): Promise<Record<string, number>> {
  const client = await pool.connect();
  try {
    const [sealed, sealSeconds] = await timed(() => sealAll(client, keys, witness, START));
    const records = [{ record: { name: 'parcel' }, table: 'parcel' }];
    const [report, verifySeconds] = await timed(() => verify(pool, keys, witness, { records }));
    if (!report.ok || report.entries !== entries || sealed.entries !== entries)
      throw new Error(`not intact: ${JSON.stringify(report)}`);
    const file = path.join(folder, 'journal.jsonl.gz');
    const range = await segmentsBetween(client, null, null);
    const [, exportSeconds] = await timed(() => writeExport(client, keys, range!, START, file));
    const unpacked = createReadStream(file).pipe(createGunzip({ chunkSize: 1024 * 1024 }));
    const [offline, verifyExportSeconds] = await timed(() => verifyExport(unpacked, keys.publicKey));
    if (!offline.ok || offline.entries !== entries) throw new Error(`export not intact: ${JSON.stringify(offline)}`);
    const exportMegabytes = (await stat(file)).size / 1e6;
    return {
      sealSeconds,
      verifySeconds,
      exportSeconds,
      exportMegabytes,
      verifyExportSeconds,
      peakMegabytes: process.resourceUsage().maxRSS / 1e3,
    };
  } finally {
    client.release();
  }
}

async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  const start = performance.now();
  const result = await work();
  return [result, (performance.now() - start) / 1000];
}

function hashMicroseconds(key: Buffer): number {
  const [entry, prev] = [entryOf(newId(), 2, 1), Buffer.alloc(32)];
  const rounds = 100_000;
  for (let i = 0; i < rounds / 10; i++) entryHash(key, prev, entry);
  const start = performance.now();
  for (let i = 0; i < rounds; i++) entryHash(key, prev, entry);
  return ((performance.now() - start) * 1000) / rounds;
}

/** Writes records' versions in turn, as life does: neighbours in the journal belong to different records. */
async function fill(pool: Pool, key: Buffer, total: number): Promise<void> {
  await pool.query(
    'create table parcel (id uuid primary key, number text not null, state text not null, version int not null, head bytea not null)',
  );
  for (let from = 0; from < total / VERSIONS; from += ACTIVE) {
    const ids = Array.from({ length: ACTIVE }, () => newId());
    const heads: Buffer[] = [];
    let entries: Entry[] = [];
    let hashes: Buffer[] = [];
    for (let version = 1; version <= VERSIONS; version++) {
      for (const [i, id] of ids.entries()) {
        const entry = entryOf(id, version, from + i);
        heads[i] = entryHash(key, heads[i] ?? null, entry);
        entries.push(entry);
        hashes.push(heads[i]!);
        if (entries.length < BATCH && !(version === VERSIONS && i === ACTIVE - 1)) continue;
        await insert(pool, entries, hashes);
        [entries, hashes] = [[], []];
      }
    }
    await pool.query(
      `insert into parcel select id, id, 'state 5', ${VERSIONS}, head from unnest($1::uuid[], $2::bytea[]) as p(id, head)`,
      [ids, heads],
    );
  }
  await pool.query('vacuum analyze');
}

function entryOf(recordId: string, version: number, n: number): Entry {
  const body = JSON.stringify({
    state: [version === 1 ? null : `state ${version - 1}`, `state ${version}`],
    fields: { remark: [null, '客户反映密封圈装反，已更换并试压合格。'], amount: [null, String(1.5 * n)] },
    evidence: { report: 'a'.repeat(64), reason: '现场复核' },
    settled: [{ id: recordId, control: 'parcel.deadlines.arrival', outcome: 'kept' }],
  });
  return { record: 'parcel', recordId, version, step: 'move', atMs: START + 1000 * n, actor: `employee:${recordId}`, body };
}

async function insert(pool: Pool, entries: readonly Entry[], hashes: readonly Buffer[]): Promise<void> {
  const column = <K extends keyof Entry>(key: K): Entry[K][] => entries.map((entry) => entry[key]);
  await pool.query(
    `insert into journal (record, record_id, version, step, at, actor, body, hash)
      select 'parcel', id, version, 'move', to_timestamp(at / 1000), actor, body, hash
      from unnest($1::uuid[], $2::int[], $3::float8[], $4::text[], $5::json[], $6::bytea[]) as e(id, version, at, actor, body, hash)`,
    [column('recordId'), column('version'), column('atMs'), column('actor'), column('body'), hashes],
  );
}
