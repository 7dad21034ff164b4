import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { customer } from '#domain/accounts/customer/customer';
import { order } from '#domain/orders/order/order';
import { employee } from '#domain/org/employee/employee';
import { roleGrant } from '#domain/org/role-grant/role-grant';
import { systemActor } from '#kernel/run/tx';
import { SESSION_COOKIE } from '#server/access/authenticate';
import { openSession } from '#server/access/session';
import { type Installation, openInstallation } from '#server/installation';
import { openLog } from '#server/logs';
import { openMetrics } from '#server/metrics';
import { serverOptions } from '#server/options';
import { serve } from '#server/serve';
import { ensureWebBuilt } from '#server/web-build';
import { chromiumPath } from '../e2e/chromium.ts';

// What the pages weigh and how soon they can be used, in Chromium. Script is counted as it goes over the wire, packed by brotli, for the
// first page that somebody opens. The phone: a processor four times slower, 150 ms to the server and back, 1.6 Mbit/s; pages opened before.

const PHONE = {
  offline: false,
  latency: 150,
  downloadThroughput: (1.6 * 1024 * 1024) / 8,
  uploadThroughput: (750 * 1024) / 8,
};
const SLOWER = 4;
const KIB = 1024;

/** Kibibytes of script (≤ 350 for staff, ≤ 120 for the portal) and milliseconds until a list and a record can be used (≤ 1000). */
export async function bench(small: boolean): Promise<Record<string, number>> {
  const program = chromiumPath();
  if (program === undefined) throw new Error('未找到 Chromium。No Chromium was found; name one in LVYUE_CHROMIUM.');
  await ensureWebBuilt(console.error);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lvyue-bench-'));
  const env = { LVYUE_DATA: folder, PORT: '0' };
  const installation = await openInstallation({ env, poolSize: 6 });
  const metrics = openMetrics(() => installation.kernel.pool);
  const metricsText = () => metrics.registry.metrics();
  const server = await serve({
    installation,
    options: serverOptions(env, false),
    env,
    log: openLog('warn'),
    metrics,
    metricsText,
  });
  const browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox'] });
  try {
    const one = await furnish(installation, small ? 60 : 1_000);
    const cookie = { name: SESSION_COOKIE, value: await sessionOf(installation), url: server.url };
    const desk = await seat(browser, 1440);
    const phone = await seat(browser, 360);
    await Promise.all([desk, phone].map((context) => context.addCookies([cookie])));
    const rounds = small ? 2 : 9;
    return {
      staffScriptKiB: await scriptOf(desk, `${server.url}/workbench`),
      portalScriptKiB: await scriptOf(await seat(browser, 360), `${server.url}/portal`),
      listMs: await usableAfter(phone, `${server.url}/orders`, '#page tbody tr a', rounds),
      recordMs: await usableAfter(phone, `${server.url}/orders/${one}`, '#page .steps button', rounds),
    };
  } finally {
    await browser.close();
    await server.close(0);
    await installation.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Orders of one customer; answers the id of one. */
function furnish({ kernel }: Installation, orders: number): Promise<string> {
  return kernel.write(systemActor, Date.now(), async (tx) => {
    const [to] = await tx.create(customer, [{ name: '苏州恒力机械有限公司' }]);
    const made = await tx.create(
      order,
      Array.from({ length: orders }, (_, n) => ({
        customer: to!.id,
        channel: 'shop' as const,
        externalNumber: `PO-${n}`,
        deliveryAddress: '苏州工业园区星湖街 1 号',
        items: [{ productName: '截止阀', specification: 'DN32', quantity: '20' }],
      })),
    );
    return made[0]!.id;
  });
}

async function sessionOf({ kernel }: Installation): Promise<string> {
  const id = await kernel.write(systemActor, Date.now(), async (tx) => {
    const [person] = await tx.create(employee, [{ name: '徐丽' }]);
    await tx.create(roleGrant, [{ employee: person!.id, role: 'service_desk', fromDate: '2000-01-01' }]);
    return person!.id;
  });
  const asked = { employee: id, method: 'password', ip: '127.0.0.1', userAgent: 'bench' } as const;
  return (await openSession(kernel.pool, asked, new Date())).token;
}

const seat = (browser: Browser, width: number): Promise<BrowserContext> =>
  browser.newContext({ viewport: { width, height: 800 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' });

/** KiB of script that come over the wire before a page stands, nothing cached. */
async function scriptOf(context: BrowserContext, url: string): Promise<number> {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  const scripts = new Set<string>();
  let bytes = 0;
  session.on('Network.responseReceived', ({ requestId, type }) => {
    if (type === 'Script') scripts.add(requestId);
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) bytes += encodedDataLength;
  });
  await page.goto(url);
  await page.locator('h1').first().waitFor();
  await page.close();
  return bytes / KIB;
}

/** The median of milliseconds from the click on a link to a page until `selector` is there and the page answers, on the phone. */
async function usableAfter(context: BrowserContext, url: string, selector: string, rounds: number): Promise<number> {
  const page = await context.newPage();
  await page.goto(url);
  await page.locator(selector).first().waitFor();
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', PHONE);
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  await watch(page, selector);
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    await page.goto(url);
    times.push(await page.evaluate(() => (window as unknown as { usable: Promise<number> }).usable));
  }
  await page.close();
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)]!;
}

/** Each page notes when the element has come and two frames were drawn after it: the time since the navigation began. */
const watch = (page: Page, selector: string): Promise<unknown> =>
  page.addInitScript((wanted) => {
    const usable = new Promise<number>((resolve) => {
      const look = (): void => {
        if (!document.querySelector(wanted)) return;
        watching.disconnect();
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now())));
      };
      const watching = new MutationObserver(look);
      watching.observe(document, { subtree: true, childList: true });
    });
    Object.assign(window, { usable });
  }, selector);
