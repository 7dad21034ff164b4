import type { Hono } from 'hono';
import { z } from 'zod';
import { clauseFigures } from '#domain/governance/regulation/regulation.queries';
import { clauseId } from '#kernel/declare/regulation';
import { declaredSettings } from '#kernel/declare/setting';
import { notAllowed } from '#kernel/problem';
import { settingAt } from '#kernel/run/config';
import { parse } from '#kernel/run/validate';
import { visibleRecordsSql } from '#kernel/run/visible';
import { type Exchange, jsonAnswer } from './exchange.ts';
import { addKpiRoutes } from './kpi.ts';
import type { RecordDeps } from './records.ts';
import { staff } from './staff.ts';

/** Who may see who has opened confidential fields. */
const AUDITORS = ['admin', 'general_manager', 'supervisor'];

const date = z.iso.date().optional();
const period = z.strictObject({ from: date, to: date });

/** Clauses with what enforces them and how often they were kept, measures, settings with their history, lists of what was dated anew. */
export function addGovernanceRoutes(app: Hono<{ Bindings: Exchange }>, deps: RecordDeps): void {
  const { kernel, now, admitted } = deps;
  addKpiRoutes(app, deps);
  const { registry, pool } = kernel;
  const query = (url: string) => Object.fromEntries(new URL(url).searchParams);

  app.get('/api/clauses', async (c) => {
    c.env.route = '/api/clauses';
    const actor = staff(await admitted(c));
    const { from, to } = parse(period, query(c.req.url));
    const { zone } = await kernel.config();
    const bounds = await pool.query<{ a: Date | null; b: Date | null }>(
      'select $1::date::timestamp at time zone $3 as a, ($2::date + 1)::timestamp at time zone $3 as b',
      [from ?? null, to ?? null, zone],
    );
    const figures = new Map((await clauseFigures(pool, bounds.rows[0]!.a, bounds.rows[0]!.b)).map((f) => [f.clause, f]));
    const items = registry.regulations.map((regulation) => ({
      code: regulation.code,
      title: regulation.title[actor.locale === 'zh' ? 0 : 1],
      clauses: Object.entries(regulation.clauses).map(([clause, { text, controls, requirements }]) => ({
        id: clauseId(regulation, clause),
        clause,
        text: text[actor.locale === 'zh' ? 0 : 1],
        controls: [...new Set(controls.flatMap((control) => (control ? registry.namesOf(control) : [])))],
        requirements,
        figures: figures.get(clauseId(regulation, clause)) ?? {
          kept: 0,
          broken: 0,
          released: 0,
          open: 0,
          refused: 0,
          overridden: 0,
        },
      })),
    }));
    return jsonAnswer(JSON.stringify({ items }));
  });

  app.get('/api/refusals', async (c) => {
    c.env.route = '/api/refusals';
    const actor = staff(await admitted(c));
    const q = parse(
      z.strictObject({
        clause: z.string().max(60).optional(),
        control: z.string().max(120).optional(),
        from: date,
        to: date,
        after: z.coerce.number().int().optional(),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
      query(c.req.url),
    );
    const { zone } = await kernel.config();
    const values: unknown[] = [q.clause ?? null, q.control ?? null, q.after ?? null, q.limit, q.from ?? null, q.to ?? null, zone];
    const visible = visibleRecordsSql(registry.kinds.values(), actor, values, {
      record: 'refusal.record',
      id: 'refusal.record_id',
    });
    const { rows } = await pool.query(
      `select id, at, actor, record, record_id as "recordId", number, step, control, clauses, overridden from refusal
where ($1::text is null or $1 = any(clauses)) and ($2::text is null or control = $2) and ($3::bigint is null or id < $3)
  and ($5::date is null or (at at time zone $7)::date >= $5::date) and ($6::date is null or (at at time zone $7)::date <= $6::date)
  and (record_id is null or ${visible}) order by id desc limit $4`,
      values,
    );
    return jsonAnswer(JSON.stringify({ items: rows, next: rows.length === q.limit ? rows.at(-1)?.id : null }));
  });

  app.get('/api/declared-settings', async (c) => {
    c.env.route = '/api/declared-settings';
    const actor = staff(await admitted(c));
    const config = await kernel.config();
    const items = [...declaredSettings().values()].map((s) => ({
      key: s.key,
      name: s.words[actor.locale],
      origin: s.origin,
      standard: s.default,
      value: settingAt(config, s, now()),
      history: (config.values.get(s.key) ?? []).map(({ from, value }) => ({ from: new Date(from).toISOString(), value })),
    }));
    return jsonAnswer(JSON.stringify({ items }));
  });

  app.get('/api/access-log', async (c) => {
    c.env.route = '/api/access-log';
    const actor = await admitted(c);
    if (!AUDITORS.some((role) => actor.roles.includes(role))) throw notAllowed(AUDITORS);
    const q = parse(
      z.strictObject({
        id: z.uuid().optional(),
        actor: z.string().max(80).optional(),
        after: z.coerce.number().int().optional(),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
      query(c.req.url),
    );
    const { rows } = await pool.query(
      `select id, at, actor, record, record_id as "recordId", fields from access_log
where ($1::uuid is null or record_id = $1) and ($2::text is null or actor = $2) and ($3::bigint is null or id < $3) order by id desc limit $4`,
      [q.id ?? null, q.actor ?? null, q.after ?? null, q.limit],
    );
    return jsonAnswer(JSON.stringify({ items: rows, next: rows.length === q.limit ? rows.at(-1)?.id : null }));
  });

  app.get('/api/redatings', async (c) => {
    c.env.route = '/api/redatings';
    staff(await admitted(c));
    const { rows } = await pool.query(
      'select id, at, cause, cause_id as "causeId", examined, changed, done_at as "doneAt" from redating order by at desc limit 100',
    );
    return jsonAnswer(JSON.stringify({ items: rows }));
  });

  app.get('/api/redatings/:id/changes', async (c) => {
    c.env.route = '/api/redatings/:id/changes';
    staff(await admitted(c));
    const q = parse(
      z.strictObject({ after: z.uuid().optional(), limit: z.coerce.number().int().min(1).max(1000).default(200) }),
      query(c.req.url),
    );
    const id = parse(z.uuid(), c.req.param('id'));
    const { rows } = await pool.query(
      `select ch.commitment, c.number, c.control, ch.due_from as "from", ch.due_to as "to" from redating_change ch join commitment c on c.id = ch.commitment
where ch.redating = $1 and ($2::uuid is null or ch.commitment > $2) order by ch.commitment limit $3`,
      [id, q.after ?? null, q.limit],
    );
    return jsonAnswer(JSON.stringify({ items: rows, next: rows.length === q.limit ? rows.at(-1)?.commitment : null }));
  });
}
