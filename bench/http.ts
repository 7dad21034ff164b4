import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { serve as serveHono } from '@hono/node-server';
import { Hono } from 'hono';
import { department } from '#domain/org/department/department';
import type { Kernel } from '#kernel/run/kernel';
import { read } from '#kernel/run/read';
import { systemActor } from '#kernel/run/tx';
import { createApiKey } from '#server/access/api-key';
import { readJson } from '#server/http/body';
import { type Exchange, jsonAnswer } from '#server/http/exchange';
import { listen } from '#server/http/listen';
import { openInstallation } from '#server/installation';
import { openLog } from '#server/logs';
import { openMetrics } from '#server/metrics';
import { serverOptions } from '#server/options';
import { serve } from '#server/serve';

const CONNECTIONS = 16;
const SECONDS = 3;
const ROUNDS = 5;

/**
 * How many steps and views a second come through HTTP at 16 connections, and what a request costs this process: processor milliseconds of a step and of a view through HTTP, of the same through the
 * kernel alone, through plain Hono routes that do nothing but call it, and of a bare route that parses the same body and
 * answers as much. The load comes from another process.
 */
export async function bench(small: boolean): Promise<Record<string, number>> {
  const [rounds, seconds] = small ? [1, 1] : [ROUNDS, SECONDS];
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lvyue-bench-'));
  const env = { LVYUE_DATA: folder, PORT: '0' };
  const installation = await openInstallation({ env, poolSize: CONNECTIONS + 2 });
  const { kernel } = installation;
  const metrics = openMetrics(() => kernel.pool);
  const server = await serve({
    installation,
    options: serverOptions(env, true),
    env,
    log: openLog('warn'),
    metrics,
    metricsText: () => metrics.registry.metrics(),
  });
  const bare = await listen(bareApp(), { host: '127.0.0.1', port: 0, https: false });
  const plain = serveHono({ fetch: plainApp(kernel).fetch, hostname: '127.0.0.1', port: 0 });
  await once(plain, 'listening');
  const plainUrl = `http://127.0.0.1:${(plain.address() as AddressInfo).port}`;
  try {
    const { key } = await createApiKey(
      kernel.pool,
      { name: 'bench', roles: ['admin'], scope: 'write', expiresAt: null, createdBy: 'system' },
      new Date(),
    );
    const made = await kernel.write(systemActor, Date.now(), (tx) =>
      tx.create(
        department,
        Array.from({ length: 2 * CONNECTIONS }, (_, n) => ({ name: `部门 ${n}` })),
      ),
    );
    const [ids, own] = [made.slice(CONNECTIONS), made.slice(0, CONNECTIONS)].map((half) => half.map((d) => d.id)) as [
      string[],
      string[],
    ];
    const kind = kernel.registry.kind('department');
    const takeAlone = (id: string, n: number) =>
      kernel.write(systemActor, Date.now(), (tx) => tx.take(department, n % 2 === 0 ? 'close' : 'reopen', [{ id }]));
    const plan = ids.map((id) => ['close', 'reopen'].map((step) => ({ method: 'POST', path: `/api/departments/${id}/${step}` })));
    const views = ids.map((id) => [{ method: 'GET', path: `/api/departments/${id}` }]);
    // In turns, because the machine is not always equally quick; the medians count. The first round only warms up.
    const rounded: Record<string, Load>[] = [];
    for (let round = 0; round <= rounds; round++) {
      rounded.push({
        bareStep: await load(bare.url, key, plan, seconds),
        plainStep: await load(plainUrl, key, plan, seconds),
        step: await load(server.url, key, plan, seconds),
        kernelStep: await alone(own, seconds, takeAlone),
        bareView: await load(bare.url, key, views, seconds),
        plainView: await load(plainUrl, key, views, seconds),
        view: await load(server.url, key, views, seconds),
        kernelView: await alone(own, seconds, (id) => read(kernel, systemActor, kind, id, Date.now())),
      });
    }
    const measured = rounded.slice(1);
    const cpu = (what: string): number => median(measured.map((round) => round[what]!.cpuMs));
    const ratio = (what: string, to: string): number =>
      median(measured.map((round) => round[what]!.perSecond / round[to]!.perSecond));
    const rate = (what: string): number => median(measured.map((round) => round[what]!.perSecond));
    const p99 = (what: string): number => median(measured.map((round) => round[what]!.p99Ms));
    return {
      'steps/s through HTTP': rate('step'),
      'p99 ms of a step through HTTP': p99('step'),
      'views/s through HTTP': rate('view'),
      'p99 ms of a view through HTTP': p99('view'),
      'cpu ms of a bare POST': cpu('bareStep'),
      'cpu ms of a step through the kernel': cpu('kernelStep'),
      'cpu ms of a step through plain Hono': cpu('plainStep'),
      'cpu ms of a step through HTTP': cpu('step'),
      'cpu ms of a bare GET': cpu('bareView'),
      'cpu ms of a view through the kernel': cpu('kernelView'),
      'cpu ms of a view through plain Hono': cpu('plainView'),
      'cpu ms of a view through HTTP': cpu('view'),
      'steps/s through HTTP to plain Hono': ratio('step', 'plainStep'),
      'views/s through HTTP to plain Hono': ratio('view', 'plainView'),
      // The load stops in the middle: the next one may find a department already closed, once a connection.
      'answers other than 2xx, of each load': median(measured.map((round) => round['step']!.refused)),
    };
  } finally {
    await bare.close(0);
    plain.close();
    await server.close(0);
    await installation.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

function bareApp(): Hono<{ Bindings: Exchange }> {
  const app = new Hono<{ Bindings: Exchange }>();
  const body = JSON.stringify({
    record: { id: '', number: 'DP-0001', state: 'active', version: 1, name: '部门', parent: null, manager: null },
    withheld: [],
  });
  app.post('/api/departments/:id/:step', async (c) => {
    await readJson(c.env.incoming);
    return jsonAnswer(body);
  });
  app.get('/api/departments/:id', () => jsonAnswer(body));
  return app;
}

/** No caller, no headers, no language, no log: what the same kernel costs behind the same router. */
function plainApp(kernel: Kernel): Hono {
  const app = new Hono();
  const kind = kernel.registry.kind('department');
  app.post('/api/departments/:id/:step', async (c) => {
    const evidence: Record<string, never> = await c.req.json();
    const [record] = await kernel.write(systemActor, Date.now(), (tx) =>
      tx.take(department, c.req.param('step') as 'close', [{ id: c.req.param('id'), evidence }]),
    );
    return c.json({ record });
  });
  app.get('/api/departments/:id', async (c) => c.json(await read(kernel, systemActor, kind, c.req.param('id'), Date.now())));
  app.onError((_, c) => c.text('', 409));
  return app;
}

interface Load {
  perSecond: number;
  p99Ms: number;
  cpuMs: number;
  refused: number;
}

/** Every connection sends its own requests in turn. */
async function load(
  url: string,
  key: string,
  plan: readonly (readonly { method: string; path: string }[])[],
  seconds: number,
): Promise<Load> {
  const script = `
    import autocannon from 'autocannon';
    const { url, key, plan, connections, duration } = JSON.parse(process.argv[1]);
    let next = 0;
    const result = await autocannon({ url, connections, duration, headers: { authorization: 'Bearer ' + key, 'content-type': 'application/json' },
      setupClient: (client) => client.setRequests(plan[next++ % plan.length].map((r) => r.method === 'POST' ? { ...r, body: '{}' } : r)) });
    console.log(JSON.stringify({ total: result['2xx'] + result.non2xx, refused: result.non2xx, seconds: result.duration, p99Ms: result.latency.p99 }));`;
  const before = process.cpuUsage();
  const child = spawn(
    process.execPath,
    ['--input-type=module', '-e', script, JSON.stringify({ url, key, plan, connections: CONNECTIONS, duration: seconds })],
    { stdio: ['ignore', 'pipe', 'inherit'], cwd: path.join(import.meta.dirname, '..') },
  );
  const [said] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  const { user, system } = process.cpuUsage(before);
  const { total, refused, p99Ms, ...took } = JSON.parse(said) as Record<'total' | 'refused' | 'seconds' | 'p99Ms', number>;
  return { perSecond: total / took.seconds, p99Ms, cpuMs: (user + system) / 1000 / total, refused };
}

async function alone(ids: readonly string[], seconds: number, work: (id: string, n: number) => Promise<unknown>): Promise<Load> {
  const before = process.cpuUsage();
  const started = performance.now();
  let total = 0;
  const one = async (id: string): Promise<void> => {
    // Even counts: every record ends where it began.
    for (let n = 0; performance.now() - started < seconds * 1000 || n % 2 === 1; n++) {
      await work(id, n);
      total++;
    }
  };
  await Promise.all(ids.map(one));
  const { user, system } = process.cpuUsage(before);
  const elapsed = (performance.now() - started) / 1000;
  return { perSecond: total / elapsed, p99Ms: Number.NaN, cpuMs: (user + system) / 1000 / total, refused: 0 };
}
