import { format, get, path, period, query } from './operation.ts';
import { flag, id, instant, listOf, object, orNull, type Schema, text, whole } from './schema.ts';
import { parameter } from './shared.ts';

type Paths = Record<string, Record<string, object>>;

const anything: Schema = { description: 'JSON' };
const measureConditions = [
  ...period,
  query('per', { enum: ['department', 'product', 'customer'] }, '按什么分组 By what it is broken down'),
  query('of', text, '只看其中一组：其 id 或 none One group of it only: its id, or none'),
];
const figure: Schema = {
  type: 'object',
  required: ['id', 'numerator', 'denominator', 'value', 'ci95', 'name', 'formula'],
  properties: {
    id: text,
    period: text,
    group: orNull(id),
    groupName: orNull(text),
    numerator: orNull({ type: 'number' }),
    denominator: { type: 'number' },
    value: orNull({ type: 'number' }),
    ci95: orNull({ type: 'array', items: { type: 'number' }, minItems: 2, maxItems: 2 }),
    name: text,
    formula: text,
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
      [query('clause', text), query('control', text), ...period, query('after', whole), parameter('limit')],
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
      [
        ...measureConditions,
        query('by', { enum: ['month', 'quarter'] }),
        query('measure', text, '只算这一个 Only this one'),
        format('json', 'csv', 'xlsx'),
      ],
      '指标，或其表格文件 The measures, or a file of them',
      object({ items: listOf(figure) }),
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
      [...measureConditions, query('good', flag), parameter('limit'), query('offset', whole)],
      '单据 The records',
      object({
        items: listOf(object({ record: text, id, at: instant, good: flag, amount: orNull({ type: 'number' }) })),
      }),
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
