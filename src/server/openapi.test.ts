import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Pool } from 'pg';
import { expect, test } from 'vitest';
import { kernelOf } from '#kernel/run/kernel';
import { accessRoutes } from './access/routes.ts';
import { configSource } from './config-source.ts';
import { httpApp } from './http/app.ts';
import { addDemoRoute } from './http/demo.ts';
import { addHealthRoutes } from './http/health.ts';
import { addOpenapiRoute, openapiDocument, openapiFile, openapiText } from './openapi.ts';
import { addPortalRoutes } from './portal/mount.ts';
import { registry } from './registry.ts';

type Operation = { operationId: string; responses: Record<string, unknown>; summary: string };
const METHODS = new Set(['get', 'post', 'patch', 'put', 'delete']);
const document = openapiDocument(registry) as { paths: Record<string, Record<string, Operation>> };
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).flatMap(([method, operation]) => (METHODS.has(method) ? [{ path, method, operation }] : [])),
);

test('the document is valid OpenAPI 3.1, also when it is read back', async () => {
  const validator = new Validator();
  const result = await validator.validate(JSON.parse(openapiText(registry)) as Record<string, unknown>);
  expect(result.errors).toBeUndefined();
  expect(result.valid).toBe(true);
  expect(validator.version).toBe('3.1');
});

test('the committed document is fresh', () => {
  expect(readFileSync(openapiFile, 'utf8').replaceAll('\r\n', '\n') === openapiText(registry), 'run npx lvyue openapi').toBe(
    true,
  );
});

test('every reference leads somewhere', () => {
  const text = openapiText(registry);
  const targets = new Set([...text.matchAll(/"\$ref": "#\/([^"]+)"/g)].map((m) => m[1]!));
  const missing = [...targets].filter(
    (target) =>
      target.split('/').reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], document) === undefined,
  );
  expect(missing).toEqual([]);
});

test('every route of the program is described, and nothing else', async () => {
  const described = operations.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
  expect(described.sort()).toEqual(await routesOfTheProgram());
});

test('operations have names of their own, words in both languages and refusals', () => {
  const names = operations.map(({ operation }) => operation.operationId);
  expect(new Set(names).size).toBe(names.length);
  for (const { operation } of operations) {
    expect(operation.summary, operation.operationId).toMatch(/[一-鿿].*[A-Za-z]/);
    expect(Object.keys(operation.responses).length, operation.operationId).toBeGreaterThan(0);
  }
});

test('every step says who may take it, from which states, and on which conditions', () => {
  for (const kind of registry.kinds.values()) {
    for (const [name, step] of Object.entries(kind.record.lifecycle)) {
      const operation = document.paths[`/api/${kind.record.plural}/{id}/${name}`]?.['post'] as unknown as { description: string };
      for (const role of step.by) expect(operation.description).toContain(role);
      for (const guard of Object.keys(step.guards ?? {})) expect(operation.description).toContain(kind.words.guards[guard]![0]);
    }
  }
});

/** `GET /api/departments/{id}`, as the router knows them. Nothing is asked of what stands behind. */
async function routesOfTheProgram(): Promise<string[]> {
  const pool = new Pool();
  const kernel = kernelOf({ pool, registry, source: configSource, key: Buffer.alloc(32) });
  const nobody = undefined as never;
  const app = httpApp({
    kernel,
    files: nobody,
    admit: () => Promise.resolve(null),
    access: accessRoutes({
      pool,
      box: nobody,
      authenticator: nobody,
      oidc: null,
      publicOrigin: null,
      addressOf: () => '',
      clock: () => new Date(),
    }),
    publicOrigin: null,
    now: Date.now,
    others: [
      (to) => addHealthRoutes(to, { pool, metrics: () => Promise.resolve(''), isKnownProgram: () => Promise.resolve(false) }),
      (to) => addDemoRoute(to, false),
      (to) => addOpenapiRoute(to, registry),
      (to) => addPortalRoutes(to, nobody),
    ],
    onFault: () => undefined,
  });
  await pool.end();
  const routes = app.routes.map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
  return [...new Set(routes)].filter((route) => route !== 'GET /').sort();
}
