import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { employee } from '#domain/org/employee/employee';
import { roleGrant } from '#domain/org/role-grant/role-grant';
import { systemActor } from '#kernel/run/tx';
import { SESSION_COOKIE } from '#server/access/authenticate';
import { openSession } from '#server/access/session';
import { openInstallation } from '#server/installation';
import { openLog } from '#server/logs';
import { openMetrics } from '#server/metrics';
import { serverOptions } from '#server/options';
import { serve } from '#server/serve';
import { ensureWebBuilt } from '#server/web-build';
import { chromiumPath } from '../e2e/chromium.ts';

const ROWS = 10_000;
const [WHEEL_PX, TURNS] = [480, 200];

/**
 * How a list of 10,000 loaded rows feels in Chromium: milliseconds between frames while it is scrolled (median, 95 of 100, worst), how many
 * frames took longer than 50 ms, and milliseconds from a key in its search field to the next paint (the worst of twenty keys).
 */
export async function bench(small: boolean): Promise<Record<string, number>> {
  const program = chromiumPath();
  if (program === undefined) throw new Error('No Chromium was found.');
  await ensureWebBuilt(() => undefined);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lvyue-bench-'));
  const env = { LVYUE_DATA: folder, PORT: '0' };
  const installation = await openInstallation({ env, poolSize: 6 });
  const { kernel, database } = installation;
  const metrics = openMetrics(() => kernel.pool);
  const metricsText = () => metrics.registry.metrics();
  const options = serverOptions(env, true);
  const server = await serve({ installation, options, env, log: openLog('warn'), metrics, metricsText });
  const browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox'] });
  try {
    const rows = small ? 400 : ROWS;
    await database.ownerPool.query(
      `insert into customer (id, number, state, version, head, created_at, created_by, updated_at, name, value_class)
select gen_random_uuid(), 'KH-' || lpad(i::text, 5, '0'), 'active', 1, '\\x00', now() - i * interval '1 minute', 'system', now(),
  '苏州精密机械第' || i || '有限公司', 'general' from generate_series(1, $1) i`,
      [rows],
    );
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' });
    await context.addCookies([{ name: SESSION_COOKIE, value: await sessionOf(installation), url: server.url }]);
    const page = await context.newPage();
    await page.goto(`${server.url}/customers?view=all`);
    await page.locator('.rows tbody tr[data-index]').first().waitFor();
    await loadAll(page, rows);
    const frames = await framesWhile(page, async () => {
      for (let turn = 0; turn < (small ? 20 : TURNS); turn++) await page.mouse.wheel(0, turn % 40 < 20 ? -WHEEL_PX : WHEEL_PX);
    });
    const sorted = frames.toSorted((a, b) => a - b);
    const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
    return {
      rows,
      frameMedianMs: at(0.5),
      frame95Ms: at(0.95),
      frameWorstMs: at(1),
      framesOver50Ms: frames.filter((ms) => ms > 50).length,
      keyWorstMs: await slowestKey(page),
    };
  } finally {
    await browser.close();
    await server.close(0);
    await installation.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function sessionOf({ kernel }: Awaited<ReturnType<typeof openInstallation>>): Promise<string> {
  const id = await kernel.write(systemActor, Date.now(), async (tx) => {
    const [person] = await tx.create(employee, [{ name: '测' }]);
    await tx.create(roleGrant, [{ employee: person!.id, role: 'service_desk', fromDate: '2000-01-01' }]);
    return person!.id;
  });
  const asked = { employee: id, method: 'password', ip: '127.0.0.1', userAgent: 'bench' } as const;
  return (await openSession(kernel.pool, asked, new Date())).token;
}

// What runs in the page is text: this program knows no browser.

/** Scrolls down until every row has come. */
async function loadAll(page: Page, rows: number): Promise<void> {
  const allThere = `(() => {
    const box = document.querySelector('.rows');
    box.scrollTop = box.scrollHeight;
    return Number([...document.querySelectorAll('tr[data-index]')].at(-1)?.dataset.index) === ${rows - 1};
  })()`;
  await page.waitForFunction(allThere, undefined, { polling: 100, timeout: 120_000 });
}

/** Milliseconds between frames while something is done over the list. */
async function framesWhile(page: Page, deed: () => Promise<void>): Promise<number[]> {
  await page.locator('.rows').hover();
  await page.evaluate(`(() => {
    let before = performance.now();
    window.frames_ = [];
    const frame = (now) => {
      window.frames_.push(now - before);
      before = now;
      if (!window.done_) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  })()`);
  await deed();
  return page.evaluate<number[]>(`(() => { window.done_ = true; return window.frames_.slice(1); })()`);
}

/** The longest that a key in the search field waited for its paint. */
async function slowestKey(page: Page): Promise<number> {
  await page.evaluate(`(() => {
    window.keys_ = [];
    new PerformanceObserver((list) => {
      for (const { name, duration } of list.getEntries()) if (name === 'keydown' || name === 'input') window.keys_.push(duration);
    }).observe({ type: 'event', durationThreshold: 16, buffered: true });
  })()`);
  await page.getByRole('searchbox').first().focus();
  await page.keyboard.type('苏州精密机械第1有限公司 abcdef', { delay: 60 });
  await page.waitForTimeout(500); // the last entries are told after their paint
  return page.evaluate<number>('Math.max(0, ...window.keys_)');
}
