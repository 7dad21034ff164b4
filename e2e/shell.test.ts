import { expect, test } from 'vitest';
import { customer } from '#domain/accounts/customer/customer';
import { order } from '#domain/orders/order/order';
import { inBrowser } from './browser.ts';

inBrowser('the frame around the pages', (journey) => {
  test('what a colleague does appears on the open list and record without anybody asking', async () => {
    const { company, seat } = journey();
    const desk = company.person(['service_desk'], { name: '同事' });
    const to = await desk.create(customer, { name: '苏州恒力机械' });
    const first = await desk.create(order, {
      customer: to.id,
      channel: 'shop',
      externalNumber: 'LIVE-1',
      deliveryAddress: '苏州',
      items: [{ productName: '阀门', specification: 'DN32', quantity: '3' }],
    });
    const list = await seat(['service_desk', 'service_manager']);
    const listening = list.waitForResponse((response) => response.url().endsWith('/api/events'));
    await list.goto(`${company.url}/orders`);
    await list.getByText('LIVE-1').waitFor();
    await listening;
    await desk.create(order, { customer: to.id, channel: 'shop', externalNumber: 'LIVE-2' });
    await list.getByText('LIVE-2').waitFor();

    const record = await seat(['service_desk'], { locale: 'en' });
    const open = record.waitForResponse((response) => response.url().endsWith('/api/events'));
    await record.goto(`${company.url}/orders/${first.id}`);
    await record.locator('h1').getByText('Placed').waitFor();
    await open;
    await desk.take(order, 'audit', first);
    await record.locator('h1').getByText('Audited').waitFor();
    expect(await record.locator('h1').innerText()).toContain('LIVE-1');
  });

  test('news is announced as it comes, read, filtered, and leads to the record', async () => {
    const { company, seat } = journey();
    const desk = company.person(['service_desk']);
    const to = await desk.create(customer, { name: '无锡精工' });
    const placed = await desk.create(order, { customer: to.id, channel: 'shop' });
    const page = await seat(['service_desk']);
    const listening = page.waitForResponse((response) => response.url().endsWith('/api/events'));
    await page.goto(`${company.url}/workbench`);
    await page.getByRole('button', { name: '消息', exact: true }).waitFor();
    await listening;
    await company.world.db.pool.query(
      `insert into notification (id, at, role, kind, record, record_id, number)
       select gen_random_uuid(), $1, 'service_desk', kind, 'order', $2, $3 from unnest(array['due_soon', 'breached']) kind`,
      [new Date(company.now), placed.id, placed.number],
    );
    await page.getByRole('button', { name: '消息，2 条未读' }).click();
    await page.getByRole('link', { name: '全部消息' }).click();
    await page.getByRole('combobox', { name: '类别' }).selectOption('已违约');
    const row = page.locator('.news-rows').getByRole('link', { name: new RegExp(placed.number) });
    await expect.poll(() => row.count()).toBe(1);
    await row.click();
    await page.getByRole('heading', { level: 1 }).getByText(placed.number).waitFor();
    await page.getByRole('button', { name: '消息，1 条未读' }).waitFor();
    await page.goBack();
    expect(new URL(page.url()).searchParams.get('kind')).toBe('breached');
    await page.getByRole('button', { name: '全部标为已读' }).click();
    await page.getByRole('button', { name: '消息', exact: true }).waitFor();
  });

  test('everything is a few keys away: steps of the open record, other records, pages, what can be made', async () => {
    const { company, seat } = journey();
    const desk = company.person(['service_desk']);
    const to = await desk.create(customer, { name: '南通远大' });
    const placed = await desk.create(order, { customer: to.id, channel: 'shop', externalNumber: 'KEYS-1' });
    const page = await seat(['service_desk']);
    await page.goto(`${company.url}/orders/${placed.id}`);
    await page.locator('h1').getByText('KEYS-1').waitFor();
    const palette = page.getByRole('combobox', { name: '搜索单据、页面和操作' });
    const ask = async (text: string): Promise<void> => {
      await page.keyboard.press('Control+k');
      await palette.waitFor();
      await page.keyboard.type(text);
    };
    await ask('补充');
    await page.getByRole('option', { name: '联系客户补充', exact: true }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: '联系客户补充' }).waitFor();
    await page.keyboard.press('Escape');
    await ask('南通');
    await page
      .getByRole('group', { name: '客户', exact: true })
      .getByRole('option', { name: /南通远大/ })
      .click();
    await page.locator('h1').getByText('南通远大').waitFor();
    await ask('新建投诉');
    await page.getByRole('option', { name: '新建投诉' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '新建投诉' }).waitFor();
    await page.getByRole('heading', { level: 1 }).click();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: '快捷键' }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('g');
    await page.keyboard.press('m');
    await page.getByRole('heading', { name: '消息' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/news');
  });

  test('language, colours and density change without a reload, and are kept', async () => {
    const { company, seat } = journey();
    const page = await seat(['service_desk']);
    await page.goto(`${company.url}/orders`);
    await page.getByRole('heading', { name: '订单', level: 1 }).waitFor();
    await page.evaluate(() => Object.assign(window, { stayed: true }));
    const choose = async (menu: string, item: string): Promise<void> => {
      await page.getByRole('button', { name: menu }).click();
      await page.getByRole('menuitemradio', { name: item }).click();
    };
    await choose('显示', 'English');
    await page.getByRole('heading', { name: 'Orders', level: 1 }).waitFor();
    await choose('Display', 'Colours · Dark');
    await choose('Display', 'Density · Compact');
    const told = () =>
      page.evaluate(() => {
        const { dataset, lang } = document.documentElement;
        return { theme: dataset['theme'], density: dataset['density'], lang };
      });
    expect(await told()).toMatchObject({ theme: 'dark', density: 'compact', lang: 'en' });
    expect(await page.evaluate(() => 'stayed' in window)).toBe(true);
    await page.reload();
    await page.getByRole('heading', { name: 'Orders', level: 1 }).waitFor();
    expect(await told()).toMatchObject({ theme: 'dark', density: 'compact', lang: 'en' });
  });
});
