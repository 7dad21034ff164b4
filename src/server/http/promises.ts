import type { Hono } from 'hono';
import { z } from 'zod';
import { notFound } from '#kernel/problem';
import { type CommitmentQuestion, explainCommitment, listCommitments } from '#kernel/run/commitments';
import { pause, resume } from '#kernel/run/hold';
import { parse } from '#kernel/run/validate';
import { readJson } from './body.ts';
import { type Exchange, jsonAnswer, type RequestContext } from './exchange.ts';
import type { RecordDeps } from './records.ts';
import { toldCommitment } from './view.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const asked = z.strictObject({
  outcome: z.string().max(60).optional(),
  mine: z.enum(['true', 'false']).optional(),
  standing: z.enum(['true', 'false']).optional(),
  control: z.string().max(120).optional(),
  clause: z.string().max(60).optional(),
  customer: z.uuid().optional(),
  record: z.string().max(60).optional(),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: z.string().max(120).nullable().default(null),
});

/** Commitments across all records, their clocks, pauses; and what a person has been told. */
export function addPromiseRoutes(app: Hono<{ Bindings: Exchange }>, { kernel, now, admitted }: RecordDeps): void {
  const base = '/api/commitments';

  app.get(base, async (c) => {
    c.env.route = base;
    const actor = await admitted(c);
    const q = parse(asked, Object.fromEntries(new URL(c.req.url).searchParams));
    const { outcome, mine, standing, ...rest } = q;
    const given = Object.fromEntries(Object.entries(rest).filter(([, v]) => v !== undefined)) as Pick<
      CommitmentQuestion,
      'limit' | 'after'
    >;
    const question = {
      ...given,
      ...(outcome && { outcome: outcome.split(',') }),
      mine: mine === 'true',
      standing: standing === 'true',
    };
    const page = await listCommitments(kernel, actor, question, now());
    return jsonAnswer(JSON.stringify({ items: page.items.map((item) => toldCommitment(item, actor.locale)), next: page.next }));
  });

  app.get(`${base}/:id`, async (c) => {
    c.env.route = `${base}/:id`;
    const actor = await admitted(c);
    const found = await explainCommitment(kernel, actor, idIn(c), now());
    const segments = found.segments.map((s) => ({
      ...s,
      from: new Date(s.from).toISOString(),
      to: new Date(s.to).toISOString(),
    }));
    return jsonAnswer(JSON.stringify({ ...toldCommitment(found, actor.locale), segments }));
  });

  app.post(`${base}/:id/pause`, async (c) => {
    c.env.route = `${base}/:id/pause`;
    const actor = await admitted(c);
    const { why } = parse(z.strictObject({ why: z.string().trim().min(2).max(400) }), (await readJson(c.env.incoming)).value);
    await pause(kernel, actor, idIn(c), why, now());
    return jsonAnswer(JSON.stringify(toldCommitment(await explainCommitment(kernel, actor, idIn(c), now()), actor.locale)));
  });

  app.post(`${base}/:id/resume`, async (c) => {
    c.env.route = `${base}/:id/resume`;
    const actor = await admitted(c);
    await resume(kernel, actor, idIn(c), now());
    return jsonAnswer(JSON.stringify(toldCommitment(await explainCommitment(kernel, actor, idIn(c), now()), actor.locale)));
  });

  app.get('/api/notifications', async (c) => {
    c.env.route = '/api/notifications';
    const actor = await admitted(c);
    const { rows } = await kernel.pool.query(
      `select id, at, kind, record, record_id as "recordId", number, commitment, due_at as "dueAt", read_at as "readAt" from notification
where at <= $3 and (employee = $1 or (employee is null and role = any($2::text[]))) order by at desc, id desc limit 100`,
      [actor.employee, actor.roles, new Date(now())],
    );
    return jsonAnswer(JSON.stringify({ items: rows }));
  });

  app.post('/api/notifications/:id/read', async (c) => {
    c.env.route = '/api/notifications/:id/read';
    const actor = await admitted(c);
    const { rowCount } = await kernel.pool.query(
      'update notification set read_at = coalesce(read_at, $4) where id = $1 and (employee = $2 or (employee is null and role = any($3::text[])))',
      [idIn(c), actor.employee, actor.roles, new Date(now())],
    );
    if (rowCount === 0) throw notFound();
    return new Response(null, { status: 204 });
  });
}

function idIn(c: RequestContext): string {
  const id = c.req.param('id') ?? '';
  if (!UUID.test(id)) throw notFound();
  return id;
}
