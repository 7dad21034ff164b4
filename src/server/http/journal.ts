import { invalid, notFound } from '#kernel/problem';
import type { Actor } from '#kernel/run/actor';
import { instantText } from '#kernel/run/columns';
import { mayTake } from '#kernel/run/deed';
import type { Kernel } from '#kernel/run/kernel';
import type { Kind } from '#kernel/run/kind';
import { scopeOf, scopeSql } from '#kernel/run/load';

/** One entry of a record's journal, as people read it. */
export interface JournalEntry {
  version: number;
  step: string;
  at: string;
  actor: string;
  /** The employee's name, where the reader may see employees; of a contact person, their name where those may be seen, and their company's. */
  actorName: string | null;
  body: Record<string, unknown>;
}

/**
 * One page of a record's journal, the newest entry first. Confidential fields are null for those who may not read them; who
 * may, leaves a trace in the access log.
 * @throws Problem not-found when there is no record that the actor may see.
 */
export async function journalOf(
  kernel: Kernel,
  actor: Actor,
  kind: Kind,
  id: string,
  { limit, after }: { limit: number; after: string | null },
  now: number,
): Promise<{ items: JournalEntry[]; next: string | null; withheld: readonly string[] }> {
  const scope = scopeOf(kind, actor);
  if (!scope) throw notFound();
  if (after !== null && !/^\d{1,9}$/.test(after))
    throw invalid([{ pointer: '/after', detail: { zh: '翻页位置无效。', en: 'The page position is not valid.' } }]);
  const employees = kernel.registry.kinds.get('employee');
  const contacts = kernel.registry.kinds.get('contact');
  const named = employees !== undefined && scopeOf(employees, actor) === 'all';
  const known = contacts !== undefined && scopeOf(contacts, actor) === 'all';
  const values: unknown[] = [id, after === null ? null : Number(after), limit + 1, named, known];
  const { rows } = await kernel.pool.query<{ visible: boolean; items: JournalEntry[] }>(
    `select exists (select 1 from ${kind.table} r where r.id = $1 and ${scopeSql(kind, scope, actor, values)}) as visible,
  coalesce((select json_agg(x) from (
    select j.version, j.step, ${instantText('j.at')} as at, j.actor, coalesce(
      (select e.name from employee e where $4 and e.id = case when j.actor like 'employee:%' then substr(j.actor, 10)::uuid end),
      (select case when $5 then t.name || '（' || k.name || '）' else k.name end from contact t join customer k on k.id = t.customer
        where $4 and t.id = case when j.actor like 'contact:%' then substr(j.actor, 9)::uuid end)) as "actorName", j.body
    from journal j where j.record_id = $1 and ($2::int is null or j.version < $2) order by j.version desc limit $3) x), '[]') as items`,
    values,
  );
  if (!rows[0]?.visible) throw notFound();
  const items = rows[0].items.slice(0, limit);
  const next = rows[0].items.length > limit ? String(items.at(-1)?.version ?? '') : null;
  // Whoever is outside sees what became of the record, and not what was said and shown inside.
  if (actor.customer !== null)
    return {
      items: items.map((entry) => ({ ...entry, actor: '', body: { state: entry.body['state'] ?? null } })),
      next,
      withheld: [],
    };
  const rule = kind.record.permit.confidential;
  if (!rule || items.length === 0) return { items, next, withheld: [] };
  if (!mayTake(rule.read, actor))
    return { items: items.map((entry) => redacted(entry, rule.fields)), next, withheld: rule.fields };
  const shown = rule.fields.filter((field) =>
    items.some((entry) => PARTS.some((part) => (entry.body[part] as Record<string, unknown> | undefined)?.[field] !== undefined)),
  );
  if (shown.length > 0) {
    await kernel.pool.query('insert into access_log (at, actor, record, record_id, fields) values ($1, $2, $3, $4, $5)', [
      new Date(now),
      actor.id,
      kind.record.name,
      id,
      shown,
    ]);
  }
  return { items, next, withheld: [] };
}

/** Where an entry holds fields by name: as created, as changed (before and after), as shown at a step. */
const PARTS = ['record', 'fields', 'evidence'] as const;

function redacted(entry: JournalEntry, hidden: readonly string[]): JournalEntry {
  const body = { ...entry.body };
  for (const part of PARTS) {
    const held = body[part] as Record<string, unknown> | undefined;
    if (held)
      body[part] = Object.fromEntries(
        Object.entries(held).map(([field, value]) => [field, hidden.includes(field) ? null : value]),
      );
  }
  return { ...entry, body };
}
