import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { type Exchange, jsonAnswer } from './exchange.ts';
import { listen } from './listen.ts';

const LOOPBACK = { host: '127.0.0.1', port: 0, https: false };

test('closing lets those finish who are being answered, and nobody else in', async () => {
  const app = new Hono<{ Bindings: Exchange }>();
  let arrived: () => void;
  let answer: () => void;
  const inside = new Promise<void>((resolve) => (arrived = resolve));
  const allowed = new Promise<void>((resolve) => (answer = resolve));
  app.get('/slow', async () => {
    arrived();
    await allowed;
    return jsonAnswer('{"done":true}');
  });
  const server = await listen(app, LOOPBACK);
  const slow = fetch(`${server.url}/slow`);
  await inside;
  const closed = server.close();
  await expect(fetch(`${server.url}/slow`)).rejects.toThrow('fetch failed');
  answer!();
  expect(await (await slow).json()).toEqual({ done: true });
  await closed;
});

test('whoever takes too long is cut off when the patience is over', async () => {
  const app = new Hono<{ Bindings: Exchange }>();
  let arrived: () => void;
  const inside = new Promise<void>((resolve) => (arrived = resolve));
  app.get('/endless', () => {
    arrived();
    return new Promise<Response>(() => undefined);
  });
  const server = await listen(app, LOOPBACK);
  const endless = fetch(`${server.url}/endless`);
  await inside;
  await Promise.all([server.close(0), expect(endless).rejects.toThrow('fetch failed')]);
});

test('a port that is in use is refused', async () => {
  const server = await listen(new Hono<{ Bindings: Exchange }>(), LOOPBACK);
  await expect(listen(new Hono<{ Bindings: Exchange }>(), { ...LOOPBACK, port: server.port })).rejects.toMatchObject({
    code: 'EADDRINUSE',
  });
  await server.close();
});

test('browsers are told to keep to https where the program is reached by it', async () => {
  const app = new Hono<{ Bindings: Exchange }>().get('/', () => jsonAnswer('{}'));
  for (const https of [true, false]) {
    const server = await listen(app, { ...LOOPBACK, https });
    const { headers } = await fetch(server.url);
    expect(headers.get('strict-transport-security')).toBe(https ? 'max-age=63072000; includeSubDomains' : null);
    await server.close();
  }
});

test('every answer is told to whoever counts, with its route and time', async () => {
  const app = new Hono<{ Bindings: Exchange }>();
  app.get('/things/:id', (c) => {
    c.env.route = '/things/:id';
    return jsonAnswer('{}', 418);
  });
  const told: unknown[] = [];
  const server = await listen(app, {
    ...LOOPBACK,
    onAnswer: ({ id, route }, status, ms) => told.push({ id, route, status, timed: ms > 0 && ms < 60_000 }),
  });
  await fetch(`${server.url}/things/7`, { headers: { 'x-request-id': 'r-1' } });
  expect(told).toEqual([{ id: 'r-1', route: '/things/:id', status: 418, timed: true }]);
  await server.close();
});
