import { z } from 'zod';
import { bare } from '../declare/fields.ts';
import { type InputError, invalid } from '../problem.ts';
import { toldIssue } from './input-words.ts';
import type { Kind } from './kind.ts';

const MOST_ERRORS = 100; // nobody reads more, and an answer must not grow with the mistakes in a request

/** Parses what came from outside. @throws Problem `invalid` with a JSON pointer and a bilingual reason for every fault. */
export function parse<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input ?? {}, { reportInput: true });
  if (result.success) return result.data;
  throw invalid(inputErrors(result.error));
}

/** The same without throwing: the faults, or none. */
export function faultsOf(schema: z.ZodType, input: unknown): InputError[] {
  const result = schema.safeParse(input ?? {}, { reportInput: true });
  return result.success ? [] : inputErrors(result.error);
}

/** Members that nobody asked for are named one by one. */
function inputErrors({ issues }: z.ZodError): InputError[] {
  const errors: InputError[] = [];
  for (const issue of issues) {
    const detail = toldIssue(issue);
    const paths = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
    for (const path of paths) {
      if (errors.length === MOST_ERRORS) return errors;
      errors.push({ pointer: pointerTo(path), detail });
    }
  }
  return errors;
}

/** RFC 6901: the empty pointer is the whole input. */
const pointerTo = (path: readonly PropertyKey[]): string =>
  path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

interface Schemas {
  create: z.ZodType<Record<string, unknown>>;
  edit: z.ZodType<Record<string, unknown>>;
  evidence: Map<string, z.ZodType<Record<string, unknown>>>;
}

const made = new WeakMap<Kind, Schemas>();

/** What an edit does not mention stays as it is; a default would put it back to the beginning. */
const withoutDefault = (schema: z.ZodType): z.ZodType =>
  schema instanceof z.ZodDefault ? withoutDefault(schema.unwrap() as z.ZodType) : schema;

/** The schemas of a kind's requests: unknown members are refused, nullable fields may be left out of a creation. */
export function schemasOf(kind: Kind): Schemas {
  const held = made.get(kind);
  if (held) return held;
  const { fields, lines, lifecycle } = kind.record;
  const forCreate = Object.fromEntries(
    Object.entries(fields).map(([name, s]) => [name, bare(s).nullable ? s.optional().transform((v) => v ?? null) : s]),
  );
  const forEdit = Object.fromEntries(Object.entries(fields).map(([name, s]) => [name, withoutDefault(s).optional()]));
  const lineSchemas = Object.entries(lines ?? {}).map(([name, shape]) => {
    const columns = Object.entries(shape).map(([c, s]) => [c, bare(s).nullable ? s.optional().transform((v) => v ?? null) : s]);
    return [name, z.array(z.strictObject({ id: z.uuid().optional(), ...Object.fromEntries(columns) })).max(2000)] as const;
  });
  const schemas: Schemas = {
    create: z.strictObject({ ...forCreate, ...Object.fromEntries(lineSchemas.map(([name, s]) => [name, s.default([])])) }),
    edit: z.strictObject({ ...forEdit, ...Object.fromEntries(lineSchemas.map(([name, s]) => [name, s.optional()])) }),
    evidence: new Map(
      Object.entries(lifecycle).map(([step, { evidence }]) => [step, evidence ? evidence.strict() : z.strictObject({})]),
    ),
  };
  made.set(kind, schemas);
  return schemas;
}
