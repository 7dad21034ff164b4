import type { QueryResultRow } from 'pg';
import { commentChangeable } from '#domain/org/comments.settings';
import type { AnyRecord } from '#kernel/declare/record';
import { notAllowed, notFound, Problem } from '#kernel/problem';
import type { Actor } from '#kernel/run/actor';
import { instantText } from '#kernel/run/columns';
import { settingAt } from '#kernel/run/config';
import type { Kernel } from '#kernel/run/kernel';
import type { Kind } from '#kernel/run/kind';
import type { Tx } from '#kernel/run/scene';
import { loadActor } from '#server/access/load-actor';
import { sees } from '#server/files/read';

/** Something said beside a record. */
export interface Comment {
  id: string;
  at: string;
  actor: string;
  /** The author's name, where it is an employee. */
  actorName: string | null;
  /** Empty when it was deleted. */
  text: string;
  /** Who is named in it. */
  mentions: { id: string; name: string }[];
  editedAt: string | null;
  deletedAt: string | null;
}

/** What is written. `mentions` are ids of employees. */
export interface Said {
  text: string;
  mentions: string[];
}

const COLUMNS = `c.id, ${instantText('c.at')} as at, c.actor,
  (select e.name from employee e where e.id = case when c.actor like 'employee:%' then substr(c.actor, 10)::uuid end) as "actorName",
  case when c.deleted_at is null then c.text else '' end as text,
  coalesce((select json_agg(json_build_object('id', e.id, 'name', e.name) order by e.name) from employee e where c.deleted_at is null and e.id = any(c.mentions)), '[]') as mentions,
  ${instantText('c.edited_at')} as "editedAt", ${instantText('c.deleted_at')} as "deletedAt"`;

/**
 * One page of what was said beside a record, the newest first; `after` is the id of the last one seen. Said among those who work here:
 * nobody outside reads it.
 * @throws Problem not-found
 */
export async function commentsOn(
  kernel: Kernel,
  actor: Actor,
  kind: Kind,
  recordId: string,
  { limit, after }: { limit: number; after: string | null },
): Promise<{ items: Comment[]; next: string | null }> {
  await mustSee(kernel, actor, kind, recordId);
  const { rows } = await kernel.pool.query<Comment>(
    `select ${COLUMNS} from comment c where c.record_id = $1
  and ($2::uuid is null or (c.at, c.id) < (select b.at, b.id from comment b where b.id = $2 and b.record_id = $1))
order by c.at desc, c.id desc limit $3`,
    [recordId, after, limit + 1],
  );
  const items = rows.slice(0, limit);
  return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}

/**
 * What a comment comes to, judged before anything is written: who is named, and who of them may be told. @throws Problem not-found.
 */
export async function judged(
  kernel: Kernel,
  actor: Actor,
  kind: Kind,
  recordId: string,
  said: Said,
  now: number,
): Promise<Judged> {
  await mustSee(kernel, actor, kind, recordId);
  const named = await employeesAmong(kernel, said.mentions);
  const readers = await Promise.all(
    named.map(async ({ id }) => {
      const reader = id === actor.employee ? null : await loadActor(kernel.pool, `employee:${id}`, 'zh', new Date(now));
      return reader !== null && (await sees(kernel, reader, kind, recordId));
    }),
  );
  return {
    text: said.text,
    mentions: named.map(({ id }) => id),
    tell: named.filter((_, i) => readers[i]).map(({ id }) => id),
    untold: named.filter(({ id }, i) => !readers[i] && id !== actor.employee).map(({ name }) => name),
  };
}

export interface Judged {
  text: string;
  mentions: string[];
  /** Employees who may read the record, and hear of it. */
  tell: string[];
  /** The names of those who may not: a notification leads only where one may go. */
  untold: string[];
}

/** Says something beside a record, and tells those who are named in it. */
export async function comment(tx: Tx, kind: Kind, recordId: string, { text, mentions, tell, untold }: Judged): Promise<Written> {
  const id = tx.newId();
  await tx.query('insert into comment (id, record, record_id, at, actor, text, mentions) values ($1, $2, $3, $4, $5, $6, $7)', [
    id,
    kind.record.name,
    recordId,
    new Date(tx.now),
    tx.actor.id,
    text,
    mentions,
  ]);
  await notify(tx, kind, recordId, tell);
  return { comment: await oneOf(tx, id), untold };
}

export interface Written {
  comment: Comment;
  untold: string[];
}

/** Says it in other words; who is named anew is told. What it said before is kept. @throws Problem not-found, not-allowed, too-late. */
export async function changeComment(kernel: Kernel, actor: Actor, id: string, said: Said, now: number): Promise<Written> {
  const own = await ownComment(kernel, actor, id, now);
  const { text, mentions, tell, untold } = await judged(kernel, actor, own.kind, own.recordId, said, now);
  return kernel.write(actor, now, async (tx) => {
    await keepingBefore(tx, id, 'text = $3, mentions = $4, edited_at = $2', [text, mentions]);
    await notify(
      tx,
      own.kind,
      own.recordId,
      tell.filter((employee) => !own.mentions.includes(employee)),
    );
    return { comment: await oneOf(tx, id), untold };
  });
}

/** Takes it back: that something was said here stays. @throws Problem not-found, not-allowed, too-late. */
export async function deleteComment(kernel: Kernel, actor: Actor, id: string, now: number): Promise<void> {
  await ownComment(kernel, actor, id, now);
  await kernel.write(actor, now, (tx) => keepingBefore(tx, id, `text = '', mentions = '{}', deleted_at = $2`, []));
}

async function keepingBefore(tx: Tx, id: string, changes: string, values: unknown[]): Promise<void> {
  const changed = await tx.query(
    `update comment set earlier = earlier || jsonb_build_array(jsonb_build_object('until', $2::timestamptz, 'text', text, 'mentions', mentions)), ${changes}
where id = $1 and deleted_at is null returning id`,
    [id, new Date(tx.now), ...values],
  );
  if (changed.length === 0) throw notFound(); // it was deleted in another window
}

interface Own {
  kind: Kind;
  recordId: string;
  mentions: string[];
}

async function ownComment(kernel: Kernel, actor: Actor, id: string, now: number): Promise<Own> {
  const { rows } = await kernel.pool.query<{ record: string; recordId: string; actor: string; at: Date; mentions: string[] }>(
    `select record, record_id as "recordId", actor, at, mentions from comment where id = $1 and deleted_at is null`,
    [id],
  );
  const found = rows[0];
  const kind = found && kernel.registry.kinds.get(found.record);
  if (!kind) throw notFound();
  await mustSee(kernel, actor, kind, found.recordId);
  if (found.actor !== actor.id) throw notAllowed([]);
  const hours = settingAt(await kernel.config(), commentChangeable, now);
  if (now - found.at.getTime() > hours * 3_600_000) throw tooLate(hours);
  return { kind, recordId: found.recordId, mentions: found.mentions };
}

const tooLate = (hours: number): Problem =>
  new Problem('too-late', 409, {
    zh: `评论发出 ${hours} 小时后不能再修改或删除。请另写一条。`,
    en: `A comment can be changed or deleted for ${hours} hours. Please write another one.`,
  });

async function mustSee(kernel: Kernel, actor: Actor, kind: Kind, id: string): Promise<void> {
  if (actor.customer !== null || !(await sees(kernel, actor, kind, id))) throw notFound();
}

async function oneOf(tx: Tx, id: string): Promise<Comment> {
  const [made] = await tx.query<Comment & QueryResultRow>(`select ${COLUMNS} from comment c where c.id = $1`, [id]);
  return made!;
}

async function employeesAmong({ pool }: Kernel, ids: readonly string[]): Promise<{ id: string; name: string }[]> {
  if (ids.length === 0) return [];
  const { rows } = await pool.query<{ id: string; name: string }>(
    `select id, name from employee where id = any($1::uuid[]) and state = 'active' order by name, id`,
    [[...new Set(ids)]],
  );
  return rows;
}

async function notify(tx: Tx, kind: Kind, recordId: string, employees: readonly string[]): Promise<void> {
  if (employees.length === 0) return;
  await tx.query(
    `insert into notification (id, at, employee, kind, record, record_id, number)
select t.id, $1, t.employee, 'mentioned', $2, r.id, r.number from unnest($4::uuid[], $5::uuid[]) as t(id, employee), ${kind.table} r where r.id = $3`,
    [new Date(tx.now), kind.record.name, recordId, employees.map(() => tx.newId()), employees],
  );
}

/** The records beside which something can be said: all of them. */
export const commentPath = (record: AnyRecord): string => `/api/${record.plural}/:id/comments`;
