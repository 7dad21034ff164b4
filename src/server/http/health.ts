import { setTimeout as delay } from 'node:timers/promises';
import type { Hono } from 'hono';
import type { Pool } from 'pg';
import { type Migration, pendingMigrations, readMigrations } from '../migrate.ts';
import { migrationsFolder } from '../places.ts';
import { type Exchange, jsonAnswer, type RequestContext } from './exchange.ts';
import { noSuchRoute } from './problems.ts';

export interface HealthDeps {
  /** The owner's: it may read the list of migrations. */
  pool: Pool;
  /** Everything measured, in Prometheus' text format. */
  metrics: () => Promise<string>;
  /** Whether the caller is a program that we know. */
  isKnownProgram: (headers: Headers) => Promise<boolean>;
  /** Whether this is the demo company: said aloud, so that nobody takes it for a real one. */
  isDemo?: boolean;
}

const READY_WITHIN_MS = 2000;

/** `/healthz`: the process answers. `/readyz`: it can serve. `/metrics`: for Prometheus, on this machine or with an API key. */
export function addHealthRoutes(
  app: Hono<{ Bindings: Exchange }>,
  { pool, metrics, isKnownProgram, isDemo = false }: HealthDeps,
): void {
  let brought: Migration[] | undefined;

  app.get('/healthz', (c) => {
    c.env.route = '/healthz';
    return jsonAnswer(isDemo ? '{"status":"ok","demo":true}' : '{"status":"ok"}');
  });

  app.get('/readyz', async (c) => {
    c.env.route = '/readyz';
    brought ??= await readMigrations(migrationsFolder);
    const found = await Promise.race([
      stateOf(pool, brought),
      delay(READY_WITHIN_MS, { database: 'slow', migrations: 'unknown' }, { ref: false }),
    ]);
    return jsonAnswer(JSON.stringify(found), found.database === 'ok' && found.migrations === 'current' ? 200 : 503);
  });

  app.get('/metrics', async (c) => {
    c.env.route = '/metrics';
    if (!isLocal(c) && !(await isKnownProgram(c.req.raw.headers))) throw noSuchRoute();
    return new Response(await metrics(), {
      headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8', 'cache-control': 'no-store' },
    });
  });
}

async function stateOf(pool: Pool, brought: Migration[]): Promise<{ database: string; migrations: string }> {
  try {
    await pool.query('select 1');
  } catch {
    return { database: 'unreachable', migrations: 'unknown' };
  }
  try {
    return { database: 'ok', migrations: (await pendingMigrations(pool, brought)).length === 0 ? 'current' : 'pending' };
  } catch {
    return { database: 'ok', migrations: 'foreign' }; // changed, or of a newer program: `migrate` says which
  }
}

/** Asked on this machine, and not through a proxy that runs on it. */
function isLocal(c: RequestContext): boolean {
  const { socket, headers } = c.env.incoming;
  return (
    /^(?:::ffff:)?127\.|^::1$/.test(socket.remoteAddress ?? '') &&
    headers['x-forwarded-for'] === undefined &&
    headers['forwarded'] === undefined
  );
}
