import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';
import type { OidcSettings } from '#server/access/oidc';

/** Somebody as the provider knows them. */
export interface Known {
  sub: string;
  email?: string;
  email_verified?: boolean;
}

/** An identity provider on the loopback, where somebody is always about to sign in. */
export interface IdentityProvider {
  settings: OidcSettings;
  /** Who signs in next; null refuses. */
  next: Known | null;
  /** Whether it answers nothing but 503. */
  away: boolean;
  /** Follows the provider's redirects from `location` to the callback of ours, which is returned. */
  visit: (location: string) => Promise<string>;
  close: () => Promise<void>;
}

/** @param claimsInIdToken whether the address is in the ID token; otherwise it has to be asked for. */
export async function identityProvider({ claimsInIdToken = false } = {}): Promise<IdentityProvider> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const settings: OidcSettings = {
    issuer,
    clientId: 'lvyue',
    clientSecret: 'a client secret',
    redirectBase: 'http://127.0.0.1:1',
  };
  const accounts = new Map<string, Known>();
  const provider = new Provider(issuer, configuration(settings, accounts, claimsInIdToken));
  const callback = provider.callback();
  const idp: IdentityProvider = {
    settings,
    next: null,
    away: false,
    visit: (location) => visit(location, settings.redirectBase),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  server.on('request', (request, response) => {
    if (idp.away) return void response.writeHead(503).end();
    if (!request.url?.startsWith('/interaction/')) return callback(request, response);
    if (idp.next) accounts.set(idp.next.sub, idp.next);
    const result = idp.next ? { login: { accountId: idp.next.sub } } : { error: 'access_denied', error_description: 'no' };
    provider.interactionFinished(request, response, result).catch((error: unknown) => response.destroy(error as Error));
  });
  return idp;
}

function configuration(
  { clientId, clientSecret, redirectBase }: OidcSettings,
  accounts: Map<string, Known>,
  claimsInIdToken: boolean,
) {
  return {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [`${redirectBase}/api/oidc/callback`] }],
    pkce: { required: () => true },
    cookies: { keys: ['a cookie key'] },
    jwks: { keys: [generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' })] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    conformIdTokenClaims: !claimsInIdToken,
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    findAccount: (_: unknown, sub: string) => ({ accountId: sub, claims: () => accounts.get(sub) }),
    // Consent is not what is tested: everybody has given it.
    async loadExistingGrant({
      oidc,
    }: {
      oidc: { provider: Provider; client: { clientId: string }; session: { accountId: string } };
    }) {
      const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
    ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600 },
  };
}

async function visit(location: string, ours: string): Promise<string> {
  const cookies = new Map<string, string>();
  let url = location;
  while (!url.startsWith(ours)) {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') },
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const next = response.headers.get('location');
    if (next === null) throw new Error(`${response.status} at ${url}: ${await response.text()}`);
    url = new URL(next, url).href;
  }
  return url.slice(ours.length);
}
