import type { ClientBase } from 'pg';
import type { Faults } from './faults.ts';
import { digestOfRedating } from './redating-list.ts';
import { objectOf } from './told.ts';

interface Row {
  id: string;
  cause: string;
  cause_id: string;
  examined: number;
  done: boolean;
  body: unknown;
}

/**
 * Compares the lists of redatings, which explain due instants, with their digests in the journal, and names those that are altered, gone,
 * or were never in it. `told`: the redatings that have entries. Returns how many due instants were moved by redatings that have none yet:
 * one is under way, or was interrupted, and nothing proves them.
 */
export async function compareRedatings(
  client: ClientBase,
  told: ReadonlySet<string>,
  doubtful: ReadonlySet<string>,
  faults: Faults,
): Promise<number> {
  const { rows } = await client.query<Row>(
    `select r.id, r.cause, r.cause_id, r.examined, r.done_at is not null as done,
      (select body from journal j where j.record_id = r.id and j.version = 1) as body from redating r order by r.id`,
  );
  const missing = new Set(told);
  let unproven = 0;
  for (const row of rows) {
    missing.delete(row.id);
    if (doubtful.has(row.id)) continue;
    const { changed, list } = await digestOfRedating(client, row.id);
    const body = objectOf(row.body);
    const cause = objectOf(body['cause']);
    if (row.body === null) {
      if (row.done) addFault(faults, row.id, '流水没有记载这次重新计期。', 'The journal tells of no such redating.');
      else unproven += changed;
    } else if (
      body['list'] !== list ||
      body['examined'] !== row.examined ||
      cause['kind'] !== row.cause ||
      cause['id'] !== row.cause_id
    ) {
      addFault(
        faults,
        row.id,
        '重新计期的清单与流水不符：清单被改动。',
        'The list of the redating is not what the journal says: it was changed.',
      );
    }
  }
  for (const id of missing)
    addFault(faults, id, '流水所记的重新计期已不存在。', 'The redating that the journal tells of does not exist.');
  return unproven;
}

const addFault = (faults: Faults, recordId: string, zh: string, en: string): void =>
  faults.add('changed', { record: 'redating', recordId, version: 1 }, zh, en);
