import { z } from 'zod';
import { Code, Credentials, KeyWanted, PasswordChange, Proof, SecondFactor } from './requests.ts';

/**
 * The routes of `accessRoutes` as OpenAPI 3.1 path items, by path below `/api`. `x-problems` names the problems that a route
 * may answer with, as `application/problem+json`. Instants are ISO 8601 in UTC.
 */
export const accessPaths = {
  '/session': {
    post: operation('signIn', '用密码登录 Sign in with a password', {
      about: `Sets the cookie lvyue_session, or answers 202 with a challenge when a second factor is in use.
        newPassword replaces a password that somebody else has set (must-change-password).`,
      open: true,
      body: Credentials,
      answers: {
        201: ['已登录 Signed in', { employee: id(), expiresAt: instant() }],
        202: ['需要双重验证 A second factor is needed', { secondFactor: { const: true }, challenge: text() }],
      },
      problems: { 'wrong-credentials': 401, 'account-locked': 403, 'must-change-password': 403, 'too-many-attempts': 429 },
    }),
    delete: operation('signOut', '退出登录 Sign out', { answers: { 204: ['已退出 Signed out'] } }),
  },
  '/session/second-factor': {
    post: operation('signInSecondFactor', '提交双重验证 Show the second factor', {
      about: 'code is six digits of an authenticator, or a recovery code. Each is good once.',
      open: true,
      body: SecondFactor,
      answers: { 201: ['已登录 Signed in', { employee: id(), expiresAt: instant() }] },
      problems: {
        'challenge-expired': 401,
        'wrong-code': 401,
        'account-locked': 403,
        'must-change-password': 403,
        'too-many-attempts': 429,
      },
    }),
  },
  '/me': {
    get: operation('me', '当前用户 Who asks', {
      answers: {
        200: [
          '当前用户 The actor',
          {
            id: text(),
            name: text(),
            roles: list(text()),
            employee: orNull(id()),
            department: orNull(id()),
            departments: list(id()),
            customer: orNull(id()),
            locale: { enum: ['zh', 'en'] },
            scopes: list(scope()),
            login: orNull(text()),
            secondFactor: { type: 'boolean' },
          },
        ],
      },
    }),
  },
  '/me/password': {
    post: operation('changePassword', '修改密码 Change the own password', {
      about: 'Ends the own other sessions.',
      body: PasswordChange,
      answers: { 204: ['已修改 Changed'] },
      problems: { 'not-allowed': 403, 'too-many-attempts': 429 },
    }),
  },
  '/me/totp': {
    post: operation('beginTotp', '启用双重验证 Begin with a second factor', {
      about: 'It is asked for from its confirmation on.',
      body: Proof,
      answers: { 201: ['密钥 The secret, for the authenticator', { secret: text(), uri: text() }] },
      problems: { 'not-allowed': 403, 'second-factor-in-use': 409, 'too-many-attempts': 429 },
    }),
    delete: operation('removeTotp', '停用双重验证 Give up the second factor', {
      body: Proof,
      answers: { 204: ['已停用 Given up'] },
      problems: { 'not-allowed': 403, 'not-found': 404, 'too-many-attempts': 429 },
    }),
  },
  '/me/totp/confirm': {
    post: operation('confirmTotp', '确认双重验证 Confirm the second factor', {
      body: Code,
      answers: { 200: ['备用码，仅显示一次 Recovery codes, shown this once', { recoveryCodes: list(text()) }] },
      problems: { 'not-allowed': 403, 'second-factor-in-use': 409, 'too-many-attempts': 429 },
    }),
  },
  '/sessions': {
    get: operation('sessions', '登录会话 Sessions', {
      about: 'The own sessions; an administrator may ask for those of an employee.',
      parameters: [{ name: 'employee', in: 'query', schema: id() }],
      answers: {
        200: [
          '有效的会话 Open sessions, the newest first',
          {
            items: list(
              shape({
                id: id(),
                employee: id(),
                method: text(),
                createdAt: instant(),
                lastSeenAt: instant(),
                expiresAt: instant(),
                ip: text(),
                userAgent: text(),
                current: { type: 'boolean' },
              }),
            ),
          },
        ],
      },
      problems: { 'not-allowed': 403 },
    }),
  },
  '/sessions/{id}': {
    delete: operation('revokeSession', '结束会话 End a session', {
      about: 'One of the own; an administrator may end any.',
      parameters: [{ name: 'id', in: 'path', required: true, schema: id() }],
      answers: { 204: ['已结束 Ended'] },
      problems: { 'not-allowed': 403, 'not-found': 404 },
    }),
  },
  '/api-keys': {
    get: operation('apiKeys', '接口密钥 API keys', {
      answers: {
        200: [
          '全部密钥 All keys',
          {
            items: list(
              shape({
                id: id(),
                name: text(),
                roles: list(text()),
                scopes: list(scope()),
                createdBy: text(),
                createdAt: instant(),
                expiresAt: orNull(instant()),
                lastUsedAt: orNull(instant()),
                revokedAt: orNull(instant()),
              }),
            ),
          },
        ],
      },
      problems: { 'not-allowed': 403 },
    }),
    post: operation('createApiKey', '创建接口密钥 Make an API key', {
      about: 'days is how long it is good; null: until it is revoked.',
      body: KeyWanted,
      answers: { 201: ['密钥，仅显示一次 The key, shown this once', { id: id(), key: text() }] },
      problems: { 'not-allowed': 403 },
    }),
  },
  '/api-keys/{id}': {
    delete: operation('revokeApiKey', '吊销接口密钥 Revoke an API key', {
      parameters: [{ name: 'id', in: 'path', required: true, schema: id() }],
      answers: { 204: ['已吊销 Revoked'] },
      problems: { 'not-allowed': 403, 'not-found': 404 },
    }),
  },
  '/oidc/start': {
    get: operation('oidcStart', '统一身份认证登录 Sign in at the identity provider', {
      open: true,
      parameters: [{ name: 'return', in: 'query', description: 'A path of ours to open afterwards', schema: text() }],
      answers: { 302: ['转到身份提供方 To the identity provider'] },
      problems: { 'not-found': 404, 'identity-provider-away': 503 },
    }),
  },
  '/oidc/callback': {
    get: operation('oidcCallback', '统一身份认证回调 Back from the identity provider', {
      about: `Leads to the page that was asked for, to /sign-in#challenge=… when a second factor is in use, or to
        /sign-in?problem=… with identity-refused, identity-unknown, identity-provider-away, account-locked or not-found.`,
      open: true,
      parameters: ['code', 'state', 'iss', 'error'].map((name) => ({ name, in: 'query', schema: text() })),
      answers: { 302: ['转到页面 To a page'] },
    }),
  },
};

interface Operation {
  about?: string;
  /** Whether it is for people who are not signed in. */
  open?: true;
  body?: z.ZodType;
  parameters?: object[];
  /** What it answers with: a sentence, and the members of the body. */
  answers: Record<number, [string, Record<string, object>?]>;
  /** Problems besides those that every such route may answer with. */
  problems?: Record<string, number>;
}

function operation(
  operationId: string,
  summary: string,
  { about, open, body, parameters, answers, problems = {} }: Operation,
): object {
  const all: Record<string, number> = {
    ...(open ? {} : { 'signed-out': 401, 'foreign-request': 403 }),
    ...(body ? { 'not-json': 415, invalid: 422 } : {}),
    ...(parameters && !open ? { invalid: 422 } : {}),
    ...problems,
  };
  const refusals = [...new Set(Object.values(all))].map((status) => {
    const slugs = Object.keys(all).filter((slug) => all[slug] === status);
    return [status, { description: slugs.join(', '), content: { 'application/problem+json': { schema: { type: 'object' } } } }];
  });
  const successes = Object.entries(answers).map(([status, [description, members]]) => [
    status,
    { description, ...(members ? { content: { 'application/json': { schema: shape(members) } } } : {}) },
  ]);
  return {
    operationId,
    summary,
    tags: ['access'],
    ...(about ? { description: about.replace(/\s+/g, ' ') } : {}),
    ...(open ? { security: [] } : {}),
    ...(parameters ? { parameters } : {}),
    ...(body ? { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body) } } } } : {}),
    responses: Object.fromEntries([...successes, ...refusals]),
    'x-problems': Object.keys(all),
  };
}

function schemaOf(body: z.ZodType): object {
  const { $schema: _, ...schema } = z.toJSONSchema(body, { io: 'input' });
  return schema;
}

function shape(members: Record<string, object>): object {
  return { type: 'object', required: Object.keys(members), properties: members };
}

function list(items: object): object {
  return { type: 'array', items };
}

function orNull(schema: object): object {
  return { anyOf: [schema, { type: 'null' }] };
}

function text(): object {
  return { type: 'string' };
}

function id(): object {
  return { type: 'string', format: 'uuid' };
}

function instant(): object {
  return { type: 'string', format: 'date-time' };
}

function scope(): object {
  return { enum: ['read', 'write', 'admin'] };
}
