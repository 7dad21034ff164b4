import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { customer } from '#domain/accounts/customer/customer';
import { department } from '#domain/org/department/department';
import { complaint } from '#domain/voice/complaint/complaint';
import { inBrowser } from './browser.ts';

inBrowser('a complaint', (journey) => {
  test('is handled until the customer is satisfied, by people who see why they cannot go on yet', async () => {
    const { company, seat } = journey();
    const everybody = company.everybody();
    await everybody.create(customer, { name: '苏州恒力机械' });
    await everybody.create(department, { name: '装配车间' });
    await company.person(['quality'], { name: '老周' }).id();
    await company.person(['production'], { name: '小李' }).id();
    const page = await seat(['service_desk', 'service_manager', 'quality'], { who: { name: '林晓' } });
    const step = (name: string) => page.getByRole('region', { name: '动作' }).getByRole('button', { name, exact: true });
    const take = async (
      name: string,
      answer: (dialog: ReturnType<Page['getByRole']>) => Promise<unknown> = async () => undefined,
    ) => {
      await step(name).click();
      const dialog = page.getByRole('dialog', { name });
      await answer(dialog);
      await dialog.getByRole('button', { name, exact: true }).click();
      await dialog.waitFor({ state: 'detached' });
    };
    const pick = async (within: ReturnType<Page['getByRole']> | Page, label: string, name: string) => {
      await within.getByRole('combobox', { name: label }).pressSequentially(name);
      await within.getByRole('option', { name }).click();
    };

    await page.goto(`${company.url}/complaints/new`);
    await pick(page, '客户', '恒力');
    await page.getByLabel('联系方式').fill('138 0000 0000');
    await page.getByLabel('投诉渠道').selectOption('客服热线');
    await page.getByLabel('投诉内容（客户原话）').fill('新装的阀门一直漏水');
    await page.getByLabel('严重程度').selectOption('影响使用');
    await page.getByRole('button', { name: '新建投诉' }).click();
    await page.getByRole('heading', { name: '新装的阀门一直漏水' }).waitFor();
    expect(await page.locator('.next').innerText()).toMatch(/及时答复投诉客户.*剩 .+ · 工作时间/s);
    const url = page.url();
    const id = url.split('/').at(-1)!;

    await take('答复客户', (dialog) => dialog.getByLabel('对客户的承诺').fill('两个工作日内答复'));
    await take('成立处理小组', async (dialog) => {
      await pick(dialog, '投诉处理小组', '老周');
      await pick(dialog, '投诉处理小组', '小李');
    });
    await take('核实', async (dialog) => {
      await dialog.getByLabel('真实性').selectOption('属实');
      await dialog.getByLabel('调查方式（沟通、资料、现场）').fill('与客户沟通、现场勘查');
    });
    // Two conditions are open: one is cured by verifying again, the other on a record of its own.
    const why = page.locator('.why', { hasText: '确定处理方案' });
    expect(await why.innerText()).toMatch(/根本原因已查明[^]*至少有一项处理措施/);
    await take('核实', (dialog) => dialog.getByLabel('根本原因').fill('密封圈装反'));
    await page.getByRole('button', { name: '新建相关单据' }).click();
    await page.getByRole('menuitem', { name: '新建处理措施' }).click();
    await page.getByLabel('措施').fill('更换密封圈');
    await pick(page, '责任部门', '装配车间');
    await pick(page, '责任人', '小李');
    await page.getByLabel('完成时间').fill('20991231');
    await page.getByRole('button', { name: '新建处理措施' }).click();
    await page.getByRole('heading', { name: '更换密封圈' }).waitFor();
    const measure = page.url();
    await page.getByRole('link', { name: '新装的阀门一直漏水' }).click();
    await take('确定处理方案');
    await take('开始处理');
    expect(await page.locator('.why', { hasText: '处理完成' }).innerText()).toContain('所有处理措施均已完成。');
    await page.goto(measure);
    await take('完成', (dialog) => dialog.getByLabel('完成情况').fill('已更换，试压合格'));
    await page.goto(url);
    await take('处理完成');

    // The visit opened by itself; the customer is satisfied, and only then the case goes on.
    expect(await page.locator('.why', { hasText: '关闭' }).first().innerText()).toContain('最近一次投诉回访中客户表示满意。');
    await page.locator('.related').getByRole('link', { name: /^HV-/ }).click();
    await take('登记回访', async (dialog) => {
      await dialog.getByLabel('回访方式').selectOption('电话');
      await dialog.getByLabel('受访人').fill('王工');
      await dialog.getByLabel('客户满意').selectOption('是');
    });
    await page.goto(url);
    await take('填写投诉处理报告', async (dialog) => {
      for (const field of await dialog.getByRole('textbox').all()) await field.fill('密封圈装反，已更换');
    });
    await take('记录预防措施', (dialog) => dialog.getByLabel('预防措施').fill('装配作业指导书增加照片'));
    await take('关闭');
    await page.locator('h1').getByText('已关闭').waitFor();
    expect((await everybody.get(complaint, id)).record.state).toBe('closed');
    const journal = page.locator('.timeline');
    expect(await journal.innerText()).toMatch(/关闭[^]*林晓[^]*老周、?[^]*/);
    await page.getByRole('button', { name: /已了结 \d+ 项/ }).click();
    await page.locator('.promises').getByText('已兑现').first().waitFor();
  });
});
