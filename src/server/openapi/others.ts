import { flag, id, instant, listOf, object, orNull, ref, type Schema, text, whole } from './schema.ts';
import { answer, body, parameter, refusals } from './shared.ts';

type Paths = Record<string, Record<string, object>>;

const query = (name: string, schema: Schema, description?: string): object => ({
  name,
  in: 'query',
  schema,
  ...(description !== undefined && { description }),
});
const path = (name: string, schema: Schema): object => ({ name, in: 'path', required: true, schema });
const date: Schema = { type: 'string', format: 'date' };
const page = [parameter('limit'), parameter('after')];
const period = [query('from', date), query('to', date)];
const anything: Schema = { description: 'JSON' };

const get = (
  operationId: string,
  tag: string,
  summary: string,
  parameters: object[],
  description: string,
  schema: Schema,
  ...statuses: number[]
): object => ({
  operationId,
  tags: [tag],
  summary,
  ...(parameters.length > 0 && { parameters }),
  responses: { 200: answer(description, schema), ...refusals(...statuses) },
});

const explained: Schema = { allOf: [ref('Commitment'), object({ segments: listOf(ref('ClockSegment')) })] };

/** The routes of commitments and notifications. */
export const promisePaths: Paths = {
  '/api/commitments': {
    get: get(
      'commitments',
      'commitments',
      '承诺清单 Commitments',
      [
        query('outcome', text, 'open, kept, breached, released; 可用逗号分隔 several with commas'),
        query('mine', flag, '只看我（或我的角色）欠的 Only what I owe, in person or by role'),
        query('standing', flag, '尚未了结 Not settled yet'),
        ...['control', 'clause', 'record'].map((name) => query(name, text)),
        query('customer', id),
        query('from', instant, '到期不早于 Due at or after'),
        query('to', instant, '到期不晚于 Due at or before'),
        ...page,
      ],
      '先到期的在前 The earliest due first',
      ref('CommitmentPage'),
      422,
    ),
  },
  '/api/commitments/{id}': {
    parameters: [parameter('id')] as unknown as object,
    get: get(
      'commitment',
      'commitments',
      '一项承诺及其计时 A commitment and its clock',
      [],
      '承诺 The commitment',
      explained,
      404,
    ),
  },
  '/api/commitments/{id}/pause': {
    parameters: [parameter('id')] as unknown as object,
    post: {
      operationId: 'pauseCommitment',
      tags: ['commitments'],
      summary: '暂停计时 Stop the clock',
      requestBody: body(object({ why: { type: 'string', minLength: 2, maxLength: 400 } })),
      responses: { 200: answer('承诺 The commitment', ref('Commitment')), ...refusals(400, 403, 404, 409, 413, 415, 422) },
    },
  },
  '/api/commitments/{id}/resume': {
    parameters: [parameter('id')] as unknown as object,
    post: {
      operationId: 'resumeCommitment',
      tags: ['commitments'],
      summary: '恢复计时 Start the clock again',
      responses: { 200: answer('承诺 The commitment', ref('Commitment')), ...refusals(403, 404, 409) },
    },
  },
  '/api/notifications': {
    get: get(
      'notifications',
      'commitments',
      '提醒 What one has been told',
      [],
      '最新的在前 The newest first',
      object({
        items: listOf(
          object({
            id,
            at: instant,
            kind: text,
            record: orNull(text),
            recordId: orNull(id),
            number: orNull(text),
            commitment: orNull(id),
            dueAt: orNull(instant),
            readAt: orNull(instant),
          }),
        ),
      }),
    ),
  },
  '/api/notifications/{id}/read': {
    parameters: [parameter('id')] as unknown as object,
    post: {
      operationId: 'readNotification',
      tags: ['commitments'],
      summary: '标为已读 Mark as read',
      responses: { 204: { description: '已读 Read' }, ...refusals(403, 404) },
    },
  },
};

/** The routes of clauses, measures and settings. */
export const governancePaths: Paths = {
  '/api/clauses': {
    get: get(
      'clauses',
      'governance',
      '条款及其执行情况 Clauses and how they are kept',
      period,
      '制度 Regulations',
      object({
        items: listOf(
          object({
            code: text,
            title: text,
            clauses: listOf(
              object({
                id: text,
                clause: text,
                text,
                controls: listOf(text),
                requirements: listOf(text),
                figures: { type: 'object', additionalProperties: true },
              }),
            ),
          }),
        ),
      }),
      403,
      422,
    ),
  },
  '/api/access-log': {
    get: get(
      'accessLog',
      'governance',
      '保密内容查看记录 Who opened confidential fields',
      [query('id', id), query('actor', text), query('after', whole), parameter('limit')],
      '最新的在前 The newest first',
      object({
        items: listOf(object({ id: text, at: instant, actor: text, record: text, recordId: id, fields: listOf(text) })),
        next: orNull(text),
      }),
      403,
      422,
    ),
  },
  '/api/refusals': {
    get: get(
      'refusals',
      'governance',
      '被拒绝的操作 What was refused',
      [query('clause', text), query('control', text), query('after', whole), parameter('limit')],
      '最新的在前 The newest first',
      object({
        items: listOf(
          object({
            id: text,
            at: instant,
            actor: text,
            record: text,
            recordId: orNull(id),
            number: orNull(text),
            step: text,
            control: text,
            clauses: listOf(text),
            overridden: flag,
          }),
        ),
        next: orNull(text),
      }),
      403,
      422,
    ),
  },
  '/api/kpi': {
    get: get(
      'kpi',
      'governance',
      '指标 Measures',
      [...period, query('by', { enum: ['month', 'quarter'] })],
      '指标 The measures',
      object({ items: listOf({ type: 'object', additionalProperties: true }) }),
      403,
      422,
    ),
  },
  '/api/kpi/{name}/records': {
    parameters: [path('name', text)] as unknown as object,
    get: get(
      'kpiRecords',
      'governance',
      '指标背后的单据 The records behind a measure',
      [...period, query('good', flag), parameter('limit'), query('offset', whole)],
      '单据 The records',
      object({ items: listOf({ type: 'object', additionalProperties: true }) }),
      403,
      404,
      422,
    ),
  },
  '/api/declared-settings': {
    get: get(
      'declaredSettings',
      'governance',
      '全部设置项及其取值 Every setting and its value',
      [],
      '设置 The settings',
      object({
        items: listOf(
          object({
            key: text,
            name: text,
            origin: { enum: ['regulation', 'product'] },
            standard: anything,
            value: anything,
            history: listOf(object({ from: instant, value: anything })),
          }),
        ),
      }),
      403,
    ),
  },
  '/api/redatings': {
    get: get(
      'redatings',
      'governance',
      '重新计算到期日的记录 When due dates were counted anew',
      [],
      '最新的在前 The newest first',
      object({
        items: listOf(
          object({ id, at: instant, cause: text, causeId: id, examined: whole, changed: whole, doneAt: orNull(instant) }),
        ),
      }),
      403,
    ),
  },
  '/api/redatings/{id}/changes': {
    parameters: [parameter('id')] as unknown as object,
    get: get(
      'redatingChanges',
      'governance',
      '每项承诺的变化 What changed for each commitment',
      [query('after', id), query('limit', { type: 'integer', minimum: 1, maximum: 1000, default: 200 })],
      '变化 The changes',
      object({
        items: listOf(object({ commitment: id, number: text, control: text, from: orNull(instant), to: orNull(instant) })),
        next: orNull(id),
      }),
      403,
      422,
    ),
  },
};
