import type { Hono } from 'hono';
import { z } from 'zod';
import { contact } from '#domain/accounts/contact/contact';
import { delivery } from '#domain/delivery/delivery/delivery';
import { survey } from '#domain/voice/survey/survey';
import type { StepNameOf } from '#kernel/declare/record';
import { notAllowed, notFound, Problem } from '#kernel/problem';
import { mayTake } from '#kernel/run/deed';
import { inTransaction } from '#kernel/run/transaction';
import { parse } from '#kernel/run/validate';
import { sees } from '#server/files/read';
import { readJson } from '#server/http/body';
import { type Exchange, jsonAnswer, type RequestContext } from '#server/http/exchange';
import type { RecordDeps } from '#server/http/records';
import { labelsOf } from './labels.ts';
import { linkUrl, makeLink, SIGN_IN_DAYS, SURVEY_DAYS, surveyDoor } from './link.ts';

const MOST_LINKS = 200; // at once: a trade fair's worth

export const LinksWanted = z.strictObject({ count: z.int().min(1).max(MOST_LINKS) });

/**
 * What staff do for the portal: links that they hand over themselves (in a chat, on paper), and the labels of packages with the code
 * that leads to the product's page. Who had a link made is kept with it.
 */
export function addPortalStaffRoutes(
  app: Hono<{ Bindings: Exchange }>,
  { kernel, now, admitted, publicOrigin }: RecordDeps & { publicOrigin: string | null },
): void {
  const originOf = (c: RequestContext): string => publicOrigin ?? new URL(c.req.url).origin;

  /** Who asks, about a record that they may see and take this step on. */
  const allowed = async <R extends typeof contact | typeof survey>(c: RequestContext, record: R, step: StepNameOf<R>) => {
    const actor = await admitted(c);
    const id = await seen(c, actor, record.name);
    const { by } = kernel.registry.kind(record.name).record.lifecycle[step]!;
    if (!mayTake(by, actor)) throw notAllowed(by);
    return { actor, id };
  };
  const seen = async (c: RequestContext, actor: Awaited<ReturnType<typeof admitted>>, record: string): Promise<string> => {
    const id = (c.req.param('id') ?? '').toLowerCase();
    if (!UUID.test(id) || !(await sees(kernel, actor, kernel.registry.kind(record), id))) throw notFound();
    return id;
  };

  app.post('/api/contacts/:id/portal-link', async (c) => {
    c.env.route = '/api/contacts/:id/portal-link';
    const { actor, id } = await allowed(c, contact, 'invite');
    const open = await kernel.pool.query(
      `select from contact where id = $1 and state = 'active' and portal_access in ('own', 'company')`,
      [id],
    );
    if (open.rowCount === 0) throw portalClosed();
    const wanted = { purpose: 'sign_in', contact: id, opens: '/portal', createdBy: actor.id, days: SIGN_IN_DAYS } as const;
    const token = await makeLink(kernel.pool, wanted, new Date(now()));
    return jsonAnswer(JSON.stringify({ url: linkUrl(originOf(c), 'sign_in', token), days: SIGN_IN_DAYS }), 201);
  });

  app.post('/api/surveys/:id/links', async (c) => {
    c.env.route = '/api/surveys/:id/links';
    const { actor, id } = await allowed(c, survey, 'invite');
    const { count } = parse(LinksWanted, (await readJson(c.env.incoming)).value);
    const urls = await inTransaction(kernel.pool, async (client) => {
      const running = await client.query(`select from survey where id = $1 and state = 'running' for share`, [id]);
      if (running.rowCount === 0) throw notRunning();
      const made: string[] = [];
      for (let i = 0; i < count; i++)
        made.push(await surveyDoor(client, originOf(c), { survey: id, contact: null, createdBy: actor.id }, new Date(now())));
      return made;
    });
    return jsonAnswer(JSON.stringify({ urls, days: SURVEY_DAYS }), 201);
  });

  app.get('/api/deliveries/:id/labels', async (c) => {
    c.env.route = '/api/deliveries/:id/labels';
    const actor = await admitted(c);
    const id = await seen(c, actor, delivery.name);
    return jsonAnswer(JSON.stringify({ items: await labelsOf(kernel.pool, id, originOf(c)) }));
  });
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const portalClosed = (): Problem =>
  new Problem('portal-closed', 409, {
    zh: '请先为该联系人开通自助门户权限。',
    en: 'Please give this contact person access to the portal first.',
  });

const notRunning = (): Problem =>
  new Problem('survey-not-running', 409, { zh: '调查进行中才能制作链接。', en: 'Links are made while the survey is running.' });
