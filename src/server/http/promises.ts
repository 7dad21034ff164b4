import type { Hono } from 'hono';
import { z } from 'zod';
import { notFound } from '#kernel/problem';
import { commitmentDays, explainCommitment, listCommitments } from '#kernel/run/commitments';
import { pause, resume } from '#kernel/run/hold';
import { parse } from '#kernel/run/validate';
import { readJson } from './body.ts';
import { commitmentDaysAsked, commitmentPage, commitmentQuestion, commitmentSheet, parametersOf } from './commitment-question.ts';
import { commitmentSheetAnswer } from './commitment-sheet.ts';
import { type Exchange, jsonAnswer, type RequestContext } from './exchange.ts';
import type { RecordDeps } from './records.ts';
import { toldCommitment } from './view.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Commitments across all records, their clocks, pauses. */
export function addPromiseRoutes(app: Hono<{ Bindings: Exchange }>, { kernel, now, admitted }: RecordDeps): void {
  const base = '/api/commitments';

  app.get(base, async (c) => {
    c.env.route = base;
    const actor = await admitted(c);
    const { limit, after, ...asked } = parse(commitmentPage, parametersOf(c));
    const page = await listCommitments(
      kernel,
      actor,
      { ...(await commitmentQuestion(kernel, actor, asked, now())), limit, after },
      now(),
    );
    return jsonAnswer(JSON.stringify({ items: page.items.map((item) => toldCommitment(item, actor.locale)), next: page.next }));
  });

  app.get(`${base}/days`, async (c) => {
    c.env.route = `${base}/days`;
    const actor = await admitted(c);
    const question = await commitmentQuestion(kernel, actor, parse(commitmentDaysAsked, parametersOf(c)), now());
    return jsonAnswer(JSON.stringify({ items: await commitmentDays(kernel, actor, question, now()) }));
  });

  app.get(`${base}/export`, async (c) => {
    c.env.route = `${base}/export`;
    const actor = await admitted(c);
    const { format, ...asked } = parse(commitmentSheet, parametersOf(c));
    return commitmentSheetAnswer(kernel, actor, await commitmentQuestion(kernel, actor, asked, now()), format, now());
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
}

function idIn(c: RequestContext): string {
  const id = c.req.param('id') ?? '';
  if (!UUID.test(id)) throw notFound();
  return id;
}
