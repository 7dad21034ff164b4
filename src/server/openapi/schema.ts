import { z } from 'zod';
import type { Shape } from '#kernel/declare/record';
import type { AnyWords, Pair } from '#kernel/declare/words';

/** A JSON Schema 2020-12, as OpenAPI 3.1 takes it. */
export type Schema = Record<string, unknown>;

/** What a zod schema lets in, or gives out, without what is only ours to know. */
export function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Schema {
  return tidy(z.toJSONSchema(schema, { io, unrepresentable: 'any' })) as Schema;
}

/** The fields of a record as they are answered, each with its words. */
export function fieldsOf(shape: Shape, words: Record<string, Pair>, choices: AnyWords['choices']): Record<string, Schema> {
  return Object.fromEntries(
    Object.entries(shape).map(([name, field]) => [name, described(schemaOf(field, 'output'), words[name], choices[name])]),
  );
}

/** A schema with a word in both languages; of a choice, also with the words of its values. */
export function described(schema: Schema, word: Pair | undefined, values?: Record<string, Pair>): Schema {
  if (!word) return schema;
  const choices =
    values && Object.keys(values).length <= MOST_VALUES
      ? Object.entries(values).map(([value, pair]) => `\`${value}\` ${both(pair)}`)
      : [];
  return { ...schema, description: [both(word), ...(choices.length > 0 ? [choices.join('; ')] : [])].join(': ') };
}

/** A body whose members have words where a record has them. */
export function withWords(
  schema: Schema,
  word: (name: string) => Pair | undefined,
  values: (name: string) => Record<string, Pair> | undefined,
): Schema {
  const members = Object.entries((schema['properties'] ?? {}) as Record<string, Schema>);
  return members.length === 0
    ? schema
    : {
        ...schema,
        properties: Object.fromEntries(members.map(([name, inner]) => [name, described(inner, word(name), values(name))])),
      };
}

export const both = ([zh, en]: Pair): string => `${zh} ${en}`;

export const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
export const listOf = (items: Schema): Schema => ({ type: 'array', items });
export const orNull = (schema: Schema): Schema => ({ anyOf: [schema, { type: 'null' }] });
export const text: Schema = { type: 'string' };
export const id: Schema = { type: 'string', format: 'uuid' };
export const instant: Schema = { type: 'string', format: 'date-time' };
export const whole: Schema = { type: 'integer' };
export const flag: Schema = { type: 'boolean' };

/** An object that has all of these members. */
export const object = (properties: Record<string, Schema>): Schema => ({
  type: 'object',
  required: Object.keys(properties),
  properties,
});

const MOST_VALUES = 40;
/** Formats that say everything that their pattern says. */
const PLAIN_FORMATS = new Set(['uuid', 'date', 'date-time', 'email', 'uri', 'time']);

function tidy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tidy);
  if (value === null || typeof value !== 'object') return value;
  const { $schema: _, $defs: __, $ref, sql: ___, files: ____, ref: target, ...rest } = value as Schema & { ref?: unknown };
  const kept = Object.entries(rest).filter(([key]) => !(key === 'pattern' && PLAIN_FORMATS.has(String(rest['format']))));
  return {
    ...Object.fromEntries(kept.map(([key, inner]) => [key, tidy(inner)])),
    // The one schema that refers to itself is "any JSON", which is what no condition at all says.
    ...(typeof $ref === 'string' && !$ref.startsWith('#/$defs/') ? { $ref } : {}),
    ...(typeof target === 'string' ? { 'x-ref': target } : {}),
  };
}
