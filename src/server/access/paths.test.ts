import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { accessPaths } from './paths.ts';
import { type AccessDeps, accessRoutes } from './routes.ts';

test('every route is described, and nothing else', () => {
  // Routes are declared without touching what they will use.
  const app = new Hono().route('/', accessRoutes({} as AccessDeps));
  const routed = app.routes
    .filter(({ method }) => method !== 'ALL')
    .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
  const described = Object.entries(accessPaths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(described.sort()).toEqual(routed.sort());
});

test('the description is plain JSON with names that occur once', () => {
  expect(JSON.parse(JSON.stringify(accessPaths))).toEqual(accessPaths);
  const names = Object.values(accessPaths).flatMap((item) =>
    Object.values(item as Record<string, { operationId: string }>).map((one) => one.operationId),
  );
  expect(new Set(names).size).toBe(names.length);
});
