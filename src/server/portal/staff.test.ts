import { expect, test } from 'vitest';
import { contact } from '#domain/accounts/contact/contact';
import { customer } from '#domain/accounts/customer/customer';
import { product } from '#domain/catalogue/product/product';
import { delivery } from '#domain/delivery/delivery/delivery';
import { order } from '#domain/orders/order/order';
import { survey } from '#domain/voice/survey/survey';
import { surveyResponse } from '#domain/voice/survey-response/survey-response';
import { story } from '#testing/story';
import { portalBrowser } from '#testing/visitor';
import { qrCode } from './labels.ts';

story(
  'PLT-006: whoever may invite hands a link over, which signs one person in once',
  async ({ as, given, company, refused }) => {
    const c = await given(customer, { name: '苏州渭澄' });
    const gu = await given(contact, { customer: c.id, name: '顾', portalAccess: 'own' });
    const shut = await given(contact, { customer: c.id, name: '无', portalAccess: 'none' });
    const ask = (who: ReturnType<typeof as>, id: string) => who.send('POST', `/api/contacts/${id}/portal-link`);
    const { status, body } = await ask(as('service_desk'), gu.id);
    expect([status, body.days]).toEqual([201, 7]);
    const [, token] = /^http:\/\/127\.0\.0\.1:\d+\/portal\/enter#([\w-]{43})$/.exec(body.url)!;
    const browser = portalBrowser(company);
    expect((await browser.post('/enter', { token })).status).toBe(200);
    expect((await browser.get('/me')).body).toMatchObject({ name: '顾', all: false });
    expect((await browser.post('/enter', { token })).status).toBe(410);
    // A link to a person does not open a survey.
    expect((await browser.post('/survey-links/look', { token })).status).toBe(410);
    expect((await ask(as('service_desk'), shut.id)).body.type).toBe('/problems/portal-closed');
    expect((await ask(as('logistics'), gu.id)).status).toBe(404);
    expect((await ask(as('general_manager'), gu.id)).status).toBe(403);
    const { rows } = await company.world.db.owner.query<{ by: string }>(
      'select created_by as by from portal_link where contact = $1',
      [gu.id],
    );
    expect(rows).toEqual([{ by: `employee:${await as('service_desk').id()}` }]);
    await refused(as('logistics').take(contact, 'invite', gu), 'not-found');
  },
);

story('VOC-016: links to a survey that name nobody take one answer each', async ({ as, given, company, list }) => {
  const s = await given(survey, { title: '展会调查', kind: 'csat', channel: 'online', startsOn: '2026-11-16' });
  const make = (count: number) => as('market').send('POST', `/api/surveys/${s.id}/links`, { count });
  expect((await make(2)).status).toBe(409);
  await as('market').take(survey, 'start', s);
  expect((await make(0)).status).toBe(422);
  expect((await as('sales').send('POST', `/api/surveys/${s.id}/links`, { count: 1 })).status).toBe(403);
  const { urls } = (await make(2)).body as { urls: string[] };
  expect(new Set(urls).size).toBe(2);
  const stranger = portalBrowser(company);
  const tokens = urls.map((url) => url.split('#')[1]);
  for (const token of tokens) expect((await stranger.post('/survey-links/answer', { token, csat: 4 })).status).toBe(201);
  expect((await stranger.post('/survey-links/answer', { token: tokens[0], csat: 5 })).status).toBe(410);
  const { items } = await list(surveyResponse, { filter: { survey: s.id } });
  expect(items.map(({ customer: of, respondent, csat }) => [of, respondent, csat])).toEqual([
    [null, null, 4],
    [null, null, 4],
  ]);
});

story('DEL-003: the label of a package leads to the product’s page', async ({ as, given, company }) => {
  const c = await given(customer, { name: '无锡梁沂' });
  const pump = await given(product, { code: 'CDL-8', name: '立式多级泵', specification: 'DN50', unit: '台' });
  const items = [
    { product: pump.id, quantity: '2' },
    { productName: '定制底座', specification: 'Q235', quantity: '1' },
  ];
  const o = await given(
    order,
    { customer: c.id, channel: 'shop', deliveryAddress: '无锡', items },
    ['audit'],
    ['confirm', { promisedDate: '2026-11-20', sentTo: '陈', sentBy: 'portal' }],
  );
  const d = await given(delivery, { order: o.id, customer: c.id });
  const { body } = await as('warehouse').send('GET', `/api/deliveries/${d.id}/labels`);
  expect(body.items).toMatchObject([
    { productName: '立式多级泵', specification: 'DN50', product: pump.number, customer: '无锡梁沂', delivery: d.number },
    { productName: '定制底座', product: null, url: null, code: null },
  ]);
  expect(body.items[0].url).toBe(`${company.url}/portal/products/${pump.number}`);
  expect((await portalBrowser(company).get(`/products/${pump.number}`)).body).toMatchObject({ name: '立式多级泵' });
  expect((await as('market').send('GET', `/api/deliveries/${d.id}/labels`)).status).toBe(404);
});

test('a code has its three corners and the quiet zone that readers need', () => {
  const { size, path } = qrCode('https://lvyue.example.com/portal/products/CP-00001');
  const dark = new Set([...path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)].map(([, x, y]) => `${x} ${y}`));
  expect((size - 8 - 17) % 4).toBe(0); // 17 + 4 × version, and 4 light modules on every side
  const corner = (left: number, top: number) =>
    Array.from({ length: 7 }, (_, y) =>
      Array.from({ length: 7 }, (_, x) => (dark.has(`${left + x} ${top + y}`) ? '#' : '.')).join(''),
    );
  const finder = ['#######', '#.....#', '#.###.#', '#.###.#', '#.###.#', '#.....#', '#######'];
  for (const at of [
    [4, 4],
    [size - 11, 4],
    [4, size - 11],
  ] as const)
    expect(corner(at[0], at[1])).toEqual(finder);
  expect([...dark].every((at) => at.split(' ').every((n) => Number(n) >= 4 && Number(n) < size - 4))).toBe(true);
});

story('each employee says for themselves whether news come by e-mail', async ({ as, company, now }) => {
  const desk = as('service_desk');
  expect((await desk.send('GET', '/api/me/letters')).body).toMatchObject({ news: false });
  expect((await desk.send('POST', '/api/me/letters', { news: true })).body).toMatchObject({ news: true });
  expect((await desk.send('POST', '/api/me/letters', { news: true })).body).toMatchObject({ news: true });
  const { rows } = await company.world.db.owner.query<{ since: Date }>('select since from mail_news where employee = $1', [
    await desk.id(),
  ]);
  expect(rows).toEqual([{ since: new Date(now()) }]);
  expect((await as('market').send('GET', '/api/me/letters')).body).toMatchObject({ news: false });
  expect((await desk.send('POST', '/api/me/letters', { news: false })).body).toMatchObject({ news: false });
});
