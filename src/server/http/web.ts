import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { STAMP, webFolder } from '#server/web-build';
import type { RequestContext } from './exchange.ts';

interface Asset {
  type: string;
  body: Buffer<ArrayBuffer>;
  br: Buffer<ArrayBuffer> | null;
  gz: Buffer<ArrayBuffer> | null;
  tag: string;
}

/**
 * Serves the built pages: to be asked for what is no route. Answers null where it is not theirs either: below `/api`, or
 * something that no browser opens as a page. Every address that a browser opens is one page, which knows what to
 * show: that of the portal below `/portal`, else that of the staff.
 */
export function webPages(folder = webFolder): (c: RequestContext) => Response | null {
  let assets: ReadonlyMap<string, Asset> | undefined; // read when first asked for: most tests and all programs never do
  return (c) => {
    const { method, path: asked } = c.req;
    if ((method !== 'GET' && method !== 'HEAD') || /^\/api(\/|$)/.test(asked)) return null;
    assets ??= read(folder);
    const asset = assets.get(asked);
    if (asset && !PAGES.has(asked)) {
      c.env.route = asked.startsWith(HASHED) ? '/assets/*' : asked;
      return answer(c, asset, asked.startsWith(HASHED) ? 'public, max-age=31536000, immutable' : 'no-cache', policyOf(asked));
    }
    const isPage = asked === '/' || (c.req.header('accept') ?? '').includes('text/html');
    if (!isPage || asked.startsWith(HASHED)) return null;
    c.env.route = '/*';
    const page = assets.get(/^\/portal(\/|\.html|$)/.test(asked) ? PORTAL : STAFF);
    return page ? answer(c, page, 'no-cache', { 'content-security-policy': POLICY }) : notBuilt();
  };
}

const HASHED = '/assets/';
const STAFF = '/index.html';
const PORTAL = '/portal.html';
const PAGES = new Set([STAFF, PORTAL]);

// Everything comes from here, nothing inline. Values that change with the data (heights of rows) are set through the object
// model of the style sheet, which the policy does not touch.
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

// The worker that keeps the pages fetches them itself.
const policyOf = (asked: string): Record<string, string> =>
  asked === '/service-worker.js' ? { 'content-security-policy': "default-src 'none'; connect-src 'self'" } : {};

function answer(c: RequestContext, asset: Asset, caching: string, more: Record<string, string>): Response {
  const headers: Record<string, string> = { 'cache-control': caching, etag: asset.tag, vary: 'accept-encoding', ...more };
  if (c.req.header('if-none-match') === asset.tag) return new Response(null, { status: 304, headers });
  const accepted = c.req.header('accept-encoding') ?? '';
  const packed = (['br', 'gz'] as const).find(
    (kind) => asset[kind] && new RegExp(`\\b${ENCODING[kind]}\\b(?!\\s*;\\s*q=0(?:\\.0*)?(?:,|$))`).test(accepted),
  );
  return new Response(packed ? asset[packed] : asset.body, {
    headers: { ...headers, 'content-type': asset.type, ...(packed && { 'content-encoding': ENCODING[packed] }) },
  });
}

const ENCODING = { br: 'br', gz: 'gzip' } as const;

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
};

/** Everything that was built, by the address at which it is served. It is small enough to be kept. */
function read(folder: string): Map<string, Asset> {
  const assets = new Map<string, Asset>();
  if (!existsSync(folder)) return assets;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    const type = TYPES[path.extname(file)];
    if (!entry.isFile() || type === undefined || entry.name === STAMP) continue;
    const body = readFileSync(file);
    const packed = (ending: string) => (existsSync(`${file}${ending}`) ? readFileSync(`${file}${ending}`) : null);
    const tag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
    assets.set(`/${path.relative(folder, file).replaceAll('\\', '/')}`, {
      type,
      body,
      br: packed('.br'),
      gz: packed('.gz'),
      tag,
    });
  }
  return assets;
}

/** A program that was started past `npm start`, such as in a test. */
const notBuilt = (): Response =>
  new Response('界面尚未构建，请运行 npm run web:build。\nThe pages are not built yet; please run npm run web:build.\n', {
    status: 503,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  });
