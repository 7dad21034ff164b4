import { createHook } from 'node:async_hooks';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Hono } from 'hono';
import { generate } from 'otplib';
import type pg from 'pg';
import { employee } from '#domain/org/employee/employee';
import { roleGrant } from '#domain/org/role-grant/role-grant';
import type { RoleName } from '#domain/org/roles';
import { Problem } from '#kernel/problem';
import { systemActor } from '#kernel/run/tx';
import { Authenticator, localeIn, SESSION_COOKIE } from '#server/access/authenticate';
import { Oidc, type OidcSettings } from '#server/access/oidc';
import { hashPassword } from '#server/access/password';
import { accessRoutes } from '#server/access/routes';
import { openSecretBox, type SecretBox } from '#server/access/secret-box';
import { openSession } from '#server/access/session';
import { appPoolOf } from '#server/database';
import { freshWorld, type World } from './world.ts';

export const PASSWORD = 'quiet river 42';
export const ADDRESS = '192.0.2.7';

/** A company with people: a database, a key and a clock, and processes and browsers that use them. */
export interface AccessWorld extends World {
  pool: pg.Pool;
  box: SecretBox;
  now: () => Date;
  /** Moves the clock on. */
  pass: (milliseconds: number) => void;
  /** Hires somebody and grants roles; with a login also an account with `PASSWORD`. */
  hire: (name: string, more?: Hired) => Promise<string>;
  /** A process of its own over the same database: pool, listener and cache. Ended with the world. */
  process: (oidc?: OidcSettings) => Promise<Process>;
}

export interface Hired {
  login?: string;
  roles?: RoleName[];
  email?: string;
  department?: string;
  mustChange?: boolean;
}

export interface Process {
  pool: pg.Pool;
  authenticator: Authenticator;
  app: Hono;
  /** Resolves when this process has heard of the next change of access. */
  nextChange: () => Promise<void>;
}

export async function accessWorld(): Promise<AccessWorld> {
  const world = await freshWorld();
  const keys = await mkdtemp(path.join(os.tmpdir(), 'lvyue-keys-'));
  const box = await openSecretBox(keys);
  const processes: (Process & { end: () => Promise<void> })[] = [];
  let at = Date.parse('2026-11-20T01:00:00Z');
  const now = () => new Date(at);
  return {
    ...world,
    pool: world.db.pool,
    box,
    now,
    pass: (milliseconds) => (at += milliseconds),
    hire: (name, more = {}) => hire(world, name, more, now()),
    async process(settings) {
      const started = await startProcess(world.db.url, box, now, settings);
      processes.push(started);
      return started;
    },
    async close() {
      for (const started of processes) await started.end();
      await world.close();
      await rm(keys, { recursive: true });
    },
  };
}

async function hire({ kernel, db }: World, name: string, more: Hired, now: Date): Promise<string> {
  const id = await kernel.write(systemActor, now.getTime(), async (tx) => {
    const people = await tx.create(employee, [
      { name, department: more.department ?? null, mobile: null, email: more.email ?? null },
    ]);
    const hired = people[0]?.id ?? '';
    const grants = (more.roles ?? []).map((role) => ({ employee: hired, role, fromDate: '2026-01-01', untilDate: null }));
    if (grants.length > 0) await tx.create(roleGrant, grants);
    return hired;
  });
  const { login, mustChange = false } = more;
  if (login !== undefined) {
    await db.pool.query(
      `insert into person_login (employee, login, password_hash, must_change, created_at, changed_at) values ($1, $2, $3, $4, $5, $5)`,
      [id, login, await hashOfPassword, mustChange, now],
    );
  }
  return id;
}

// Made once: a hash takes a third of a second.
const hashOfPassword = hashPassword(PASSWORD);

async function startProcess(url: string, box: SecretBox, clock: () => Date, settings?: OidcSettings) {
  const pool = appPoolOf(url, 4, true);
  const listeners = new Set<() => void>();
  pool.on('connect', (client) => {
    // Told after the process's own listener, which is added later: it is asked in the next turn.
    client.on('notification', () => setImmediate(() => listeners.forEach((tell) => tell())));
  });
  const authenticator = await Authenticator.open({ pool, clock });
  const oidc = settings ? new Oidc(settings, box) : null;
  const deps = { pool, box, authenticator, oidc, publicOrigin: settings?.redirectBase ?? null, addressOf: () => ADDRESS, clock };
  const app = new Hono().route('/api', accessRoutes(deps));
  app.onError((error, c) => {
    if (!(error instanceof Problem)) throw error;
    const body = error.body(localeIn(c.req.raw.headers));
    return c.body(JSON.stringify(body), error.status as 400, { 'content-type': 'application/problem+json' });
  });
  return {
    pool,
    authenticator,
    app,
    nextChange: () =>
      new Promise<void>((resolve) => {
        const tell = () => {
          listeners.delete(tell);
          resolve();
        };
        listeners.add(tell);
      }),
    async end() {
      await authenticator.close();
      await pool.end();
    },
  };
}

/** A browser: keeps cookies and sends what our pages send. */
export class Browser {
  readonly cookies = new Map<string, string>();
  readonly #app: Hono;

  constructor(app: Hono) {
    this.#app = app;
  }

  async send(method: string, url: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await this.#app.request(url, {
      method,
      headers: {
        ...(cookie ? { cookie } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(method === 'GET' ? {} : { 'sec-fetch-site': 'same-origin' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }

  /** @returns the status and the parsed body. */
  async ask(method: string, url: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await this.send(method, url, body, headers);
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : JSON.parse(text) };
  }

  /** Has a session without having signed in. */
  async become(world: AccessWorld, employee: string, userAgent = ''): Promise<this> {
    const { token } = await openSession(world.pool, { employee, method: 'password', ip: ADDRESS, userAgent }, world.now());
    this.cookies.set(SESSION_COOKIE, token);
    return this;
  }

  signIn(login: string, password: string = PASSWORD, more: object = {}): Promise<Answer> {
    return this.ask('POST', '/api/session', { login, password, ...more });
  }
}

export interface Answer {
  status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- JSON from outside, whose members a test asserts
  body: any;
}

/** Hires somebody who has a second factor. */
export async function enrolled(world: AccessWorld, { app }: Process, name: string, login: string) {
  const person = await new Browser(app).become(world, await world.hire(name, { login }));
  const { body: begun } = await person.ask('POST', '/api/me/totp', { password: PASSWORD });
  const code = (at = world.now()) => generate({ secret: begun.secret, epoch: Math.floor(at.getTime() / 1000) });
  const { body: confirmed } = await person.ask('POST', '/api/me/totp/confirm', { code: await code() });
  return { person, begun, code, recoveryCodes: confirmed.recoveryCodes as string[] };
}

/** How many scrypt computations `work` starts, as Node itself reports them. */
export async function scryptRuns(work: () => Promise<unknown>): Promise<number> {
  let runs = 0;
  const hook = createHook({
    init(_id, type) {
      if (type === 'SCRYPTREQUEST') runs += 1;
    },
  }).enable();
  await work().finally(() => hook.disable());
  return runs;
}
