import type { Hono } from 'hono';
import { parse as parseCookies } from 'hono/utils/cookie';
import { notFound, signedOut } from '#kernel/problem';
import { parse } from '#kernel/run/validate';
import { localeIn } from '#server/access/authenticate';
import { csrfOk } from '#server/access/csrf';
import { networkOf, type RequestLimit } from '#server/access/limits';
import { readJson } from '#server/http/body';
import { type Exchange, jsonAnswer, type RequestContext } from '#server/http/exchange';
import { foreignRequest } from '#server/http/problems';
import { PORTAL_COOKIE } from './door.ts';
import type { Asked, PortalParts, PortalRoute } from './route.ts';
import { portalRoutes } from './routes.ts';
import { loadVisitor, type Visitor } from './session.ts';

/** How often people and strangers may ask. */
export interface PortalLimits {
  people: RequestLimit;
  strangers: RequestLimit;
}

/**
 * Serves the portal below `/api/portal`. It has a door of its own: a contact person's cookie opens nothing else, and nobody else's
 * opens this.
 */
export function addPortalRoutes(app: Hono<{ Bindings: Exchange }>, parts: PortalParts, limits?: PortalLimits): void {
  for (const route of portalRoutes) {
    const path = `/api/portal${route.path}`;
    app.on(route.method, path, async (c: RequestContext) => {
      c.env.route = path;
      return answer(route, c, parts, limits);
    });
  }
}

async function answer(route: PortalRoute, c: RequestContext, parts: PortalParts, limits?: PortalLimits): Promise<Response> {
  const now = parts.now();
  const locale = localeIn(c.req.raw.headers);
  const stranger = (): void => limits?.strangers.take(networkOf(parts.addressOf(c)), new Date(now));
  if (route.open) stranger();
  const me = route.open ? null : await visitor(c, parts, locale, stranger);
  if (me) {
    limits?.people.take(me.actor.id, new Date(now));
    c.env.actor = me.actor.id;
  }
  if (route.method !== 'GET' && !csrfOk(c.req.raw, parts.publicOrigin)) throw foreignRequest();
  const id = c.req.param('id') ?? '';
  if (route.path.includes(':id') && !ID.test(id)) throw notFound();
  // Files come as bytes: whoever takes them reads them.
  const { text, value } = route.body ? await readJson(c.env.incoming) : { text: '', value: {} };
  const body = route.body ? parse(route.body, value) : undefined;
  const query = new URL(c.req.url).searchParams;
  const asked: Asked<unknown, Visitor | null> = { me, body, bodyText: text, id, query, locale, now, parts, c };
  const told = await route.work(asked as Asked<never, never>);
  if (told instanceof Response) return told;
  if (route.answer === null) return c.body(null, 204);
  // `c` may hold a cookie to be set: its headers go out with the answer.
  const response = jsonAnswer(JSON.stringify(route.answer.parse(told)), route.status);
  for (const cookie of c.res.headers.getSetCookie()) response.headers.append('set-cookie', cookie);
  return response;
}

async function visitor(c: RequestContext, parts: PortalParts, locale: 'zh' | 'en', onStranger: () => void): Promise<Visitor> {
  const token = parseCookies(c.req.header('cookie') ?? '', PORTAL_COOKIE)[PORTAL_COOKIE];
  const found = token ? await loadVisitor(parts.kernel.pool, token, locale, new Date(parts.now())) : null;
  if (found) return found;
  onStranger();
  throw signedOut();
}

/** The id of a record, or the number of a product. */
const ID = /^[\w-]{1,60}$/;
