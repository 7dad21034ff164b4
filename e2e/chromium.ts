import { existsSync } from 'node:fs';
import path from 'node:path';

/** Where Debian, other systems or `LVYUE_CHROMIUM` have a Chromium; undefined when there is none. */
export function chromiumPath(): string | undefined {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  return [
    process.env['LVYUE_CHROMIUM'] ?? '',
    ...folders.flatMap((folder) => names.map((name) => path.join(folder, name))),
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ].find((file) => file !== '' && existsSync(file));
}
