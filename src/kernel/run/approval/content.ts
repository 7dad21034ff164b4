import { createHash } from 'node:crypto';
import type { AnyDoc } from '../../declare/record.ts';
import type { Kind } from '../kind.ts';
import type { Scene } from '../scene.ts';
import type { Queryable } from '../transaction.ts';

/** What reviewers see: the fields and line sets of a record as they stood when its content last changed. */
export type Content = Record<string, unknown>;

/** The content of a record: its fields and line sets. */
export const contentOf = (kind: Kind, doc: AnyDoc): Content =>
  Object.fromEntries(partsOf(kind).map((part) => [part, doc[part] ?? null]));

export const partsOf = (kind: Kind): string[] => [...Object.keys(kind.record.fields), ...kind.lines.map(({ name }) => name)];

/** The parts in which two contents differ. */
export const differingParts = (kind: Kind, before: AnyDoc, after: AnyDoc): string[] =>
  partsOf(kind).filter((part) => JSON.stringify(before[part] ?? null) !== JSON.stringify(after[part] ?? null));

/** Keeps a content as it is now; returns the hash of its bytes, which the journal tells. Such rows are never changed. */
export async function freeze(
  scene: Scene,
  kind: Kind,
  doc: AnyDoc,
  approval: string,
  number: number,
  at: number,
): Promise<string> {
  const body = JSON.stringify(contentOf(kind, doc));
  await scene.client.query({
    name: 'freeze',
    text: 'insert into approval_content (record_id, approval, number, at, body) values ($1, $2, $3, $4, $5)',
    values: [doc.id, approval, number, new Date(at), body],
  });
  return createHash('sha256').update(body).digest('hex');
}

/** A content as it was frozen; null when there is none of that number. */
export async function frozen(client: Queryable, recordId: string, approval: string, number: number): Promise<Content | null> {
  const { rows } = await client.query<{ body: Content }>({
    name: 'frozen',
    text: 'select body from approval_content where record_id = $1 and approval = $2 and number = $3',
    values: [recordId, approval, number],
  });
  return rows[0]?.body ?? null;
}
