import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureWebBuilt, STAMP, sourceStamp } from './web-build.ts';

let place: string;
let folder: string;
beforeAll(async () => {
  place = await mkdtemp(path.join(os.tmpdir(), 'lvyue-build-'));
  folder = path.join(place, 'web');
});
afterAll(() => rm(place, { recursive: true }));

/** How many bytes of script a page loads first, packed. */
async function firstScriptOf(page: string, scripts: readonly string[]): Promise<number> {
  const text = await readFile(path.join(folder, page), 'utf8');
  const first = scripts.filter((name) => text.includes(name));
  const sizes = await Promise.all(first.map(async (name) => (await stat(path.join(folder, 'assets', `${name}.br`))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

test('the pages are built when they are missing, by one of several who ask; then nobody builds', {
  timeout: 120_000,
}, async () => {
  const said: string[] = [];
  await writeFile(`${folder}.building`, '999999999'); // a process that died while it was building
  await Promise.all([1, 2, 3].map(() => ensureWebBuilt((line) => said.push(line), folder)));
  expect(said).toHaveLength(1);
  expect(await readFile(path.join(folder, STAMP), 'utf8')).toBe(sourceStamp());
  expect(await readdir(place)).toEqual(['web']);
  const assets = await readdir(path.join(folder, 'assets'));
  const scripts = assets.filter((name) => name.endsWith('.js'));
  expect(scripts.length).toBeGreaterThan(5);
  for (const script of scripts) expect(assets).toEqual(expect.arrayContaining([`${script}.br`, `${script}.gz`]));

  // What a first page loads (issue 3): at most 350 kB of script, packed.
  expect(await firstScriptOf('index.html', scripts)).toBeLessThan(350_000);
  // The portal has a smaller bundle of its own.
  expect(await firstScriptOf('portal.html', scripts)).toBeLessThan(120_000);
  const all = await Promise.all(scripts.map((name) => readFile(path.join(folder, 'assets', name), 'utf8')));
  expect(all.filter((script) => script.includes('It looks like you wrote useEffect(async'))).toEqual([]); // React as for developers

  await ensureWebBuilt((line) => said.push(line), folder);
  expect(said).toHaveLength(1);
});
