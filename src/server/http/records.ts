import type { Hono } from 'hono';
import type { AnyDoc, AnyRecord, InputOf } from '#kernel/declare/record';
import { invalid, notFound } from '#kernel/problem';
import type { Actor } from '#kernel/run/actor';
import { listCommitments } from '#kernel/run/commitments';
import type { Kernel } from '#kernel/run/kernel';
import type { Kind } from '#kernel/run/kind';
import { list } from '#kernel/run/list';
import { scopeOf, scopeSql } from '#kernel/run/load';
import { mentioners, namesOf } from '#kernel/run/mention';
import { read } from '#kernel/run/read';
import { type JsonBody, readJson } from './body.ts';
import { longJsonAnswer } from './compress.ts';
import { type Exchange, jsonAnswer, type RequestContext } from './exchange.ts';
import { type Answer, writeOnce } from './idempotency.ts';
import { journalOf } from './journal.ts';
import { malformed, versionNeeded } from './problems.ts';
import { pageOf, questionOf } from './question.ts';
import { toldCommitment, toldView, written } from './view.ts';

export interface RecordDeps {
  kernel: Kernel;
  /** Epoch milliseconds. */
  now: () => number;
  /** Lets the caller in for a method, or throws a Problem. */
  admitted: (c: RequestContext) => Promise<Actor>;
}

/** The routes that every record has, from its declaration. */
export function addRecordRoutes(app: Hono<{ Bindings: Exchange }>, deps: RecordDeps): void {
  for (const kind of deps.kernel.registry.kinds.values()) addRoutesOf(kind, app, deps);
}

function addRoutesOf(kind: Kind, app: Hono<{ Bindings: Exchange }>, { kernel, now, admitted }: RecordDeps): void {
  const base = `/api/${kind.record.plural}`;
  const one = `${base}/:id`;

  /** A route: names itself for metrics, lets the caller in, then does its work. */
  const route = (path: string, work: (c: RequestContext, actor: Actor) => Promise<Response>) => async (c: RequestContext) => {
    c.env.route = path;
    return work(c, await admitted(c));
  };

  app.get(
    base,
    route(base, async (c, actor) => {
      const page = await list(kernel, actor, kind, questionOf(new URL(c.req.url).searchParams));
      return longJsonAnswer(JSON.stringify(page), c.env.incoming.headers['accept-encoding']);
    }),
  );

  app.post(
    base,
    route(base, async (c, actor) => {
      const { text, value } = await readJson(c.env.incoming);
      const input = objectIn(value);
      // The kernel takes an instant beside the fields where history is replayed; nobody dates a record by hand.
      if ('at' in input) throw invalid([{ pointer: '/at', detail: { zh: '没有这一项。', en: 'There is no such field.' } }]);
      const answer = await writeOnce(kernel, actor, now(), keyOf(c), `POST ${base} ${text}`, async (tx) => {
        const [made] = await tx.create(kind.record, [input]);
        return { ...answerWith(kind, made!, 201), headers: { etag: tag(made!), location: `${base}/${made!.id}` } };
      });
      return jsonAnswer(answer.text, answer.status, answer.headers);
    }),
  );

  if (mentioners(kernel.registry, kind).length > 0) {
    const names = `${base}/names`;
    app.get(
      names,
      route(names, async (c, actor) => {
        const asked = namesAsked(new URL(c.req.url).searchParams);
        return jsonAnswer(JSON.stringify({ items: await namesOf(kernel, actor, kind, asked) }));
      }),
    );
  }

  app.get(
    one,
    route(one, async (c, actor) => {
      const view = await read(kernel, actor, kind, idIn(c), now());
      // No 304: what can be done and how much time is left change while the version stays.
      return jsonAnswer(JSON.stringify(toldView(view, actor.locale)), 200, { etag: tag(view.record) });
    }),
  );

  app.patch(
    one,
    route(one, async (c, actor) => {
      const id = idIn(c);
      const version = versionIn(c);
      if (version === null) throw versionNeeded();
      const { text, value } = await readJson(c.env.incoming);
      const input = objectIn(value);
      const answer = await writeOnce(kernel, actor, now(), keyOf(c), `PATCH ${base}/${id} ${version} ${text}`, async (tx) => {
        const [edited] = await tx.edit(kind.record, [{ id, evidence: input, ...(version && { version }) }]);
        return answerWith(kind, edited!);
      });
      return jsonAnswer(answer.text, answer.status, answer.headers);
    }),
  );

  app.get(
    `${one}/journal`,
    route(`${one}/journal`, async (c, actor) => {
      const page = await journalOf(kernel, actor, kind, idIn(c), pageOf(new URL(c.req.url).searchParams), now());
      return longJsonAnswer(JSON.stringify(page), c.env.incoming.headers['accept-encoding']);
    }),
  );

  app.get(
    `${one}/commitments`,
    route(`${one}/commitments`, async (c, actor) => {
      const { limit, after } = pageOf(new URL(c.req.url).searchParams);
      const id = idIn(c);
      await mustSee(kernel, actor, kind, id);
      const page = await listCommitments(kernel, actor, { record: kind.record.name, recordIds: [id], limit, after }, now());
      return jsonAnswer(JSON.stringify({ items: page.items.map((item) => toldCommitment(item, actor.locale)), next: page.next }));
    }),
  );

  for (const step of Object.keys(kind.record.lifecycle)) {
    const path = `${one}/${step}`;
    app.post(
      path,
      route(path, async (c, actor) => {
        const id = idIn(c);
        const version = versionIn(c);
        const { text, value }: JsonBody = await readJson(c.env.incoming);
        const answer = await writeOnce(kernel, actor, now(), keyOf(c), `POST ${base}/${id}/${step} ${text}`, async (tx) => {
          const [moved] = await tx.take(kind.record, step, [
            { id, evidence: value as Record<string, never>, ...(version && { version }) },
          ]);
          return answerWith(kind, moved!);
        });
        return jsonAnswer(answer.text, answer.status, answer.headers);
      }),
    );
  }
}

/** @throws Problem not-found when there is no record that the actor may see. */
export async function mustSee(kernel: Kernel, actor: Actor, kind: Kind, id: string): Promise<void> {
  const scope = scopeOf(kind, actor);
  if (!scope) throw notFound();
  const values: unknown[] = [id];
  const { rowCount } = await kernel.pool.query(
    `select from ${kind.table} r where r.id = $1 and ${scopeSql(kind, scope, actor, values)}`,
    values,
  );
  if (rowCount === 0) throw notFound();
}

const answerWith = (kind: Kind, doc: AnyDoc, status = 200): Answer => ({
  status,
  headers: { etag: tag(doc) },
  text: JSON.stringify(written(kind, doc)),
});

const tag = ({ version }: AnyDoc): string => `"${version}"`;

/** Words of two characters or more, or ids. */
function namesAsked(query: URLSearchParams): { words: string } | { ids: string[] } {
  const ids = query.get('id')?.split(',').slice(0, 100);
  if (ids?.every((id) => UUID.test(id))) return { ids };
  const words = query.get('q')?.trim() ?? '';
  if (ids || words.length < 2 || words.length > 200)
    throw invalid([{ pointer: '/q', detail: { zh: '请至少输入两个字。', en: 'Please type at least two characters.' } }]);
  return { words };
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The id in the path. @throws Problem not-found when it is none. */
export function idIn(c: RequestContext): string {
  const id = c.req.param('id') ?? '';
  if (!UUID.test(id)) throw notFound();
  return id.toLowerCase();
}

/** The version in `If-Match`; undefined for `*` (any that exists), null without the header. */
function versionIn(c: RequestContext): number | null | undefined {
  const said = c.env.incoming.headers['if-match'];
  if (said === undefined) return null;
  if (said === '*') return undefined;
  const [, version] = /^(?:W\/)?"(\d{1,9})"$/.exec(said) ?? [];
  if (version === undefined) throw malformed('If-Match 应为一个版本，如 "7"。', 'If-Match names one version, such as "7".');
  return Number(version);
}

function keyOf(c: RequestContext): string | undefined {
  const key = c.env.incoming.headers['idempotency-key'];
  return Array.isArray(key) ? key.join() : key;
}

function objectIn(value: unknown): InputOf<AnyRecord> {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw malformed('请求内容应为一个 JSON 对象。', 'The body of the request must be a JSON object.');
  return value as InputOf<AnyRecord>;
}
