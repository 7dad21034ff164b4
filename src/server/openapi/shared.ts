import { flag, id, instant, listOf, object, orNull, ref, type Schema, text, whole } from './schema.ts';

/** What several routes answer with or take, by name. */
export const sharedSchemas: Record<string, Schema> = {
  Problem: {
    description: '出错时的回答 What is answered when something is refused or wrong (RFC 9457)',
    type: 'object',
    required: ['type', 'title', 'status'],
    properties: {
      type: { type: 'string', description: '/problems/{slug}', examples: ['/problems/refused'] },
      title: { type: 'string', description: '用户语言的说明 What happened, in the language of Accept-Language' },
      status: whole,
    },
  },
  Refused: {
    allOf: [ref('Problem'), object({ because: listOf(ref('Reason')) })],
    description: '全部未满足的条件及其条款 Every condition that does not hold, with its clauses',
  },
  NotAllowed: {
    allOf: [ref('Problem'), { type: 'object', properties: { needs: listOf(text), clauses: listOf(ref('Clause')) } }],
  },
  Stale: { allOf: [ref('Problem'), object({ version: whole })] },
  Invalid: {
    allOf: [
      ref('Problem'),
      object({ errors: listOf(object({ pointer: { type: 'string', description: 'JSON Pointer (RFC 6901)' }, detail: text })) }),
    ],
  },
  Clause: object({ id: { type: 'string', examples: ['002.14 二.1'] }, title: text, text }),
  Reason: object({
    rule: { type: 'string', description: '`role`, `state`, or the name of a guard' },
    control: text,
    sentence: text,
    clauses: listOf(ref('Clause')),
  }),
  Ability: object({ allowed: flag, because: listOf(ref('Reason')), clauses: listOf(ref('Clause')) }),
  StandingCommitment: object({
    id,
    control: text,
    name: text,
    outcome: { enum: ['open', 'breached'] },
    openedAt: instant,
    dueAt: orNull(instant),
    paused: flag,
    remainingMs: orNull({ type: 'number' }),
    clauses: listOf(ref('Clause')),
  }),
  Commitment: object({
    id,
    record: text,
    recordId: id,
    number: text,
    control: text,
    name: text,
    clauses: listOf(ref('Clause')),
    debtor: object({ role: text, employee: orNull(id) }),
    creditor: object({ role: text, customer: orNull(id) }),
    openedAt: instant,
    dueAt: orNull(instant),
    outcome: { enum: ['open', 'kept', 'breached', 'released'] },
    breachedAt: orNull(instant),
    settledAt: orNull(instant),
    settledBy: orNull(text),
    paused: flag,
    remainingMs: orNull({ type: 'number' }),
  }),
  ClockSegment: {
    ...object({ from: instant, to: instant, kind: { enum: ['running', 'closed', 'paused', 'overdue'] }, ms: whole }),
    description: '一段时间内时钟的走动；各段首尾相接 What a clock did; segments follow on each other and their ms add up',
  },
  JournalEntry: object({
    version: whole,
    step: text,
    at: instant,
    actor: text,
    actorName: orNull(text),
    body: { type: 'object', additionalProperties: true },
  }),
  JournalPage: object({ items: listOf(ref('JournalEntry')), next: orNull(text), withheld: listOf(text) }),
  CommitmentPage: object({ items: listOf(ref('Commitment')), next: orNull(text) }),
  References: {
    type: 'object',
    additionalProperties: orNull(object({ number: text, title: orNull(text) })),
    description: '引用的单据 The records that are referred to',
  },
  Count: orNull(object({ value: whole, more: { type: 'boolean', description: '数到上限为止 Counting stopped at the cap' } })),
};

const problem = (schema: string, description: string) => ({
  description,
  content: { 'application/problem+json': { schema: ref(schema) } },
});

/** Refusals that routes share, with the problems that each may be. */
export const sharedResponses: Record<string, object> = {
  Any: problem('Problem', 'signed-out 401, too-many-requests 429, fault 500 (with `request`, its number in the log), busy 503'),
  Malformed: problem('Problem', 'malformed'),
  NotAllowed: problem('NotAllowed', 'not-allowed, foreign-request'),
  NotFound: problem('Problem', 'not-found'),
  Refused: problem('Refused', 'refused, wrong-state'),
  Stale: problem('Stale', 'stale'),
  TooLarge: problem('Problem', 'too-large'),
  NotJson: problem('Problem', 'not-json'),
  Invalid: problem('Invalid', 'invalid, taken, key-reused'),
  VersionNeeded: problem('Problem', 'version-needed'),
};

const BY_STATUS: Record<number, string> = {
  400: 'Malformed',
  403: 'NotAllowed',
  404: 'NotFound',
  409: 'Refused',
  412: 'Stale',
  413: 'TooLarge',
  415: 'NotJson',
  422: 'Invalid',
  428: 'VersionNeeded',
};

/** The refusals that a route may answer with: these, and what every route may (not signed in, too often, busy, a fault). */
export const refusals = (...statuses: number[]): Record<string, object> => ({
  ...Object.fromEntries(statuses.map((status) => [status, { $ref: `#/components/responses/${BY_STATUS[status]}` }])),
  default: { $ref: '#/components/responses/Any' },
});

export const sharedParameters: Record<string, object> = {
  id: { name: 'id', in: 'path', required: true, schema: id },
  ifMatch: {
    name: 'If-Match',
    in: 'header',
    description: '您看到的版本，如 "7" The version that was seen, such as "7"',
    schema: text,
  },
  ifMatchNeeded: {
    name: 'If-Match',
    in: 'header',
    required: true,
    description: '您看到的版本，如 "7" The version that was seen, such as "7"',
    schema: text,
  },
  idempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description: '同一请求重发时不重复执行 The same request sent again is answered again and not done twice',
    schema: { type: 'string', maxLength: 200 },
  },
  filter: {
    name: 'filter',
    in: 'query',
    style: 'deepObject',
    explode: true,
    description: 'filter[field]=a,b · filter[field][from|to|has]=… · filter[field][empty]=true',
    schema: { type: 'object', additionalProperties: true },
  },
  sort: {
    name: 'sort',
    in: 'query',
    description: '字段名，降序加 - A field, with - in descending order',
    schema: { type: 'string', default: '-createdAt' },
  },
  limit: { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 200, default: 50 } },
  after: { name: 'after', in: 'query', description: '上一页的 next The `next` of the page before', schema: text },
  q: { name: 'q', in: 'query', description: '查找 Words to search for', schema: { type: 'string', maxLength: 100 } },
  count: { name: 'count', in: 'query', description: '是否计数 Whether to count', schema: flag },
};

export const parameter = (name: string): object => ({ $ref: `#/components/parameters/${name}` });

/** An answer in JSON. */
export const answer = (description: string, schema: Schema, headers: Record<string, object> = {}): object => ({
  description,
  ...(Object.keys(headers).length > 0 && { headers }),
  content: { 'application/json': { schema } },
});

export const body = (schema: Schema, required = true): object => ({ required, content: { 'application/json': { schema } } });

export const ETAG = { ETag: { description: '版本 The version', schema: text } };
