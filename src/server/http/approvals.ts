import type { Hono } from 'hono';
import { z } from 'zod';
import { text } from '#kernel/declare/fields';
import { notFound, Problem } from '#kernel/problem';
import type { Actor } from '#kernel/run/actor';
import { type Task, taskInFull, tasksOf } from '#kernel/run/approval/inbox';
import type { ReviewDeed } from '#kernel/run/approval/review';
import type { Kernel } from '#kernel/run/kernel';
import { parse } from '#kernel/run/validate';
import { readJson } from './body.ts';
import { problemOf } from './database-problems.ts';
import { type Exchange, jsonAnswer, type RequestContext } from './exchange.ts';
import { pageOf } from './question.ts';
import type { RecordDeps } from './records.ts';
import { toldClauses, written } from './view.ts';

const reason = text(2, 2000);
const content = z.int().min(1);
const checks = z.array(z.string().max(60)).max(40);

/** What each deed on a decision asks for. */
const bodies = {
  approve: z.strictObject({ content, checks: checks.optional(), reason: text(1, 2000).optional() }),
  object: z.strictObject({ content, reason }),
  return: z.strictObject({ content, to: z.string().max(60), reason }),
  hand_over: z.strictObject({ to: z.uuid(), reason }),
  add: z.strictObject({ employee: z.uuid(), order: z.enum(['before', 'after']), reason }),
} as const;

/** Decisions on many at once: each with a reason of its own, each by itself. */
const several = z.strictObject({
  items: z
    .array(
      z.discriminatedUnion('decision', [
        z.strictObject({ id: z.uuid(), decision: z.literal('approve'), content, checks: checks.optional(), reason }),
        z.strictObject({ id: z.uuid(), decision: z.literal('object'), content, reason }),
      ]),
    )
    .min(1)
    .max(100),
});

/** What waits for somebody's decision, and deciding it. */
export function addApprovalRoutes(app: Hono<{ Bindings: Exchange }>, { kernel, now, admitted }: RecordDeps): void {
  const base = '/api/approvals';

  app.get(base, async (c) => {
    c.env.route = base;
    const actor = await admitted(c);
    const page = await tasksOf(kernel, actor, pageOf(new URL(c.req.url).searchParams), now());
    return jsonAnswer(
      JSON.stringify({
        items: page.items.map((task) => toldTask(task, actor.locale)),
        next: page.next,
        people: await peopleIn(kernel, page.items),
      }),
    );
  });

  app.post(`${base}/decide`, async (c) => {
    c.env.route = `${base}/decide`;
    const actor = await admitted(c);
    const { items } = parse(several, (await readJson(c.env.incoming)).value);
    const results: object[] = [];
    for (const { id, decision, ...rest } of items) {
      const outcome = await oneOfSeveral(kernel, actor, id, { deed: decision, ...rest } as ReviewDeed, now());
      results.push({ id, ...outcome });
    }
    return jsonAnswer(JSON.stringify({ results }));
  });

  app.get(`${base}/:id`, async (c) => {
    c.env.route = `${base}/:id`;
    const actor = await admitted(c);
    const task = await taskInFull(kernel, actor, idIn(c), now());
    const { locale } = actor;
    const inFull = {
      ...toldTask(task, locale),
      seats: task.seats.map((seat) => ({ ...seat, name: seat.name[locale] })),
      clauses: toldClauses(task.clauses, locale),
      people: await peopleIn(kernel, [task]),
    };
    return jsonAnswer(JSON.stringify(inFull));
  });

  for (const [deed, body] of Object.entries(bodies)) {
    const path = `${base}/:id/${deed}`;
    app.post(path, async (c) => {
      c.env.route = path;
      const actor = await admitted(c);
      const given = { deed, ...parse<object>(body, (await readJson(c.env.incoming)).value) } as ReviewDeed;
      const id = idIn(c);
      const doc = await kernel.write(actor, now(), (tx) => tx.review(id, given));
      const kind = await kindOf(kernel, id);
      return jsonAnswer(JSON.stringify(written(kind, doc)));
    });
  }
}

/** A decision that waits, told in one language. */
const toldTask = (task: Task, locale: Actor['locale']): object => ({
  ...task,
  approvalName: task.approvalName[locale],
  seatName: task.seatName[locale],
  checks: task.checks.map(({ name, label }) => ({ name, label: label[locale] })),
});

/** One decision of several; what is wrong with it is told in its place and does not hinder the others. */
async function oneOfSeveral(kernel: Kernel, actor: Actor, id: string, deed: ReviewDeed, now: number): Promise<object> {
  try {
    const doc = await kernel.write(actor, now, (tx) => tx.review(id, deed));
    return { done: true, state: doc.state };
  } catch (error) {
    const problem = await problemOf(error, kernel);
    if (!(problem instanceof Problem) || problem.status >= 500) throw error;
    return { done: false, problem: problem.body(actor.locale) };
  }
}

async function kindOf(kernel: Kernel, id: string) {
  const { rows } = await kernel.pool.query<{ record: string }>('select record from commitment where id = $1', [id]);
  return kernel.registry.kind(rows[0]!.record);
}

/** The names of everybody who is mentioned, by the id of the employee. Whoever reviews works here and may know them. */
async function peopleIn(kernel: Kernel, tasks: readonly Task[]): Promise<Record<string, string>> {
  const ids = new Set(JSON.stringify(tasks).match(UUIDS) ?? []);
  const { rows } = await kernel.pool.query<{ id: string; name: string }>(
    'select id, name from employee where id = any($1::uuid[])',
    [[...ids]],
  );
  return Object.fromEntries(rows.map(({ id, name }) => [id, name]));
}

const UUIDS = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function idIn(c: RequestContext): string {
  const id = c.req.param('id') ?? '';
  if (!UUID.test(id)) throw notFound();
  return id.toLowerCase();
}
