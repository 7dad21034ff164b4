import { z } from 'zod';
import { seatsOf } from '#kernel/declare/approval-guards';
import { bare, metaOf } from '#kernel/declare/fields';
import type { AnyRecord, Shape } from '#kernel/declare/record';
import { isSetting, type Setting } from '#kernel/declare/setting';
import type { Span } from '#kernel/declare/span';
import { type Pair, promiseWord } from '#kernel/declare/words';
import type { Declared } from './declared.ts';
import { records } from './records.ts';

const byName = new Map(records.map((d) => [d.record.name, d]));
const byPlural = new Map(records.map((d) => [d.record.plural, d]));

export const recordNamed = (name: string): Declared | undefined => byName.get(name);
export const recordAt = (plural: string): Declared | undefined => byPlural.get(plural);

/** Whether one of the roles may see rows of the record at all. */
export const mayRead = (record: AnyRecord, roles: readonly string[]): boolean =>
  roles.some((role) => (record.permit.read as Record<string, string | undefined>)[role] !== undefined);

export const mayCreate = (record: AnyRecord, roles: readonly string[]): boolean =>
  record.permit.create.some((role) => roles.includes(role));

/** Fields that only steps fill: neither a creation nor an edit may. */
export const laterFields = (record: AnyRecord): ReadonlySet<string> =>
  new Set([...(record.later ?? []), ...Object.values(record.lifecycle).flatMap((step) => step.stamps ?? [])]);

/** Where a record points at another one: its field, and the other's declaration. */
export const refsOf = (shape: Shape): { field: string; to: string }[] =>
  Object.entries(shape).flatMap(([field, schema]) => {
    const { ref } = metaOf(schema);
    return ref === undefined ? [] : [{ field, to: ref }];
  });

/** The records that point at this one, and by which field. */
export const pointingAt = (name: string): { declared: Declared; field: string }[] =>
  records.flatMap((d) => refsOf(d.record.fields).flatMap(({ field, to }) => (to === name ? [{ declared: d, field }] : [])));

/** What a control is called, such as `order.confirm.addressGiven` or `order.deadlines.delivery`; and whose it is. */
export function controlNamed(control: string): { declared: Declared; kind: ControlKind; name: Pair } | null {
  const [owner = '', second = '', third] = control.split('.');
  const found = byName.get(owner);
  if (!found) return null;
  const { words } = found;
  const named = (kind: ControlKind, name: Pair | undefined) => (name ? { declared: found, kind, name } : null);
  if (second === '') return named('record', words.name);
  if (second === 'deadlines') return named('deadline', words.deadlines[third ?? '']);
  if (second === 'approvals') return named('approval', promiseWord(words, control) ?? words.approvals?.[third ?? '']?.name);
  if (second === 'fields') return named('field', words.fields[third ?? '']);
  if (second === 'lines') return named('lines', words.lines[third ?? '']);
  if (second === 'permit') return named('permit', words.name);
  if (second === 'duties') return named('duty', words.steps[found.record.duties?.[third ?? '']?.step ?? '']);
  if (third === 'evidence') return named('evidence', words.steps[second]);
  if (third !== undefined) return named('guard', words.guards[third]);
  return named('step', words.steps[second]);
}
export type ControlKind =
  | 'record'
  | 'deadline'
  | 'approval'
  | 'field'
  | 'lines'
  | 'permit'
  | 'duty'
  | 'evidence'
  | 'guard'
  | 'step';

/** Whether a deadline runs on the working calendar; null where that depends on the record or there is only a date. */
export function runsOnWorkingTime(control: string): boolean | null {
  const [owner = '', sort, name = '', place = ''] = control.split('.');
  const record = byName.get(owner)?.record;
  const approval = sort === 'approvals' ? record?.approvals?.[name] : undefined;
  const seat = approval && seatsOf(approval).find((one) => one.name === place)?.seat;
  const deadline = record?.deadlines[name];
  const within = seat?.within ?? deadline?.within;
  if (within === undefined) return deadline?.by ? false : null;
  if (typeof within === 'function') return null;
  const span = isSetting(within) ? (within as Setting<Span>).default : within;
  return span.unit.startsWith('working_');
}

/** What a value of a schema is, as far as showing and asking for it goes. */
export type Sort =
  | { is: 'text'; long: boolean }
  /** `mention`: any may be named, also one that the reader may not read. */
  | { is: 'ref'; to: string; mention: boolean }
  | { is: 'choice'; values: readonly string[] }
  /** A whole number; `few` are all that it may be, where they are few: marks from 1 to 5. */
  | { is: 'whole'; few: readonly string[] | null }
  | { is: 'day' | 'instant' | 'money' | 'quantity' | 'flag' | 'affirmation' | 'signature' | 'data' | 'lines' }
  /** Files, at most so many. */
  | { is: 'files'; most: number }
  | { is: 'list'; of: Sort };

const SHORT = 200; // characters; longer texts get a paragraph of their own

const MOST_FEW = 11; // from 0 to 10

const fewBetween = (least: number | null, most: number | null): string[] | null =>
  least !== null && most !== null && most - least < MOST_FEW
    ? Array.from({ length: most - least + 1 }, (_, i) => String(least + i))
    : null;

const MOST_FILES = 20;

/** How many members an array takes. */
const mostOf = (schema: z.ZodType): number =>
  (z.toJSONSchema(schema, { unrepresentable: 'any' }) as { maxItems?: number }).maxItems ?? MOST_FILES;

/** Reads off a schema what it holds. */
export function sortOf(schema: z.ZodType): Sort {
  const { inner } = bare(schema);
  const meta = metaOf(schema);
  if (meta.ref !== undefined) return { is: 'ref', to: meta.ref, mention: meta.mention ?? false };
  if (meta.files) return { is: 'files', most: mostOf(inner) };
  if (meta.sql?.startsWith('timestamptz')) return { is: 'instant' };
  if (meta.sql === 'numeric(18,2)') return { is: 'money' };
  if (meta.sql?.startsWith('numeric')) return { is: 'quantity' };
  if (inner instanceof z.ZodEnum) return { is: 'choice', values: inner.options.map(String) };
  if (inner instanceof z.ZodISODate) return { is: 'day' };
  if (inner instanceof z.ZodBoolean) return { is: 'flag' };
  if (inner instanceof z.ZodLiteral) return { is: 'affirmation' };
  if (inner instanceof z.ZodNumber) return { is: 'whole', few: fewBetween(inner.minValue, inner.maxValue) };
  if (inner instanceof z.ZodArray) return { is: 'list', of: sortOf(inner.element as z.ZodType) };
  if (inner instanceof z.ZodObject) return { is: 'strokes' in inner.shape && 'name' in inner.shape ? 'signature' : 'data' };
  if (inner instanceof z.ZodString) return { is: 'text', long: (inner.maxLength ?? Number.POSITIVE_INFINITY) > SHORT };
  return { is: inner instanceof z.ZodEmail || inner instanceof z.ZodURL ? 'text' : 'data', long: false } as Sort;
}
