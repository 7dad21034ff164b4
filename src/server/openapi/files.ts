import { storedFile } from '#kernel/declare/fields';
import type { Kind } from '#kernel/run/kind';
import { id, instant, listOf, object, orNull, type Schema, schemaOf, text } from './schema.ts';
import { answer, body, parameter, refusals } from './shared.ts';

type Paths = Record<string, Record<string, object>>;

/** Uploading files, and reading them again. */
export const filePaths: Paths = {
  '/api/files': {
    post: {
      operationId: 'uploadFile',
      tags: ['files'],
      summary: '上传文件 Upload a file',
      description:
        '请求体为文件内容，类型按内容判断；单据引用时须原样写入所答对象。The body is the file itself; what it is, its content says. A record that uses it repeats the answer word for word.',
      parameters: [
        {
          name: 'X-File-Name',
          in: 'header',
          required: true,
          description: '文件名，百分号编码的 UTF-8 Its name, percent-encoded UTF-8',
          schema: text,
        },
      ],
      requestBody: { required: true, content: { 'application/octet-stream': {} } },
      responses: { 201: answer('文件 The file', schemaOf(storedFile, 'output')), ...refusals(400, 403, 413, 415) },
    },
  },
  '/api/files/{id}': {
    parameters: [parameter('id')] as unknown as object,
    get: {
      operationId: 'file',
      tags: ['files'],
      summary: '文件内容 The content of a file',
      description:
        '能读引用它的单据者可读；未被引用时仅上传者可读。For whoever may read a record that uses it; before any does, for whoever uploaded it.',
      responses: { 200: { description: '内容 The content', content: { '*/*': {} } }, ...refusals(404) },
    },
  },
};

const comment: Schema = {
  ...object({
    id,
    at: instant,
    actor: text,
    actorName: orNull(text),
    text: { type: 'string', description: '已删除则为空 Empty when it was deleted' },
    mentions: listOf(object({ id, name: text })),
    editedAt: orNull(instant),
    deletedAt: orNull(instant),
  }),
};
const said = body({
  type: 'object',
  required: ['text'],
  properties: {
    text: { type: 'string', minLength: 1, maxLength: 4000 },
    mentions: { ...listOf(id), maxItems: 20, description: '被提到的员工 Employees who are named' },
  },
});
const written = object({
  comment,
  untold: { ...listOf(text), description: '看不到该单据、未通知的人 Who may not read the record and was not told' },
});

/** What people say beside the records of a kind. */
export const commentPathsOf = ({ record }: Kind): Paths => ({
  [`/api/${record.plural}/{id}/comments`]: {
    parameters: [parameter('id')] as unknown as object,
    get: {
      operationId: `${record.name}Comments`,
      tags: [record.name],
      summary: '评论 What was said beside it',
      parameters: [parameter('limit'), parameter('after')],
      responses: {
        200: answer('最新的在前 The newest first', object({ items: listOf(comment), next: orNull(id) })),
        ...refusals(404, 422),
      },
    },
    post: {
      operationId: `${record.name}Comment`,
      tags: [record.name],
      summary: '发表评论 Say something beside it',
      parameters: [parameter('idempotencyKey')],
      requestBody: said,
      responses: { 201: answer('评论 The comment', written), ...refusals(400, 403, 404, 413, 415, 422) },
    },
  },
});

/** One's own comments. */
export const commentPaths: Paths = {
  '/api/comments/{id}': {
    parameters: [parameter('id')] as unknown as object,
    patch: {
      operationId: 'changeComment',
      tags: ['files'],
      summary: '修改自己的评论 Change a comment of one’s own',
      requestBody: said,
      responses: { 200: answer('评论 The comment', written), ...refusals(400, 403, 404, 409, 413, 415, 422) },
    },
    delete: {
      operationId: 'deleteComment',
      tags: ['files'],
      summary: '删除自己的评论 Delete a comment of one’s own',
      responses: { 204: { description: '已删除 Deleted' }, ...refusals(403, 404, 409) },
    },
  },
};
