import type { AnyDoc, At } from '#kernel/declare/record';
import type { Setting } from '#kernel/declare/setting';
import type { Declared } from '../../declared.ts';
import { laterFields } from '../../registry.ts';

/**
 * The fields and lines that a guard looks at, found by letting it look: a guard is a pure predicate. They are what somebody
 * would fill in to cure its refusal.
 */
export function lookedAt({ record }: Declared, step: string, guard: string, doc: AnyDoc): string[] {
  const holds = record.lifecycle[step]?.guards?.[guard];
  if (!holds) return [];
  const seen = new Set<string>();
  const watched = new Proxy(doc, {
    get(target, name) {
      if (typeof name === 'string') seen.add(name);
      return Reflect.get(target, name) as unknown;
    },
  });
  try {
    holds(watched, {}, NOWHERE);
  } catch {
    // A guard that needs facts fails without them; what it has looked at until then is known.
  }
  return [...seen].filter((name) => record.fields[name] !== undefined || record.lines?.[name] !== undefined);
}

/** Those of them that an edit may fill in. */
export function curable(declared: Declared, step: string, guard: string, doc: AnyDoc): string[] {
  const later = laterFields(declared.record);
  return lookedAt(declared, step, guard, doc).filter((name) => !later.has(name));
}

const NOWHERE: At = { now: 0, today: '1970-01-01', endOf: () => 0, setting: <T>(setting: Setting<T>) => setting.default };
