import { z } from 'zod';
import { bare } from '#kernel/declare/fields';
import type { AnyDoc, AnyRecord } from '#kernel/declare/record';
import { isSetting } from '#kernel/declare/setting';
import { recordNamed } from '../../registry.ts';

/** The keys of the settings that limit how long the deadlines among these controls take, whatever the record is like. */
export function limitsOf(controls: readonly string[]): ReadonlySet<string> {
  const keys = controls.flatMap((control) => {
    const [name = '', part, deadline = ''] = control.split('.');
    const record = recordNamed(name)?.record;
    const within = part === 'deadlines' ? record?.deadlines[deadline]?.within : undefined;
    const limits = typeof within === 'function' ? examples(record!).map((doc) => within(doc)) : [within];
    return limits.flatMap((limit) => (isSetting(limit) ? [limit.key] : []));
  });
  return new Set(keys);
}

/**
 * Records that differ in one field each, with every value of a choice or a flag: a limit that follows from the record follows from
 * one of those.
 */
function examples({ fields }: AnyRecord): AnyDoc[] {
  const values = Object.entries(fields).map(([field, schema]) => [field, valuesOf(schema)] as const);
  const usual = Object.fromEntries(values.map(([field, [first]]) => [field, first]));
  return values.flatMap(([field, all]) => all.map((value) => ({ ...usual, [field]: value }) as unknown as AnyDoc));
}

function valuesOf(schema: z.ZodType): unknown[] {
  const { inner, nullable } = bare(schema);
  const some = inner instanceof z.ZodEnum ? inner.options : inner instanceof z.ZodBoolean ? [false, true] : ['2000-01-01'];
  return nullable ? [null, ...some] : some;
}
