import { expect, test } from 'vitest';
import { customer } from '#domain/accounts/customer/customer';
import { order } from '#domain/orders/order/order';
import { workingCalendar } from '#domain/org/working-calendar/working-calendar';
import { inBrowser } from './browser.ts';

const DAY: [string, string][] = [
  ['09:00', '12:00'],
  ['13:00', '18:00'],
];

inBrowser('the administration', (journey) => {
  test('somebody gets an account and a role, signs in with the password that was shown once, and is locked out again', async () => {
    const { company, seat, stranger } = journey();
    const employee = await company.person(['employee'], { name: '新来的同事' }).id();
    const page = await seat(['admin']);
    await page.goto(`${company.url}/administration/people`);
    await page.getByRole('searchbox', { name: '按姓名、工号或登录名查找' }).fill('新来的');
    await page.getByRole('button', { name: '账号：新来的同事' }).click();
    const dialog = page.getByRole('dialog', { name: '新来的同事' });
    await dialog.getByRole('textbox', { name: '登录名' }).fill('xinlai');
    await dialog.getByRole('button', { name: '开通账号' }).click();
    const shown = page.getByRole('dialog', { name: 'xinlai 的初始密码' });
    const password = await shown.locator('code').innerText();
    expect(password).toMatch(/^\w{4}(-\w{4}){3}$/);
    await shown.getByRole('button', { name: '完成' }).click();
    await dialog.getByRole('combobox', { name: '角色' }).selectOption('销售');
    await dialog.getByRole('button', { name: '授予角色' }).click();
    await dialog.getByRole('link', { name: '销售' }).waitFor();

    const theirs = await stranger();
    await theirs.goto(company.url);
    await theirs.getByLabel('登录名').fill('xinlai');
    await theirs.getByLabel('密码', { exact: true }).fill(password);
    await theirs.getByRole('button', { name: '登录', exact: true }).click();
    await theirs.getByLabel('新密码', { exact: true }).fill('nine quiet rivers 9');
    await theirs.getByLabel('再次输入新密码').fill('nine quiet rivers 9');
    await theirs.getByRole('button', { name: '更换密码并登录' }).click();
    await theirs.getByRole('navigation', { name: '导航' }).getByRole('link', { name: '订单' }).waitFor();
    expect(await theirs.getByRole('link', { name: '系统管理' }).count()).toBe(0);

    await dialog.getByRole('button', { name: '锁定账号' }).click();
    await dialog.getByRole('button', { name: '解锁账号' }).waitFor();
    await theirs.reload();
    await theirs.getByLabel('登录名').waitFor();
    expect((await company.person(['admin']).send('GET', `/api/accounts?q=xinlai`)).body.items).toMatchObject([
      { employee, roles: ['sales'], lockedAt: expect.any(String) },
    ]);
  });

  test('a day of the calendar is closed: first it is said which promises move, then they do', async () => {
    const { company, seat } = journey();
    const everybody = company.everybody();
    const week = { 1: DAY, 2: DAY, 3: DAY, 4: DAY, 5: DAY, 6: DAY, 7: DAY };
    const fields = { timeZone: 'Asia/Shanghai', standard: true, week, makeupShifts: DAY, statutory: false };
    const calendar = await everybody.create(workingCalendar, { name: '公司日历', ...fields });
    const to = await everybody.create(customer, { name: '会被改期的客户' });
    const placed = await everybody.create(order, { customer: to.id, channel: 'shop' });
    const due = (await everybody.commitments(order, placed)).find(({ control }) => control === 'order.deadlines.dataRequest')!
      .dueAt!;
    const [day] = new Date(Date.parse(due) + 8 * 3_600_000).toISOString().split('T');
    const page = await seat(['admin', 'hr']);
    await page.goto(`${company.url}/administration/calendars?year=${day!.slice(0, 4)}`);
    await page.getByRole('button', { name: new RegExp(`${day} 工作日`) }).click();
    await page.getByLabel('名称').fill('停电检修');
    await page.getByRole('button', { name: '设为放假' }).click();
    await page.getByText(/^[1-9]\d* 项承诺的到期时间会变动$/).waitFor();
    await page.getByText(placed.number).waitFor();
    await page.getByRole('button', { name: '保存日历' }).click();
    await page.getByRole('status').getByText('日历已保存').waitFor();
    await page.getByRole('button', { name: new RegExp(`${day} 公司放假 停电检修`) }).waitFor();
    expect((await everybody.get(workingCalendar, calendar)).record.days).toMatchObject([
      { date: day, works: false, name: '停电检修' },
    ]);
  });

  test('a key is made and shown once; roles, numbers, jobs and examinations are there to be read', async () => {
    const { company, seat } = journey();
    const page = await seat(['admin'], { locale: 'en' });
    await page.goto(`${company.url}/administration/keys`);
    await page.getByRole('button', { name: 'Make a key' }).click();
    const dialog = page.getByRole('dialog', { name: 'Make a key' });
    await dialog.getByLabel('What it is for').fill('The shop');
    await dialog.getByLabel('Sales', { exact: true }).check();
    await dialog.getByRole('button', { name: 'Make a key' }).click();
    const key = await page.getByRole('dialog', { name: 'The new key' }).locator('code').innerText();
    expect((await company.stranger().send('GET', '/api/orders', undefined, { authorization: `Bearer ${key}` })).status).toBe(200);
    await page.getByRole('dialog', { name: 'The new key' }).getByRole('button', { name: 'Done' }).click();
    await page.getByRole('button', { name: 'Revoke The shop' }).click();
    await page.getByRole('cell', { name: 'Revoked', exact: true }).waitFor();
    expect((await company.stranger().send('GET', '/api/orders', undefined, { authorization: `Bearer ${key}` })).status).toBe(401);

    const tab = (name: string) => page.getByRole('navigation', { name: 'Administration' }).getByRole('link', { name }).click();
    await tab('Roles');
    await page.getByRole('combobox', { name: 'Role' }).selectOption('Warehouse');
    const deliveries = page.getByRole('row', { name: /^Deliveries/ });
    await expect.poll(() => deliveries.innerText()).toMatch(/Pack/);
    await tab('Numbering');
    await page.getByRole('row', { name: /SO-\{yyyy\}-\{00000\}/ }).waitFor();
    await tab('Jobs');
    await page
      .getByText(/Waiting/)
      .first()
      .waitFor();
    await tab('Journal');
    await page.getByRole('button', { name: 'Examine the journal', exact: true }).click();
    await page.getByText('Waiting').first().waitFor();
    await tab('Sessions');
    await page.getByText('This one').waitFor();
  });
});
