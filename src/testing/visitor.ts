import { PORTAL_COOKIE } from '#server/portal/door';
import { openVisit } from '#server/portal/session';
import type { Company } from './company.ts';
import { personOf, type RawAnswer } from './person.ts';

/** A contact person in the portal, as their browser asks: `get('/orders')`. Nothing is thrown. */
export interface PortalBrowser {
  get: (path: string) => Promise<RawAnswer>;
  post: (path: string, body?: unknown, headers?: Record<string, string>) => Promise<RawAnswer>;
  delete: (path: string) => Promise<RawAnswer>;
  /** The cookie that the portal has set, `name=value`; null while nobody is signed in. */
  cookie: string | null;
}

/** A browser before the portal's door. It keeps the portal's cookie. */
export function portalBrowser(company: Company, locale: 'zh' | 'en' = 'en'): PortalBrowser {
  const nobody = () => Promise.reject(new Error('Whoever stands before the door has no id.'));
  const browser: PortalBrowser = {
    cookie: null,
    get: (path) => ask('GET', path),
    post: (path, body = {}, headers = {}) => ask('POST', path, body, headers),
    delete: (path) => ask('DELETE', path),
  };
  const { send } = personOf(company.url, nobody, () => Promise.resolve({ 'accept-language': locale, 'x-lvyue': '1' }));
  const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const cookie: Record<string, string> = browser.cookie === null ? {} : { cookie: browser.cookie };
    const answer = await send(method, `/api/portal${path}`, body, { ...cookie, ...headers });
    for (const line of answer.headers.getSetCookie()) {
      const [, value = ''] = new RegExp(`^${PORTAL_COOKIE}=([^;]*)`).exec(line) ?? [];
      browser.cookie = value === '' ? null : `${PORTAL_COOKIE}=${value}`;
    }
    return answer;
  };
  return browser;
}

/** A browser in which a contact person (id) is signed in. */
export async function visitor(company: Company, contact: string, locale: 'zh' | 'en' = 'en'): Promise<PortalBrowser> {
  const browser = portalBrowser(company, locale);
  const who = { contact, method: 'code', ip: '192.0.2.9', userAgent: 'test' } as const;
  const { token } = await openVisit(company.world.kernel.pool, who, new Date(company.now));
  browser.cookie = `${PORTAL_COOKIE}=${token}`;
  return browser;
}
