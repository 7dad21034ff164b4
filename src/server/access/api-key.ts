import type pg from 'pg';
import { Problem } from '#kernel/problem';
import type { Actor, Scope } from '#kernel/run/actor';
import { newId } from '#kernel/run/id';
import { newToken, tokenHash } from './token.ts';

/** Every key begins so: people and secret scanners recognise one. */
export const KEY_PREFIX = 'lvy_';

/** A key as it is listed. What opens the door is not kept. */
export interface ApiKey {
  id: string;
  name: string;
  roles: string[];
  scopes: Scope[];
  /** The actor who made it. */
  createdBy: string;
  createdAt: Date;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
}

/** What a new key is for. */
export interface NewApiKey {
  name: string;
  roles: readonly string[];
  /** `write` includes `read`, `admin` includes both. */
  scope: Scope;
  /** null: until it is revoked. */
  expiresAt: Date | null;
  createdBy: string;
}

/** Makes a key. `key` is shown this once. */
export async function createApiKey(pool: pg.Pool, wanted: NewApiKey, now: Date): Promise<{ id: string; key: string }> {
  const id = newId();
  const key = KEY_PREFIX + newToken();
  await pool.query(
    `insert into api_key (id, key_hash, name, roles, scopes, created_by, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [id, tokenHash(key), wanted.name, wanted.roles, scopesUpTo(wanted.scope), wanted.createdBy, now, wanted.expiresAt],
  );
  return { id, key };
}

/** All keys, also those that were revoked or have expired, the newest first. */
export async function apiKeys(pool: pg.Pool): Promise<ApiKey[]> {
  const { rows } = await pool.query<ApiKey>(
    `select id, name, roles, scopes, created_by as "createdBy", created_at as "createdAt", expires_at as "expiresAt",
       last_used_at as "lastUsedAt", revoked_at as "revokedAt"
     from api_key order by created_at desc, id`,
  );
  return rows;
}

/** Shuts a key out for good, in every process at once. @returns whether there was such a key in force. */
export async function revokeApiKey(pool: pg.Pool, id: string, now: Date): Promise<boolean> {
  const { rowCount } = await pool.query('update api_key set revoked_at = $2 where id = $1 and revoked_at is null', [id, now]);
  return rowCount === 1;
}

/** The scope that an HTTP method needs, unless a route asks for more. */
export const scopeFor = (method: string): Scope => (SAFE_METHODS.has(method) ? 'read' : 'write');

/** Methods that change nothing. */
export const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** @throws `not-allowed` 403 when the actor's key was not made for that. */
export function needScope(actor: Actor, scope: Scope): void {
  if (actor.scopes.includes(scope)) return;
  throw new Problem(
    'not-allowed',
    403,
    { zh: `此密钥不含“${scope}”权限范围。`, en: `This key does not have the scope "${scope}".` },
    { needs: [`scope:${scope}`] },
  );
}

const SCOPES: readonly Scope[] = ['read', 'write', 'admin'];

const scopesUpTo = (scope: Scope): readonly Scope[] => SCOPES.slice(0, SCOPES.indexOf(scope) + 1);
