import { date, format, get, query, sheet } from './operation.ts';
import { flag, id, instant, listOf, object, orNull, ref, type Schema, text, whole } from './schema.ts';
import { answer, body, parameter, refusals } from './shared.ts';

type Paths = Record<string, Record<string, object>>;

const page = [parameter('limit'), parameter('after')];

const explained: Schema = { allOf: [ref('Commitment'), object({ segments: listOf(ref('ClockSegment')) })] };

const commitmentConditions = [
  query('outcome', text, 'open, kept, breached, released; 可用逗号分隔 several with commas'),
  query('mine', flag, '只看我（或我的角色）欠的 Only what I owe, in person or by role'),
  query('team', flag, '我主管的部门欠的 What the departments owe that I manage'),
  query('person', id, '此人（或其角色）欠的 What this person owes, in person or by role'),
  query('department', id, '此部门及下级欠的 What this department and all below it owe'),
  query('standing', flag, '尚未了结 Not settled yet'),
  ...['control', 'clause', 'record'].map((name) => query(name, text)),
  query('customer', id),
  query('from', instant, '到期不早于 Due at or after'),
  query('to', instant, '到期不晚于 Due at or before'),
  query('openedFrom', instant, '产生不早于 Opened at or after'),
  query('openedBefore', instant, '产生早于 Opened before'),
];

/** The routes of commitments and notifications. */
export const promisePaths: Paths = {
  '/api/commitments': {
    get: get(
      'commitments',
      'commitments',
      '承诺清单 Commitments',
      [...commitmentConditions, ...page],
      '先到期的在前 The earliest due first',
      ref('CommitmentPage'),
      422,
    ),
  },
  '/api/commitments/days': {
    get: get(
      'commitmentDays',
      'commitments',
      '每天到期的承诺 What is due on each day',
      commitmentConditions,
      '有承诺到期的日子 The days on which something is due',
      object({
        items: listOf(object({ day: date, open: whole, overdue: whole, kept: whole, late: whole, released: whole })),
      }),
      422,
    ),
  },
  '/api/commitments/export': {
    get: {
      operationId: 'exportCommitments',
      tags: ['commitments'],
      summary: '导出承诺清单 The list as a file',
      parameters: [...commitmentConditions, format('csv', 'xlsx')],
      responses: { 200: sheet, ...refusals(422) },
    },
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
      [query('unread', flag), query('kind', text), parameter('limit'), parameter('after')],
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
        next: orNull(text),
        unread: { ...whole, description: '未读条数，最多数到 100 How many are unread, counted to 100' },
      }),
      422,
    ),
  },
  '/api/notifications/read': {
    post: {
      operationId: 'readAllNotifications',
      tags: ['commitments'],
      summary: '全部标为已读 Mark all as read',
      responses: { 204: { description: '已读 Read' }, ...refusals(403) },
    },
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
