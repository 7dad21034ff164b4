import { createHash } from 'node:crypto';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Pool } from 'pg';
import { type Fault, Faults } from '#kernel/run/journal/faults';
import { NoSuchFile } from './key.ts';
import type { FileStore } from './store.ts';
import { keyOf } from './upload.ts';

/** A file as the journal names it. */
interface Named {
  journalId: string;
  record: string;
  recordId: string;
  version: number;
  id: string;
  sha256: string;
}

/** What a verification of files found. */
export interface FilesReport {
  /** Files that were read to their end. */
  files: number;
  faultCount: number;
  faults: readonly Fault[];
}

const BATCH = 500;

/**
 * Reads every file that the journal names and compares it with the hash that the journal says: whoever exchanges or removes a piece of
 * evidence is found out. That the journal itself is what was written is proven by `verify`. Throws what the store throws; a fault is no error.
 */
export async function verifyFiles(pool: Pool, store: FileStore): Promise<FilesReport> {
  const faults = new Faults();
  let files = 0;
  for (let after = '0'; ; ) {
    const { rows } = await pool.query<Named>(
      `select j.id as "journalId", j.record, j.record_id as "recordId", j.version, m[1] as id, m[2] as sha256
  from (select * from journal where id > $1 and body::text like '%"sha256":"%' order by id limit $2) j,
    lateral regexp_matches(j.body::text, $3, 'g') as m order by j.id`,
      [after, BATCH, MENTION],
    );
    const last = rows.at(-1);
    if (!last) return { files, faultCount: faults.count, faults: faults.listed };
    for (const named of rows) {
      const found = await hashOf(store, named.id);
      if (found !== null) files++;
      const place = { ...named, journalId: Number(named.journalId) };
      if (found === null) faults.add('removed', place, `文件 ${named.id} 不在了。`, `The file ${named.id} is gone.`);
      else if (found !== named.sha256)
        faults.add(
          'changed',
          place,
          `文件 ${named.id} 的内容不是流水所记的。`,
          `The file ${named.id} is not what the journal says.`,
        );
    }
    after = last.journalId;
  }
}

// As the kernel writes a stored file into an entry: its id first, its hash last.
const MENTION = '"id":"([0-9a-f-]{36})","name":"(?:[^"\\\\]|\\\\.)*","type":"[^"]*","size":[0-9]+,"sha256":"([0-9a-f]{64})"';

async function hashOf(store: FileStore, id: string): Promise<string | null> {
  const hash = createHash('sha256');
  try {
    const take = new Writable({
      write(piece: Buffer, _, done) {
        hash.update(piece);
        done();
      },
    });
    await pipeline(await store.get(keyOf(id)), take);
    return hash.digest('hex');
  } catch (error) {
    if (error instanceof NoSuchFile) return null;
    throw error;
  }
}
