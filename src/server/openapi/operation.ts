import { type Schema, text } from './schema.ts';
import { answer, refusals } from './shared.ts';

/** A parameter of a query. */
export const query = (name: string, schema: Schema, description?: string): object => ({
  name,
  in: 'query',
  schema,
  ...(description !== undefined && { description }),
});
/** A parameter of a path. */
export const path = (name: string, schema: Schema): object => ({ name, in: 'path', required: true, schema });
export const date: Schema = { type: 'string', format: 'date' };
/** From one day to another, both included. */
export const period = [query('from', date), query('to', date)];

/** A route that is read; `schema` is what it answers, `statuses` are what it may refuse with. */
export const get = (
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

/** A file instead of JSON. */
export const sheet = { description: '表格文件 A file', content: { 'text/csv': { schema: text } } };

/** In which form a table is answered; the first is the usual one. */
export const format = (...formats: string[]) => query('format', { enum: formats, default: formats[0] });
