import type { Hono } from 'hono';
import { z } from 'zod';
import { notFound } from '#kernel/problem';
import { parse } from '#kernel/run/validate';
import { readJson } from '#server/http/body';
import { type Exchange, jsonAnswer, type RequestContext } from '#server/http/exchange';
import type { RecordDeps } from '#server/http/records';
import { addView, changeView, removeView, ViewChange, ViewWanted, viewsOf } from './views.ts';

const base = '/api/views';

/** The views that people keep of lists. */
export function addViewRoutes(app: Hono<{ Bindings: Exchange }>, { kernel, now, admitted }: RecordDeps): void {
  const { pool, registry } = kernel;

  app.get(base, async (c) => {
    c.env.route = base;
    const actor = await admitted(c);
    const { record } = parse(z.strictObject({ record: z.string().max(60) }), Object.fromEntries(new URL(c.req.url).searchParams));
    return jsonAnswer(JSON.stringify({ items: await viewsOf(pool, actor, record) }));
  });

  app.post(base, async (c) => {
    c.env.route = base;
    const actor = await admitted(c);
    const wanted = parse(ViewWanted, (await readJson(c.env.incoming)).value);
    return jsonAnswer(JSON.stringify(await addView(pool, registry, actor, wanted, new Date(now()))), 201);
  });

  app.patch(`${base}/:id`, async (c) => {
    c.env.route = `${base}/:id`;
    const actor = await admitted(c);
    const change = parse(ViewChange, (await readJson(c.env.incoming)).value);
    const [, version] = /^"(\d{1,9})"$/.exec(c.env.incoming.headers['if-match'] ?? '') ?? [];
    const seen = version === undefined ? null : Number(version);
    return jsonAnswer(JSON.stringify(await changeView(pool, registry, actor, idIn(c), change, seen, new Date(now()))));
  });

  app.delete(`${base}/:id`, async (c) => {
    c.env.route = `${base}/:id`;
    await removeView(pool, await admitted(c), idIn(c));
    return new Response(null, { status: 204 });
  });
}

function idIn(c: RequestContext): string {
  const { success, data } = z.uuid().safeParse(c.req.param('id'));
  if (!success) throw notFound();
  return data;
}
