import { Problem } from '#kernel/problem';
import type { Locale } from './locale.ts';

/** Why a command failed, as a person at the terminal reads it: one line, and one for each wrong answer. */
export function told(error: unknown, locale: Locale): string {
  if (!(error instanceof Problem)) return error instanceof Error ? error.message : String(error);
  const { title, errors = [] } = error.body(locale) as { title: string; errors?: { pointer: string; detail: string }[] };
  return [title, ...errors.map(({ pointer, detail }) => `  ${pointer.slice(1)}: ${detail}`)].join('\n');
}
