import { Hono } from 'hono';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openMetrics } from '#server/metrics';
import { freshWorld, type World } from '#testing/world';
import { ownerPoolOf } from '../database.ts';
import type { Exchange } from './exchange.ts';
import { addHealthRoutes } from './health.ts';
import { type Listening, listen } from './listen.ts';

let world: World;
let server: Listening;
const metrics = openMetrics(() => world.kernel.pool);
beforeAll(async () => {
  world = await freshWorld();
  server = await serveHealth(world.db.owner);
});
afterAll(async () => {
  await server.close();
  await world.close();
});

test('alive and ready', async () => {
  expect(await ask(server, '/healthz')).toEqual({ status: 200, body: { status: 'ok' } });
  expect(await ask(server, '/readyz')).toEqual({ status: 200, body: { database: 'ok', migrations: 'current' } });
});

test('not ready while a migration is missing, or when the database has one that we do not', async () => {
  await world.db.owner.query(
    `create temporary table kept as select * from schema_migration order by name desc limit 1; delete from schema_migration where name in (select name from kept)`,
  );
  expect(await ask(server, '/readyz')).toEqual({ status: 503, body: { database: 'ok', migrations: 'pending' } });
  await world.db.owner.query(`insert into schema_migration (name, sha256) values ('9999_future.sql', 'x')`);
  expect(await ask(server, '/readyz')).toEqual({ status: 503, body: { database: 'ok', migrations: 'foreign' } });
});

test('not ready without a database, but alive', async () => {
  const pool = ownerPoolOf('postgresql://nobody@127.0.0.1:1/none', 1);
  const away = await serveHealth(pool);
  expect(await ask(away, '/readyz')).toEqual({ status: 503, body: { database: 'unreachable', migrations: 'unknown' } });
  expect((await ask(away, '/healthz')).status).toBe(200);
  await away.close();
  await pool.end();
});

test('what is measured is told on this machine and to programs that we know, not through a proxy', async () => {
  metrics.answered({ incoming: { method: 'BREW' }, route: '/pot' } as Exchange, 418, 12);
  metrics.retried();
  const told = await (await fetch(`${server.url}/metrics`)).text();
  expect(told).toContain('lvyue_request_seconds_count{method="other",route="/pot",status="418"} 1');
  expect(told).toContain('lvyue_transactions_retried_total 1');
  expect(told).toMatch(/lvyue_pool_connections\{state="idle"\} \d/);
  expect(told).toMatch(/^lvyue_commitments_lag_seconds 0$/m);
  expect(told).toMatch(/^lvyue_jobs_ready 0$/m);
  const forwarded = { 'x-forwarded-for': '203.0.113.9' };
  expect((await fetch(`${server.url}/metrics`, { headers: forwarded })).status).toBe(404);
  expect((await fetch(`${server.url}/metrics`, { headers: { ...forwarded, authorization: 'known' } })).status).toBe(200);
});

test('a database that is away does not look like an empty queue', async () => {
  const pool = ownerPoolOf('postgresql://nobody@127.0.0.1:1/none', 1);
  const told = await openMetrics(() => pool).registry.metrics();
  expect(told).toMatch(/^lvyue_jobs_ready Nan$/m);
  await pool.end();
});

async function ask({ url }: Listening, path: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(url + path);
  return { status: response.status, body: await response.json() };
}

function serveHealth(pool: World['db']['owner']): Promise<Listening> {
  const app = new Hono<{ Bindings: Exchange }>();
  addHealthRoutes(app, {
    pool,
    metrics: () => metrics.registry.metrics(),
    isKnownProgram: (headers) => Promise.resolve(headers.get('authorization') === 'known'),
  });
  app.onError(() => new Response(null, { status: 404 }));
  return listen(app, { host: '127.0.0.1', port: 0, https: false });
}
