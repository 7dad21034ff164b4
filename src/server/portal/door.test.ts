import { expect } from 'vitest';
import { contact } from '#domain/accounts/contact/contact';
import { customer } from '#domain/accounts/customer/customer';
import { order } from '#domain/orders/order/order';
import { doDueJobs } from '#testing/jobs';
import { story } from '#testing/story';
import { portalBrowser, visitor } from '#testing/visitor';

const MINUTE = 60_000;

story('PLT-006: a contact person signs in with a code that is sent to their address', async ({ given, company, at, now }) => {
  const c = await given(customer, { name: '苏州渭澄净水' });
  const { id } = await given(contact, { customer: c.id, name: '顾晓明', email: 'Gu@Weicheng.example', portalAccess: 'company' });
  const browser = portalBrowser(company, 'zh');
  expect((await browser.get('/home')).status).toBe(401);
  expect(await browser.post('/code', { email: 'gu@weicheng.example' })).toMatchObject({ status: 202, body: { minutes: 10 } });
  await doDueJobs(company.world, now());
  const letter = company.world.letters.pop()!;
  expect(letter.to).toBe('gu@weicheng.example');
  const [code = ''] = /\b\d{6}\b/.exec(letter.text) ?? [];
  expect(letter.subject).not.toContain(code);
  // It lies nowhere as it is: not in the table, not in the queue.
  const { rows } = await company.world.db.owner.query<{ kept: string }>(
    `select (select string_agg(p::text, ' ') from portal_code p) || coalesce((select string_agg(j.payload::text, ' ') from graphile_worker._private_jobs j), '') as kept`,
  );
  expect(rows[0]?.kept).not.toContain(code);
  const wrong = code === '000000' ? '111111' : '000000';
  expect((await browser.post('/session', { email: 'gu@weicheng.example', code: wrong })).status).toBe(401);
  expect((await browser.post('/session', { email: 'GU@weicheng.example', code })).body).toEqual({
    signedIn: true,
    choose: [],
  });
  expect((await browser.get('/me')).body).toMatchObject({ name: '顾晓明', customerName: '苏州渭澄净水', all: true });
  // A code opens once, and the cookie opens nothing but the portal.
  expect((await portalBrowser(company).post('/session', { email: 'gu@weicheng.example', code })).status).toBe(401);
  const cookie = browser.cookie!;
  expect((await company.stranger().send('GET', '/api/orders', undefined, { cookie })).status).toBe(401);
  expect((await company.stranger().send('GET', '/api/me', undefined, { cookie })).status).toBe(401);
  // Whoever leaves is out at once.
  await company.person(['service_desk']).take(contact, 'leave', id);
  expect((await browser.get('/me')).status).toBe(401);
  await at(now());
});

story('a code is good for ten minutes and five tries, and a new one makes the old one void', async ({ given, company, now }) => {
  const c = await given(customer, { name: '无锡梁沂' });
  await given(contact, { customer: c.id, name: '秦', email: 'qin@liangyi.example', portalAccess: 'own' });
  const browser = portalBrowser(company);
  const email = 'qin@liangyi.example';
  const order = async () => {
    expect((await browser.post('/code', { email })).status).toBe(202);
    await doDueJobs(company.world, now());
    return /\b\d{6}\b/.exec(company.world.letters.pop()!.text)![0];
  };
  const tried = async (code: string) => (await browser.post('/session', { email, code })).status;
  const first = await order();
  const second = await order();
  if (first !== second) expect(await tried(first)).toBe(401);
  const wrong = second === '000000' ? '111111' : '000000';
  for (let i = first === second ? 0 : 1; i < 5; i++) expect(await tried(wrong)).toBe(401);
  expect(await tried(second)).toBe(401);
  const late = await order();
  company.now += 10 * MINUTE;
  expect(await tried(late)).toBe(401);
  company.now -= MINUTE;
  expect(await tried(late)).toBe(200);
});

story('nothing tells an address that somebody has from one that nobody has', async ({ given, company, now }) => {
  const c = await given(customer, { name: '杭州岚纸' });
  await given(contact, { customer: c.id, name: '俞', email: 'yu@lanpaper.example', portalAccess: 'none' });
  const ask = async (email: string) => {
    const { status, body } = await portalBrowser(company).post('/code', { email });
    const guess = await portalBrowser(company).post('/session', { email, code: '123456' });
    return { status, body, guess: [guess.status, guess.body] };
  };
  const [unknown, without] = [await ask('nobody@else.example'), await ask('yu@lanpaper.example')];
  expect(unknown).toEqual(without);
  await doDueJobs(company.world, now());
  expect(company.world.letters).toEqual([]);
  // One address is written to a few times, then one waits; so does a network.
  const statuses = [];
  for (let i = 0; i < 6; i++) statuses.push((await portalBrowser(company).post('/code', { email: 'x@y.example' })).status);
  expect(statuses).toEqual([202, 202, 202, 202, 429, 429]);
});

story('who works for two companies says for which', async ({ given, company, now }) => {
  const [a, b] = [await given(customer, { name: '甲公司' }), await given(customer, { name: '乙公司' })];
  const email = 'both@agency.example';
  await given(contact, { customer: a.id, name: '双', email, portalAccess: 'company' });
  const two = await given(contact, { customer: b.id, name: '双', email, portalAccess: 'own' });
  const browser = portalBrowser(company);
  await browser.post('/code', { email });
  await doDueJobs(company.world, now());
  const [code] = /\b\d{6}\b/.exec(company.world.letters.pop()!.text)!;
  const { body } = await browser.post('/session', { email, code });
  expect(body.choose.map((each: { company: string }) => each.company).sort()).toEqual(['乙公司', '甲公司'].sort());
  expect((await browser.post('/session', { email, code, contact: two.id })).status).toBe(200);
  expect((await browser.get('/me')).body).toMatchObject({ customerName: '乙公司', all: false });
});

story('PLT-006: a link in a message signs in once, and leads to its page', async ({ as, given, company, now }) => {
  const c = await given(customer, { name: '宁波泓屿' });
  const le = await given(contact, { customer: c.id, name: '乐文涛', email: 'le@hongyu.example', portalAccess: 'company' });
  await as('service_desk').take(contact, 'invite', le);
  await doDueJobs(company.world, now());
  const letter = company.world.letters.pop()!;
  const [, token = ''] = /https:\/\/lvyue\.test\/portal\/enter#([\w-]{43})/.exec(letter.text) ?? [];
  expect(letter.html).toContain(`#${token}"`);
  const both = await Promise.all([1, 2].map(() => portalBrowser(company).post('/enter', { token })));
  expect(new Set(both.map((answer) => answer.status))).toEqual(new Set([200, 410]));
  expect(both.find(({ status }) => status === 200)!.body).toEqual({ opens: '/portal' });
  await as('service_desk').take(contact, 'invite', le);
  await doDueJobs(company.world, now());
  const [, late = ''] = /enter#([\w-]{43})/.exec(company.world.letters.pop()!.text) ?? [];
  company.now += 8 * 24 * 60 * MINUTE;
  expect((await portalBrowser(company).post('/enter', { token: late })).status).toBe(410);
});

story('a link is sent to whom the portal is open to, and whose address is known', async ({ as, given, refused }) => {
  const c = await given(customer, { name: '合肥皖澈' });
  const closed = await given(contact, { customer: c.id, name: '无权', email: 'a@b.example' });
  const mute = await given(contact, { customer: c.id, name: '无址', portalAccess: 'own' });
  await refused(as('service_desk').take(contact, 'invite', closed), 'portalOpen');
  await refused(as('service_desk').take(contact, 'invite', mute), 'emailKnown');
  await refused(as('logistics').take(contact, 'invite', closed), 'not-found');
});

story(
  'a session ends by signing out, after a week unused, and when the portal is closed to the person',
  async ({ as, given, company, get }) => {
    const c = await given(customer, { name: '南京栖澜' });
    const lu = await given(contact, { customer: c.id, name: '陆', email: 'lu@qilan.example', portalAccess: 'company' });
    const [one, two, three] = await Promise.all([1, 2, 3].map(() => visitor(company, lu.id)));
    expect((await one!.delete('/session')).status).toBe(204);
    expect((await one!.get('/me')).status).toBe(401);
    company.now += 6 * 24 * 60 * MINUTE;
    expect((await two!.get('/me')).status).toBe(200);
    company.now += 2 * 24 * 60 * MINUTE;
    expect((await two!.get('/me')).status).toBe(200);
    expect((await three!.get('/me')).status).toBe(401);
    const { version } = (await get(contact, lu)).record;
    await as('service_desk').edit(contact, { id: lu.id, version }, { portalAccess: 'none' });
    expect((await two!.get('/me')).status).toBe(401);
  },
);

story('another site cannot make a customer’s browser do anything', async ({ given, company, get }) => {
  const c = await given(customer, { name: '常州云沛' });
  const shao = await given(contact, { customer: c.id, name: '邵', portalAccess: 'company' });
  const o = await given(order, { customer: c.id, channel: 'shop' }, ['ask_for_data', { missing: '地址', askedHow: '电话' }]);
  const { cookie } = await visitor(company, shao.id);
  const url = `${company.url}/api/portal/orders/${o.id}/supply`;
  const headers = { cookie: cookie!, 'content-type': 'application/json', origin: 'https://evil.example' };
  const foreign = await fetch(url, { method: 'POST', headers, body: '{"answer":"x"}' });
  expect(foreign.status).toBe(403);
  expect((await get(order, o)).record.state).toBe('data_wanted');
});
