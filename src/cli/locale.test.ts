import { expect, test } from 'vitest';
import { localeOf } from './locale.ts';

test.each([
  [undefined, {}, 'zh'],
  [undefined, { LANG: 'en_GB.UTF-8' }, 'en'],
  [undefined, { LC_ALL: '', LANG: 'en_GB.UTF-8' }, 'en'],
  [undefined, { LC_ALL: '', LC_MESSAGES: 'en_US.UTF-8', LANG: 'zh_CN.UTF-8' }, 'en'],
  [undefined, { LC_ALL: 'zh_CN.UTF-8', LANG: 'en_GB.UTF-8' }, 'zh'],
  [undefined, { LC_ALL: 'C', LANG: 'en_GB.UTF-8' }, 'zh'],
  ['en', { LC_ALL: 'zh_CN.UTF-8' }, 'en'],
  ['zh', { LANG: 'en_GB.UTF-8' }, 'zh'],
  ['', { LANG: 'en_GB.UTF-8' }, 'en'],
])('--lang %s and %o answer in %s', (lang, env, locale) => {
  expect(localeOf(lang, env)).toBe(locale);
});
