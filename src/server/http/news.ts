import type { Hono } from 'hono';
import { z } from 'zod';
import { invalid, notFound } from '#kernel/problem';
import { parse } from '#kernel/run/validate';
import { type Exchange, jsonAnswer } from './exchange.ts';
import type { RecordDeps } from './records.ts';

const asked = z.strictObject({
  unread: z.enum(['true', 'false']).optional(),
  kind: z.string().max(60).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(100),
  after: z.string().max(80).optional(),
});

const CURSOR = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)_(\d{1,15})$/;
const MOST_COUNTED = 100;
const FRESH_DAYS = 60; // what nobody has opened for so long is not counted as unread any more

// What is told to a role is told to each of its people, who read it for themselves.
const MINE = 'n.at <= $1 and (n.employee = $2 or (n.employee is null and n.role = any($3::text[])))';
const UNREAD = 'not exists (select from notification_read r where r.notification = n.id and r.reader = $4)';

/** What a person has been told: the newest first, a page at a time, and how much of it is unread. */
export function addNewsRoutes(app: Hono<{ Bindings: Exchange }>, { kernel, now, admitted }: RecordDeps): void {
  const { pool } = kernel;

  app.get('/api/notifications', async (c) => {
    c.env.route = '/api/notifications';
    const actor = await admitted(c);
    const q = parse(asked, Object.fromEntries(new URL(c.req.url).searchParams));
    const [, at, seq] = q.after === undefined ? [] : (CURSOR.exec(q.after) ?? [null]);
    if (at === undefined && q.after !== undefined) throw invalid([{ pointer: '/after', detail: BAD_PLACE }]);
    const who = [new Date(now()), actor.employee, actor.roles, actor.id];
    const [page, counted] = await Promise.all([
      pool.query<{ at: Date; seq: string }>(
        `select n.id, n.at, n.kind, n.record, n.record_id as "recordId", n.number, n.commitment, n.due_at as "dueAt", n.seq::text,
  (select r.at from notification_read r where r.notification = n.id and r.reader = $4) as "readAt" from notification n
where ${MINE} and ($5::text is null or n.kind = $5) and ($6::boolean is not true or ${UNREAD})
  and ($7::timestamptz is null or (n.at, n.seq) < ($7, $8::bigint)) order by n.at desc, n.seq desc limit $9`,
        [...who, q.kind ?? null, q.unread === 'true', at ?? null, seq ?? null, q.limit + 1],
      ),
      pool.query<{ n: number }>(
        `select count(*)::int as n from (select from notification n where ${MINE} and n.at > $1::timestamptz - make_interval(days => ${FRESH_DAYS}) and ${UNREAD} limit ${MOST_COUNTED}) x`,
        who,
      ),
    ]);
    const rows = page.rows.slice(0, q.limit);
    const last = page.rows.length > q.limit ? rows.at(-1) : undefined;
    const items = rows.map(({ seq: _seq, ...item }) => item);
    const next = last ? `${last.at.toISOString()}_${last.seq}` : null;
    return jsonAnswer(JSON.stringify({ items, next, unread: counted.rows[0]!.n }));
  });

  app.post('/api/notifications/:id/read', async (c) => {
    c.env.route = '/api/notifications/:id/read';
    const actor = await admitted(c);
    const { id } = parse(z.strictObject({ id: z.string() }), c.req.param());
    if (!z.uuid().safeParse(id).success) throw notFound();
    const { rows } = await pool.query<{ mine: boolean }>(
      `with mine as (select n.id from notification n where ${MINE} and n.id = $5),
  marked as (insert into notification_read (notification, reader, at) select id, $4, $1 from mine on conflict do nothing)
select exists (select from mine) as mine`,
      [new Date(now()), actor.employee, actor.roles, actor.id, id],
    );
    if (!rows[0]?.mine) throw notFound();
    return new Response(null, { status: 204 });
  });

  app.post('/api/notifications/read', async (c) => {
    c.env.route = '/api/notifications/read';
    const actor = await admitted(c);
    await pool.query(
      `insert into notification_read (notification, reader, at)
select n.id, $4, $1 from notification n where ${MINE} and n.at > $1::timestamptz - make_interval(days => ${FRESH_DAYS}) and ${UNREAD} on conflict do nothing`,
      [new Date(now()), actor.employee, actor.roles, actor.id],
    );
    return new Response(null, { status: 204 });
  });
}

const BAD_PLACE = { zh: '翻页位置无效。', en: 'The page position is not valid.' };
