import { readFile } from 'node:fs/promises';
import { Logger, run } from 'graphile-worker';
import { streamXlsxRows } from 'hucre/xlsx';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { customer } from '#domain/accounts/customer/customer';
import { order } from '#domain/orders/order/order';
import { department } from '#domain/org/department/department';
import { systemActor } from '#kernel/run/tx';
import { tasksOf } from '#server/jobs';
import { type SheetCell, sheetOf } from '#server/sheets/write';
import { inBrowser } from './browser.ts';

inBrowser('lists', (journey) => {
  let jobs: { stop(): Promise<void> };
  beforeAll(async () => {
    const { world } = journey().company;
    jobs = await run({
      pgPool: world.db.owner,
      taskList: { long_work: tasksOf(world, Date.now)['long_work']! },
      noHandleSignals: true,
      logger: new Logger(() => () => undefined),
    });
  });
  afterAll(() => jobs?.stop());

  const chip = (page: Page, text: string) => page.locator('.chip').filter({ hasText: text });
  const addFilter = async (page: Page, field: string): Promise<void> => {
    await page.getByRole('button', { name: '筛选', exact: true }).click();
    await page.locator('.menu').getByRole('button', { name: field, exact: true }).click();
  };
  const apply = (page: Page) => page.locator('.popover').getByRole('button', { name: '筛选', exact: true }).click();

  test('a list is filtered by several fields, kept as a view, shared, and opened by a colleague who sees their own', async () => {
    const { company, seat } = journey();
    const everybody = company.everybody();
    const [south] = await company.world.kernel.write(systemActor, Date.now(), (tx) => tx.create(department, [{ name: '华南' }]));
    const boss = { name: '钱主管', department: south!.id };
    const seller = { name: '赵业务', department: south!.id };
    const [bossId, sellerId] = await Promise.all([
      company.person(['sales_manager'], boss).id(),
      company.person(['sales'], seller).id(),
    ]);
    const to = await everybody.create(customer, { name: '佛山远东陶瓷', department: south!.id });
    for (const [externalNumber, owner, channel] of [
      ['FS-1', bossId, 'shop'],
      ['FS-2', sellerId, 'shop'],
      ['FS-3', sellerId, 'website'],
    ] as const)
      await everybody.create(order, { customer: to.id, channel, owner, department: south!.id, externalNumber });

    const page = await seat(['sales_manager'], { who: boss });
    await page.goto(`${company.url}/orders`);
    await addFilter(page, '下单方式');
    await page.getByLabel('门店').check();
    await apply(page);
    await addFilter(page, '负责人');
    await page.getByLabel('我自己').check();
    await apply(page);
    await addFilter(page, '创建时间');
    await page.locator('.popover').getByRole('combobox').first().selectOption({ label: '今天' });
    await apply(page);
    await chip(page, '今天').waitFor();
    await page.getByText('共 1 条').waitFor();
    expect(await page.locator('tbody .is-title').allInnerTexts()).toEqual(['FS-1']);

    // The columns: one more, moved to the front by keyboard, and made wider.
    await page.getByRole('button', { name: '列', exact: true }).click();
    await page.locator('.column-choice').getByRole('checkbox', { name: '更新时间' }).check();
    await page.locator('.column-choice').getByRole('checkbox', { name: '更新时间' }).focus();
    for (let i = 0; i < 9; i++) await page.keyboard.press('Alt+ArrowUp');
    await page.keyboard.press('Escape');
    const heads = () => page.locator('thead th').allInnerTexts();
    await expect.poll(async () => (await heads()).map((head) => head.trim()).slice(1, 3)).toEqual(['编号', '更新时间']);
    const edge = page.getByRole('separator', { name: '“更新时间”的列宽' });
    const before = await edge.evaluate((handle) => (handle.parentElement as HTMLElement).offsetWidth);
    await edge.focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => edge.evaluate((handle) => (handle.parentElement as HTMLElement).offsetWidth)).toBeGreaterThan(before);

    await page.getByRole('button', { name: '视图操作' }).click();
    await page.getByRole('menuitem', { name: '另存为新视图' }).click();
    await page.getByLabel('名称').fill('我今天的门店单');
    await page.getByLabel('所有同事').check();
    await page.getByRole('button', { name: '保存', exact: true }).click();
    await page.getByRole('link', { name: '我今天的门店单', exact: true }).and(page.locator('[aria-current="page"]')).waitFor();

    // A colleague opens it: the same question, about themselves.
    const other = await seat(['sales'], { who: seller });
    await other.goto(`${company.url}/orders`);
    await other.getByRole('link', { name: '我今天的门店单' }).click();
    await other.getByText('共 1 条').waitFor();
    await expect.poll(() => other.locator('tbody .is-title').allInnerTexts()).toEqual(['FS-2']);
    expect((await other.locator('thead th').allInnerTexts()).map((head) => head.trim()).slice(1, 3)).toEqual([
      '编号',
      '更新时间',
    ]);
    await other.getByRole('button', { name: '视图操作' }).click();
    expect(await other.getByRole('menuitem').allInnerTexts()).toEqual(['另存为新视图']);
    await other.keyboard.press('Escape');

    // Changed, it says so, and can be put back; renamed and deleted only by its owner.
    await chip(page, '门店')
      .getByRole('button', { name: /去掉这个条件/ })
      .click();
    await page.getByText('已改动').waitFor();
    await page.getByRole('button', { name: '视图操作' }).click();
    await page.getByRole('menuitem', { name: '还原此视图' }).click();
    await chip(page, '门店').waitFor();
    await page.getByRole('button', { name: '视图操作' }).click();
    await page.getByRole('menuitem', { name: '改名、共享或删除' }).click();
    await page.getByRole('button', { name: '删除视图' }).click();
    await page.getByRole('button', { name: '再按一次，确认删除' }).click();
    await page.getByRole('link', { name: '我今天的门店单' }).waitFor({ state: 'detached' });
  });

  test('what a list shows is exported and read back; who sees less exports less', async () => {
    const { company, seat } = journey();
    const everybody = company.everybody();
    for (const [name, phone] of [
      ['江阴兴澄', '0510-1'],
      ['江阴华西', '0510-2'],
    ] as const)
      await everybody.create(customer, { name, phone });
    const exported = async (page: Page, item: RegExp): Promise<unknown[][]> => {
      await page.getByRole('button', { name: 'Export', exact: true }).click();
      const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: item }).click()]);
      const rows: unknown[][] = [];
      for await (const { values } of streamXlsxRows(await readFile(await file.path()))) rows.push(values);
      return rows;
    };
    const page = await seat(['service_desk'], { locale: 'en' });
    await page.goto(`${company.url}/customers?view=all&q=江阴&sort=name`);
    await page.getByText('2 records').waitFor();
    const [header, ...rows] = await exported(page, /^As Excel\s*At most/);
    expect(header!.slice(0, 3)).toEqual(['Number', 'Name', 'State']);
    expect(rows.map((row) => row[1])).toEqual(['江阴兴澄', '江阴华西']);
    expect(JSON.stringify(rows)).not.toContain('0510');
    const opened = await exported(page, /with confidential fields/);
    expect(JSON.stringify(opened)).toContain('0510-1');

    const warehouse = await seat(['warehouse'], { locale: 'en' });
    await warehouse.goto(`${company.url}/customers?view=all&q=江阴`);
    await warehouse.getByText('2 records').waitFor();
    expect(await warehouse.getByRole('link', { name: 'Import' }).count()).toBe(0);
    await warehouse.getByRole('button', { name: 'Export', exact: true }).click();
    expect(await warehouse.getByRole('menuitem').count()).toBe(2);

    await page.getByRole('link', { name: 'Long work' }).first().click();
    await expect.poll(() => page.locator('.works > li').count()).toBe(2);
    expect(await page.locator('.works').innerText()).toContain('2 of 2 rows');
  });

  test('a sheet is imported: its columns are recognised, its faults are told, mended and sent again', async () => {
    const { company, seat } = journey();
    const page = await seat(['service_desk']);
    const heads = ['客户名称', '电话', '价值分类', '内部代码'];
    const send = async (name: string, header: readonly string[], ...rows: SheetCell[][]): Promise<void> => {
      async function* all(): AsyncGenerator<SheetCell[]> {
        yield* rows;
      }
      const columns = header.map((title) => ({ header: title, width: 10 }));
      const buffer = Buffer.concat((await sheetOf('xlsx', 'x', columns, all()).toArray()) as Buffer[]);
      await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
    };
    await page.goto(`${company.url}/customers`);
    await page.getByRole('link', { name: '导入' }).click();
    await send(
      '客户.xlsx',
      heads,
      ['如皋一厂', '0513-1', '重要客户', 'a'],
      ['如皋二厂', '0513-2', '特别重要', 'b'],
      [null, '0513-3', null, 'c'],
    );
    await page.getByText('已按列名对应，请核对。').waitFor();
    expect(await page.getByLabel('客户名称').inputValue()).toBe('name');
    expect(await page.getByLabel('内部代码').inputValue()).toBe('');
    await page.getByLabel('价值分类').selectOption('valueClass');
    await page.getByRole('button', { name: '检查', exact: true }).click();
    await page.getByRole('button', { name: '导入 1 条' }).waitFor();
    await page.getByText('请填写以下之一').waitFor();
    await page.getByText('此项必填。').waitFor();
    await page.getByRole('button', { name: '导入 1 条' }).click();
    await page.getByText('1 条已导入').waitFor();
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '下载有问题的行' }).click()]);
    const faulty: SheetCell[][] = [];
    for await (const { values } of streamXlsxRows(await readFile(await file.path()))) faulty.push(values);
    expect(faulty[0]).toEqual([...heads, '问题']);

    await page.getByRole('button', { name: '上传修正后的文件' }).click();
    await send('客户 待修正.xlsx', faulty[0] as string[], faulty[1]!.with(2, '一般客户'), ['如皋三厂', ...faulty[2]!.slice(1)]);
    await page.getByText('已按上次的选择对应。').waitFor();
    await page.getByRole('button', { name: '检查', exact: true }).click();
    await page.getByRole('button', { name: '导入 2 条' }).click();
    await page.getByText('2 条已导入').waitFor();
    await page.getByRole('link', { name: '查看导入的单据' }).click();
    await page.getByText('共 2 条').waitFor();
    expect((await page.locator('tbody .is-title').allInnerTexts()).sort()).toEqual(['如皋三厂', '如皋二厂']);
  });
});
