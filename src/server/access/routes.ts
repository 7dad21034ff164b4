import { type Context, Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type pg from 'pg';
import { z } from 'zod';
import { notAllowed, notFound, Problem, signedOut } from '#kernel/problem';
import type { Actor } from '#kernel/run/actor';
import { parse } from '#kernel/run/validate';
import { foreignRequest, malformed, notJson } from '#server/http/problems';
import type { Admitted } from './actor-cache.ts';
import { apiKeys, createApiKey, needScope, revokeApiKey } from './api-key.ts';
import { type Authenticator, SESSION_COOKIE } from './authenticate.ts';
import { csrfOk } from './csrf.ts';
import { CALLBACK_PATH, employeeOf, JOURNEY_SECONDS, type Oidc } from './oidc.ts';
import { Code, Credentials, KeyWanted, PasswordChange, Proof, SecondFactor } from './requests.ts';
import type { SecretBox } from './secret-box.ts';
import { type OpenedSession, openSessions, revokeSession } from './session.ts';
import {
  changePassword,
  type Origin,
  provePassword,
  type SignedIn,
  signIn,
  signInSecondFactor,
  signInVouched,
} from './sign-in.ts';
import { beginTotp, confirmTotp, removeTotp } from './totp.ts';

export interface AccessDeps {
  pool: pg.Pool;
  box: SecretBox;
  authenticator: Authenticator;
  /** null when no identity provider is configured. */
  oidc: Oidc | null;
  /** Where browsers reach the program, such as `https://lvyue.example.com`; null: wherever they say they do. */
  publicOrigin: string | null;
  /** The client's address; see `clientAddress`. */
  addressOf: (c: Context) => string;
  clock: () => Date;
}

/**
 * Signing in and out, one's own account, sessions and API keys; to be mounted at `/api`. Problems are thrown: whoever
 * mounts it catches them and tells `extensions.retryAfter` as the `Retry-After` header. `accessPaths` describes each route.
 */
export function accessRoutes(deps: AccessDeps): Hono {
  const { pool, box, authenticator, clock, addressOf } = deps;
  const app = new Hono();

  app.post('/session', async (c) => {
    const asked = await body(c, Credentials);
    return answer(c, await signIn(deps, asked, originOf(c), clock()));
  });

  app.post('/session/second-factor', async (c) => {
    const asked = await body(c, SecondFactor);
    return answer(c, { session: await signInSecondFactor(deps, asked, originOf(c), clock()) });
  });

  app.delete('/session', async (c) => {
    const me = await person(c);
    await revokeSession(pool, me.session, me.employee, clock());
    authenticator.forget(me.session);
    deleteCookie(c, SESSION_COOKIE, cookieFor(c));
    return c.body(null, 204);
  });

  app.get('/me', async (c) => {
    const { actor } = await admitted(c);
    const { rows } = await pool.query<{ login: string; secondFactor: boolean }>(
      `select login, totp_confirmed_at is not null as "secondFactor" from person_login where employee = $1`,
      [actor.employee],
    );
    return c.json({ ...actor, login: rows[0]?.login ?? null, secondFactor: rows[0]?.secondFactor ?? false });
  });

  app.get('/sessions', async (c) => {
    const me = await person(c);
    const { employee = me.employee } = parse(z.strictObject({ employee: z.uuid().optional() }), c.req.query());
    if (employee !== me.employee) needAdmin(me.actor);
    const sessions = await openSessions(pool, employee, clock());
    return c.json({ items: sessions.map((session) => ({ ...session, current: session.id === me.session })) });
  });

  app.delete('/sessions/:id', async (c) => {
    const me = await person(c);
    const owner = isAdmin(me.actor) ? null : me.employee;
    if (!(await revokeSession(pool, idIn(c), owner, clock()))) throw notFound();
    authenticator.forget(idIn(c));
    return c.body(null, 204);
  });

  app.post('/me/password', async (c) => {
    const me = await person(c);
    const { current, newPassword } = await body(c, PasswordChange);
    await changePassword(pool, { employee: me.employee, current, next: newPassword, keep: me.session }, clock());
    authenticator.forget(me.employee);
    return c.body(null, 204);
  });

  app.post('/me/totp', async (c) => {
    const me = await person(c);
    const { password } = await body(c, Proof);
    await provePassword(pool, me.employee, { password, pointer: '/password' }, clock());
    return c.json(await beginTotp(pool, box, me.employee), 201);
  });

  app.post('/me/totp/confirm', async (c) => {
    const me = await person(c);
    const { code } = await body(c, Code);
    return c.json({ recoveryCodes: await confirmTotp(pool, box, me.employee, code, clock()) });
  });

  app.delete('/me/totp', async (c) => {
    const me = await person(c);
    const { password } = await body(c, Proof);
    await provePassword(pool, me.employee, { password, pointer: '/password' }, clock());
    if (!(await removeTotp(pool, me.employee, clock()))) throw notFound();
    return c.body(null, 204);
  });

  app.get('/api-keys', async (c) => {
    needAdmin((await admitted(c)).actor);
    return c.json({ items: await apiKeys(pool) });
  });

  app.post('/api-keys', async (c) => {
    const { actor } = await admitted(c);
    needAdmin(actor);
    const { name, roles, scope, days } = await body(c, KeyWanted);
    const now = clock();
    const expiresAt = days === null ? null : new Date(now.getTime() + days * 86_400_000);
    return c.json(await createApiKey(pool, { name, roles, scope, expiresAt, createdBy: actor.id }, now), 201);
  });

  app.delete('/api-keys/:id', async (c) => {
    needAdmin((await admitted(c)).actor);
    if (!(await revokeApiKey(pool, idIn(c), clock()))) throw notFound();
    authenticator.forget(idIn(c));
    return c.body(null, 204);
  });

  app.get('/oidc/start', async (c) => {
    const { location, cookie } = await provider().start(c.req.query('return') ?? '/', clock());
    setCookie(c, JOURNEY_COOKIE, cookie, { ...cookieFor(c), path: CALLBACK_PATH, maxAge: JOURNEY_SECONDS });
    return c.redirect(location);
  });

  // A browser arrives here by following links: it is sent on to a page, with or without success.
  app.get('/oidc/callback', async (c) => {
    const cookie = getCookie(c, JOURNEY_COOKIE) ?? '';
    deleteCookie(c, JOURNEY_COOKIE, { ...cookieFor(c), path: CALLBACK_PATH });
    try {
      const { identity, returnTo } = await provider().finish(new URL(c.req.url).searchParams, cookie, clock());
      const signedIn = await signInVouched(deps, await employeeOf(pool, identity, clock()), originOf(c), clock());
      if ('challenge' in signedIn) return c.redirect(`${SIGN_IN_PAGE}#challenge=${signedIn.challenge}`);
      keepSession(c, signedIn.session);
      return c.redirect(returnTo);
    } catch (error) {
      if (error instanceof Problem) return c.redirect(`${SIGN_IN_PAGE}?problem=${error.slug}`);
      throw error;
    }
  });

  return app;

  async function admitted(c: Context): Promise<Admitted> {
    c.header('cache-control', 'no-store'); // answers hold secrets that are shown once, and what is true of this person only
    const me = await authenticator.admit(c.req.raw.headers);
    if (!me) throw signedOut();
    if (me.credential === 'session' && !csrfOk(c.req.raw, deps.publicOrigin)) throw foreignRequest();
    return me;
  }

  /** The account of a person is managed by that person in a browser, not by a program with a key. */
  async function person(c: Context): Promise<{ actor: Actor; employee: string; session: string }> {
    const { actor, credential, id } = await admitted(c);
    if (credential !== 'session' || actor.employee === null) throw notAllowed(['session']);
    return { actor, employee: actor.employee, session: id };
  }

  function provider(): Oidc {
    if (!deps.oidc) throw notFound({ zh: '未启用统一身份认证。', en: 'No identity provider is configured.' });
    return deps.oidc;
  }

  function originOf(c: Context): Origin {
    return { ip: addressOf(c), userAgent: c.req.header('user-agent') ?? '' };
  }

  function answer(c: Context, signedIn: SignedIn): Response {
    if ('challenge' in signedIn) return c.json({ secondFactor: true, challenge: signedIn.challenge }, 202);
    keepSession(c, signedIn.session);
    return c.json({ employee: signedIn.session.employee, expiresAt: signedIn.session.expiresAt }, 201);
  }

  function keepSession(c: Context, { token, expiresAt }: OpenedSession): void {
    setCookie(c, SESSION_COOKIE, token, { ...cookieFor(c), expires: expiresAt });
  }

  // Whoever claims https by a forged header only keeps their own cookie from themselves.
  function cookieFor(c: Context): { path: string; httpOnly: true; sameSite: 'Lax'; secure: boolean } {
    const reached = deps.publicOrigin ?? `${c.req.header('x-forwarded-proto') ?? new URL(c.req.url).protocol}:`;
    return { path: '/', httpOnly: true, sameSite: 'Lax', secure: reached.startsWith('https:') };
  }
}

const SIGN_IN_PAGE = '/sign-in';
const JOURNEY_COOKIE = 'lvyue_oidc';

const isAdmin = (actor: Actor): boolean => actor.roles.includes('admin') && actor.scopes.includes('admin');

function needAdmin(actor: Actor): void {
  if (!actor.roles.includes('admin')) throw notAllowed(['admin']);
  needScope(actor, 'admin');
}

const idIn = (c: Context): string => parse(z.strictObject({ id: z.uuid() }), c.req.param()).id;

// Only JSON: a form on another site cannot send it without asking first, so nobody is signed in as somebody else by a link.
async function body<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  c.header('cache-control', 'no-store');
  if (!/^application\/json\b/i.test(c.req.header('content-type') ?? '')) throw notJson();
  return parse(
    schema,
    await c.req
      .json()
      .catch(() => Promise.reject(malformed('请求内容不是有效的 JSON。', 'The body of the request is not valid JSON.'))),
  );
}
