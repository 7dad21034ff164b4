import type { Progress } from '#server/backup/backup';
import type { Locale } from './locale.ts';

/** Tells on stderr how far a backup or restore has come: a line for every table, and one that runs while a person watches. */
export function progressOnStderr(locale: Locale): (done: Progress) => void {
  const number = new Intl.NumberFormat(locale === 'zh' ? 'zh-CN' : 'en-GB');
  return ({ name, rows, bytes, finished }) => {
    const line = `${name}  ${number.format(rows)} ${locale === 'zh' ? '行' : 'rows'}  ${megabytes(bytes)}`;
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}${finished ? '\n' : ''}`);
    else if (finished) process.stderr.write(`${line}\n`);
  };
}

/** `12.3 MB` */
export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
