import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { contact } from '#domain/accounts/contact/contact';
import { customer } from '#domain/accounts/customer/customer';
import { delivery } from '#domain/delivery/delivery/delivery';
import { order } from '#domain/orders/order/order';
import { department } from '#domain/org/department/department';
import { complaint } from '#domain/voice/complaint/complaint';
import { systemActor } from '#kernel/run/tx';
import { barriers, inBrowser } from './browser.ts';

const item = { productName: '阀门', specification: 'DN50', quantity: '4' };
const documents = { hasManual: true, hasInspectionReport: true, hasOperationManual: true, hasWarrantyCard: true };
const NAME = '苏州中联新能源汽车零部件股份有限公司华东区域联合采购供应中心';
const DAY_MS = 86_400_000;

inBrowser('the pages that are more than a form', (journey) => {
  const dayFromNow = (days: number): string => new Date(journey().company.now + days * DAY_MS).toISOString().slice(0, 10);

  /** A customer with an order on its way, one that is being placed, a contact person and a complaint. */
  const furnish = async () => {
    const { company } = journey();
    const tx = <T>(work: Parameters<typeof company.world.kernel.write<T>>[2]) =>
      company.world.kernel.write(systemActor, company.now, work);
    const [east] = await tx((t) => t.create(department, [{ name: '华东服务部' }]));
    const manager = company.person(['service_manager'], { name: '部门经理', department: east!.id });
    const managerId = await manager.id();
    await tx((t) => t.edit(department, [{ id: east!.id, evidence: { manager: managerId } }]));
    await company.person(['service_desk'], { name: '客服小王', department: east!.id }).id();
    const [c] = await tx((t) => t.create(customer, [{ name: NAME }]));
    await tx((t) => t.create(contact, [{ customer: c!.id, name: '陈采购', post: '采购经理', mobile: '13912345678' }]));
    const [o] = await tx((t) =>
      t.create(order, [
        { customer: c!.id, channel: 'shop', deliveryAddress: '南京市江宁区', externalNumber: 'WB-1001', items: [item] },
      ]),
    );
    await tx((t) => t.take(order, 'audit', [{ id: o!.id }]));
    const promisedDate = dayFromNow(4);
    await tx((t) => t.take(order, 'confirm', [{ id: o!.id, evidence: { promisedDate, sentTo: '陈采购', sentBy: 'wechat' } }]));
    const labels = [{ ...item, productionDate: dayFromNow(-30) }];
    const [d] = await tx((t) => t.create(delivery, [{ order: o!.id, customer: c!.id, labels, ...documents }]));
    for (const step of ['pack', 'complete_documents'] as const)
      await tx((t) => t.take(delivery, step, [{ id: d!.id, evidence: {} }]));
    const [placed] = await tx((t) =>
      t.create(order, [
        { customer: c!.id, channel: 'shop', deliveryAddress: '南京市江宁区', externalNumber: 'WB-1002', items: [item] },
      ]),
    );
    const [k] = await tx((t) =>
      t.create(complaint, [
        {
          customer: c!.id,
          order: o!.id,
          contactWay: '13912345678',
          channel: 'hotline',
          statement: '阀门漏水，要求尽快处理。',
          severity: 'degraded',
        },
      ]),
    );
    return { c: c!, o: o!, d: d!, k: k!, placed: placed! };
  };
  let furnished: ReturnType<typeof furnish> | undefined;
  const everything = () => (furnished ??= furnish());
  const places = async (): Promise<string[]> => {
    const { c, o, d } = await everything();
    return [
      '/workbench',
      '/commitments',
      '/commitments?as=board',
      '/commitments?as=board&board=outcome',
      '/commitments?as=calendar',
      '/commitments?as=calendar&span=week',
      '/clauses',
      '/kpi',
      '/kpi?by=quarter&per=customer',
      '/settings',
      `/customers/${c.id}/overview`,
      `/orders/${o.id}/journey`,
      `/deliveries/${d.id}/journey`,
    ];
  };
  const open = async (page: Page, place: string): Promise<void> => {
    await page.goto(journey().company.url + place);
    await page.locator('#page > *').first().waitFor();
    await page.locator('#page .skeleton').first().waitFor({ state: 'detached' });
  };

  test.each(['light', 'dark'] as const)('nobody is kept out by how they see, hear or move: %s', async (theme) => {
    const page = await journey().seat(['service_desk', 'general_manager', 'sales_manager'], {
      theme,
      locale: theme === 'light' ? 'zh' : 'en',
    });
    const found: string[] = [];
    for (const place of await places()) {
      await open(page, place);
      found.push(...(await barriers(page)).map((barrier) => `${place} ${barrier}`));
    }
    expect(found).toEqual([]);
  });

  test('nothing is wider than a phone', async () => {
    const page = await journey().seat(['service_desk', 'general_manager', 'sales_manager'], { width: 360 });
    const wide: string[] = [];
    for (const place of await places()) {
      await open(page, place);
      const beyond = await page.evaluate(
        () => document.querySelector('#page')!.scrollWidth - document.querySelector('#page')!.clientWidth,
      );
      if (beyond > 0) wide.push(`${place}: ${beyond} px`);
    }
    expect(wide).toEqual([]);
  });

  test('the workbench: one key goes to a promise, another keeps it', async () => {
    await everything();
    const page = await journey().seat(['service_desk'], { who: { name: '客服小李' } });
    await open(page, '/workbench');
    const row = page.locator('.owed', { hasText: '确认订单并发送订单确认单' }).first();
    await row.getByRole('button', { name: '确认订单' }).waitFor();
    await page.keyboard.press('j');
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('deed');
    // The confirmation is two steps away: what is offered is the one that leads there.
    await row.getByRole('button', { name: '确认订单' }).focus();
    await page.keyboard.press('Enter');
    const form = page.getByRole('dialog');
    await form.getByRole('heading', { name: /审核通过/ }).waitFor();
    await form.getByRole('button', { name: '审核通过' }).click();
    await page
      .getByText(/已审核通过|审核通过/)
      .first()
      .waitFor();
    await row.getByRole('button', { name: '确认订单' }).click();
    await page
      .getByRole('dialog')
      .getByRole('heading', { name: /确认订单/ })
      .waitFor();
  });

  test('the workbench of a manager shows what the department is late with; others have no such part', async () => {
    const { company, seat } = journey();
    await everything();
    const manager = await seat(['service_manager'], { who: { name: '部门经理', department: await departmentId() } });
    await open(manager, '/workbench');
    await manager.getByRole('heading', { name: /我主管的部门的风险/ }).waitFor();
    const desk = await seat(['service_desk']);
    await open(desk, '/workbench');
    expect(await desk.getByRole('heading', { name: /我主管的部门的风险/ }).count()).toBe(0);

    async function departmentId(): Promise<string> {
      const { items } = await company.everybody().list(department, { q: '华东服务部' });
      return items[0]!.id;
    }
  });

  test('PLT-007: everything about a customer on one page; who sees less finds less', async () => {
    const { company, seat } = journey();
    const { c, k } = await everything();
    const page = await seat(['service_desk']);
    await open(page, `/customers/${c.id}`);
    await page.getByRole('link', { name: '全部往来' }).click();
    await page.getByRole('heading', { name: NAME }).waitFor();
    await page.getByRole('heading', { name: /我们欠客户的/ }).waitFor();
    await page.getByRole('link', { name: '陈采购' }).waitFor();
    const timeline = page.locator('.month .event');
    await timeline.first().waitFor();
    const all = await timeline.count();
    await page.getByRole('navigation', { name: '单据类型' }).getByRole('link', { name: '投诉' }).click();
    await expect.poll(() => timeline.count()).toBe(1);
    expect(page.url()).toContain('kinds=complaint');
    await timeline.first().getByRole('link').click();
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(page.url()).toContain(k.id);

    const warehouse = await seat(['warehouse']);
    await open(warehouse, `/customers/${c.id}/overview`);
    await warehouse.getByRole('heading', { name: NAME }).waitFor();
    await expect.poll(() => warehouse.locator('.month .event').count()).toBeLessThan(all);
    expect(await warehouse.getByText('陈采购').count()).toBe(0);
    const elsewhere = await seat(['sales']);
    await open(elsewhere, `/customers/${c.id}/overview`);
    await elsewhere.getByRole('alert').waitFor();
    expect(await elsewhere.content()).not.toContain(NAME);
    expect(company.faults).toEqual([]);
  });

  test('the chain of a business is seen from any of its records, with whose turn it is', async () => {
    const { o, d, k } = await everything();
    const page = await journey().seat(['service_desk', 'logistics']);
    await open(page, `/complaints/${k.id}`);
    await page.getByRole('link', { name: '履约链' }).click();
    for (const { number } of [o, d, k]) await page.locator('.node').getByRole('link', { name: number }).waitFor();
    const stages = await page.getByRole('list', { name: '各环节' }).innerText();
    expect(stages).toMatch(/订单[\s\S]*交付[\s\S]*投诉/);
    const parcel = page.locator('.node', { hasText: d.number }).first();
    await parcel.getByText(/下一步：发货/).waitFor();
    await parcel.getByRole('link', { name: '去办理' }).click();
    await page.getByRole('button', { name: '发货' }).waitFor();
  });

  test('promises as a board and a calendar, narrowed by address, taken away as a file', async () => {
    const { c } = await everything();
    const page = await journey().seat(['service_desk', 'service_manager']);
    await open(page, `/commitments?customer=${c.id}`);
    const rows = page.locator('table.commitments tbody tr');
    await rows.first().waitFor();
    const count = await rows.count();
    const file = await Promise.all([
      page.waitForEvent('download'),
      page
        .getByRole('button', { name: '导出' })
        .click()
        .then(() => page.getByRole('menuitem', { name: 'CSV' }).click()),
    ]);
    const text = await readFile(await file[0].path(), 'utf8');
    expect(text.trim().split('\r\n')).toHaveLength(count + 1);
    expect(text).toContain(NAME);

    await page.getByRole('link', { name: '看板' }).click();
    await page.locator('.card').first().waitFor();
    expect(await page.locator('.card').count()).toBe(count);
    await page.getByRole('link', { name: '日历', exact: true }).click();
    await page.locator('.tally').first().waitFor();
    const month = await page.locator('.calendar-view h2').innerText();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => page.locator('.calendar-view h2').innerText()).not.toBe(month);
    await page.keyboard.press('t');
    await expect.poll(() => page.locator('.calendar-view h2').innerText()).toBe(month);
    await page.locator('.days .promise-name').first().click();
    await page.getByRole('dialog').getByText('计时').first().waitFor();
    const again = await page.context().newPage();
    await again.goto(page.url()); // the address holds the open promise
    await again.getByRole('dialog').waitFor();
  });

  test('a limit is changed beside its clause, from a day on, and stands there with its history', async () => {
    await everything();
    const page = await journey().seat(['management']);
    await open(page, '/clauses?clause=003 五(一)2');
    const clause = page.locator('li.wanted');
    await clause
      .getByRole('button', { name: /设新值/ })
      .first()
      .click();
    const form = page.getByRole('dialog');
    await form.getByLabel('数量').fill('2');
    await form.getByLabel('原因').fill('客户要求更快答复');
    await form.getByRole('button', { name: '设新值' }).click();
    await clause.getByText(/历史/).first().click();
    await clause.getByText('2 个工作小时').first().waitFor(); // in force for the clock on the wall; the company's stands still
    const desk = await journey().seat(['service_desk']);
    await open(desk, '/clauses?clause=003 五(一)2');
    await desk.locator('li.wanted').waitFor();
    expect(
      await desk
        .locator('li.wanted')
        .getByRole('button', { name: /设新值/ })
        .count(),
    ).toBe(0);
  });

  test('a figure is broken down, narrowed to one group and opened down to its records, and taken away as picture and data', async () => {
    await everything();
    const page = await journey().seat(['general_manager']);
    await open(page, '/kpi?measure=order-confirmation&per=customer');
    await page.getByRole('button', { name: NAME }).click();
    await page.getByText('只看').first().waitFor();
    await page.getByRole('cell', { name: /订单/ }).first().waitFor();
    expect(page.url()).toContain('of=');
    for (const [name, begins] of [
      ['图（SVG）', '<svg'],
      ['图（PNG）', '\u{FFFD}PNG'],
      ['数据（CSV）', '\u{FEFF}'],
      ['数据（Excel）', 'PK'],
    ] as const) {
      await page.getByRole('button', { name: '下载' }).first().click();
      const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name }).click()]);
      expect((await readFile(await file.path(), 'utf8')).startsWith(begins), name).toBe(true);
    }
  });
});
