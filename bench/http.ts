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

export const name = 'http';

const CONNECTIONS = 8;
const SECONDS = 5;

/**
 * What a request costs this process: processor milliseconds of a step and of a view through HTTP, of the same through the
 * kernel alone, through plain Hono routes that do nothing but call it, and of a bare route that parses the same body and
 * answers as much. The load comes from another process.
 */
export async function bench(): Promise<Record<string, number>> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lvyue-bench-'));
  const env = { LVYUE_DATA: folder, PORT: '0' };
  const installation = await openInstallation({ env, poolSize: CONNECTIONS + 2 });
  const { kernel } = installation;
  const metrics = openMetrics(() => kernel.pool);
  const server = await serve({
    installation,
    options: serverOptions(env, true),
    env,
    log: openLog('info'),
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
    const plan = ids.map((id) => ['close', 'reopen'].map((step) => ({ method: 'POST', path: `/api/departments/${id}/${step}` })));
    const views = ids.map((id) => [{ method: 'GET', path: `/api/departments/${id}` }]);
    const figures: Record<string, number> = {};
    for (const round of ['warm', 'measured']) {
      const bareStep = await load(bare.url, key, plan);
      const plainStep = await load(plainUrl, key, plan);
      const step = await load(server.url, key, plan);
      const kernelStep = await alone(own, async (id, n) =>
        kernel.write(systemActor, Date.now(), (tx) => tx.take(department, n % 2 === 0 ? 'close' : 'reopen', [{ id }])),
      );
      const bareView = await load(bare.url, key, views);
      const plainView = await load(plainUrl, key, views);
      const view = await load(server.url, key, views);
      const kernelView = await alone(own, (id) => read(kernel, systemActor, kind, id, Date.now()));
      if (round === 'warm') continue;
      Object.assign(figures, {
        'cpu ms of a bare POST': bareStep.cpuMs,
        'cpu ms of a step through plain Hono': plainStep.cpuMs,
        'cpu ms of a step through HTTP': step.cpuMs,
        'cpu ms of a step through the kernel': kernelStep.cpuMs,
        'steps/s through HTTP to plain Hono': step.perSecond / plainStep.perSecond,
        'cpu ms of a bare GET': bareView.cpuMs,
        'cpu ms of a view through plain Hono': plainView.cpuMs,
        'cpu ms of a view through HTTP': view.cpuMs,
        'cpu ms of a view through the kernel': kernelView.cpuMs,
        'views/s through HTTP to plain Hono': view.perSecond / plainView.perSecond,
        'steps/s through HTTP to the kernel alone': step.perSecond / kernelStep.perSecond,
        'views/s through HTTP to the kernel alone': view.perSecond / kernelView.perSecond,
        // The load stops in the middle: the next one may find a department already closed, once a connection.
        'answers other than 2xx': step.refused + view.refused,
      });
    }
    return figures;
  } finally {
    await bare.close(0);
    plain.close();
    await server.close(0);
    await installation.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

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
  cpuMs: number;
  refused: number;
}

/** Every connection sends its own requests in turn. */
async function load(url: string, key: string, plan: readonly (readonly { method: string; path: string }[])[]): Promise<Load> {
  const script = `
    import autocannon from 'autocannon';
    const { url, key, plan, connections, duration } = JSON.parse(process.argv[1]);
    let next = 0;
    const result = await autocannon({ url, connections, duration, headers: { authorization: 'Bearer ' + key, 'content-type': 'application/json' },
      setupClient: (client) => client.setRequests(plan[next++ % plan.length].map((r) => r.method === 'POST' ? { ...r, body: '{}' } : r)) });
    console.log(JSON.stringify({ total: result['2xx'] + result.non2xx, refused: result.non2xx, seconds: result.duration }));`;
  const before = process.cpuUsage();
  const child = spawn(
    process.execPath,
    ['--input-type=module', '-e', script, JSON.stringify({ url, key, plan, connections: CONNECTIONS, duration: SECONDS })],
    { stdio: ['ignore', 'pipe', 'inherit'], cwd: path.join(import.meta.dirname, '..') },
  );
  const [said] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  const { user, system } = process.cpuUsage(before);
  const { total, refused, seconds } = JSON.parse(said) as { total: number; refused: number; seconds: number };
  return { perSecond: total / seconds, cpuMs: (user + system) / 1000 / total, refused };
}

async function alone(ids: readonly string[], work: (id: string, n: number) => Promise<unknown>): Promise<Load> {
  const before = process.cpuUsage();
  const started = performance.now();
  let total = 0;
  const one = async (id: string): Promise<void> => {
    // Even counts: every record ends where it began.
    for (let n = 0; performance.now() - started < SECONDS * 1000 || n % 2 === 1; n++) {
      await work(id, n);
      total++;
    }
  };
  await Promise.all(ids.map(one));
  const { user, system } = process.cpuUsage(before);
  return { perSecond: (total / (performance.now() - started)) * 1000, cpuMs: (user + system) / 1000 / total, refused: 0 };
}
