import { type Context, Hono } from 'hono';
import { Problem, signedOut } from '#kernel/problem';
import type { Actor } from '#kernel/run/actor';
import type { Kernel } from '#kernel/run/kernel';
import type { Admitted } from '#server/access/actor-cache';
import { needScope, scopeFor } from '#server/access/api-key';
import { localeIn } from '#server/access/authenticate';
import { csrfOk } from '#server/access/csrf';
import { networkOf, type RequestLimit } from '#server/access/limits';
import { addCommentRoutes } from '#server/comments/routes';
import { addExportRoutes } from '#server/exports/routes';
import { addFileRoutes } from '#server/files/routes';
import type { FileStore } from '#server/files/store';
import { addLongWorkRoutes } from '#server/long-work/routes';
import { addLetterRoutes } from '#server/mail/routes';
import { addPortalStaffRoutes } from '#server/portal/staff';
import { addPrintRoutes } from '#server/print/routes';
import { addImportRoutes } from '#server/record-import/routes';
import { addViewRoutes } from '#server/views/routes';
import { type AdministrationDeps, addAdministrationRoutes } from './administration.ts';
import { addApprovalRoutes } from './approvals.ts';
import { readJson } from './body.ts';
import { addCustomerRoutes } from './customer-360.ts';
import { problemOf } from './database-problems.ts';
import { addEventRoutes } from './events.ts';
import type { Exchange, RequestContext } from './exchange.ts';
import { addGovernanceRoutes } from './governance.ts';
import { addJourneyRoutes } from './journey.ts';
import { addNewsRoutes } from './news.ts';
import { fault, foreignRequest, noSuchRoute } from './problems.ts';
import { addPromiseRoutes } from './promises.ts';
import { addRecordRoutes } from './records.ts';
import { addSearchRoute } from './search.ts';
import { webPages } from './web.ts';

export interface AppDeps {
  kernel: Kernel;
  files: FileStore;
  /** Who asks, from the headers of a request; null: nobody whom we know. */
  admit: (headers: Headers) => Promise<Admitted | null>;
  /** Signing in and out, one's account, keys: mounted at `/api`. */
  access: Hono;
  /** Where browsers reach the program, such as `https://lvyue.example.com`; null: wherever they say they do. */
  publicOrigin: string | null;
  /** Whether letters are sent. */
  sendsMail?: boolean;
  /** Further routes, such as health: each adds its own. */
  others?: readonly ((app: Hono<{ Bindings: Exchange }>) => void)[];
  /** How often people and strangers may ask; programs with a key are not limited. */
  limits?: { people: RequestLimit; strangers: RequestLimit; addressIn: (incoming: Exchange['incoming']) => string };
  /** Looks at what the program stands on, for administrators. */
  examine?: AdministrationDeps['examine'];
  /** Epoch milliseconds. */
  now: () => number;
  /** Hears of every error that is not a Problem: the program is wrong, or something below it. */
  onFault: (error: unknown, exchange: Exchange) => void;
}

/** The whole HTTP interface. Whatever is thrown inside becomes `application/problem+json` here, and nowhere else. */
export function httpApp(deps: AppDeps): Hono<{ Bindings: Exchange }> {
  const { kernel, now, limits } = deps;
  const app = new Hono<{ Bindings: Exchange }>();

  const admitted = async (c: RequestContext): Promise<Actor> => {
    const { headers } = c.req.raw;
    const found = await deps.admit(headers);
    if (!found) {
      limits?.strangers.take(networkOf(limits.addressIn(c.env.incoming)), new Date(now()));
      throw signedOut();
    }
    if (found.credential === 'session') limits?.people.take(found.actor.id, new Date(now()));
    c.env.actor = found.actor.id;
    if (found.credential === 'session' && !csrfOk(c.req.raw, deps.publicOrigin)) throw foreignRequest();
    needScope(found.actor, scopeFor(c.req.method));
    return found.actor;
  };

  // No middleware stands before these: a request to a record runs one function.
  addRecordRoutes(app, { kernel, now, admitted });
  addPromiseRoutes(app, { kernel, now, admitted });
  addApprovalRoutes(app, { kernel, now, admitted });
  addGovernanceRoutes(app, { kernel, now, admitted });
  addCustomerRoutes(app, { kernel, now, admitted });
  addJourneyRoutes(app, { kernel, now, admitted });
  addCommentRoutes(app, { kernel, now, admitted });
  addFileRoutes(app, { kernel, files: deps.files, now, admitted });
  addNewsRoutes(app, { kernel, now, admitted });
  addSearchRoute(app, { kernel, now, admitted });
  addEventRoutes(app, { kernel, now, admitted });
  addAdministrationRoutes(app, { kernel, now, admitted, examine: deps.examine });
  addViewRoutes(app, { kernel, now, admitted });
  addLongWorkRoutes(app, { kernel, files: deps.files, now, admitted });
  addExportRoutes(app, { kernel, now, admitted });
  addPrintRoutes(app, { kernel, now, admitted });
  addImportRoutes(app, { kernel, files: deps.files, now, admitted });
  addPortalStaffRoutes(app, { kernel, now, admitted, publicOrigin: deps.publicOrigin });
  addLetterRoutes(app, { kernel, now, admitted, sendsMail: deps.sendsMail ?? false });
  for (const addRoutes of deps.others ?? []) addRoutes(app);
  addAccessRoutes(app, deps.access);

  const pages = webPages();
  app.notFound((c) => pages(c as RequestContext) ?? problemAnswer(noSuchRoute(), c as RequestContext));
  app.onError(async (error, c: RequestContext) => {
    const told = await problemOf(error, kernel).catch(() => error);
    if (told instanceof Problem) return problemAnswer(told, c);
    deps.onFault(error, c.env);
    return problemAnswer(fault(c.env.id), c);
  });
  return app;
}

/**
 * Routes that read their bodies themselves get one that is already within the limits. Each is added by itself: a middleware
 * for all of `/api` would stand before every record.
 */
function addAccessRoutes(app: Hono<{ Bindings: Exchange }>, access: Hono): void {
  for (const { method, path, handler } of access.routes) {
    const route = `/api${path}`;
    app.on(method, route, async (c, next) => {
      c.env.route = route;
      if (method !== 'GET') {
        const { text } = await readJson(c.env.incoming);
        Object.assign(c.env.incoming, { rawBody: Buffer.from(text) }); // where the Node adapter looks for a body that was read
      }
      return (await handler(c as unknown as Context, next)) as Response;
    });
  }
}

/** A problem, told in the language that the request asks for. */
function problemAnswer(problem: Problem, c: RequestContext): Response {
  const headers: Record<string, string> = {
    'content-type': 'application/problem+json; charset=utf-8',
    'cache-control': 'no-store',
  };
  const wait = problem.extensions['retryAfter'] ?? (problem.status === 503 ? BUSY_SECONDS : undefined);
  if (wait !== undefined) headers['retry-after'] = String(Number(wait));
  if (problem.status === 401) headers['www-authenticate'] = 'Bearer';
  return new Response(JSON.stringify(problem.body(localeIn(c.req.raw.headers))), { status: problem.status, headers });
}

const BUSY_SECONDS = 2;
