import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { customer } from '#domain/accounts/customer/customer';
import { delivery } from '#domain/delivery/delivery/delivery';
import { order } from '#domain/orders/order/order';
import { arrivedGoods } from './arrived.ts';
import { barriers, inBrowser } from './browser.ts';

inBrowser('the page of a record', (journey) => {
  test('DEL-013 DEL-017: evidence with photos: made smaller on the way, shown in the timeline, and who may not read the record does not get them', async () => {
    const { company, seat } = journey();
    const { delivery: id } = await arrivedGoods(company, '苏州恒力机械有限公司');
    const page = await seat(['service_desk']);
    await page.goto(`${company.url}/deliveries/${id}?do=object`);
    const form = page.getByRole('dialog', { name: '提出异议' });
    await form.getByLabel('异议内容').fill('两箱外包装破损');
    await form.getByLabel('异议类型').selectOption({ index: 1 });
    await form.getByLabel('照片: 选择文件').setInputFiles([
      { name: '破损.png', mimeType: 'image/png', buffer: await picture(page, 2000, 1500) },
      { name: '装箱单.csv', mimeType: 'text/csv', buffer: Buffer.from('名称,数量\n截止阀,20\n') },
    ]);
    await form.getByRole('link', { name: '破损.jpg' }).waitFor();
    await form.getByRole('link', { name: '装箱单.csv' }).waitFor();
    await form
      .getByLabel('照片: 选择文件')
      .setInputFiles({ name: '病毒.png', mimeType: 'image/png', buffer: Buffer.from('MZ not a picture') });
    await form.getByText('不支持这种文件。').waitFor();
    expect(await barriers(page)).toEqual([]);
    await form.getByRole('button', { name: '提出异议' }).click();
    await form.waitFor({ state: 'detached' });

    const entry = page.locator('.timeline > li', { hasText: '提出异议' });
    const photo = entry.getByRole('link', { name: '破损.jpg' });
    const shown = photo.locator('img');
    await expect
      .poll(() => shown.evaluate((img: HTMLImageElement) => [img.naturalWidth, img.naturalHeight]))
      .toEqual([1600, 1200]);
    const desk = company.person(['service_desk']);
    const [told] = await desk.journal(delivery, id);
    expect(told!.body['evidence']).toMatchObject({
      photos: [{ type: 'image/jpeg', sha256: expect.any(String) }, { type: 'text/csv' }],
    });
    const stranger = await seat(['hr']);
    const answer = await stranger.request.get(`${company.url}${await photo.getAttribute('href')}`);
    expect(answer.status()).toBe(404);
  });

  test('two people change the lines of one order: each sees what the other did, row by row', async () => {
    const { company, seat } = journey();
    const boss = company.everybody();
    const to = await boss.create(customer, { name: '无锡精工轴承厂' });
    const rows = [{ productName: '截止阀', specification: 'DN32', quantity: '20' }];
    const made = await boss.create(order, { customer: to.id, channel: 'shop', deliveryAddress: '无锡', items: rows });
    const page = await seat(['service_desk']);
    await page.goto(`${company.url}/orders/${made.id}?do=edit`);
    const edit = page.getByRole('dialog', { name: '修改订单' });
    await edit.getByLabel('数量 1').fill('25');
    // As in a spreadsheet: Enter goes down, and makes a row where there is none.
    await edit.getByLabel('数量 1').press('Enter');
    await expect.poll(() => edit.getByLabel('数量 2').evaluate((cell) => cell === document.activeElement)).toBe(true);
    await page.keyboard.press('ArrowUp');
    expect(await edit.getByLabel('数量 1').evaluate((cell) => cell === document.activeElement)).toBe(true);
    await edit.getByLabel('外部单号').fill('PO-7');
    const seen = (await boss.get(order, made)).record;
    await boss.edit(order, seen, { items: [...seen.items, { productName: '密封圈', specification: 'φ32', quantity: '100' }] });
    await edit.getByRole('button', { name: '保存' }).click();
    await edit.getByText('您打开之后，有人改过这份单据').waitFor();
    const theirs = edit.locator('.either .line-changes').first();
    expect(await theirs.innerText()).toMatch(/新增[^]*密封圈/);
    expect(await edit.locator('.either .line-changes').last().innerText()).toMatch(/修改[^]*20[^]*25/);
    await edit.getByLabel(/保留现在的/).check();
    await edit.getByRole('button', { name: '按最新版本继续' }).click();
    await edit.getByRole('button', { name: '保存' }).click();
    await edit.waitFor({ state: 'detached' });
    const after = (await boss.get(order, made)).record;
    expect([after.items.length, after.externalNumber]).toEqual([2, 'PO-7']);
  });

  test('what was typed survives a closed tab, and does not undo what others did meanwhile', async () => {
    const { company, seat } = journey();
    const boss = company.everybody();
    const to = await boss.create(customer, { name: '常州动力设备厂' });
    const made = await boss.create(order, {
      customer: to.id,
      channel: 'shop',
      deliveryAddress: '常州',
      logisticsWish: '上午送货',
    });
    const page = await seat(['service_desk']);
    await page.goto(`${company.url}/orders/${made.id}?do=edit`);
    await page.getByRole('dialog', { name: '修改订单' }).getByLabel('配送地址').fill('常州新北区 9 号');
    const context = page.context();
    await page.close();
    await boss.edit(order, made, { logisticsWish: '下午送货' });

    const again = await context.newPage();
    await again.goto(`${company.url}/orders/${made.id}?do=edit`);
    const edit = again.getByRole('dialog', { name: '修改订单' });
    await edit.getByText('未提交的内容').waitFor();
    expect(await edit.getByLabel('配送地址').inputValue()).toBe('常州新北区 9 号');
    await edit.getByRole('button', { name: '保存' }).click();
    await edit.getByText('您打开之后，有人改过这份单据').waitFor();
    await edit.getByRole('button', { name: '按最新版本继续' }).click();
    await edit.getByRole('button', { name: '保存' }).click();
    await edit.waitFor({ state: 'detached' });
    expect((await boss.get(order, made)).record).toMatchObject({ deliveryAddress: '常州新北区 9 号', logisticsWish: '下午送货' });

    // Somebody else at the same machine does not see it.
    await again.goto(`${company.url}/orders/${made.id}?do=edit`);
    await edit.getByLabel('配送地址').fill('只有我看得到');
    const other = company.person(['service_desk'], { name: '另一位' });
    const [name = '', value = ''] = (await other.credential())['cookie']!.split('=');
    await context.addCookies([{ name, value, url: company.url }]);
    await again.goto(`${company.url}/orders/${made.id}?do=edit`);
    expect(await edit.getByLabel('配送地址').inputValue()).toBe('常州新北区 9 号');
  });

  test('a comment names a colleague, who hears of it and finds it; its author changes and deletes it', async () => {
    const { company, seat } = journey();
    const boss = company.everybody();
    const to = await boss.create(customer, { name: '南通船舶配件厂' });
    const made = await boss.create(order, { customer: to.id, channel: 'shop', deliveryAddress: '南通' });
    const page = await seat(['service_desk'], { who: { name: '陈国强' } });
    const hers = await seat(['service_manager'], { who: { name: '许丽' } });
    await hers.goto(`${company.url}/workbench`);
    await page.goto(`${company.url}/orders/${made.id}`);
    const box = page.getByRole('textbox', { name: '评论' });
    await box.pressSequentially('客户改了地址，请核对 @许');
    await page.getByRole('option', { name: '许丽' }).waitFor();
    await page.keyboard.press('Enter');
    expect(await box.inputValue()).toBe('客户改了地址，请核对 @许丽 ');
    await page.getByRole('button', { name: '发表评论' }).click();
    const said = page.locator('.timeline .comment');
    await said.getByText('客户改了地址').waitFor();
    expect(await said.locator('b').innerText()).toBe('@许丽');
    expect(await barriers(page)).toEqual([]);

    await hers.reload();
    await hers.getByRole('button', { name: /^消息/ }).first().click();
    await hers
      .getByRole('region', { name: '消息' })
      .getByRole('link', { name: /有人提到您/ })
      .click();
    await hers.locator('.timeline .comment').getByText('客户改了地址').waitFor();
    expect(await hers.locator('.timeline .comment').getByRole('button').count(), 'it is not hers to change').toBe(0);

    await said.getByRole('button', { name: '修改' }).click();
    await said.getByRole('textbox').fill('客户改了地址，已核对。');
    await said.getByRole('button', { name: '保存' }).click();
    await said.getByText('已核对').waitFor();
    await said.getByRole('button', { name: '删除' }).click();
    await said.getByRole('button', { name: '确定删除' }).click();
    await said.getByText('评论已删除').waitFor();
  });

  test('steps by their keys; what belongs together is linked both ways; on paper nothing is to be pressed', async () => {
    const { company, seat } = journey();
    const { delivery: id, number } = await arrivedGoods(company, '镇江化工泵厂');
    const page = await seat(['service_desk'], { locale: 'en' });
    await page.goto(`${company.url}/deliveries/${id}`);
    const first = page.getByRole('region', { name: 'Steps' }).getByRole('button').first();
    const name = (await first.innerText()).replace(/\s*\d$/, '');
    await page.keyboard.press(await first.getAttribute('aria-keyshortcuts').then((key) => key!));
    await page.getByRole('dialog', { name }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: /^Order SO-/ }).click();
    await page.getByRole('heading', { name: /SO-/ }).or(page.locator('h1')).first().waitFor();
    await page.locator('.related').getByRole('link', { name: number }).waitFor();
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.record button:visible').count()).toBe(0);
  });
});

/** A picture of that many pixels which nothing makes small but fewer of them. */
async function picture(page: Page, width: number, height: number): Promise<Buffer> {
  const text = await page.evaluate(
    ([w, h]) => {
      const canvas = Object.assign(document.createElement('canvas'), { width: w, height: h });
      const pen = canvas.getContext('2d')!;
      const noise = pen.createImageData(w!, h!);
      for (let at = 0; at < noise.data.length; at += 65_536) crypto.getRandomValues(noise.data.subarray(at, at + 65_536));
      pen.putImageData(noise, 0, 0);
      return canvas.toDataURL('image/png').split(',')[1]!;
    },
    [width, height] as const,
  );
  return Buffer.from(text, 'base64');
}
