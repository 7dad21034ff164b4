import type { CDPSession, Page } from 'playwright-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { customer } from '#domain/accounts/customer/customer';
import { delivery } from '#domain/delivery/delivery/delivery';
import { order } from '#domain/orders/order/order';
import { arrivedGoods } from './arrived.ts';
import { barriers, inBrowser } from './browser.ts';
import { type Line, lineTo } from './line.ts';

const PHONE = { width: 360, touch: true };

inBrowser('in the field', (journey) => {
  let line: Line;
  beforeEach(async () => {
    line = await lineTo(journey().company.url);
  });
  afterEach(() => line.close());

  /** The connection goes, as the browser sees it too; and comes back. */
  const goUnder = async (page: Page) => {
    line.cut();
    await page.context().setOffline(true);
  };
  const comeUp = async (page: Page) => {
    line.mend();
    await page.context().setOffline(false);
  };

  test('DEL-018 PLT-005: goods are signed for by touch on a phone, with a photo, in a cellar without a connection; it arrives once', async () => {
    const { company, seat } = journey();
    const { delivery: id, number } = await arrivedGoods(company, '扬州船厂');
    const page = await seat(['logistics'], PHONE);
    await page.goto(`${line.url}/deliveries/${id}`);
    await page.getByRole('button', { name: '签收' }).tap();
    const form = page.getByRole('dialog', { name: '签收' });
    await goUnder(page);
    await form.getByLabel('签名人姓名').fill('王芳');
    await drawByTouch(page);
    await expect.poll(() => form.getByRole('button', { name: '重写' }).isEnabled()).toBe(true);
    for (const name of ['货物完好无损', '数量相符', '与订单信息一致']) {
      // A tap that follows a stroke at once is taken by the browser for the end of it: a person taps again.
      const box = form.getByLabel(name);
      await expect.poll(async () => (await box.isChecked()) || (await box.tap(), box.isChecked())).toBe(true);
    }
    expect(await form.getByText('拍照').isVisible(), 'a phone offers its camera').toBe(true);
    await form.getByLabel('照片: 拍照').setInputFiles({ name: 'IMG_1.png', mimeType: 'image/png', buffer: SMALL_PHOTO });
    await form.getByText('待上传').waitFor();
    expect(await barriers(page)).toEqual([]);
    await form.getByRole('button', { name: '签收' }).tap();
    await form.waitFor({ state: 'detached' });
    const letters = page.getByRole('region', { name: '等待发送' });
    await letters.getByText(`${number} 签收`).waitFor();
    await letters.getByText('等待网络').waitFor();
    expect((await company.everybody().get(delivery, id)).record.state).toBe('arrived');

    await comeUp(page);
    await letters.getByText('已送达').waitFor();
    await page.locator('h1').getByText('已签收').waitFor();
    const desk = company.person(['service_desk']);
    const entries = (await desk.journal(delivery, id)).filter(({ step }) => step === 'sign');
    expect(entries, 'once').toHaveLength(1);
    expect(entries[0]!.body['evidence']).toMatchObject({
      signature: { name: '王芳', strokes: expect.stringMatching(/^M\d+ \d+L/) },
      photos: [{ name: 'IMG_1.png', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }],
    });
    await letters.getByRole('button', { name: '知道了' }).tap();
    await letters.waitFor({ state: 'detached' });
  });

  test('an answer that was lost on its way: the form is sent again under the same key, and done once', async () => {
    const { company, seat } = journey();
    const to = await company.everybody().create(customer, { name: '泰州泵阀厂' });
    const page = await seat(['service_desk'], PHONE);
    await page.goto(`${line.url}/orders/new?customer=${to.id}`);
    await page.getByLabel('下单方式').selectOption('销售代表');
    await isKept(page);
    line.cutAfter('POST /api/orders ');
    await page.getByRole('button', { name: '新建订单' }).tap();
    const letters = page.getByRole('region', { name: '等待发送' });
    await letters.getByText('等待网络').waitFor();
    const desk = company.person(['service_desk']);
    expect((await desk.list(order, { filter: { customer: to.id } })).items, 'the server has done it').toHaveLength(1);
    await goUnder(page);
    await comeUp(page);
    await letters.getByText('已送达').waitFor();
    expect((await desk.list(order, { filter: { customer: to.id } })).items, 'and not again').toHaveLength(1);
  });

  test('what is refused when it arrives opens again with everything that was typed', async () => {
    const { company, seat } = journey();
    const { delivery: id } = await arrivedGoods(company, '盐城风机厂');
    const page = await seat(['logistics'], { ...PHONE, locale: 'en' });
    await page.goto(`${line.url}/deliveries/${id}?do=object`);
    const form = page.getByRole('dialog', { name: 'Object' });
    await form.getByLabel('What is objected to').waitFor();
    await goUnder(page);
    await form.getByLabel('What is objected to').fill('Two boxes are wet.');
    await form.getByLabel('Kind of objection').selectOption({ index: 1 });
    await form.getByRole('button', { name: 'Object' }).tap();
    await form.waitFor({ state: 'detached' });
    await company.everybody().take(delivery, 'take_back', id, { reason: '客户拒收' });
    await comeUp(page);
    const letters = page.getByRole('region', { name: 'Waiting to be sent' });
    await letters.getByText('Not accepted').waitFor();
    await letters.getByRole('button', { name: 'Open the form' }).tap();
    expect(await form.getByLabel('What is objected to').inputValue()).toBe('Two boxes are wet.');
    await form.getByRole('alert').first().waitFor();
  });

  test('the pages open without a connection and show what was looked at lately, as of when', async () => {
    const { company, seat } = journey();
    const { delivery: id } = await arrivedGoods(company, '徐州工程机械厂');
    const page = await seat(['service_desk'], { ...PHONE, who: { name: '徐小军' } });
    await page.goto(`${line.url}/deliveries/${id}`);
    await page.getByText('截止阀').first().waitFor();
    await isKept(page);
    const manifest = await page.evaluate(async () => {
      const address = document.querySelector<HTMLLinkElement>('link[rel=manifest]')!.href;
      return (await (await fetch(address)).json()) as { icons: { src: string }[]; display: string };
    });
    expect(manifest.display).toBe('standalone');
    for (const { src } of manifest.icons) expect((await page.request.get(`${line.url}${src}`)).status(), src).toBe(200);
    await goUnder(page);
    await page.reload();
    await page.getByText(/没有网络，显示的是 .* 的内容/).waitFor();
    await page.getByText('截止阀').first().waitFor();
    await page.goto(`${line.url}/orders`);
    await page.getByText('没有网络', { exact: true }).waitFor();
    await comeUp(page);
    await page.goto(`${line.url}/deliveries/${id}`);
    await page.getByText('截止阀').first().waitFor();
    expect(await page.getByText('没有网络').count()).toBe(0);
    // Signing out takes it off the device.
    await page.getByRole('button', { name: '徐小军' }).tap();
    await page.getByRole('menuitem', { name: '退出登录' }).tap();
    await page.getByRole('button', { name: '登录' }).first().waitFor();
    expect(await page.evaluate(keptLately)).toBe(0);
  });
});

/** Waits until the pages lie on the device. */
const isKept = (page: Page): Promise<void> => page.evaluate(async () => void (await navigator.serviceWorker.ready));

// One grey pixel.
const SMALL_PHOTO = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** A finger draws on the pad for signatures. */
async function drawByTouch(page: Page): Promise<void> {
  const pad = page.getByRole('img', { name: '在此处签名' });
  await pad.scrollIntoViewIfNeeded();
  const box = (await pad.boundingBox())!;
  const finger: CDPSession = await page.context().newCDPSession(page);
  const at = (x: number, y: number) => [{ x: box.x + box.width * x, y: box.y + box.height * y }];
  await finger.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(0.2, 0.3) });
  for (let i = 1; i <= 8; i++)
    await finger.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(0.2 + i * 0.06, 0.3 + (i % 2) * 0.4) });
  await finger.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
}

/** How many records lie on the device. Runs in the page. */
const keptLately = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open('lvyue');
    request.addEventListener('error', () => reject(new Error('closed')));
    request.addEventListener('success', () => {
      const count = request.result.transaction('lately').objectStore('lately').count();
      count.addEventListener('success', () => resolve(count.result));
    });
  });
