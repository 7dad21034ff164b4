import type { Registry } from '#kernel/run/registry';
import { nodesOf } from '../journey.ts';
import { flag, id, instant, listOf, object, orNull, ref, type Schema, text } from './schema.ts';
import { answer, parameter, refusals } from './shared.ts';

type Paths = Record<string, Record<string, object>>;

const event = object({
  record: text,
  id,
  number: text,
  title: orNull(text),
  state: text,
  createdAt: instant,
});

const link: Schema = object({
  record: text,
  id,
  number: text,
  title: orNull(text),
  state: text,
  createdAt: instant,
  parents: listOf(id),
  promises: listOf(ref('Commitment')),
  can: { type: 'object', additionalProperties: ref('Ability') },
});

/** The routes that look across records: everything about a customer, the whole of a piece of business. */
export const businessPaths = (registry: Registry): Paths => ({
  '/api/customers/{id}/timeline': {
    parameters: [parameter('id')] as unknown as object,
    get: {
      operationId: 'customerTimeline',
      tags: ['customer'],
      summary: '客户的全部往来 Everything about a customer',
      parameters: [
        {
          name: 'kinds',
          in: 'query',
          schema: text,
          description: '单据类型，可用逗号分隔 Kinds of records, several with commas',
        },
        parameter('limit'),
        parameter('after'),
      ],
      responses: {
        200: answer('最新的在前 The newest first', object({ items: listOf(event), next: orNull(text) })),
        ...refusals(404, 422),
      },
    },
  },
  ...Object.fromEntries(
    nodesOf(registry).map(({ record, words }) => [
      `/api/${record.plural}/{id}/journey`,
      {
        parameters: [parameter('id')] as unknown as object,
        get: {
          operationId: `${record.name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())}Journey`,
          tags: [record.name],
          summary: `${words.name[0]}的履约链 The whole business around one ${words.name[1].toLowerCase()}`,
          responses: {
            200: answer('先发生的在前 The earliest first', object({ items: listOf(link), more: flag })),
            ...refusals(404),
          },
        },
      },
    ]),
  ),
});
