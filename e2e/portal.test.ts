import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { contact } from '#domain/accounts/contact/contact';
import { customer } from '#domain/accounts/customer/customer';
import { product } from '#domain/catalogue/product/product';
import { delivery } from '#domain/delivery/delivery/delivery';
import { objection } from '#domain/delivery/objection/objection';
import { rating } from '#domain/delivery/rating/rating';
import { order } from '#domain/orders/order/order';
import { department } from '#domain/org/department/department';
import { complaint } from '#domain/voice/complaint/complaint';
import { survey } from '#domain/voice/survey/survey';
import { systemActor } from '#kernel/run/tx';
import { doDueJobs } from '#testing/jobs';
import { visitor } from '#testing/visitor';
import { barriers, inBrowser, type Seat } from './browser.ts';

const PHONE = 360;

inBrowser('the portal', (journey) => {
  /** A customer whose goods have arrived, and somebody there who may use the portal. */
  const arrived = async (name: string) => {
    const { kernel } = journey().company.world;
    const now = journey().company.now;
    const until = new Date(now + 3 * 86_400_000).toISOString().slice(0, 10);
    return kernel.write(systemActor, now, async (tx) => {
      const [c] = await tx.create(customer, [{ name }]);
      const email = `gu@${c!.number.toLowerCase()}.example`;
      const [person] = await tx.create(contact, [
        { customer: c!.id, name: '顾晓明', email, mobile: '13800000101', portalAccess: 'company' },
      ]);
      const item = { productName: '立式多级泵', specification: 'DN50 不锈钢', quantity: '2' };
      const [o] = await tx.create(order, [
        { customer: c!.id, contact: person!.id, channel: 'shop', deliveryAddress: '苏州市相城区渭澄路 18 号', items: [item] },
      ]);
      await tx.take(order, 'audit', [{ id: o!.id }]);
      await tx.take(order, 'confirm', [{ id: o!.id, evidence: { promisedDate: until, sentTo: '采购', sentBy: 'portal' } }]);
      const papers = { hasManual: true, hasInspectionReport: true, hasOperationManual: true, hasWarrantyCard: true };
      const labels = [{ ...item, productionDate: '2026-01-05' }];
      const [d] = await tx.create(delivery, [{ order: o!.id, customer: c!.id, labels, ...papers }]);
      const transport = { mode: 'express', carrier: '顺丰', trackingNumber: `SF${c!.number}`, expectedArrival: until } as const;
      await tx.take(delivery, 'pack', [{ id: d!.id, evidence: {} }]);
      await tx.take(delivery, 'complete_documents', [{ id: d!.id }]);
      await tx.take(delivery, 'ship', [{ id: d!.id, evidence: transport }]);
      await tx.take(delivery, 'arrive', [{ id: d!.id }]);
      return { c: c!, person: person!, email, o: o!, d: d! };
    });
  };
  /** A phone on which this contact person is signed in. */
  const phone = async (id: string, seat: Seat = {}): Promise<Page> => {
    const { company, stranger } = journey();
    const page = await stranger({ width: PHONE, ...seat });
    const [name = '', value = ''] = (await visitor(company, id)).cookie!.split('=');
    await page.context().addCookies([{ name, value, domain: '127.0.0.1', path: '/api/portal' }]);
    return page;
  };
  const fits = (page: Page): Promise<boolean> =>
    page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);
  const draw = async (page: Page): Promise<void> => {
    const pad = page.getByRole('img', { name: /在此处签名|Sign here/ });
    await pad.scrollIntoViewIfNeeded();
    const box = (await pad.boundingBox())!;
    await page.mouse.move(box.x + 20, box.y + 40);
    await page.mouse.down();
    await page.mouse.move(box.x + 120, box.y + 20, { steps: 4 });
    await page.mouse.move(box.x + 200, box.y + 60, { steps: 4 });
    await page.mouse.up();
  };

  test('PLT-006 DEL-014: on the phone one signs in with a code, signs for the goods and rates them', async () => {
    const { company, stranger } = journey();
    const { d, email } = await arrived('苏州渭澄净水科技有限公司');
    const page = await stranger({ width: PHONE });
    await page.goto(`${company.url}/portal/deliveries/${d.id}`);
    await page.getByLabel('您的邮箱').fill(email);
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: '获取验证码' }).click();
    await page.getByText('验证码会在一分钟内送达').waitFor();
    await doDueJobs(company.world, company.now);
    const letter = company.world.letters.findLast(({ to, subject }) => to === email && subject === '登录验证码')!;
    await page.getByLabel('6 位验证码').fill(/\b\d{6}\b/.exec(letter.text)![0]);
    await page.getByRole('button', { name: '登录' }).click();

    // Back to where one wanted to go.
    await page.getByRole('link', { name: '签收', exact: true }).click();
    await page.getByRole('button', { name: '签收' }).click();
    await page.getByText('三项都确认无误才能签收。').waitFor();
    for (const check of ['外观完好，没有损坏', '数量正确', '与订单一致']) await page.getByLabel(check).check();
    expect(await page.getByLabel('签名人姓名').inputValue()).toBe('顾晓明');
    await draw(page);
    expect(await barriers(page)).toEqual([]);
    expect(await fits(page)).toBe(true);
    await page.getByRole('button', { name: '签收' }).click();
    await page.getByRole('heading', { level: 1 }).getByText('已签收').waitFor();
    const { record } = await company.everybody().get(delivery, d);
    expect(record).toMatchObject({ state: 'signed', signedBy: '顾晓明', signature: { strokes: expect.stringMatching(/^M/) } });

    await page.getByRole('link', { name: '评价', exact: true }).click();
    await page.getByRole('group', { name: '服务' }).getByText('很满意').click();
    await page.getByRole('group', { name: '产品' }).getByText('满意', { exact: true }).click();
    await page.getByLabel('您想说的话').fill('送货很快');
    await page.getByRole('button', { name: '提交' }).click();
    await page.getByRole('heading', { name: '谢谢您！' }).waitFor();
    const rated = (await company.everybody().list(rating, { filter: { delivery: d.id } })).items;
    expect(rated).toMatchObject([{ service: 5, product: 4, words: '送货很快' }]);
    await page.getByRole('link', { name: '回到首页' }).click();
    await page.getByText('目前没有需要您处理的事项。').waitFor();
  });

  test('PLT-006 DEL-013: what is wrong is objected to with a photo, in English, and the solution is accepted', async () => {
    const { company } = journey();
    const { d, person } = await arrived('Kestrel Filtration Ltd');
    const page = await phone(person.id, { locale: 'en', theme: 'dark' });
    await page.goto(`${company.url}/portal`);
    await page.getByRole('link', { name: 'Sign for the goods' }).click();
    await page.getByRole('link', { name: 'Object' }).click();
    await page.getByLabel('Damage').check();
    await page.getByLabel('Please describe it').fill('Box 2 is crushed');
    const point = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
    const photo = { name: 'box.png', mimeType: 'image/png', buffer: Buffer.from(point, 'base64') };
    await page.getByLabel('Add photos').last().setInputFiles(photo);
    await page.getByAltText('box.png').waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('heading', { name: 'Your objections' }).waitFor();
    const [raised] = (await company.everybody().list(objection, { filter: { delivery: d.id } })).items;
    expect(raised).toMatchObject({ content: 'Box 2 is crushed', kind: 'damage' });

    const quality = await company.everybody().create(department, { name: '质量部' });
    await company.person(['service_desk']).take(objection, 'assign', raised!, { department: quality.id });
    const answer = { investigation: 'Crushed by a fork lift', solution: 'A new box comes on Friday', toldHow: 'portal' };
    await company.person(['quality']).take(objection, 'answer', raised!, answer);
    await page.goto(`${company.url}/portal`);
    await page.getByRole('link', { name: 'Answer our solution' }).click();
    await page.getByText('A new box comes on Friday').waitFor();
    await page.getByRole('button', { name: 'Accept', exact: true }).click();
    await page.getByRole('heading', { level: 1 }).getByText('Settled').waitFor();
    expect((await company.everybody().get(delivery, d)).record.state).toBe('arrived');
  });

  test('PLT-006: a receipt without a connection waits on the phone and goes out once', async () => {
    const { company } = journey();
    const { d, person } = await arrived('合肥皖澈半导体材料有限公司');
    const page = await phone(person.id);
    await page.goto(`${company.url}/portal/deliveries/${d.id}/sign`);
    for (const check of ['外观完好，没有损坏', '数量正确', '与订单一致']) await page.getByLabel(check).check();
    await draw(page);
    await page.context().setOffline(true);
    await page.getByRole('button', { name: '签收' }).click();
    await page.getByText('现在没有网络').waitFor();
    await page.getByText('等待网络').first().waitFor();
    expect((await company.everybody().get(delivery, d)).record.state).toBe('arrived');
    await page.context().setOffline(false);
    await page.getByText('已自动发送').waitFor();
    expect((await company.everybody().get(delivery, d)).record.state).toBe('signed');
    const signed = (await company.everybody().journal(delivery, d)).filter(({ step }) => step === 'sign');
    expect(signed).toHaveLength(1);
    await page.getByRole('button', { name: '知道了' }).click();
    await page.getByText('已自动发送').waitFor({ state: 'detached' });
  });

  test('PLT-006 VOC-024: from the code on a package to a complaint that is followed', async () => {
    const { company } = journey();
    const { person } = await arrived('宁波泓屿海水淡化工程有限公司');
    const pump = await company
      .everybody()
      .create(product, { code: 'CDL-8', name: '立式多级泵', specification: 'DN50', unit: '台', warrantyMonths: 18 });
    const page = await phone(person.id);
    await page.goto(`${company.url}/portal/products/${pump.number}`);
    await page.getByText('18 个月').waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('link', { name: '对这个产品投诉' }).click();
    await page.getByRole('button', { name: '提交' }).click();
    await page.getByText('请选择。').waitFor();
    await page.getByLabel('发生了什么').fill('水泵漏水，已停机半天');
    await page.getByLabel('设备或工作已停').check();
    expect(await page.getByLabel('怎样联系您').inputValue()).toBe('13800000101');
    // A chat application closes its browser without asking.
    await page.reload();
    expect(await page.getByLabel('发生了什么').inputValue()).toBe('水泵漏水，已停机半天');
    await page.getByRole('button', { name: '提交' }).click();
    await page.getByRole('heading', { name: '对您的承诺' }).waitFor();
    expect(await barriers(page)).toEqual([]);
    const [made] = (await company.everybody().list(complaint, { filter: { customer: person.customer } })).items;
    expect(made).toMatchObject({
      channel: 'platform',
      severity: 'stopped',
      statement: '水泵漏水，已停机半天',
      contact: person.id,
    });
  });

  test('VOC-016: a survey behind a link is answered once, by somebody who is not signed in', async () => {
    const { company, stranger } = journey();
    const { person } = await arrived('杭州岚纸特种纸业有限公司');
    const asked = { title: '2026 年满意度调查', kind: 'mixed', channel: 'online', startsOn: '2026-01-05' } as const;
    const market = company.person(['market']);
    const made = await market.create(survey, asked);
    await market.take(survey, 'start', made);
    await market.take(survey, 'invite', made, { contacts: [person.id] });
    await doDueJobs(company.world, company.now);
    const letter = company.world.letters.findLast(({ subject }) => subject.includes(asked.title))!;
    const [, hash] = /(\/portal\/answer#[\w-]+)/.exec(letter.text)!;
    const page = await stranger({ width: PHONE });
    await page.goto(`${company.url}${hash}`);
    await page.getByRole('heading', { name: asked.title }).waitFor();
    await page.getByRole('button', { name: '提交' }).click();
    await page.getByText('请至少回答一项。').waitFor();
    await page.getByRole('group', { name: '您有多大可能把我们推荐给同行？' }).getByText('9', { exact: true }).click();
    expect(await barriers(page)).toEqual([]);
    expect(await fits(page)).toBe(true);
    await page.getByRole('button', { name: '提交' }).click();
    await page.getByRole('heading', { name: '谢谢您！' }).waitFor();
    await page.reload();
    await page.getByText('链接已使用或已过期').waitFor();
  });

  test('ORD-001 PLT-006: one orders from the catalogue', async () => {
    const { company } = journey();
    const { person } = await arrived('常州云沛食品机械有限公司');
    await company.everybody().create(product, { code: 'CHL-2', name: '轻型卧式泵', specification: 'DN25', unit: '台' });
    const page = await phone(person.id);
    await page.goto(`${company.url}/portal`);
    await page.getByRole('link', { name: '我要订货' }).click();
    await page.getByLabel('查找产品', { exact: true }).last().fill('卧式');
    await page.getByRole('button', { name: '添加 轻型卧式泵' }).click();
    await page.getByLabel('轻型卧式泵 的数量').fill('3');
    await page.getByLabel('配送地址').fill('常州市武进区云沛大道 200 号');
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: '提交订单' }).click();
    await page.getByRole('heading', { level: 1 }).getByText('已下单').waitFor();
    const [placed] = (await company.everybody().list(order, { filter: { customer: person.customer } })).items;
    expect(placed).toMatchObject({ channel: 'website', contact: person.id, deliveryAddress: '常州市武进区云沛大道 200 号' });
  });

  test('staff hand a link over, and print labels whose code leads to the product', async () => {
    const { company, seat, stranger } = journey();
    const { person, c, o } = await arrived('南京栖澜市政工程有限公司');
    const desk = await seat(['service_desk']);
    await desk.goto(`${company.url}/contacts/${person.id}`);
    await desk.getByRole('link', { name: '门户链接' }).click();
    await desk.getByRole('button', { name: '制作链接' }).click();
    const url = await desk.getByRole('textbox', { name: '自助门户登录链接' }).inputValue();
    const theirs = await stranger({ width: PHONE });
    await theirs.goto(url);
    await theirs.getByRole('button', { name: '进入' }).click();
    await theirs.getByRole('heading', { name: '顾晓明，您好' }).waitFor();

    const everybody = company.everybody();
    const pump = await everybody.create(product, { code: 'WQ-9', name: '潜水排污泵', specification: 'DN80', unit: '台' });
    const label = {
      product: pump.id,
      productName: '潜水排污泵',
      specification: 'DN80',
      quantity: '1',
      productionDate: '2026-01-05',
    };
    const sent = await everybody.create(delivery, { order: o.id, customer: c.id, labels: [label] });
    await desk.goto(`${company.url}/deliveries/${sent.id}/labels`);
    const code = desk.getByRole('img', { name: `${company.url}/portal/products/${pump.number}` });
    expect((await code.locator('path').getAttribute('d'))?.length).toBeGreaterThan(1000);
    expect(await barriers(desk)).toEqual([]);
  });

  test('every page stands at 360 px in both languages, light and dark, without a barrier', async () => {
    const { company } = journey();
    const { person, o, d } = await arrived('苏州中联新能源汽车零部件股份有限公司华东区域联合采购供应中心');
    const pages = [
      '',
      '/orders',
      '/orders/new',
      `/orders/${o.id}`,
      '/deliveries',
      `/deliveries/${d.id}`,
      '/complaints',
      '/complaints/new',
      '/visits',
      '/nowhere',
    ];
    for (const seat of [
      { locale: 'zh', theme: 'light' },
      { locale: 'en', theme: 'dark' },
    ] as const) {
      const page = await phone(person.id, seat);
      for (const at of pages) {
        await page.goto(`${company.url}/portal${at}`);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await page.waitForLoadState('networkidle'); // what is still coming moves what is looked at
        expect(await barriers(page), `${at} ${seat.theme}`).toEqual([]);
        expect(await fits(page), `${at} ${seat.locale}`).toBe(true);
      }
    }
  });
});
