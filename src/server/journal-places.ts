import path from 'node:path';
import type { RecordTable } from '#kernel/run/journal/rows';
import { type Places, places } from './places.ts';

/**
 * Where the journal's keys and its witness lie: under the data folder, or where `LVYUE_KEYS` and `LVYUE_WITNESS` say. Several
 * application nodes share both, best on a disk that the database's machine cannot write.
 */
export function journalPlaces(
  env: NodeJS.ProcessEnv = process.env,
  { data, keys }: Places = places(env),
): { keys: string; witness: string } {
  return {
    keys: path.resolve(env['LVYUE_KEYS'] || keys),
    witness: path.resolve(env['LVYUE_WITNESS'] || path.join(data, 'witness', 'journal.jsonl')),
  };
}

/** What has a chain in the journal without being a record of the registry. */
export const commitmentTable: RecordTable = { record: { name: 'commitment' }, table: 'commitment' };
