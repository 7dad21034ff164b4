import { z } from 'zod';
import { ExportWanted } from '#server/exports/export';
import { MappingWanted } from '#server/record-import/routes';
import { ViewChange, ViewWanted } from '#server/views/views';
import { flag, id, instant, listOf, object, orNull, ref, type Schema, schemaOf, text, whole } from './schema.ts';
import { answer, body, parameter, refusals } from './shared.ts';

type Paths = Record<string, Record<string, object>>;

const wholes: Schema = { type: 'object', additionalProperties: { type: 'integer' } };
const texts: Schema = { type: 'object', additionalProperties: { type: 'string' } };

/** What views, long work and imports are made of, by name. */
export const listSchemas: Record<string, Schema> = {
  ListView: object({
    id,
    record: text,
    name: text,
    query: { type: 'string', description: '列表地址中的条件 The question as it stands in the address of the list' },
    columns: listOf(text),
    widths: wholes,
    shared: { enum: ['nobody', 'department', 'everybody'] },
    standard: flag,
    version: whole,
    mine: flag,
    ownerName: text,
  }),
  LongWork: object({
    id,
    kind: { enum: ['export', 'import'] },
    record: text,
    asked: {
      type: 'object',
      properties: { query: text, columns: listOf(text), format: text, mapping: texts, dryRun: flag },
    },
    state: { enum: ['prepared', 'waiting', 'running', 'done', 'failed', 'cancelled'] },
    done: { type: 'integer', description: '已处理的行数 Rows that are done' },
    total: orNull(whole),
    counts: wholes,
    problem: orNull(text),
    faults: listOf(object({ line: whole, column: text, value: text, reason: text })),
    cancelling: flag,
    askedAt: instant,
    startedAt: orNull(instant),
    endedAt: orNull(instant),
    files: listOf(object({ part: { enum: ['source', 'result', 'faults'] }, name: text, size: whole })),
  }),
  RecordImport: object({
    work: ref('LongWork'),
    columns: listOf(object({ name: text, samples: listOf(text) })),
    fields: listOf(object({ key: text, name: text, required: flag })),
    mapping: { ...texts, description: '各列（从 0 起）填写的字段 The field that each column (from 0) fills' },
    remembered: { type: 'boolean', description: '是否来自上次的选择 Whether it was so the last time' },
  }),
};

const withId = { parameters: [parameter('id')] as unknown as object };
const created = (description: string, schema: Schema) => ({ 201: answer(description, schema) });
const file = (description: string) => ({
  description,
  content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
});
const json = (schema: z.ZodType) => body(schemaOf(schema, 'input'));

/** The routes of views, of long work and of exports. */
export const listPaths: Paths = {
  '/api/views': {
    get: {
      operationId: 'views',
      tags: ['lists'],
      summary: '一个列表的视图 The views of a list',
      parameters: [{ name: 'record', in: 'query', required: true, schema: text }],
      responses: {
        200: answer(
          '自己的在前，再是别人共享的 One’s own, then those that others share',
          object({ items: listOf(ref('ListView')) }),
        ),
        ...refusals(403, 422),
      },
    },
    post: {
      operationId: 'addView',
      tags: ['lists'],
      summary: '保存视图 Keep a view',
      requestBody: json(ViewWanted),
      responses: { ...created('视图 The view', ref('ListView')), ...refusals(400, 403, 413, 415, 422) },
    },
  },
  '/api/views/{id}': {
    ...withId,
    patch: {
      operationId: 'changeView',
      tags: ['lists'],
      summary: '修改自己的视图 Change one’s own view',
      parameters: [parameter('ifMatch')],
      requestBody: json(ViewChange),
      responses: { 200: answer('视图 The view', ref('ListView')), ...refusals(400, 403, 404, 412, 413, 415, 422) },
    },
    delete: {
      operationId: 'removeView',
      tags: ['lists'],
      summary: '删除自己的视图 Delete one’s own view',
      responses: { 204: { description: '已删除 Deleted' }, ...refusals(403, 404) },
    },
  },
  '/api/exports': {
    post: {
      operationId: 'export',
      tags: ['lists'],
      summary: '把列表导出为文件 A file of what a list shows',
      description: `最多 100,000 行；只含您看得到的行和字段。小的导出在回答时已完成。At most 100,000 rows, of what you may see. A small one is done when it is answered; otherwise look at /api/long-work/{id}.`,
      requestBody: json(ExportWanted),
      responses: { ...created('任务 The work', ref('LongWork')), ...refusals(400, 403, 413, 415, 422) },
    },
  },
  '/api/imports': {
    post: {
      operationId: 'beginImport',
      tags: ['lists'],
      summary: '上传要导入的文件 Send a file to import',
      description: `请求内容就是文件：.xlsx，或 UTF-8、GBK 编码的 .csv，最大 20 MB。The body is the file: .xlsx, or .csv in UTF-8 or GBK, of at most 20 MB.`,
      parameters: [
        { name: 'record', in: 'query', required: true, schema: text },
        { name: 'name', in: 'query', required: true, schema: text },
      ],
      requestBody: { required: true, content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } } },
      responses: { ...created('导入 The import', ref('RecordImport')), ...refusals(400, 403, 404, 413, 415, 422) },
    },
  },
  '/api/imports/template/{record}': {
    parameters: [{ name: 'record', in: 'path', required: true, schema: text }] as unknown as object,
    get: {
      operationId: 'importTemplate',
      tags: ['lists'],
      summary: '导入模板 An empty workbook to fill in',
      responses: { 200: file('模板 The workbook'), ...refusals(403, 404) },
    },
  },
  '/api/imports/{id}': {
    ...withId,
    get: {
      operationId: 'import',
      tags: ['lists'],
      summary: '一次导入及其各列 An import and its columns',
      responses: { 200: answer('导入 The import', ref('RecordImport')), ...refusals(403, 404, 422) },
    },
  },
  '/api/imports/{id}/check': {
    ...withId,
    post: {
      operationId: 'checkImport',
      tags: ['lists'],
      summary: '检查各行，不写入 Look through the rows and write nothing',
      requestBody: json(MappingWanted),
      responses: { 200: answer('任务 The work', ref('LongWork')), ...refusals(400, 403, 404, 409, 413, 415, 422) },
    },
  },
  '/api/imports/{id}/run': {
    ...withId,
    post: {
      operationId: 'runImport',
      tags: ['lists'],
      summary: '导入 Bring the rows in',
      description: `以前导入过的行不会重复。Rows that were brought in before make no twins.`,
      requestBody: json(MappingWanted),
      responses: { 200: answer('任务 The work', ref('LongWork')), ...refusals(400, 403, 404, 409, 413, 415, 422) },
    },
  },
  '/api/long-work': {
    get: {
      operationId: 'longWorks',
      tags: ['lists'],
      summary: '我的后台任务 What I have asked for',
      parameters: [
        { name: 'after', in: 'query', schema: id },
        { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 100, default: 50 } },
      ],
      responses: {
        200: answer('最新的在前 The newest first', object({ items: listOf(ref('LongWork')), next: orNull(id) })),
        ...refusals(422),
      },
    },
  },
  '/api/long-work/{id}': {
    ...withId,
    get: {
      operationId: 'longWork',
      tags: ['lists'],
      summary: '一项后台任务 One of them',
      responses: { 200: answer('任务 The work', ref('LongWork')), ...refusals(404) },
    },
  },
  '/api/long-work/{id}/cancel': {
    ...withId,
    post: {
      operationId: 'cancelLongWork',
      tags: ['lists'],
      summary: '取消 Cancel it',
      responses: { 200: answer('任务 The work', ref('LongWork')), ...refusals(403, 404, 409) },
    },
  },
  '/api/long-work/{id}/files/{part}': {
    parameters: [
      parameter('id'),
      { name: 'part', in: 'path', required: true, schema: { enum: ['source', 'result', 'faults'] } },
    ] as unknown as object,
    get: {
      operationId: 'longWorkFile',
      tags: ['lists'],
      summary: '下载文件 Download a file of it',
      responses: {
        200: file('文件 The file'),
        ...refusals(404),
      },
    },
  },
};
