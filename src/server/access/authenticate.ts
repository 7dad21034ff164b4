import { parse } from 'hono/utils/cookie';
import type pg from 'pg';
import type { Actor } from '#kernel/run/actor';
import { followAccessChanges } from './access-changes.ts';
import { ActorCache, type Admitted } from './actor-cache.ts';
import { KEY_PREFIX } from './api-key.ts';
import { loadApiKey, loadSession } from './load-actor.ts';
import { tokenHash } from './token.ts';

export const SESSION_COOKIE = 'lvyue_session';

export interface AuthenticatorDeps {
  pool: pg.Pool;
  clock: () => Date;
}

/** Says who asks, from the headers of a request. One for each process. */
export class Authenticator {
  readonly #deps: AuthenticatorDeps;
  readonly #cache: ActorCache;
  readonly #stopFollowing: () => Promise<void>;
  readonly #notes = new Set<Promise<void>>();

  private constructor(deps: AuthenticatorDeps, cache: ActorCache, stopFollowing: () => Promise<void>) {
    this.#deps = deps;
    this.#cache = cache;
    this.#stopFollowing = stopFollowing;
  }

  /** Starts listening for changes; keeps one connection of the pool until `close`. */
  static async open(deps: AuthenticatorDeps): Promise<Authenticator> {
    const cache = new ActorCache();
    return new Authenticator(deps, cache, await followAccessChanges(deps.pool, cache));
  }

  /**
   * The actor whom an API key (`Authorization: Bearer lvy_…`) or the session cookie stands for, in the language that the
   * request asks for; null when there is none or it is not good (any more). One query, none within 30 seconds of the last.
   */
  async authenticate(headers: Headers): Promise<Actor | null> {
    return (await this.admit(headers))?.actor ?? null;
  }

  /** Like `authenticate`, and by which credential. */
  async admit(headers: Headers): Promise<Admitted | null> {
    const presented = credentialIn(headers);
    if (!presented) return null;
    const now = this.#deps.clock();
    const hash = tokenHash(presented.token);
    const token = hash.toString('base64');
    const admitted =
      this.#cache.get(token, now) ?? (await this.#cache.fill(token, now, () => this.#load(presented.credential, hash, now)));
    if (!admitted) return null;
    if (now.getTime() - admitted.notedAt >= NOTED_EVERY_MS) this.#note(admitted, now);
    const locale = localeIn(headers);
    return locale === admitted.actor.locale ? admitted : { ...admitted, actor: { ...admitted.actor, locale } };
  }

  /** Takes back what this process remembers of a session, key or employee (by id), without waiting to be told by the database. */
  forget(subject: string): void {
    this.#cache.forget(subject);
  }

  /** Resolves when everything is written down that no request waits for. */
  async settled(): Promise<void> {
    await Promise.all(this.#notes);
  }

  /** Stops listening, when everything is written down. To be called before the pool is ended. */
  async close(): Promise<void> {
    await this.settled();
    await this.#stopFollowing();
  }

  #load(credential: Admitted['credential'], hash: Buffer, now: Date): Promise<Admitted | null> {
    const load = credential === 'session' ? loadSession : loadApiKey;
    return load(this.#deps.pool, hash, now);
  }

  // The request does not wait for this. If it fails, a request a minute later tries again; nobody is turned away for it.
  #note(admitted: Admitted, now: Date): void {
    admitted.notedAt = now.getTime();
    const note = this.#deps.pool.query(NOTE_SQL[admitted.credential], [admitted.id, now]).then(
      () => undefined,
      () => undefined,
    );
    this.#notes.add(note);
    void note.then(() => this.#notes.delete(note));
  }
}

const NOTED_EVERY_MS = 60_000;

const NOTE_SQL = {
  session: `update session set last_seen_at = $2 where id = $1 and last_seen_at <= $2::timestamptz - interval '1 minute'`,
  key: `update api_key set last_used_at = $2 where id = $1 and (last_used_at is null or last_used_at <= $2::timestamptz - interval '1 minute')`,
};

// Who sends an Authorization header means that one: a cookie beside it is not looked at, and needs no proof of origin.
function credentialIn(headers: Headers): { credential: Admitted['credential']; token: string } | null {
  const authorization = headers.get('authorization');
  if (authorization !== null) {
    const [, key] = /^bearer +(\S+)$/i.exec(authorization) ?? [];
    return key?.startsWith(KEY_PREFIX) ? { credential: 'key', token: key } : null;
  }
  const token = parse(headers.get('cookie') ?? '', SESSION_COOKIE)[SESSION_COOKIE];
  return token ? { credential: 'session', token } : null;
}

/** The first of our languages that `Accept-Language` names; Chinese when it names neither. */
export function localeIn(headers: Headers): 'zh' | 'en' {
  const wanted = (headers.get('accept-language') ?? '')
    .split(',')
    .map((entry) => {
      const [tag = '', quality] = entry
        .trim()
        .toLowerCase()
        .split(/\s*;\s*q=/);
      return { language: tag.split('-')[0], quality: quality === undefined ? 1 : Number(quality) };
    })
    .sort((a, b) => b.quality - a.quality);
  return wanted.find(({ language, quality }) => quality > 0 && (language === 'zh' || language === 'en'))?.language === 'en'
    ? 'en'
    : 'zh';
}
