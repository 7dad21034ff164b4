import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Hono } from 'hono';
import type { Exchange } from './exchange.ts';

/** `GET /`: says what this is and where to go on. */
export function addFrontPage(app: Hono<{ Bindings: Exchange }>): void {
  const page = readFileSync(path.join(import.meta.dirname, 'front-page.html'), 'utf8');
  const style = /<style>([^]*?)<\/style>/.exec(page)?.[1] ?? '';
  const hash = createHash('sha256').update(style).digest('base64');
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-cache',
    'content-security-policy': `default-src 'none'; style-src 'sha256-${hash}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
  };
  app.get('/', (c) => {
    c.env.route = '/';
    return new Response(page, { headers });
  });
}
