import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '#server/places';
import { webSources } from '../../scripts/web-sources.ts';

test.each(Object.entries(webSources()))('%s says what the server says; `npm run web:sources` makes it anew', (file, source) => {
  expect(readFileSync(path.join(projectRoot, file), 'utf8')).toBe(source);
});
