import { z } from 'zod';
import type { AnyDoc } from '#kernel/declare/record';
import { bilingual } from '#kernel/declare/words';
import { notFound } from '#kernel/problem';
import { listCommitments } from '#kernel/run/commitments';
import type { Kind } from '#kernel/run/kind';
import { list } from '#kernel/run/list';
import { scopeOf, scopeSql } from '#kernel/run/load';
import { read, type View } from '#kernel/run/read';
import type { Tx } from '#kernel/run/scene';
import { type Answer, writeOnce } from '#server/http/idempotency';
import { journalOf } from '#server/http/journal';
import { questionOf } from '#server/http/question';
import type { Asked } from './route.ts';

// What customers see of every record, and how it is read: by the same kernel, in the contact person's own name.

/** What every record says. `stateName` is told in the reader's language. */
export const seen = {
  id: z.string(),
  number: z.string(),
  state: z.string(),
  stateName: z.string(),
  createdAt: z.string(),
};

/** A promise to the customer. Instants are ISO strings, `remainingMs` working or plain milliseconds, null while paused. */
export const PromiseSeen = z.object({
  id: z.string(),
  name: z.string(),
  dueAt: z.string().nullable(),
  outcome: z.enum(['open', 'kept', 'breached', 'released']),
  settledAt: z.string().nullable(),
  paused: z.boolean(),
  remainingMs: z.number().nullable(),
});

/** What became of a record: when it came into which state. */
export const ProgressSeen = z.object({ at: z.string(), state: z.string(), stateName: z.string() });

/** One page of a list; `next` asks for the one behind it. */
export const pageOf = <T extends z.ZodType>(row: T) => z.object({ items: z.array(row), next: z.string().nullable() });

type OfVisitor = Pick<Asked, 'me' | 'parts' | 'now' | 'locale'>;

export const kindOf = ({ parts }: Pick<Asked, 'parts'>, name: string): Kind => parts.kernel.registry.kind(name);

/** The state of a record, and what it is called. */
export const stateOf = (kind: Kind, state: string, locale: 'zh' | 'en') => ({
  state,
  stateName: bilingual(kind.words.states[state], state)[locale],
});

const PAGE = 30;

/** A page of the records that the visitor may see, the newest first. `filter` is as in `filter[field]=value`. */
export async function rowsSeen(
  asked: OfVisitor & { query?: URLSearchParams },
  name: string,
  filter: Record<string, string> = {},
) {
  const kind = kindOf(asked, name);
  const question = new URLSearchParams({ limit: String(PAGE) });
  const after = asked.query?.get('after');
  if (after) question.set('after', after);
  for (const [field, value] of Object.entries(filter)) question.set(`filter[${field}]`, value);
  const { items, next } = await list(asked.parts.kernel, asked.me.actor, kind, questionOf(question));
  return { items: items.map((doc) => withState(kind, doc, asked.locale)), next };
}

/** One record as the visitor may see it. @throws Problem not-found. */
export async function recordSeen(asked: OfVisitor, name: string, id: string) {
  const kind = kindOf(asked, name);
  const view = await read(asked.parts.kernel, asked.me.actor, kind, idOf({ id }), asked.now);
  return { view, doc: withState(kind, view.record, asked.locale) };
}

/** The id in a path. @throws Problem not-found when it can be no record's. */
export function idOf({ id }: { id: string }): string {
  if (!UUID.test(id)) throw notFound();
  return id.toLowerCase();
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const withState = (kind: Kind, doc: AnyDoc, locale: 'zh' | 'en') => ({ ...doc, ...stateOf(kind, doc.state, locale) });

/** The condition under which the visitor sees row `r`; what it needs to know is added to `values`. */
export function visibleSql(asked: Pick<Asked, 'me' | 'parts'>, name: string, values: unknown[]): string {
  const kind = kindOf(asked, name);
  const scope = scopeOf(kind, asked.me.actor);
  return scope ? scopeSql(kind, scope, asked.me.actor, values) : 'false';
}

/** Whether the visitor may take a step now. */
export const may = (view: View, step: string): boolean => view.can[step]?.allowed === true;

/** The promises to the customer that were made on a record, settled ones too. */
export async function promisesSeen({ parts, me, now, locale }: OfVisitor, name: string, id: string) {
  const question = { record: name, recordIds: [id], limit: 50, after: null };
  const { items } = await listCommitments(parts.kernel, me.actor, question, now);
  return items
    .filter(({ creditor }) => creditor.role === 'customer')
    .map((promise) => ({ ...promise, name: promise.name[locale] }));
}

/** What became of a record, the newest first. */
export async function progressSeen({ parts, me, now, locale }: OfVisitor, name: string, id: string) {
  const kind = kindOf({ parts }, name);
  const { items } = await journalOf(parts.kernel, me.actor, kind, id, { limit: 100, after: null }, now);
  // An entry that changed the state says from which to which.
  return items.flatMap(({ at, body }) => {
    const [, state] = (body['state'] ?? []) as [string | null, string?];
    return state === undefined ? [] : [{ at, ...stateOf(kind, state, locale) }];
  });
}

/**
 * Does something in the visitor's name, in one transaction. With an `Idempotency-Key` (a form that was sent without a connection) the
 * same request is done once and answered again.
 */
export async function once(asked: Asked, work: (tx: Tx) => Promise<object>): Promise<unknown> {
  const { parts, me, now, c, bodyText } = asked;
  const key = c.env.incoming.headers['idempotency-key'];
  const request = `${c.req.method} ${c.req.path} ${bodyText}`;
  const answer = await writeOnce(
    parts.kernel,
    me.actor,
    now,
    Array.isArray(key) ? key.join() : key,
    request,
    async (tx): Promise<Answer> => ({ status: 200, headers: {}, text: JSON.stringify(await work(tx)) }),
  );
  return JSON.parse(answer.text);
}

/** What a deed answers: how the record stands now. */
export const Done = z.object({ id: z.string(), number: z.string(), state: z.string(), stateName: z.string() });

export const doneWith = (asked: OfVisitor, name: string, doc: { id: string; number: string; state: string }) => ({
  ...doc,
  ...stateOf(kindOf(asked, name), doc.state, asked.locale),
});
