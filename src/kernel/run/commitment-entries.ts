import { entryHash } from './journal/entry.ts';
import type { Queryable } from './transaction.ts';

/** Something that happened to a commitment by itself: breached, paused, resumed. `version` and `head` are those before. */
export interface CommitmentEvent {
  id: string;
  version: number;
  head: Buffer | null;
  step: string;
  /** Epoch milliseconds. */
  at: number;
  actor: string;
  body: object;
}

/** Journals events of commitments, each in the chain of its own commitment, and advances the commitments' versions and heads. */
export async function journalCommitments(client: Queryable, key: Buffer, events: readonly CommitmentEvent[]): Promise<void> {
  const rows = events.map((e) => {
    const body = JSON.stringify(e.body);
    const version = e.version + 1;
    const hash = entryHash(key, e.head, {
      record: 'commitment',
      recordId: e.id,
      version,
      step: e.step,
      atMs: e.at,
      actor: e.actor,
      body,
    });
    return {
      id: e.id,
      version,
      step: e.step,
      at: new Date(e.at).toISOString(),
      actor: e.actor,
      body,
      hash: hash.toString('hex'),
    };
  });
  await client.query({
    name: 'journal_commitments',
    text: `with events as (select * from json_to_recordset($1::json) as j(id uuid, version int, step text, at timestamptz, actor text, body text, hash text)),
entries as (insert into journal (record, record_id, version, step, at, actor, body, hash)
  select 'commitment', e.id, e.version, e.step, e.at, e.actor, e.body::json, decode(e.hash, 'hex') from events e)
update commitment c set version = e.version, head = decode(e.hash, 'hex') from events e where c.id = e.id`,
    values: [JSON.stringify(rows)],
  });
}
