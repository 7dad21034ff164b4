import { Hono } from 'hono';
import { Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { kernelOf } from '#kernel/run/kernel';
import { systemActor } from '#kernel/run/tx';
import type { Admitted } from '#server/access/actor-cache';
import { RequestLimit } from '#server/access/limits';
import { configSource } from '#server/config-source';
import { registry } from '#server/registry';
import { httpApp } from './app.ts';
import { type Listening, listen } from './listen.ts';

// The app before a database that cannot be reached, and with callers that are limited to two requests.

let server: Listening;
const faults: unknown[] = [];
const pool = new Pool({ connectionString: 'postgresql://nobody@127.0.0.1:1/none' });
const admitted: Admitted = {
  actor: { ...systemActor, id: 'employee:1', roles: ['admin', 'employee'] },
  credential: 'session',
  id: '1',
  goodUntil: Number.POSITIVE_INFINITY,
  notedAt: 0,
};
beforeAll(async () => {
  const app = httpApp({
    kernel: kernelOf({ pool, registry, source: configSource, key: Buffer.alloc(32) }),
    files: undefined as never,
    admit: (headers) =>
      Promise.resolve(
        { person: admitted, program: { ...admitted, credential: 'key' as const } }[headers.get('authorization') ?? ''] ?? null,
      ),
    access: new Hono(),
    publicOrigin: null,
    now: () => 0,
    limits: {
      people: new RequestLimit({ capacity: 2, perSecond: 0.5 }),
      strangers: new RequestLimit({ capacity: 2, perSecond: 1 }),
      addressIn: () => '192.0.2.7',
    },
    onFault: (error) => faults.push(error),
  });
  server = await listen(app, { host: '127.0.0.1', port: 0, https: false });
});
afterAll(async () => {
  await server.close();
  await pool.end();
});

const ask = async (authorization: string) => {
  const response = await fetch(`${server.url}/api/departments`, { headers: { authorization, 'accept-language': 'en' } });
  return {
    status: response.status,
    wait: response.headers.get('retry-after'),
    type: ((await response.json()) as { type: string }).type,
  };
};

test('a database that cannot be reached is told as busy, and when to try again', async () => {
  expect(await ask('program')).toEqual({ status: 503, wait: '2', type: '/problems/busy' });
  expect(faults).toEqual([]);
});

test('a person and an address ask only so often; a program with a key is not limited', async () => {
  const limited = { status: 429, type: '/problems/too-many-requests' };
  expect((await Promise.all([ask('person'), ask('person')])).map((a) => a.status)).toEqual([503, 503]);
  expect(await ask('person')).toEqual({ ...limited, wait: '2' });
  expect([(await ask('')).status, (await ask('forged')).status]).toEqual([401, 401]);
  expect(await ask('guessed')).toEqual({ ...limited, wait: '1' });
  for (let i = 0; i < 5; i++) expect((await ask('program')).status).toBe(503);
});
