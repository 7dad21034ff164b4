import { afterAll, expect, test } from 'vitest';
import { notAllowed } from '#kernel/problem';
import type { Scope } from '#kernel/run/actor';
import { accessWorld, Browser } from '#testing/access-world';
import { createApiKey, needScope, scopeFor } from './api-key.ts';

const world = await accessWorld();
const office = await world.process();
afterAll(() => world.close());

const admin = await new Browser(office.app).become(world, await world.hire('管理员', { roles: ['admin'] }));
const withKey = (key: string) => ({ authorization: `Bearer ${key}` });
const ask = (key: string, method: string, url: string, body?: unknown) =>
  new Browser(office.app).ask(method, url, body, withKey(key));

test('a key is made by an administrator, shown once, used, listed and revoked', async () => {
  const { status, body } = await admin.ask('POST', '/api/api-keys', {
    name: 'ERP 接口',
    roles: ['sales', 'warehouse'],
    scope: 'write',
    days: 30,
  });
  expect(status).toBe(201);
  expect(body.key).toMatch(/^lvy_[\w-]{43}$/);
  expect((await ask(body.key, 'GET', '/api/me')).body).toMatchObject({
    id: `key:${body.id}`,
    name: 'ERP 接口',
    roles: ['sales', 'warehouse'],
    employee: null,
    scopes: ['read', 'write'],
    login: null,
  });
  await office.authenticator.settled();
  const { items } = (await admin.ask('GET', '/api/api-keys')).body;
  expect(items).toEqual([
    {
      id: body.id,
      name: 'ERP 接口',
      roles: ['sales', 'warehouse'],
      scopes: ['read', 'write'],
      createdBy: expect.stringMatching(/^employee:/),
      createdAt: '2026-11-20T01:00:00.000Z',
      expiresAt: '2026-12-20T01:00:00.000Z',
      lastUsedAt: '2026-11-20T01:00:00.000Z',
      revokedAt: null,
    },
  ]);
  expect((await admin.send('GET', '/api/api-keys')).headers.get('cache-control')).toBe('no-store');
  const { rows } = await world.db.owner.query<{ kept: string }>('select k::text as kept from api_key k');
  expect(rows[0]?.kept).not.toContain(body.key.slice(4));
  expect((await admin.ask('DELETE', `/api/api-keys/${body.id}`)).status).toBe(204);
  expect((await admin.ask('DELETE', `/api/api-keys/${body.id}`)).status).toBe(404);
  expect((await ask(body.key, 'GET', '/api/me')).status).toBe(401);
});

test('a key ends with its last day', async () => {
  const { body } = await admin.ask('POST', '/api/api-keys', { name: 'trial', roles: ['sales'], scope: 'read', days: 1 });
  world.pass(86_400_000 - 1);
  expect((await ask(body.key, 'GET', '/api/me')).status).toBe(200);
  world.pass(1); // still remembered by the process, and not let in
  expect((await ask(body.key, 'GET', '/api/me')).status).toBe(401);
  await admin.become(world, await world.hire('另一位管理员', { roles: ['admin'] }));
});

test.each<[Scope, readonly Scope[]]>([
  ['read', ['read']],
  ['write', ['read', 'write']],
  ['admin', ['read', 'write', 'admin']],
])('the scope %s includes %o', async (scope, scopes) => {
  const { key } = await createApiKey(
    world.pool,
    { name: scope, roles: ['sales'], scope, expiresAt: null, createdBy: 'system' },
    world.now(),
  );
  const actor = await office.authenticator.authenticate(new Headers(withKey(key)));
  expect(actor?.scopes).toEqual(scopes);
  const refusal = (method: string): unknown => {
    try {
      if (actor) needScope(actor, scopeFor(method));
      return null;
    } catch (error) {
      return error;
    }
  };
  const allowed = ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE'].filter((method) => refusal(method) === null);
  expect(allowed).toEqual(scope === 'read' ? ['GET', 'HEAD'] : ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE']);
  expect(scope === 'read' ? refusal('POST') : notAllowed(['scope:write'])).toMatchObject({
    slug: 'not-allowed',
    status: 403,
    extensions: { needs: ['scope:write'] },
  });
});

test('keys are managed with the role and the scope of an administrator only', async () => {
  const make = (roles: readonly string[], scope: Scope) =>
    createApiKey(world.pool, { name: 'k', roles, scope, expiresAt: null, createdBy: 'system' }, world.now());
  expect((await ask((await make(['sales'], 'admin')).key, 'GET', '/api/api-keys')).body.needs).toEqual(['admin']);
  expect((await ask((await make(['admin'], 'write')).key, 'GET', '/api/api-keys')).body.needs).toEqual(['scope:admin']);
  expect((await ask((await make(['admin'], 'admin')).key, 'GET', '/api/api-keys')).status).toBe(200);
  const clerk = await new Browser(office.app).become(world, await world.hire('王伟', { roles: ['sales'] }));
  expect((await clerk.ask('POST', '/api/api-keys', { name: 'k', roles: ['admin'], scope: 'admin', days: null })).status).toBe(
    403,
  );
  expect((await new Browser(office.app).ask('GET', '/api/api-keys')).status).toBe(401);
});

test('a key has no account, password or sessions of its own', async () => {
  const { key } = await createApiKey(
    world.pool,
    { name: 'k', roles: ['admin'], scope: 'admin', expiresAt: null, createdBy: 'system' },
    world.now(),
  );
  for (const [method, url, body] of [
    ['POST', '/api/me/password', { current: 'x', newPassword: 'y' }],
    ['POST', '/api/me/totp', { password: 'x' }],
    ['GET', '/api/sessions', undefined],
    ['DELETE', '/api/session', undefined],
  ] as const) {
    expect(await ask(key, method, url, body)).toMatchObject({ status: 403, body: { needs: ['session'] } });
  }
});

test('a wanted key is checked', async () => {
  const wanted = { name: 'k', roles: ['sales'], scope: 'read', days: null };
  const fault = async (change: object) =>
    (await admin.ask('POST', '/api/api-keys', { ...wanted, ...change })).body.errors?.[0]?.pointer;
  expect(await fault({ name: ' ' })).toBe('/name');
  expect(await fault({ roles: [] })).toBe('/roles');
  expect(await fault({ roles: ['king'] })).toBe('/roles/0');
  expect(await fault({ scope: 'all' })).toBe('/scope');
  expect(await fault({ days: 0 })).toBe('/days');
  expect(await fault({})).toBeUndefined();
});
