/** A language of the interface. */
export type Locale = 'zh' | 'en';

/**
 * The language that a command answers in: what `--lang` says, else what the environment says; Chinese unless it is English. A variable
 * that is empty says nothing (POSIX, 8.2).
 */
export function localeOf(lang: string | undefined, env: NodeJS.ProcessEnv = process.env): Locale {
  return (lang || env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '').toLowerCase().startsWith('en') ? 'en' : 'zh';
}
