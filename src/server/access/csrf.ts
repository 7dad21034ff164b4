import { SAFE_METHODS } from './api-key.ts';

/**
 * Whether a request with a session cookie comes from our own pages: browsers send the cookie along with requests that
 * other sites start. Reading is always allowed, and so is an `Authorization` header or `X-Lvyue: 1`, which no other site
 * can make a browser send.
 * @param ownOrigin such as `https://lvyue.example.com`; null when it is not configured: then the `Host` header stands for it.
 */
export function csrfOk(request: { method: string; headers: Headers }, ownOrigin: string | null): boolean {
  const { method, headers } = request;
  if (SAFE_METHODS.has(method) || headers.has('authorization') || headers.get('x-lvyue') === '1') return true;
  const site = headers.get('sec-fetch-site');
  if (site !== null) return site === 'same-origin';
  const origin = headers.get('origin');
  if (origin === null || !URL.canParse(origin)) return false;
  return ownOrigin === null ? new URL(origin).host === headers.get('host') : new URL(origin).origin === new URL(ownOrigin).origin;
}
