import type { Hono } from 'hono';
import { z } from 'zod';
import { text } from '#kernel/declare/fields';
import { notFound } from '#kernel/problem';
import { parse } from '#kernel/run/validate';
import { readJson } from '#server/http/body';
import { type Exchange, jsonAnswer, type RequestContext } from '#server/http/exchange';
import { writeOnce } from '#server/http/idempotency';
import type { RecordDeps } from '#server/http/records';
import { changeComment, comment, commentPath, commentsOn, deleteComment, judged } from './comments.ts';

const said = z.strictObject({ text: text(1, 4000), mentions: z.array(z.uuid()).max(20).default([]) });
const asked = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  after: z.uuid().nullable().default(null),
});

/** What people say beside records: of every kind the same. */
export function addCommentRoutes(app: Hono<{ Bindings: Exchange }>, { kernel, now, admitted }: RecordDeps): void {
  for (const kind of kernel.registry.kinds.values()) {
    const route = commentPath(kind.record);
    app.get(route, async (c) => {
      c.env.route = route;
      const actor = await admitted(c);
      const page = parse(asked, Object.fromEntries(new URL(c.req.url).searchParams));
      return jsonAnswer(JSON.stringify(await commentsOn(kernel, actor, kind, idIn(c), page)));
    });
    app.post(route, async (c) => {
      c.env.route = route;
      const actor = await admitted(c);
      const id = idIn(c);
      const body = await readJson(c.env.incoming);
      const input = parse(said, body.value);
      const key = c.env.incoming.headers['idempotency-key'];
      const request = `POST ${kind.record.plural} ${id} comments ${body.text}`;
      const judgement = await judged(kernel, actor, kind, id, input, now());
      const answer = await writeOnce(kernel, actor, now(), Array.isArray(key) ? key.join() : key, request, async (tx) => ({
        status: 201,
        headers: {},
        text: JSON.stringify(await comment(tx, kind, id, judgement)),
      }));
      return jsonAnswer(answer.text, answer.status, answer.headers);
    });
  }

  const one = '/api/comments/:id';
  app.patch(one, async (c) => {
    c.env.route = one;
    const actor = await admitted(c);
    const id = idIn(c);
    const input = parse(said, (await readJson(c.env.incoming)).value);
    return jsonAnswer(JSON.stringify(await changeComment(kernel, actor, id, input, now())));
  });
  app.delete(one, async (c) => {
    c.env.route = one;
    const actor = await admitted(c);
    const id = idIn(c);
    await deleteComment(kernel, actor, id, now());
    return new Response(null, { status: 204 });
  });
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function idIn(c: RequestContext): string {
  const id = (c.req.param('id') ?? '').toLowerCase();
  if (!UUID.test(id)) throw notFound();
  return id;
}
