import type { Hono } from 'hono';
import { z } from 'zod';
import { statutoryDays } from '#domain/org/working-calendar/statutory-days';
import { workingCalendar } from '#domain/org/working-calendar/working-calendar';
import { notAllowed, notFound } from '#kernel/problem';
import type { Actor } from '#kernel/run/actor';
import { parse } from '#kernel/run/validate';
import { offsetCache } from '#kernel/run/zone';
import {
  accountsLike,
  dropSecondFactor,
  everybodysSessions,
  newFirstPassword,
  openAccount,
  setLocked,
} from '../administration/accounts.ts';
import { administrator } from '../administration/administrator.ts';
import { previewCalendar } from '../administration/calendar-preview.ts';
import { askForCheck, journalChecks, sealing } from '../administration/journal-checks.ts';
import { backupRuns, deleteJob, importRuns, numberSeries, queuedJobs, retryJob } from '../administration/operations.ts';
import type { Finding } from '../doctor/finding.ts';
import { readJson } from './body.ts';
import { type Exchange, jsonAnswer, type RequestContext } from './exchange.ts';
import type { RecordDeps } from './records.ts';

export interface AdministrationDeps extends RecordDeps {
  /** Looks at what the program stands on; absent where there is no program around the interface. */
  examine?: (() => AsyncIterable<Finding>) | undefined;
}

const nothing = () => new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } });
const answer = (body: object, status = 200) => jsonAnswer(JSON.stringify(body), status);

/** People's accounts, numbering, the job queue, examinations, backups and imports: for administrators. */
export function addAdministrationRoutes(app: Hono<{ Bindings: Exchange }>, deps: AdministrationDeps): void {
  const { kernel, now, admitted, examine } = deps;
  const { pool, registry } = kernel;
  const at = () => new Date(now());

  type Work = (c: RequestContext, actor: Actor) => Promise<Response>;
  /** A route for administrators: names itself for metrics, lets the caller in, then does its work. */
  const add = (method: 'GET' | 'POST' | 'DELETE', path: string, work: Work, lets: (actor: Actor) => Actor = administrator) =>
    app.on(method, path, async (c) => {
      c.env.route = path;
      return work(c, lets(await admitted(c)));
    });

  add('GET', '/api/accounts', async (c) => {
    const q = parse(Accounts, Object.fromEntries(new URL(c.req.url).searchParams));
    const { zone } = await kernel.config();
    return answer(
      await accountsLike(pool, {
        term: q.q ?? null,
        department: q.department ?? null,
        role: q.role ?? null,
        standing: q.standing ?? null,
        limit: q.limit,
        after: q.after ?? null,
        today: offsetCache(zone).dateOf(now()),
      }),
    );
  });
  add('POST', '/api/accounts', async (c) => {
    const { employee, login } = await bodyOf(c, NewAccount);
    return answer(await openAccount(pool, employee, login, at()), 201);
  });
  add('POST', '/api/accounts/:id/password', async (c) => answer(await newFirstPassword(pool, idIn(c), at()), 201));
  add('POST', '/api/accounts/:id/lock', async (c, actor) => {
    await setLocked(pool, idIn(c), true, actor.employee, at());
    return nothing();
  });
  add('POST', '/api/accounts/:id/unlock', async (c, actor) => {
    await setLocked(pool, idIn(c), false, actor.employee, at());
    return nothing();
  });
  add('DELETE', '/api/accounts/:id/second-factor', async (c) => {
    await dropSecondFactor(pool, idIn(c), at());
    return nothing();
  });
  add('GET', '/api/open-sessions', async () => answer({ items: await everybodysSessions(pool, at(), MOST_SESSIONS) }));

  add('GET', '/api/number-series', async () => answer({ items: await numberSeries(pool, registry) }));
  add('GET', '/api/jobs', async () => answer(await queuedJobs(pool, MOST_JOBS)));
  add('POST', '/api/jobs/:id/retry', async (c) => {
    await retryJob(pool, jobIn(c), at());
    return nothing();
  });
  add('DELETE', '/api/jobs/:id', async (c) => {
    await deleteJob(pool, jobIn(c));
    return nothing();
  });

  add('GET', '/api/journal-checks', async () => answer({ sealing: await sealing(pool), items: await journalChecks(pool) }));
  add('POST', '/api/journal-checks', async (c, actor) => {
    const { rows } = await bodyOf(c, z.strictObject({ rows: z.boolean() }));
    return answer(await askForCheck(kernel, actor.id, rows, now()), 202);
  });
  add('GET', '/api/backup-runs', async () => answer({ items: await backupRuns(pool) }));
  add('GET', '/api/import-runs', async () => answer({ items: await importRuns(pool) }));
  add('GET', '/api/examination', async (_c, actor) => {
    if (!examine) throw notFound();
    const items = [];
    for await (const { what, state, found, mend } of examine())
      items.push({ what: what[actor.locale], state, found: found[actor.locale], mend: mend && mend[actor.locale] });
    return answer({ items });
  });

  add(
    'GET',
    '/api/statutory-days',
    async (c) => {
      const { year } = parse(
        z.strictObject({ year: z.string().regex(/^\d{4}$/) }),
        Object.fromEntries(new URL(c.req.url).searchParams),
      );
      const items = Object.entries(statutoryDays).flatMap(([day, told]) =>
        day.startsWith(`${year}-`) ? [{ date: day, ...told }] : [],
      );
      return answer({ items });
    },
    staff,
  );
  add(
    'POST',
    '/api/calendar-preview',
    async (c) => answer(await previewCalendar(pool, { version: 0, ...(await bodyOf(c, Calendar)) })),
    (actor) => {
      const may = workingCalendar.permit.create as readonly string[];
      if (!actor.roles.some((role) => may.includes(role))) throw notAllowed(may);
      return actor;
    },
  );
}

/** Everybody who works here. @throws Problem not-allowed for anybody else. */
function staff(actor: Actor): Actor {
  if (!actor.roles.includes('employee')) throw notAllowed(['employee']);
  return actor;
}

const MOST_SESSIONS = 500;
const MOST_JOBS = 200;

const Accounts = z.strictObject({
  q: z.string().trim().min(1).max(100).optional(),
  department: z.uuid().optional(),
  role: z.string().max(60).optional(),
  standing: z.enum(['none', 'locked', 'left']).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(100),
  after: z.string().max(60).optional(),
});

export const NewAccount = z.strictObject({ employee: z.uuid(), login: z.string().trim().min(1).max(200) });

const { week, makeupShifts, timeZone, standard, statutory } = workingCalendar.fields;
const { date, works, shifts, name } = workingCalendar.lines!.days;
/** A calendar as its form holds it; `id` is a new one's or that of the calendar that is changed. */
export const Calendar = z.strictObject({
  id: z.uuid(),
  timeZone,
  standard,
  week,
  makeupShifts,
  statutory,
  days: z.array(z.object({ date, works, shifts: shifts.default(null), name: name.default(null) })).max(2000),
});

async function bodyOf<T>(c: RequestContext, schema: z.ZodType<T>): Promise<T> {
  return parse(schema, (await readJson(c.env.incoming)).value);
}

const idIn = (c: RequestContext): string => parse(z.strictObject({ id: z.uuid() }), c.req.param()).id;

function jobIn(c: RequestContext): string {
  const id = c.req.param('id') ?? '';
  if (!/^\d{1,18}$/.test(id)) throw notFound();
  return id;
}
