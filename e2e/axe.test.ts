import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { RoleName } from '#domain/org/roles';
import { roles } from '#domain/org/roles';
import { firstStart } from '#server/first-start';
import { databaseOf } from '#testing/demo';
import { adminWords } from '../src/web/pages/administration/words.ts';
import { records } from '../src/web/records.ts';
import { barriers, inBrowser } from './browser.ts';

const EVERYTHING = (Object.keys(roles) as RoleName[]).filter((role) => role !== 'portal_customer');

/** Every page that stands in the table of routes, with the parts of the administration; what holds a record's name or id comes from the registry. */
const ownPages = (): string[] => {
  const app = readFileSync(path.join(import.meta.dirname, '..', 'src', 'web', 'app.tsx'), 'utf8');
  const paths = [...app.matchAll(/<Route path="(\/[^":]*)"/g)].map(([, at]) => at!.replace(/\/$/, ''));
  return [
    ...paths.filter((at) => at !== '/sign-in' && at !== '/administration'),
    ...Object.keys(adminWords.parts).map((part) => `/administration/${part}`),
    '/no-such-page',
  ];
};

inBrowser('every page', (journey) => {
  test('nobody is kept out of any page by how they see, hear or move, in light and dark', { timeout: 400_000 }, async () => {
    const { company, seat, stranger } = journey();
    const { kernel, db } = company.world;
    await firstStart({ kernel, database: databaseOf(db.owner) }, company.now, () => Promise.resolve(true));
    const everybody = company.person(EVERYTHING);
    const places = ownPages();
    const dark = new Set(places); // and the pages of two kinds: those of all are made of the same parts
    for (const { record } of records) {
      places.push(`/${record.plural}`);
      const { body } = await everybody.send('GET', `/api/${record.plural}?limit=1`);
      const one = body.items?.[0]?.id as string | undefined;
      if (one !== undefined) places.push(`/${record.plural}/${one}`);
      if (record.permit.create.some((role) => role !== 'portal_customer')) places.push(`/${record.plural}/new`);
    }
    for (const at of places) if (/^\/(orders|complaints)/.test(at)) dark.add(at);
    const page = await seat(EVERYTHING, { theme: 'light' });
    const found: string[] = [];
    // The frame around is the same everywhere: it is looked at with the first page.
    const look = async (at: string): Promise<void> => {
      const within = at === places[0] ? 'html' : '#page';
      found.push(...(await barriers(page, undefined, within)).map((barrier) => `${at} ${barrier}`));
      if (!dark.has(at)) return;
      await page.evaluate(() => (document.documentElement.dataset['theme'] = 'dark'));
      found.push(...(await barriers(page, ['color-contrast'], within)).map((barrier) => `${at} dark ${barrier}`));
    };
    for (const place of places) {
      await page.goto(company.url + place);
      await page.locator('#page > *').first().waitFor();
      await page.locator('#page .skeleton').first().waitFor({ state: 'detached' });
      await look(place);
    }
    const outside = await stranger();
    await outside.goto(`${company.url}/sign-in`);
    await outside.getByRole('heading', { level: 1 }).waitFor();
    found.push(...(await barriers(outside)).map((barrier) => `/sign-in ${barrier}`));
    expect(places.length).toBeGreaterThan(70);
    expect(found).toEqual([]);
  });
});
