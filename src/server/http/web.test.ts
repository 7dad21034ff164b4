import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { brotliDecompressSync, gzipSync } from 'node:zlib';
import { Hono } from 'hono';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Exchange, RequestContext } from './exchange.ts';
import { type Listening, listen } from './listen.ts';
import { webPages } from './web.ts';

let folder: string;
let server: Listening;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'lvyue-pages-'));
  await mkdir(path.join(folder, 'assets'));
  await writeFile(path.join(folder, 'index.html'), '<title>履约</title>');
  await writeFile(path.join(folder, 'portal.html'), '<title>门户</title>');
  await writeFile(path.join(folder, 'stamp.txt'), 'x');
  await writeFile(path.join(folder, 'assets', 'index-1.js'), 'let a');
  await writeFile(path.join(folder, 'assets', 'index-1.js.gz'), gzipSync('let a'));
  const app = new Hono<{ Bindings: Exchange }>().get('/api/me', () => new Response('me'));
  const pages = webPages(folder);
  app.notFound((c) => pages(c as RequestContext) ?? new Response('nothing', { status: 404 }));
  server = await listen(app, { host: '127.0.0.1', port: 0, https: false });
});
afterAll(async () => {
  await server.close(0);
  await rm(folder, { recursive: true });
});

const get = (address: string, headers: Record<string, string> = {}) => fetch(server.url + address, { headers });
const BROWSER = { accept: 'text/html,application/xhtml+xml' };

test('every address that a browser opens is the page, under a policy without anything inline', async () => {
  for (const address of ['/', '/orders', '/orders/1?view=all', '/index.html']) {
    const page = await get(address, BROWSER);
    expect([page.status, await page.text()], address).toEqual([200, '<title>履约</title>']);
    expect(page.headers.get('cache-control')).toBe('no-cache');
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).not.toContain('unsafe');
  }
});

test('below /portal it is the page of the customers, under the same policy', async () => {
  for (const address of ['/portal', '/portal/', '/portal/orders/1', '/portal.html']) {
    const page = await get(address, BROWSER);
    expect([page.status, await page.text()], address).toEqual([200, '<title>门户</title>']);
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
  }
  expect(await (await get('/portals', BROWSER)).text()).toBe('<title>履约</title>');
});

test('what browsers keep is asked for once', async () => {
  const page = await get('/', BROWSER);
  const again = await get('/', { ...BROWSER, 'if-none-match': page.headers.get('etag') ?? '' });
  expect(again.status).toBe(304);
  const script = await get('/assets/index-1.js', { 'accept-encoding': 'br, gzip' });
  expect(await script.text()).toBe('let a');
  expect(Object.fromEntries(script.headers)).toMatchObject({
    'cache-control': 'public, max-age=31536000, immutable',
    'content-encoding': 'gzip',
    'content-type': 'text/javascript; charset=utf-8',
    vary: 'accept-encoding',
  });
  const plain = await get('/assets/index-1.js', { 'accept-encoding': 'gzip;q=0' });
  expect([plain.headers.get('content-encoding'), await plain.text()]).toEqual([null, 'let a']);
});

test('the interface, programs and files that are gone get no page', async () => {
  expect(await (await get('/api/me', BROWSER)).text()).toBe('me');
  for (const [address, headers] of [
    ['/api/nothing', BROWSER],
    ['/api', BROWSER],
    ['/orders', { accept: 'application/json' }],
    ['/assets/index-0.js', BROWSER],
    ['/stamp.txt', {}],
    ['/../package.json', {}],
  ] as const)
    expect((await get(address, headers)).status, address).toBe(404);
  expect((await fetch(`${server.url}/orders`, { method: 'POST', headers: BROWSER })).status).toBe(404);
});

test('pages that were not built say so', async () => {
  const pages = webPages(path.join(folder, 'nowhere'));
  const answer = await new Hono<{ Bindings: Exchange }>()
    .notFound((c) => pages(c as RequestContext)!)
    .fetch(new Request('http://x/', { headers: BROWSER }), { route: '' } as Exchange);
  expect([answer.status, await answer.text()]).toEqual([503, expect.stringContaining('npm run web:build')]);
});

test('brotli is what a browser prefers', async () => {
  const { brotliCompressSync } = await import('node:zlib');
  await writeFile(path.join(folder, 'assets', 'index-1.js.br'), brotliCompressSync('let a'));
  const app = new Hono<{ Bindings: Exchange }>();
  const pages = webPages(folder);
  app.notFound((c) => pages(c as RequestContext)!);
  const answer = await app.fetch(
    new Request('http://x/assets/index-1.js', { headers: { 'accept-encoding': 'gzip, deflate, br' } }),
    { route: '' } as Exchange,
  );
  expect(answer.headers.get('content-encoding')).toBe('br');
  expect(brotliDecompressSync(Buffer.from(await answer.arrayBuffer())).toString()).toBe('let a');
});
