import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { ClientBase, Pool } from 'pg';
import { entryHash } from '#kernel/run/journal/entry';
import type { RecordTable } from '#kernel/run/journal/rows';
import type { JournalKeys } from '#kernel/run/journal/seal';
import { type Sealed, sealAll } from '#kernel/run/journal/sealing';
import { type Report, verify } from '#kernel/run/journal/verify';
import type { Witness } from '#kernel/run/journal/witness';
import { openJournalKeys } from '#server/journal-keys';
import { APP_ROLE } from '#server/postgres/app-role';
import { fileWitness } from '#server/witness';
import { type FreshDatabase, freshDatabase } from './database.ts';

/** A record as a test writes it. */
export interface Parcel {
  id: string;
  number: string;
  version: number;
  head: Buffer | null;
}

/** A database with a record `parcel`, keys and a witness. */
export interface JournalWorld {
  db: FreshDatabase;
  folder: string;
  keys: JournalKeys;
  witnessFile: string;
  witness: Witness;
  records: readonly RecordTable[];
  /** Seals everything. */
  seal(): Promise<Sealed>;
  verify(witness?: Witness | null): Promise<Report>;
  /** SQL as somebody who owns every table. */
  attack(sql: string, values?: unknown[]): Promise<void>;
  close(): Promise<void>;
}

export const NOW = Date.UTC(2026, 2, 2, 9);
const MINUTE = 60_000;

export async function freshJournal(): Promise<JournalWorld> {
  const db = await freshDatabase();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'lvyue-journal-'));
  await db.owner.query(
    'create table parcel (id uuid primary key, number text not null, state text not null, version int not null, head bytea not null)',
  );
  await db.owner.query(`grant select, insert, update on parcel to ${APP_ROLE}`);
  const keys = await openJournalKeys(path.join(folder, 'keys'));
  const witnessFile = path.join(folder, 'witness', 'journal.jsonl');
  const witness = fileWitness(witnessFile);
  const records = [
    { record: { name: 'parcel' }, table: '"parcel"' },
    { record: { name: 'commitment' }, table: '"commitment"' },
  ];
  return {
    db,
    folder,
    keys,
    witnessFile,
    witness,
    records,
    seal: () => onClient(db.owner, (client) => sealAll(client, keys, witness, NOW)),
    verify: (asked: Witness | null = witness) => verify(db.owner, keys, asked, { records }),
    attack: async (sql, values) => void (await db.owner.query(sql, values)),
    async close() {
      await db.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export async function onClient<T>(pool: Pool, work: (client: ClientBase) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    return await work(client);
  } finally {
    client.release();
  }
}

let count = 0;
export const newParcel = (): Parcel => ({ id: randomUUID(), number: `P-${++count}`, version: 0, head: null });

const STATES = ['received', 'packed', 'sent', 'delivered', 'returned'];

/** Takes the parcel's next step: writes its row and its entry as the kernel does, in one statement, and returns the parcel after it. */
export async function step(
  client: ClientBase | Pool,
  key: Buffer,
  parcel: Parcel,
  remark = '客户要求周五前送到。',
): Promise<Parcel> {
  const version = parcel.version + 1;
  const state = STATES[parcel.version % STATES.length]!;
  const atMs = NOW + version * MINUTE;
  const before = version === 1 ? null : STATES[(parcel.version - 1) % STATES.length]!;
  const body = JSON.stringify({ state: [before, state], fields: { remark: [null, remark] } });
  const hash = entryHash(key, parcel.head, {
    record: 'parcel',
    recordId: parcel.id,
    version,
    step: 'move',
    atMs,
    actor: 'system',
    body,
  });
  await client.query({
    name: 'parcel_step',
    text: `with row as (insert into parcel values ($1, $2, $3, $4, $5)
        on conflict (id) do update set state = excluded.state, version = excluded.version, head = excluded.head)
      insert into journal (record, record_id, version, step, at, actor, body, hash)
      values ('parcel', $1, $4, 'move', to_timestamp($6::float8 / 1000), 'system', $7::json, $5)`,
    values: [parcel.id, parcel.number, state, version, hash, atMs, body],
  });
  return { ...parcel, version, head: hash };
}

/** Takes `steps` steps with each of `parcels` in turn. */
export async function takeSteps(world: JournalWorld, parcels: readonly Parcel[], steps: number): Promise<Parcel[]> {
  let now = [...parcels];
  for (let i = 0; i < steps; i++) {
    const moved: Parcel[] = [];
    for (const parcel of now) moved.push(await step(world.db.owner, world.keys.journal, parcel));
    now = moved;
  }
  return now;
}
