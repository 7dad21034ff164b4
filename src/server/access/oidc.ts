import * as client from 'openid-client';
import type pg from 'pg';
import { Problem } from '#kernel/problem';
import type { SecretBox } from './secret-box.ts';

/** How this installation is registered with an identity provider. */
export interface OidcSettings {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Where browsers reach this program, such as `https://lvyue.example.com`. */
  redirectBase: string;
}

/**
 * Reads `LVYUE_OIDC_ISSUER`, `LVYUE_OIDC_CLIENT_ID`, `LVYUE_OIDC_CLIENT_SECRET` and `LVYUE_OIDC_REDIRECT_BASE`.
 * @returns null when there is no issuer: people then sign in by password only.
 * @throws when only some of them are set, or an address is neither https nor on this machine.
 */
export function oidcSettings(env: NodeJS.ProcessEnv): OidcSettings | null {
  if (!env['LVYUE_OIDC_ISSUER']) return null;
  const [issuer, clientId, clientSecret, redirectBase] = ['ISSUER', 'CLIENT_ID', 'CLIENT_SECRET', 'REDIRECT_BASE'].map((name) => {
    const value = env[`LVYUE_OIDC_${name}`];
    if (!value) throw new Error(`LVYUE_OIDC_${name} is missing. 缺少环境变量 LVYUE_OIDC_${name}。`);
    if (/ISSUER|BASE/.test(name) && !isSafe(new URL(value))) throw new Error(`LVYUE_OIDC_${name} must begin with https://`);
    return value;
  }) as [string, string, string, string];
  return { issuer, clientId, clientSecret, redirectBase: redirectBase.replace(/\/+$/, '') };
}

/** What the identity provider vouches for. */
export interface Identity {
  issuer: string;
  subject: string;
  /** Only an address that the provider has verified. */
  email: string | null;
}

/** Where the provider sends the browser back to; to be registered there. */
export const CALLBACK_PATH = '/api/oidc/callback';

/** Signing in at an identity provider: authorization code flow with PKCE, state and nonce. */
export class Oidc {
  readonly #settings: OidcSettings;
  readonly #box: SecretBox;
  #discovered: Promise<client.Configuration> | null = null;

  constructor(settings: OidcSettings, box: SecretBox) {
    this.#settings = settings;
    this.#box = box;
  }

  /**
   * Begins. The browser is sent to `location` and keeps `cookie`, good for ten minutes, which it alone can bring back.
   * @param returnTo a path of ours to open afterwards; anything else becomes `/`.
   * @throws `identity-provider-away` 503.
   */
  async start(returnTo: string, now: Date): Promise<{ location: string; cookie: string }> {
    const provider = await this.#provider();
    const journey: Journey = {
      verifier: client.randomPKCECodeVerifier(),
      state: client.randomState(),
      nonce: client.randomNonce(),
      returnTo: ownPath(returnTo),
    };
    const location = client.buildAuthorizationUrl(provider, {
      redirect_uri: this.#settings.redirectBase + CALLBACK_PATH,
      scope: 'openid email profile',
      response_type: 'code',
      code_challenge: await client.calculatePKCECodeChallenge(journey.verifier),
      code_challenge_method: 'S256',
      state: journey.state,
      nonce: journey.nonce,
    });
    const cookie = this.#box.issue(JOURNEY, journey, new Date(now.getTime() + JOURNEY_SECONDS * 1000));
    return { location: location.href, cookie };
  }

  /**
   * Ends what `start` began.
   * @param query the query of the callback, as the browser brought it.
   * @param cookie what `start` gave to this browser.
   * @throws `identity-refused` 401 when the journey is not this browser's, has expired or was refused by the provider;
   *   `identity-provider-away` 503.
   */
  async finish(query: URLSearchParams, cookie: string, now: Date): Promise<{ identity: Identity; returnTo: string }> {
    const journey = this.#box.redeem(JOURNEY, cookie, now) as Journey | null;
    if (!journey) throw refused();
    const provider = await this.#provider();
    const callback = new URL(`${this.#settings.redirectBase}${CALLBACK_PATH}?${query.toString()}`);
    try {
      const tokens = await client.authorizationCodeGrant(provider, callback, {
        pkceCodeVerifier: journey.verifier,
        expectedState: journey.state,
        expectedNonce: journey.nonce,
        idTokenExpected: true,
      });
      const told = tokens.claims();
      if (!told) throw new Error('no ID token');
      // Providers may keep the address for the userinfo endpoint.
      const asks = told['email'] === undefined && provider.serverMetadata().userinfo_endpoint !== undefined;
      const claims = asks ? { ...told, ...(await client.fetchUserInfo(provider, tokens.access_token, told.sub)) } : told;
      const verified = claims['email_verified'] === true && typeof claims['email'] === 'string';
      const email = verified ? (claims['email'] as string) : null;
      return { identity: { issuer: told.iss, subject: told.sub, email }, returnTo: journey.returnTo };
    } catch (error) {
      throw refused(error);
    }
  }

  // Asked once; after a failure again at the next sign-in.
  #provider(): Promise<client.Configuration> {
    this.#discovered ??= this.#discover().catch((error: unknown): never => {
      this.#discovered = null;
      throw away(error);
    });
    return this.#discovered;
  }

  #discover(): Promise<client.Configuration> {
    const { issuer, clientId, clientSecret } = this.#settings;
    const server = new URL(issuer);
    return client.discovery(server, clientId, clientSecret, undefined, {
      timeout: 10,
      execute: server.protocol === 'http:' ? [client.allowInsecureRequests] : [],
    });
  }
}

/** How long a browser may stay at the provider. */
export const JOURNEY_SECONDS = 600;

/**
 * The employee whom an identity stands for. Nobody is created: an identity belongs to the employee with whom it was linked,
 * or it is linked now with the one active employee who has its verified address. An employee with another identity of the
 * same provider keeps that one: a mailbox that was given to somebody else opens nothing.
 *
 * @throws `identity-unknown` 403 when there is no such employee.
 */
export async function employeeOf(pool: pg.Pool, { issuer, subject, email }: Identity, now: Date): Promise<string> {
  const linked = await pool.query<{ employee: string; state: string }>(
    `select i.employee, e.state from oidc_identity i join employee e on e.id = i.employee where i.issuer = $1 and i.subject = $2`,
    [issuer, subject],
  );
  const known = linked.rows[0];
  if (known) {
    if (known.state !== 'active') throw unknown();
    return known.employee;
  }
  if (email === null) throw unknown();
  const { rows } = await pool.query<{ employee: string }>(
    `insert into oidc_identity (issuer, subject, employee, email, linked_at)
     select $1, $2, e.id, $3, $4 from employee e
     where lower(e.email) = lower($3) and e.state = 'active'
       and not exists (select from employee other where lower(other.email) = lower($3) and other.id <> e.id and other.state = 'active')
     on conflict do nothing returning employee`,
    [issuer, subject, email, now],
  );
  const employee = rows[0]?.employee;
  if (employee === undefined) throw unknown();
  return employee;
}

interface Journey {
  verifier: string;
  state: string;
  nonce: string;
  returnTo: string;
}

const JOURNEY = 'oidc-journey';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

const isSafe = (url: URL): boolean => url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.has(url.hostname));

/** A path on this site, or `/`: nobody is sent elsewhere by a link that begins here. */
function ownPath(path: string): string {
  const here = 'http://here.invalid';
  if (!path.startsWith('/') || !URL.canParse(path, here)) return '/';
  const url = new URL(path, here);
  return url.origin === here ? url.pathname + url.search + url.hash : '/';
}

const refused = (error?: unknown): Problem =>
  because(
    error,
    new Problem('identity-refused', 401, {
      zh: '统一身份认证未完成，请重新登录。',
      en: 'Signing in at the identity provider was not completed. Please try again.',
    }),
  );

const away = (error: unknown): Problem =>
  because(
    error,
    new Problem('identity-provider-away', 503, {
      zh: '统一身份认证暂时无法访问，请稍后再试或使用密码登录。',
      en: 'The identity provider cannot be reached. Please try again later or sign in with a password.',
    }),
  );

// For the log of the program: only the code of the failure. Messages and causes of these errors can hold tokens.
function because(error: unknown, problem: Problem): Problem {
  const { error: told, code, name } = (error ?? {}) as { error?: unknown; code?: unknown; name?: unknown };
  problem.cause = [told, code, name].find((word) => typeof word === 'string');
  return problem;
}

const unknown = (): Problem =>
  new Problem('identity-unknown', 403, {
    zh: '没有与此身份对应的在职员工，请联系管理员。',
    en: 'No employee belongs to this identity. Please contact an administrator.',
  });
