import { get } from './operation.ts';
import { flag, id, instant, listOf, object, orNull, ref, type Schema, text, whole } from './schema.ts';
import { answer, body, parameter, refusals } from './shared.ts';

type Paths = Record<string, Record<string, object>>;

const reason: Schema = { type: 'string', minLength: 2, maxLength: 2000 };
const content: Schema = { type: 'integer', minimum: 1, description: '所见内容的编号 The number of the content that was seen' };
const checks: Schema = { ...listOf(text), description: '逐项核对后确认的各项 Every point that was checked' };
const again: Schema = orNull(
  object({ seen: orNull(whole), why: { enum: ['changed', 'returned'] }, parts: listOf(text), reason: orNull(text) }),
);
const added: Schema = orNull(object({ to: whole, order: { enum: ['before', 'after'] }, by: text }));
const people: Schema = {
  type: 'object',
  additionalProperties: text,
  description: '所提到的人的姓名 The names of everybody mentioned, by id',
};
const task = {
  id,
  record: text,
  recordId: id,
  number: text,
  title: {},
  approval: text,
  approvalName: text,
  seat: text,
  seatName: text,
  run: whole,
  requester: text,
  openedAt: instant,
  dueAt: orNull(instant),
  overdue: flag,
  for: orNull(id),
  content: whole,
  again,
  added,
  checks: listOf(object({ name: text, label: text })),
};

export const approvalSchemas: Record<string, Schema> = {
  ApprovalTask: { ...object(task), description: '待我处理的一项审批 One decision that waits' },
  ApprovalTaskInFull: object({
    ...task,
    frozen: { type: 'object', additionalProperties: true, description: '所审内容 What is reviewed, frozen' },
    derived: { type: 'object', additionalProperties: true, description: '由此算出的数 What follows from it' },
    differences: orNull(listOf(object({ path: text, before: {}, after: {} }))),
    seats: listOf(
      object({
        seat: text,
        name: text,
        role: text,
        employee: orNull(id),
        state: { enum: ['waiting', 'open', 'approved', 'objected', 'spared'] },
        added,
        again,
        decided: orNull(object({ by: text, for: orNull(id), at: instant, reason: orNull(text), checks: listOf(text) })),
      }),
    ),
    returnable: listOf(text),
    clauses: listOf(ref('Clause')),
    people,
  }),
};

const written = answer(
  '单据现在的样子 The record as it now stands',
  object({ record: { type: 'object' }, withheld: listOf(text) }),
);

const deed = (operationId: string, summary: string, schema: Schema): Record<string, object> => ({
  parameters: [parameter('id')] as unknown as object,
  post: {
    operationId,
    tags: ['approvals'],
    summary,
    requestBody: body(schema),
    responses: { 200: written, ...refusals(400, 403, 404, 409, 412, 413, 415, 422) },
  },
});

const several: Schema = object({
  items: {
    ...listOf({
      type: 'object',
      required: ['id', 'decision', 'content', 'reason'],
      properties: { id, decision: { enum: ['approve', 'object'] }, content, checks, reason },
    }),
    minItems: 1,
    maxItems: 100,
  },
});

/** The routes of decisions that wait for somebody. */
export const approvalPaths: Paths = {
  '/api/approvals': {
    get: get(
      'approvals',
      'approvals',
      '待我审批 What waits for my decision',
      [parameter('limit'), parameter('after')],
      '先到期的在前 The earliest due first',
      object({ items: listOf(ref('ApprovalTask')), next: orNull(text), people }),
      422,
    ),
  },
  '/api/approvals/decide': {
    post: {
      operationId: 'decideApprovals',
      tags: ['approvals'],
      summary: '批量审批，逐项说明理由 Decide on several, each with a reason of its own',
      requestBody: body(several),
      responses: {
        200: answer(
          '逐项的结果 The outcome of each',
          object({
            results: listOf({
              type: 'object',
              required: ['id', 'done'],
              properties: { id, done: flag, state: text, problem: ref('Problem') },
            }),
          }),
        ),
        ...refusals(400, 403, 413, 415, 422),
      },
    },
  },
  '/api/approvals/{id}': {
    parameters: [parameter('id')] as unknown as object,
    get: get(
      'approval',
      'approvals',
      '一项审批及所审内容 One decision and what it is made on',
      [],
      '审批 The decision',
      ref('ApprovalTaskInFull'),
      404,
    ),
  },
  '/api/approvals/{id}/approve': deed('approve', '同意 Approve', {
    type: 'object',
    required: ['content'],
    properties: { content, checks, reason },
  }),
  '/api/approvals/{id}/object': deed('objectTo', '不同意，退给提交人 Object, and send it back', object({ content, reason })),
  '/api/approvals/{id}/return': deed(
    'returnTo',
    '退回另一席重新审批 Ask another seat again',
    object({ content, to: text, reason }),
  ),
  '/api/approvals/{id}/hand_over': deed('handOver', '转审 Lay it before somebody else', object({ to: id, reason })),
  '/api/approvals/{id}/add': deed(
    'addReviewer',
    '加签 Ask one more person',
    object({ employee: id, order: { enum: ['before', 'after'] }, reason }),
  ),
};
