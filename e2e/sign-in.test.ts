import { generateSync } from 'otplib';
import { expect, test } from 'vitest';
import { systemActor } from '#kernel/run/tx';
import { addLogin, newHash } from '#server/access/person-login';
import { inBrowser } from './browser.ts';

inBrowser('signing in', (journey) => {
  const account = async (login: string, password: string, mustChange: boolean): Promise<void> => {
    const { company } = journey();
    const employee = await company.person(['service_desk'], { name: login }).id();
    const hash = await newHash(password, login, '/password');
    await company.world.kernel.write(systemActor, company.now, (tx) =>
      addLogin(tx, { employee, login, hash, mustChange }, new Date(company.now)),
    );
  };

  test('a wrong password is told, the first password has to be changed, and one comes back to where one wanted to go', async () => {
    await account('xiaomei', 'qing-chu-de-mi-ma', true);
    const page = await journey().stranger();
    await page.goto(`${journey().company.url}/orders?view=all`);
    await page.getByLabel('登录名').fill('xiaomei');
    await page.getByLabel('密码', { exact: true }).fill('bu-dui');
    await page.getByRole('button', { name: '登录' }).click();
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').innerText()).toContain('密码');
    await page.getByLabel('密码', { exact: true }).fill('qing-chu-de-mi-ma');
    await page.getByRole('button', { name: '登录' }).click();
    await page.getByLabel('新密码', { exact: true }).fill('zhi-you-wo-zhi-dao-8');
    await page.getByLabel('再次输入新密码').fill('zhi-you-wo-zhi-dao-9');
    await page.getByRole('button', { name: '更换密码并登录' }).click();
    await page.getByText('两次输入的新密码不一致').waitFor();
    await page.getByLabel('再次输入新密码').fill('zhi-you-wo-zhi-dao-8');
    await page.getByRole('button', { name: '更换密码并登录' }).click();
    await page.getByRole('heading', { name: '订单', level: 1 }).waitFor();
    expect(new URL(page.url()).search).toBe('?view=all');
    const [cookie] = await page.context().cookies();
    expect(cookie).toMatchObject({ name: 'lvyue_session', httpOnly: true, sameSite: 'Lax' });
  });

  test('a second factor is taken into use and asked for', async () => {
    await account('laozhou', 'hen-chang-de-mi-ma-1', false);
    const page = await journey().stranger({ locale: 'en' });
    const signIn = async () => {
      await page.goto(journey().company.url);
      await page.getByLabel('Login').fill('laozhou');
      await page.getByLabel('Password', { exact: true }).fill('hen-chang-de-mi-ma-1');
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    };
    await signIn();
    await page.getByText('Nothing is owed right now.').waitFor();
    await page.goto(`${journey().company.url}/account`);
    await page.getByLabel('Please give your password').fill('hen-chang-de-mi-ma-1');
    await page.getByRole('button', { name: 'Set it up' }).click();
    const secret = await page.locator('form code').innerText();
    const code = (seconds: number) => generateSync({ secret, epoch: Math.floor(journey().company.now / 1000) + seconds });
    await page.getByLabel('Code').fill(code(0));
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByText('The recovery codes are shown this once.').waitFor();
    await page.getByRole('button', { name: 'laozhou' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByLabel('Login').waitFor();
    await signIn();
    await page.getByLabel('Code').fill(code(30)); // the code of the first minute is used up
    await page.getByRole('button', { name: 'Verify and sign in' }).click();
    await page.getByText('Nothing is owed right now.').waitFor();
    expect(new URL(page.url()).pathname).toBe('/workbench');
  });

  test('the language changes without loading anything anew', async () => {
    const page = await journey().seat(['service_desk']);
    await page.goto(`${journey().company.url}/complaints`);
    await page.getByRole('heading', { name: '投诉', level: 1 }).waitFor();
    await page.evaluate(() => Object.assign(window, { here: true }));
    await page.getByRole('button', { name: '显示' }).click();
    await page.getByRole('menuitemradio', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Complaints', level: 1 }).waitFor();
    expect(await page.getByRole('navigation', { name: 'Navigation' }).innerText()).not.toMatch(/\p{Script=Han}/u);
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('en');
    expect(await page.evaluate(() => 'here' in window)).toBe(true);
  });

  test('a session that ends under one’s hands is begun again over the page, and nothing typed is lost', async () => {
    await account('xiaozhao', 'hen-chang-de-mi-ma-2', false);
    const page = await journey().stranger();
    const { company } = journey();
    await page.goto(`${company.url}/customers/new`);
    await page.getByLabel('登录名').fill('xiaozhao');
    await page.getByLabel('密码', { exact: true }).fill('hen-chang-de-mi-ma-2');
    await page.getByRole('button', { name: '登录' }).click();
    await page.getByLabel('名称', { exact: true }).fill('宁波海天机械');
    await company.world.kernel.pool.query('update session set revoked_at = now()');
    await page.context().clearCookies();
    await page.getByRole('button', { name: '新建客户' }).click();
    const again = page.getByRole('dialog', { name: '登录已过期' });
    await again.getByLabel('登录名').fill('xiaozhao');
    await again.getByLabel('密码', { exact: true }).fill('hen-chang-de-mi-ma-2');
    await again.getByRole('button', { name: '登录' }).click();
    await again.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: '新建客户' }).click();
    await page.getByRole('heading', { name: '宁波海天机械' }).waitFor();
    expect(new URL(page.url()).pathname).toMatch(/^\/customers\/[0-9a-f-]{36}$/);
  });
});
