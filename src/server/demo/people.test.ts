import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '#server/places';
import { DEMO_PASSWORD, PEOPLE } from './people.ts';

test.each(['README.md', 'README.zh-CN.md'])('%s tells how to sign in to the demo company', (file) => {
  const text = readFileSync(path.join(projectRoot, file), 'utf8');
  expect(text).toContain(`\`${DEMO_PASSWORD}\``);
  const named = [...text.matchAll(/^\s*\| `(\w+)` \| ([\u4e00-\u9fff]{2,3})[,，]/gm)].map(([, login, name]) => [login, name]);
  expect(named.length).toBeGreaterThan(3);
  for (const [login, name] of named) expect(PEOPLE[login as keyof typeof PEOPLE]?.name, login).toBe(name);
});
