import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { customer } from '#domain/accounts/customer/customer';
import { order } from '#domain/orders/order/order';
import { complaint } from '#domain/voice/complaint/complaint';
import { barriers, inBrowser } from './browser.ts';

inBrowser('the pages', (journey) => {
  /** A company with something on every page, and the addresses of the main ones. */
  const furnished = async (): Promise<string[]> => {
    const everybody = journey().company.everybody();
    const to = await everybody.create(customer, { name: '苏州中联新能源汽车零部件股份有限公司华东区域联合采购供应中心' });
    const wanted = await everybody.create(order, {
      customer: to.id,
      channel: 'shop',
      items: [{ productName: '阀门', quantity: '3' }],
    });
    const said = await everybody.create(complaint, {
      customer: to.id,
      contactWay: '138 0000 0000',
      channel: 'hotline',
      statement: '新装的阀门一直漏水，'.repeat(20),
      severity: 'safety',
    });
    return [
      '/workbench',
      '/commitments',
      '/clauses',
      '/kpi',
      '/settings',
      '/account',
      '/orders',
      '/orders/new',
      `/orders/${wanted.id}`,
      `/complaints/${said.id}`,
      `/customers/${to.id}`,
      '/ratings',
      '/no-such-page',
    ];
  };
  let places: Promise<string[]> | undefined;
  const open = async (page: Page, place: string): Promise<void> => {
    await page.goto(journey().company.url + place);
    await page.locator('#page > *').first().waitFor();
    await page.locator('#page .skeleton').first().waitFor({ state: 'detached' });
  };

  test.each(['light', 'dark'] as const)('nobody is kept out by how they see, hear or move: %s', async (theme) => {
    const page = await journey().seat(['service_desk', 'general_manager', 'sales'], {
      theme,
      locale: theme === 'light' ? 'zh' : 'en',
    });
    const found: string[] = [];
    for (const place of await (places ??= furnished())) {
      await open(page, place);
      found.push(...(await barriers(page)).map((barrier) => `${place} ${barrier}`));
    }
    const record = (await places).find((place) => place.startsWith('/orders/') && !place.endsWith('new'))!;
    await open(page, record);
    for (const key of ['e', '2', '?', 'Control+k']) {
      await page.keyboard.press(key);
      await page.getByRole('dialog').waitFor();
      found.push(...(await barriers(page)).map((barrier) => `${record} ${key} ${barrier}`));
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    expect(found).toEqual([]);
  });

  test('nothing is wider than a phone', async () => {
    const page = await journey().seat(['service_desk', 'general_manager', 'sales'], { width: 360 });
    const wide: string[] = [];
    for (const place of await (places ??= furnished())) {
      await open(page, place);
      const beyond = await page.evaluate(
        () => document.querySelector('#page')!.scrollWidth - document.querySelector('#page')!.clientWidth,
      );
      if (beyond > 0) wide.push(`${place}: ${beyond} px`);
    }
    expect(wide).toEqual([]);
  });

  test('a list is filtered, sorted and walked through by keyboard, and its address says all of it', async () => {
    const { company, seat } = journey();
    const everybody = company.everybody();
    const to = await everybody.create(customer, { name: '南通远大' });
    for (let i = 1; i <= 60; i++)
      await everybody.create(order, {
        customer: to.id,
        channel: i % 2 ? 'shop' : 'website',
        externalNumber: `ND-${String(i).padStart(3, '0')}`,
      });
    const page = await seat(['service_desk']);
    await page.goto(`${company.url}/orders`);
    await page.getByRole('button', { name: '筛选' }).click();
    await page.getByRole('button', { name: '下单方式' }).click();
    await page.getByLabel('门店').check();
    await page.locator('.popover').getByRole('button', { name: '筛选' }).click();
    await page.getByRole('button', { name: '下单方式: 门店', exact: true }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('ND-');
    await page.getByText('共 30 条').waitFor();
    await page.getByRole('columnheader', { name: '外部单号' }).getByRole('link').click();
    await expect.poll(() => page.locator('tbody tr .is-title').first().innerText()).toBe('ND-001');

    const again = await page.context().newPage();
    await again.goto(page.url());
    await again.getByText('共 30 条').waitFor();
    await expect.poll(() => again.locator('tbody tr .is-title').first().innerText()).toBe('ND-001');
    await again.getByRole('heading', { level: 1 }).click();
    for (const key of ['j', 'j', 'x', 'j', 'k', 'k', 'x']) await again.keyboard.press(key);
    await again.getByText('已选 2 条').waitFor();
    await again.keyboard.press('j');
    await again.keyboard.press('Enter');
    await again.getByRole('heading', { name: 'ND-003' }).waitFor();
    await again.goBack();

    // Two at once, each its own deed: neither has an address, so both are refused, each with its reason.
    for (const key of ['j', 'x', 'j', 'x']) await again.keyboard.press(key);
    await again.getByRole('button', { name: '批量执行' }).click();
    await again.getByRole('menuitem', { name: '审核通过' }).click();
    const bulk = again.getByRole('dialog', { name: /审核通过/ });
    await bulk.getByRole('button', { name: '审核通过' }).click();
    await bulk.getByText('2 条中已完成 0 条。').waitFor();
    expect(await bulk.getByText('配送地址已填写。').count()).toBe(2);
  });

  test('a role that may do little sees little, and is told why', async () => {
    const { company, seat } = journey();
    const everybody = company.everybody();
    const to = await everybody.create(customer, { name: '镇江港口机械', phone: '0511-1234567', address: '镇江市京口区' });
    const page = await seat(['warehouse']);
    await page.goto(`${company.url}/customers/${to.id}`);
    await page.getByRole('heading', { name: '镇江港口机械' }).waitFor();
    expect(await page.getByText('您的角色不能查看').count()).toBe(3);
    expect(await page.content()).not.toContain('0511-1234567');
    const navigation = await page.getByRole('navigation', { name: '导航' }).innerText();
    expect(navigation).toContain('订单');
    expect(navigation).not.toContain('联系人');
    expect(await page.getByRole('button', { name: '修改' }).count()).toBe(0);
    await page.getByRole('button', { name: /其他动作/ }).click();
    await page.getByText('您的角色不能执行此操作。').first().waitFor();
  });
});
