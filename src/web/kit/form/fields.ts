import { z } from 'zod';
import { bare } from '#kernel/declare/fields';
import type { Shape } from '#kernel/declare/record';
import type { AnyWords, Pair } from '#kernel/declare/words';
import { plainText } from '../../language/format.ts';
import { type Sort, sortOf } from '../../registry.ts';
import { formWords as w } from './words.ts';

/** One thing that a form asks for. */
export interface Asked {
  name: string;
  label: Pair;
  sort: Sort;
  schema: z.ZodType;
  required: boolean;
  /** Whether it may be emptied again. */
  nullable: boolean;
  choices: Record<string, Pair> | undefined;
}

/** What a person has answered so far, as the controls hold it. */
export type Answers = Record<string, unknown>;

/** How instants are written in a form, and read back. */
export interface Clock {
  local: (iso: string) => string;
  fromLocal: (local: string) => string;
}

/** What a form asks for, from a schema and its words. */
export function askedIn(shape: Shape, words: AnyWords, names: readonly string[] = Object.keys(shape)): Asked[] {
  return names.map((name) => {
    const schema = shape[name]!;
    const { nullable } = bare(schema);
    return {
      name,
      label: words.evidence[name] ?? words.fields[name] ?? words.columns[name] ?? [name, name],
      sort: sortOf(schema),
      schema,
      required: !nullable && !(schema instanceof z.ZodDefault),
      nullable,
      choices: words.choices[name],
    };
  });
}

/** A record's value as its control holds it. */
export function answerOf({ sort }: Asked, value: unknown, clock: Clock): unknown {
  if (value === null || value === undefined) return undefined;
  if (sort.is === 'instant') return clock.local(plainText(value));
  if (sort.is === 'quantity')
    return plainText(value)
      .replace(/(\.\d*?)0+$/, '$1')
      .replace(/\.$/, '');
  if (sort.is === 'data') return JSON.stringify(value, null, 1);
  return sort.is === 'whole' ? plainText(value) : value;
}

/**
 * What is sent for one answer; undefined where nothing was answered.
 * @throws SyntaxError when structured data is not JSON.
 */
export function sentFor({ sort }: Asked, answer: unknown, clock: Clock): unknown {
  if (answer === undefined || answer === null) return undefined;
  if (sort.is === 'list' || sort.is === 'files') return (answer as unknown[]).length === 0 ? undefined : answer;
  if (typeof answer !== 'string') return answer;
  const text = answer.trim();
  if (text === '') return undefined;
  if (sort.is === 'instant') return clock.fromLocal(text);
  if (sort.is === 'money' || sort.is === 'quantity') return plainNumber(text);
  if (sort.is === 'whole') return /^-?\d+(\.\d+)?$/.test(plainNumber(text)) ? Number(plainNumber(text)) : text;
  return sort.is === 'data' ? (JSON.parse(text) as unknown) : text;
}

/** Digits as people type or paste them: full width, with a currency sign, with commas. */
const plainNumber = (text: string): string =>
  text
    .replace(/[０-９．，－]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/[¥￥,\s]/g, '')
    .replace('−', '-');

/** What is wrong with each answer, in words; nothing when all is well. */
export function faultsIn(asked: readonly Asked[], answers: Answers, clock: Clock): Record<string, Pair> {
  const faults: Record<string, Pair> = {};
  for (const field of asked) {
    const fault = faultIn(field, answers[field.name], clock);
    if (fault) faults[field.name] = fault;
  }
  return faults;
}

function faultIn(field: Asked, answer: unknown, clock: Clock): Pair | null {
  let sent: unknown;
  try {
    sent = sentFor(field, answer, clock);
  } catch {
    return field.sort.is === 'instant' ? w.wrongInstant : w.wrong;
  }
  if (sent === undefined) {
    if (!field.required || field.sort.is === 'flag') return null;
    return field.sort.is === 'affirmation'
      ? w.affirm
      : field.sort.is === 'choice' || field.sort.is === 'ref'
        ? w.missingChoice
        : w.missing;
  }
  const result = field.schema.safeParse(sent);
  return result.success ? null : faultOf(result.error.issues[0]!, field.sort);
}

/** An issue as a sentence that says what to do. A refinement brings its own. */
export function faultOf(issue: z.core.$ZodIssue, sort: Sort): Pair {
  if (issue.code === 'custom') {
    const own = issue.params as { zh?: string; en?: string } | undefined;
    return own?.zh !== undefined && own.en !== undefined ? [own.zh, own.en] : w.wrong;
  }
  if (sort.is === 'affirmation') return w.affirm;
  if (sort.is === 'signature') return w.missing;
  if (sort.is === 'day') return w.wrongDay;
  if (sort.is === 'money') return w.wrongMoney;
  if (sort.is === 'quantity') return w.wrongQuantity;
  if (issue.code === 'too_small')
    return issue.origin === 'array'
      ? w.tooFew(Number(issue.minimum))
      : issue.origin === 'string'
        ? w.tooShort(Number(issue.minimum))
        : w.tooSmall(Number(issue.minimum));
  if (issue.code === 'too_big')
    return issue.origin === 'string' ? w.tooLong(Number(issue.maximum)) : w.tooBig(Number(issue.maximum));
  if (issue.code === 'invalid_format' && issue.format === 'email') return w.wrongEmail;
  return w.wrong;
}

/** What is sent for a whole form. With `before`, only what was changed, and what was emptied as null. */
export function bodyOf(asked: readonly Asked[], answers: Answers, clock: Clock, before?: Answers): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const field of asked) {
    const sent = sentFor(field, answers[field.name], clock);
    if (before === undefined) {
      // Some answers may be empty, but not left out: everything was asked.
      if (sent !== undefined) body[field.name] = sent;
      else if (field.nullable && !field.schema.safeParse(undefined).success) body[field.name] = null;
    } else if (JSON.stringify(answers[field.name] ?? null) !== JSON.stringify(before[field.name] ?? null)) {
      if (sent !== undefined || field.nullable) body[field.name] = sent ?? null;
    }
  }
  return body;
}
