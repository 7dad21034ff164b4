import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { contact } from '#domain/accounts/contact/contact';
import { customer } from '#domain/accounts/customer/customer';
import { product } from '#domain/catalogue/product/product';
import { order } from '#domain/orders/order/order';
import { inBrowser } from './browser.ts';

inBrowser('an order', (journey) => {
  const steps = (page: Page) => page.getByRole('region', { name: '动作' });

  test('from placing to confirmation, with a refusal that is read and cured', async () => {
    const { company, seat } = journey();
    const desk = company.person(['service_desk']);
    const hengli = await company.everybody().create(customer, { name: '苏州恒力机械有限公司' });
    const valve = { code: 'FM-32', name: '截止阀', specification: 'DN32 不锈钢', unit: '个' };
    await company.everybody().create(product, valve);
    const page = await seat(['service_desk']);

    await page.goto(`${company.url}/orders`);
    await page.getByText('没有进行中的订单。').waitFor();
    await page.keyboard.press('n');
    await page.getByRole('combobox', { name: '客户' }).pressSequentially('恒力');
    await page.getByRole('option', { name: '恒力机械' }).click();
    await page.getByLabel('下单方式').selectOption('销售代表');
    // What the product says is not asked again; further rows come from a spreadsheet.
    await page.getByRole('combobox', { name: '产品 1' }).pressSequentially('截止阀');
    await page.getByRole('option', { name: '截止阀' }).click();
    expect(await page.getByLabel('产品名称 1').inputValue()).toBe('截止阀');
    expect(await page.getByLabel('规格 1').inputValue()).toBe('DN32 不锈钢');
    await page.getByLabel('数量 1').fill('２０');
    await page.getByRole('button', { name: '添加一行' }).click();
    await paste(
      page,
      '产品名称 2',
      '产品名称\t规格\t数量\t单位\t单价\n密封圈\tφ32 氟橡胶\t100\t个\t1,280.50\n螺栓\tM8×30\t200\t个\t',
    );
    await page.getByText('已粘贴 2 行。').waitFor();
    await page.getByRole('button', { name: '新建订单' }).click();

    await page.getByText('SO-', { exact: false }).first().waitFor();
    const [placed] = (await desk.list(order, { filter: { customer: hengli.id } })).items;
    expect((await desk.get(order, placed!)).record.items).toMatchObject([
      { productName: '截止阀', quantity: '20.000000' },
      { productName: '密封圈', quantity: '100.000000', unitPrice: '1280.50' },
      { productName: '螺栓', quantity: '200.000000', unitPrice: null },
    ]);
    // The refusal stands beside the button, names its clause and offers the way to cure it.
    const audit = steps(page).getByRole('button', { name: '审核通过' });
    await expect.poll(() => audit.getAttribute('aria-disabled')).toBe('true');
    const why = page.locator('.why', { hasText: '审核通过' });
    expect(await why.innerText()).toContain('配送地址已填写。');
    const clause = why.getByRole('link').first();
    expect(await clause.innerText()).toMatch(/^002\.14 /);
    await why.getByRole('button', { name: '去填写：配送地址' }).click();
    const edit = page.getByRole('dialog', { name: '修改订单' });
    expect(await edit.getByLabel('配送地址').evaluate((field) => field === document.activeElement)).toBe(true);
    await page.keyboard.type('苏州工业园区星湖街 1 号');
    await edit.getByRole('button', { name: '保存' }).click();
    await edit.waitFor({ state: 'detached' });

    await expect.poll(() => audit.getAttribute('aria-disabled')).toBe('false');
    await audit.click();
    await page.getByRole('dialog', { name: '审核通过' }).getByRole('button', { name: '审核通过' }).click();
    await steps(page).getByRole('button', { name: '确认订单' }).click();
    const confirm = page.getByRole('dialog', { name: '确认订单' });
    await confirm.getByRole('button', { name: '确认订单' }).click();
    expect(await confirm.getByLabel('承诺交期').getAttribute('aria-invalid')).toBe('true');
    await confirm.getByLabel('承诺交期').fill('2099/1/5');
    await confirm.getByLabel('订单确认单收件人').fill('采购部 王工');
    await confirm.getByLabel('订单确认单发送方式').selectOption('邮件');
    await confirm.getByRole('button', { name: '确认订单' }).click();
    await page.getByRole('status').getByText('确认订单：已完成').waitFor();
    await page.locator('h1').getByText('已确认').waitFor();
    expect((await desk.get(order, placed!)).record).toMatchObject({
      state: 'confirmed',
      promisedDate: '2099-01-05',
      sentBy: 'email',
    });
    expect(await page.getByRole('banner').or(page.locator('.next')).last().innerText()).toContain('按承诺交期交付');

    await clause
      .or(page.getByRole('link', { name: '002.14' }).first())
      .first()
      .click();
    await page.getByRole('heading', { name: '制度条款' }).waitFor();
    await page.locator('.wanted').waitFor();
  });

  test('two people change it at once: both see what the other did, and nothing is lost', async () => {
    const { company, seat } = journey();
    const everybody = company.everybody();
    const to = await everybody.create(customer, { name: '无锡精工轴承厂' });
    const made = await everybody.create(order, {
      customer: to.id,
      channel: 'shop',
      deliveryAddress: '旧地址',
      logisticsWish: '上午送货',
    });
    const page = await seat(['service_desk'], { locale: 'en' });
    await page.goto(`${company.url}/orders/${made.id}`);
    await page.getByRole('button', { name: 'Edit' }).waitFor();
    await page.keyboard.press('e');
    const edit = page.getByRole('dialog', { name: 'Edit order' });
    await edit.getByLabel('Delivery address').fill('我的新地址');
    await edit.getByLabel('External number').fill('PO-7');
    await everybody.edit(order, made, { deliveryAddress: '别人的新地址', logisticsWish: '下午送货' });
    await edit.getByRole('button', { name: 'Save' }).click();
    await edit.getByText('Somebody changed this record after you opened it').waitFor();
    expect(await edit.locator('.meanwhile').innerText()).toMatch(/别人的新地址[^]*下午送货/);
    expect(await edit.getByLabel('Delivery address').inputValue()).toBe('我的新地址');
    await edit.getByLabel(/Keep what is there now/).check();
    await edit.getByRole('button', { name: 'Go on with the newest version' }).click();
    await edit.getByRole('button', { name: 'Save' }).click();
    await edit.waitFor({ state: 'detached' });
    expect((await everybody.get(order, made)).record).toMatchObject({
      deliveryAddress: '别人的新地址',
      logisticsWish: '下午送货',
      externalNumber: 'PO-7',
    });

    // A step that was prepared on an older version is not taken unseen either.
    await page.getByRole('region', { name: 'Steps' }).getByRole('button', { name: 'Ask for data' }).click();
    const ask = page.getByRole('dialog', { name: 'Ask for data' });
    await ask.getByLabel('What is missing or wrong').fill('规格不全');
    await ask.getByLabel('How the customer was asked').fill('电话');
    await everybody.edit(order, made.id, { logisticsWish: '晚上送货' });
    await ask.getByRole('button', { name: 'Ask for data' }).click();
    await ask.getByText('晚上送货').waitFor();
    await ask.getByRole('button', { name: 'Go on with the newest version' }).click();
    await ask.getByRole('button', { name: 'Ask for data' }).click();
    await ask.waitFor({ state: 'detached' });
    expect((await everybody.get(order, made)).record.state).toBe('data_wanted');
  });

  test('a draft survives a closed tab, a lost connection costs nothing, and what was sent twice is done once', async () => {
    const { company, seat } = journey();
    const everybody = company.everybody();
    const to = await everybody.create(customer, { name: '常州中天阀门' });
    const page = await seat(['service_desk', 'sales']);
    await page.goto(`${company.url}/contacts/new?customer=${to.id}`);
    await page.getByLabel('姓名').fill('陆一鸣');
    await page.getByLabel('职务').fill('采购主管');
    const again = await page.context().newPage();
    await page.close();
    await again.goto(`${company.url}/contacts/new?customer=${to.id}`);
    await again.getByText('未提交的内容').waitFor();
    expect(await again.getByLabel('姓名').inputValue()).toBe('陆一鸣');
    await expect.poll(() => again.getByRole('combobox', { name: '客户' }).inputValue()).toContain('常州中天阀门');

    // The request arrives, its answer does not.
    await again.route(
      '**/api/contacts',
      async (route) => {
        await route.fetch();
        await route.abort();
      },
      { times: 1 },
    );
    await again.getByRole('button', { name: '新建联系人' }).click();
    // It was kept, and went out again by itself under the same key.
    const letters = again.getByRole('region', { name: '等待发送' });
    await letters.getByText('已送达').waitFor();
    await letters.getByRole('button', { name: '查看' }).click();
    await again.getByRole('heading', { name: '陆一鸣' }).waitFor();
    expect((await everybody.list(contact, { filter: { customer: to.id } })).items).toHaveLength(1);
  });
});

/** Puts text on the clipboard as a spreadsheet would, and into a cell. */
async function paste(page: Page, label: string, text: string): Promise<void> {
  await page.getByLabel(label).evaluate((field, copied) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', copied);
    field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}
