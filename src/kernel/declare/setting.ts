import type { Bilingual } from './words.ts';

/** A number, limit, rate or interval that a company would change: it has a default, an effective date and a place on screen. */
export interface Setting<T> {
  key: string;
  default: T;
  words: Bilingual;
  /** Where the default comes from: a regulation states it, or it is the product's own proposal (the text gives no number). */
  origin: 'regulation' | 'product';
}

const declared = new Map<string, Setting<unknown>>();

/**
 * Declares a setting. `key` is `<record>.<name>`; the default holds until the company sets another value.
 * @throws Error when the key is declared twice.
 */
export function setting<T>(key: string, standard: T, words: Bilingual, origin: Setting<T>['origin'] = 'product'): Setting<T> {
  if (declared.has(key)) throw new Error(`The setting ${key} is declared twice.`);
  const made: Setting<T> = { key, default: standard, words, origin };
  declared.set(key, made);
  return made;
}

/** Every declared setting by key. */
export const declaredSettings = (): ReadonlyMap<string, Setting<unknown>> => declared;

export const isSetting = (value: unknown): value is Setting<unknown> =>
  typeof value === 'object' && value !== null && 'key' in value && 'default' in value && 'origin' in value;
