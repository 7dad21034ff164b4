import type { StoredFile } from '#kernel/declare/fields';
import { notFound } from '#kernel/problem';
import type { Actor } from '#kernel/run/actor';
import { mayTake } from '#kernel/run/deed';
import type { Kernel } from '#kernel/run/kernel';
import type { Kind } from '#kernel/run/kind';
import { scopeOf, scopeSql } from '#kernel/run/load';

interface Found extends StoredFile {
  uploadedBy: string;
  uses: readonly Use[];
}

interface Use {
  record: string;
  recordId: string;
  /** `fields.photos`, `evidence.photos`. */
  place: string;
}

/**
 * The file, for whoever may read a record that uses it; before any does, for whoever uploaded it. Whoever is outside reads what the
 * record's fields hold and what they uploaded themselves, not what was shown inside. A confidential one leaves a trace in the access log.
 * @throws Problem not-found
 */
export async function fileFor(kernel: Kernel, actor: Actor, id: string, now: number): Promise<StoredFile> {
  const { rows } = await kernel.pool.query<Found>({
    name: 'file',
    text: `select f.id, f.name, f.type, f.size::float8 as size, f.sha256, f.uploaded_by as "uploadedBy",
  coalesce((select json_agg(json_build_object('record', u.record, 'recordId', u.record_id, 'place', u.place)) from file_use u where u.file = f.id), '[]') as uses
from file f where f.id = $1`,
    values: [id],
  });
  const found = rows[0];
  if (!found) throw notFound();
  const { uploadedBy, uses, ...file } = found;
  const own = uploadedBy === actor.id;
  if (uses.length === 0 && own) return file;
  for (const use of uses) {
    const kind = kernel.registry.kinds.get(use.record);
    if (!kind || !(await mayRead(kernel, actor, kind, use, own))) continue;
    if (isConfidential(kind, use)) await note(kernel, actor, use, now);
    return file;
  }
  throw notFound();
}

async function mayRead(kernel: Kernel, actor: Actor, kind: Kind, use: Use, own: boolean): Promise<boolean> {
  if (actor.customer !== null && !own && !use.place.startsWith('fields.')) return false;
  if (isConfidential(kind, use) && !mayTake(kind.record.permit.confidential?.read ?? [], actor)) return false;
  return sees(kernel, actor, kind, use.recordId);
}

/** Whether the actor may read that record. */
export async function sees(kernel: Kernel, actor: Actor, kind: Kind, id: string): Promise<boolean> {
  const scope = scopeOf(kind, actor);
  if (!scope) return false;
  const values: unknown[] = [id];
  const { rowCount } = await kernel.pool.query(
    `select from ${kind.table} r where r.id = $1 and ${scopeSql(kind, scope, actor, values)}`,
    values,
  );
  return rowCount === 1;
}

const isConfidential = ({ record }: Kind, { place }: Use): boolean =>
  record.permit.confidential?.fields.includes(place.split('.')[1] ?? '') ?? false;

async function note(kernel: Kernel, actor: Actor, { record, recordId, place }: Use, now: number): Promise<void> {
  await kernel.pool.query('insert into access_log (at, actor, record, record_id, fields) values ($1, $2, $3, $4, $5)', [
    new Date(now),
    actor.id,
    record,
    recordId,
    [place.split('.')[1]],
  ]);
}
