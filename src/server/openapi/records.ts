import { z } from 'zod';
import type { AnyStep } from '#kernel/declare/record';
import { froms } from '#kernel/declare/record';
import type { Pair } from '#kernel/declare/words';
import type { Kind } from '#kernel/run/kind';
import { schemasOf } from '#kernel/run/validate';
import {
  both,
  fieldsOf,
  id,
  instant,
  listOf,
  object,
  orNull,
  ref,
  type Schema,
  schemaOf,
  text,
  whole,
  withWords,
} from './schema.ts';
import { answer, body, ETAG, parameter, refusals } from './shared.ts';

/** `role-grant` → `RoleGrant` */
const typeName = ({ record }: Kind): string => pascal(record.name);
const pascal = (name: string): string => name.replaceAll(/(?:^|[-_])(\w)/g, (_, letter: string) => letter.toUpperCase());

/** The schemas of a record: as it is answered, created and changed. */
export function recordSchemas(kind: Kind): Record<string, Schema> {
  const { record, words } = kind;
  const name = typeName(kind);
  const input = schemasOf(kind);
  const told = (schema: Schema) =>
    withWords(
      schema,
      (field) => words.fields[field] ?? words.lines[field],
      (field) => words.choices[field],
    );
  const lines = Object.entries(record.lines ?? {}).map(([line, shape]): [string, Schema] => [
    line,
    {
      ...listOf(object({ id, ...fieldsOf(shape, words.columns, {}) })),
      ...(words.lines[line] && { description: both(words.lines[line]) }),
    },
  ]);
  const fields = fieldsOf(record.fields, words.fields, words.choices);
  const hidden = record.permit.confidential?.fields ?? [];
  const shown = Object.fromEntries(Object.entries(fields).filter(([field]) => !hidden.includes(field)));
  for (const field of hidden) {
    const word = both(words.fields[field] ?? [field, field]);
    fields[field] = { ...orNull(fields[field] ?? {}), description: `${word}（保密 confidential）` };
  }
  const envelope = envelopeOf(kind);
  return {
    [name]: {
      ...object({ ...envelope, ...fields, ...Object.fromEntries(lines) }),
      description: `${both(words.name)}: ${both(words.about)}`,
    },
    [`${name}Item`]: {
      ...object({ ...envelope, ...shown, refs: ref('References') }),
      description: '列表中的一行，不含保密字段和明细 A row of the list, without confidential fields and lines',
    },
    [`${name}Page`]: object({ items: listOf(ref(`${name}Item`)), next: orNull(text), count: ref('Count') }),
    [`${name}View`]: viewOf(kind),
    [`${name}Written`]: object({ record: ref(name), withheld }),
    [`${name}Create`]: told(schemaOf(input.create, 'input')),
    [`${name}Edit`]: told(schemaOf(input.edit, 'input')),
  };
}

/** The answer of every write but a creation. */
export const recordResponses = (kind: Kind): Record<string, object> => ({
  [typeName(kind)]: answer('现在的单据 The record as it now stands', ref(`${typeName(kind)}Written`), ETAG),
});

const withheld = { ...listOf(text), description: '未给出的保密字段 Confidential fields that are not told' };

const envelopeOf = ({ record, words }: Kind): Record<string, Schema> => ({
  id,
  number: text,
  state: {
    enum: [...record.states],
    description: record.states.map((state) => `\`${state}\` ${both(words.states[state] ?? [state, state])}`).join('; '),
  },
  version: whole,
  createdAt: instant,
  createdBy: text,
  updatedAt: instant,
});

/** The routes of a record, by path; `mentionable`: it may be named by those who do not read it. */
export function recordPaths(kind: Kind, mentionable: boolean): Record<string, Record<string, object>> {
  const { record, words } = kind;
  const type = typeName(kind);
  const base = `/api/${record.plural}`;
  const word = words.name;
  const operation = (suffix: string, summary: Pair, rest: object): object => ({
    operationId: `${type.charAt(0).toLowerCase()}${type.slice(1)}${suffix}`,
    tags: [record.name],
    summary: both(summary),
    ...rest,
  });
  const written = { $ref: `#/components/responses/${type}` };
  const page = [parameter('limit'), parameter('after')];
  const steps = Object.entries(record.lifecycle).map(([name, step]): [string, Record<string, object>] => [
    `${base}/{id}/${name}`,
    {
      parameters: [parameter('id')],
      post: operation(pascal(name), words.steps[name] ?? [name, name], {
        description: aboutStep(kind, name, step),
        parameters: [parameter('ifMatch'), parameter('idempotencyKey')],
        ...evidenceOf(kind, step),
        responses: {
          200: written,
          ...refusals(400, 403, 404, 409, 412, 413, 415, 422),
        },
      }),
    } as Record<string, object>,
  ]);
  return {
    [base]: {
      get: operation('List', [`${word[0]}列表`, `List ${word[1]}`], {
        parameters: ['filter', 'sort', 'limit', 'after', 'q', 'count'].map(parameter),
        responses: {
          200: answer('一页 One page', ref(`${type}Page`)),
          ...refusals(422),
        },
      }),
      post: operation('Create', [`新建${word[0]}`, `Create ${word[1]}`], {
        description: `可新建的角色 By: ${record.permit.create.join(', ') || 'system'}`,
        parameters: [parameter('idempotencyKey')],
        requestBody: body(ref(`${type}Create`)),
        responses: {
          201: answer('已新建 Created', ref(`${type}Written`), { ...ETAG, Location: { schema: text } }),
          ...refusals(400, 403, 413, 415, 422),
        },
      }),
    },
    ...(mentionable && {
      [`${base}/names`]: {
        get: operation('Names', [`按编号或名称查找${word[0]}`, `Find ${word[1]} by number or name`], {
          description:
            '供登记时指名，不能查看内容的人也可使用；须给出 `q` 或 `id` To name one in a record, also for those who may not read it; needs `q` or `id`',
          parameters: [
            { name: 'q', in: 'query', schema: { type: 'string', minLength: 2, maxLength: 200 } },
            { name: 'id', in: 'query', schema: text, description: '逗号分隔的 id Ids, separated by commas' },
          ],
          responses: {
            200: answer(
              '编号和名称 Numbers and names',
              object({ items: listOf(object({ id, number: text, title: orNull(text) })) }),
            ),
            ...refusals(403, 422),
          },
        }),
      } as Record<string, object>,
    }),
    [`${base}/{id}`]: {
      parameters: [parameter('id')],
      get: operation('Get', [`查看${word[0]}`, `View ${word[1]}`], {
        responses: {
          200: answer('单据、可执行的操作、未了结的承诺 The record, what can be done, what is owed', ref(`${type}View`), ETAG),
          ...refusals(404),
        },
      }),
      patch: operation('Edit', [`修改${word[0]}`, `Edit ${word[1]}`], {
        description: `可修改的角色 By: ${
          Object.entries(record.permit.edit)
            .map(([state, by]) => `${state}: ${by?.join(', ')}`)
            .join('; ') || '—'
        }`,
        parameters: [parameter('ifMatchNeeded'), parameter('idempotencyKey')],
        requestBody: body(ref(`${type}Edit`)),
        responses: {
          200: written,
          ...refusals(400, 403, 404, 409, 412, 413, 415, 422, 428),
        },
      }),
    } as Record<string, object>,
    [`${base}/{id}/journal`]: {
      parameters: [parameter('id')],
      get: operation('Journal', [`${word[0]}流水`, `Journal of ${word[1]}`], {
        parameters: page,
        responses: {
          200: answer('最新的在前 The newest first', ref('JournalPage')),
          ...refusals(404, 422),
        },
      }),
    } as Record<string, object>,
    [`${base}/{id}/commitments`]: {
      parameters: [parameter('id')],
      get: operation('Commitments', [`${word[0]}的承诺`, `Commitments of ${word[1]}`], {
        parameters: page,
        responses: {
          200: answer('先到期的在前 The earliest due first', ref('CommitmentPage')),
          ...refusals(404, 422),
        },
      }),
    } as Record<string, object>,
    ...Object.fromEntries(steps),
  };
}

const viewOf = (kind: Kind): Schema =>
  object({
    record: ref(typeName(kind)),
    can: object(Object.fromEntries(Object.keys(kind.record.lifecycle).map((step) => [step, ref('Ability')]))),
    edit: { type: 'boolean' },
    commitments: listOf(ref('StandingCommitment')),
    withheld,
  });

function aboutStep({ words }: Kind, name: string, step: AnyStep): string {
  const state = (s: string): string => `\`${s}\` ${both(words.states[s] ?? [s, s])}`;
  const guards = Object.keys(step.guards ?? {}).map((guard) => `- \`${guard}\` ${both(words.guards[guard] ?? [guard, guard])}`);
  return [
    `**${both(words.steps[name] ?? [name, name])}**: ${froms(step).map(state).join(', ')} → ${state(step.to)}`,
    `角色 By: ${step.by.join(', ')}`,
    ...(guards.length > 0 ? [`条件 Conditions:\n\n${guards.join('\n')}`] : []),
  ].join('\n\n');
}

function evidenceOf({ words }: Kind, { evidence }: AnyStep): object {
  if (!evidence) return { requestBody: body(schemaOf(z.strictObject({}), 'input'), false) };
  const schema = schemaOf(evidence.strict(), 'input');
  const told = withWords(
    schema,
    (name) => words.evidence[name] ?? words.fields[name],
    (name) => words.choices[name],
  );
  return { requestBody: body(told, ((schema['required'] ?? []) as unknown[]).length > 0) };
}
