import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { DEMO_PASSWORD } from '#server/demo/people';
import { startServer } from '#server/main';
import { serverOptions } from '#server/options';
import { projectRoot } from '#server/places';
import { ensureWebBuilt } from '#server/web-build';
import { chromiumPath } from '../e2e/chromium.ts';

// `npm run screens`: pictures of the pages that are used most, from the demo company in a database of its own, in both languages, on a
// desk and on a phone, into docs/screens. LVYUE_DATA names a folder that keeps the demo company for the next time.

const FOLDER = path.join(projectRoot, 'docs', 'screens');
const REST_MS = 700;
const QUALITY = 55; // of 100; text stays readable, and all pictures together are a few MB

interface Shot {
  name: string;
  /** Whose page it is, by login. */
  who: string;
  at: string;
  /** What is done before the picture is taken. */
  opened?: (page: Page) => Promise<unknown>;
}

/** The newest record of a list, opened. */
const newest = async (page: Page): Promise<void> => {
  await page.locator('tbody tr a').first().click();
  await page.locator('.record-head').waitFor();
};

const SHOTS: readonly Shot[] = [
  { name: 'workbench', who: 'maxiaodong', at: '/workbench' },
  { name: 'orders', who: 'maxiaodong', at: '/orders' },
  { name: 'order', who: 'maxiaodong', at: '/orders?filter%5Bstate%5D=audited', opened: newest },
  { name: 'new-order', who: 'maxiaodong', at: '/orders/new' },
  { name: 'delivery', who: 'maxiaodong', at: '/deliveries', opened: newest },
  { name: 'complaint', who: 'xuli', at: '/complaints', opened: newest },
  { name: 'customer', who: 'xuli', at: '/customers', opened: newest },
  { name: 'commitments', who: 'xuli', at: '/commitments' },
  { name: 'clauses', who: 'chenguoqiang', at: '/clauses' },
  { name: 'figures', who: 'chenguoqiang', at: '/kpi' },
  { name: 'calendar', who: 'zhouwenbo', at: '/administration/calendars' },
  { name: 'people', who: 'zhouwenbo', at: '/administration/people' },
];

const SEATS = [
  { locale: 'zh', width: 1440, height: 900 },
  { locale: 'en', width: 1440, height: 900 },
  { locale: 'zh', width: 360, height: 740 },
  { locale: 'en', width: 360, height: 740 },
] as const;

const program = chromiumPath();
if (program === undefined) {
  console.error('未找到 Chromium。No Chromium was found (Debian: apt-get install chromium; or name it in LVYUE_CHROMIUM).');
  process.exit(1);
}
await ensureWebBuilt();
const kept = process.env['LVYUE_DATA'];
const data = kept ?? path.join(projectRoot, 'data', `screens-${process.pid}`);
const env = { ...process.env, LVYUE_DATA: data, PORT: '0', LVYUE_DEMO: '1', LVYUE_LOG: 'error' };
const running = await startServer({ ...serverOptions(env, false), env, wantsDemo: () => Promise.resolve(true) });
try {
  const browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox'] });
  await mkdir(FOLDER, { recursive: true });
  for (const file of await readdir(FOLDER)) await rm(path.join(FOLDER, file));
  for (const who of new Set(SHOTS.map((shot) => shot.who))) await shoot(browser, who);
  await browser.close();
  console.log(`${(await readdir(FOLDER)).length} → ${path.relative(projectRoot, FOLDER)}`);
} finally {
  await running.stop();
  if (kept === undefined) await rm(data, { recursive: true, force: true });
}

/** All pictures of one person's pages. They sign in once: the cookie goes along to every seat. */
async function shoot(browser: Browser, who: string): Promise<void> {
  const signedIn = await fetch(`${running.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login: who, password: DEMO_PASSWORD }),
  });
  const [name = '', value = ''] = (signedIn.headers.getSetCookie()[0] ?? '').split(';')[0]!.split('=');
  for (const { locale, width, height } of SEATS) {
    const context = await browser.newContext({
      viewport: { width, height },
      deviceScaleFactor: 1,
      locale: locale === 'zh' ? 'zh-CN' : 'en-GB',
      timezoneId: 'Asia/Shanghai',
      reducedMotion: 'reduce',
    });
    await context.addCookies([{ name, value, url: running.url }]);
    await context.addInitScript(
      (preferences) => localStorage.setItem('lvyue.preferences', preferences),
      JSON.stringify({ locale, theme: 'light', density: 'comfortable' }),
    );
    const page = await context.newPage();
    for (const shot of SHOTS.filter((one) => one.who === who)) {
      await page.goto(running.url + shot.at);
      await settled(page);
      await shot.opened?.(page);
      await settled(page);
      const file = `${shot.name}-${width === 360 ? 'phone' : 'desk'}-${locale}.jpg`;
      await page.screenshot({ path: path.join(FOLDER, file), type: 'jpeg', quality: QUALITY });
    }
    await context.close();
  }
}

/** The page stands, and nothing on it is still on its way. */
async function settled(page: Page): Promise<void> {
  await page.locator('#page h1').first().waitFor();
  await page.locator('#page .skeleton').first().waitFor({ state: 'detached' });
  await page.waitForTimeout(REST_MS); // what is asked for only once the page stands; a stream of events never ends, so nothing tells
}
