import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { DEMO_PASSWORD } from '../demo/people.ts';
import { addDemoRoute } from './demo.ts';
import type { Exchange } from './exchange.ts';
import { addHealthRoutes } from './health.ts';
import { listen } from './listen.ts';

test('the demo company says what it is, and how to get in; a real one says nothing', async () => {
  const company = {
    name: expect.stringContaining('演示'),
    password: DEMO_PASSWORD,
    accounts: expect.arrayContaining([{ login: 'xuli', name: '徐丽', roles: ['service_manager'] }]),
  };
  expect(await told(true)).toEqual([
    [200, { status: 'ok', demo: true }],
    [200, company],
  ]);
  expect(await told(false)).toEqual([
    [200, { status: 'ok' }],
    [404, null],
  ]);
});

async function told(isDemo: boolean): Promise<unknown[]> {
  const app = new Hono<{ Bindings: Exchange }>();
  const nobody = { pool: undefined as never, metrics: () => Promise.resolve(''), isKnownProgram: () => Promise.resolve(false) };
  addHealthRoutes(app, { ...nobody, isDemo });
  addDemoRoute(app, isDemo);
  app.onError(() => new Response('null', { status: 404 }));
  const server = await listen(app, { host: '127.0.0.1', port: 0, https: false });
  const answers = ['/healthz', '/api/demo'].map(async (route) => {
    const answer = await fetch(server.url + route);
    return [answer.status, await answer.json()];
  });
  const all = await Promise.all(answers);
  await server.close();
  return all;
}
