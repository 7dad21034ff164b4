import { expect } from 'vitest';
import { contact } from '#domain/accounts/contact/contact';
import { customer } from '#domain/accounts/customer/customer';
import { product } from '#domain/catalogue/product/product';
import { delayNotice } from '#domain/delivery/delay-notice/delay-notice';
import { delivery } from '#domain/delivery/delivery/delivery';
import { objection } from '#domain/delivery/objection/objection';
import { rating } from '#domain/delivery/rating/rating';
import { order } from '#domain/orders/order/order';
import { department } from '#domain/org/department/department';
import { complaint } from '#domain/voice/complaint/complaint';
import { measure } from '#domain/voice/measure/measure';
import { returnVisit } from '#domain/voice/return-visit/return-visit';
import { survey } from '#domain/voice/survey/survey';
import { surveyResponse } from '#domain/voice/survey-response/survey-response';
import { doDueJobs } from '#testing/jobs';
import { story, type Teller } from '#testing/story';
import { type PortalBrowser, portalBrowser, visitor } from '#testing/visitor';

/** A customer with somebody in the portal, an order of theirs, and its goods at their gate. */
async function arrived({ given, company }: Pick<Teller, 'given' | 'company'>, name: string) {
  const c = await given(customer, { name });
  const person = await given(contact, {
    customer: c.id,
    name: '顾晓明',
    email: `gu@${c.number.toLowerCase()}.example`,
    portalAccess: 'company',
  });
  const item = { productName: '立式多级泵', specification: 'DN50', quantity: '2' };
  const o = await given(
    order,
    { customer: c.id, contact: person.id, channel: 'shop', deliveryAddress: '苏州相城区', items: [item] },
    ['audit'],
    ['confirm', { promisedDate: '2026-11-20', sentTo: '采购', sentBy: 'portal' }],
  );
  const labels = [{ ...item, productionDate: '2026-11-01' }];
  const ready = { order: o.id, customer: c.id, labels, ...DOCUMENTS };
  const d = await given(delivery, ready, ['pack', {}], ['complete_documents'], ['ship', TRANSPORT], ['arrive']);
  return { c, person, o, d, browser: await visitor(company, person.id) };
}

const DOCUMENTS = { hasManual: true, hasInspectionReport: true, hasOperationManual: true, hasWarrantyCard: true };
const TRANSPORT = { mode: 'express', carrier: '顺丰', trackingNumber: 'SF1001', expectedArrival: '2026-11-19' } as const;
const RECEIPT = { signature: { name: '顾晓明', strokes: 'M1 1L9 9' }, damageFree: true, quantityRight: true, matchesOrder: true };

const waits = async ({ get }: PortalBrowser): Promise<string[]> =>
  ((await get('/home')).body.waiting as { what: string }[]).map(({ what }) => what);

story('DEL-014 PLT-006: goods that arrive are told by letter, signed for on the phone, and rated', async (teller) => {
  const { company, get, now } = teller;
  const { d, browser } = await arrived(teller, '苏州渭澄');
  await doDueJobs(company.world, now());
  const letter = company.world.letters.find(({ to }) => to.startsWith('gu@'))!;
  company.world.letters.length = 0;
  const [, token] = /enter#([\w-]{43})/.exec(letter.text)!;
  expect((await portalBrowser(company).post('/enter', { token })).body).toEqual({ opens: `/portal/deliveries/${d.id}` });
  expect(await waits(browser)).toEqual(['sign']);
  const { body: seen } = await browser.get(`/deliveries/${d.id}`);
  expect(seen).toMatchObject({ canSign: true, canObject: true, trackingNumber: 'SF1001', stateName: 'Arrived', signature: null });
  expect(Object.keys(seen)).not.toContain('version');
  const refused = await browser.post(`/deliveries/${d.id}/sign`, { ...RECEIPT, quantityRight: false });
  expect(refused.status).toBe(422);
  // Sent twice with one key, as a form that found no connection: done once, answered twice.
  const key = { 'idempotency-key': 'receipt-1' };
  const [one, two] = [
    await browser.post(`/deliveries/${d.id}/sign`, RECEIPT, key),
    await browser.post(`/deliveries/${d.id}/sign`, RECEIPT, key),
  ];
  expect(one.body).toMatchObject({ state: 'signed', signedAt: '2026-11-16T01:00:00.000Z' });
  expect(two.body).toEqual(one.body);
  expect((await browser.post(`/deliveries/${d.id}/sign`, RECEIPT)).status).toBe(409);
  expect((await get(delivery, d)).record).toMatchObject({ state: 'signed', signedBy: '顾晓明', signature: RECEIPT.signature });
  const [entry] = await company.everybody().journal(delivery, d);
  expect(entry).toMatchObject({ step: 'sign', actor: expect.stringMatching(/^contact:/) });
  expect(await waits(browser)).toEqual(['rate']);
  const rate = () => browser.post(`/deliveries/${d.id}/rate`, { service: 5, product: 4, words: '很快' });
  expect(new Set((await Promise.all([rate(), rate()])).map(({ status }) => status))).toEqual(new Set([201, 409]));
  expect((await company.everybody().list(rating, { filter: { delivery: d.id } })).items).toMatchObject([
    { service: 5, words: '很快' },
  ]);
  expect(await waits(browser)).toEqual([]);
});

story('DEL-013: what is wrong is objected to with a photo, and settled when the customer agrees', async (teller) => {
  const { as, company, given } = teller;
  const { d, browser } = await arrived(teller, '无锡梁沂');
  const photo = await upload(company.url, browser);
  const said = { content: '一箱外包装破损', kind: 'damage', photos: [photo] };
  expect((await browser.post(`/deliveries/${d.id}/object`, said)).body).toMatchObject({ state: 'objected' });
  const { body: seen } = await browser.get(`/deliveries/${d.id}`);
  expect(seen).toMatchObject({
    canSign: false,
    objections: [{ content: '一箱外包装破损', kindName: 'Damage', photos: [photo] }],
  });
  const picture = await fetch(`${company.url}/api/portal/files/${photo.id}`, { headers: { cookie: browser.cookie! } });
  expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/png']);
  const [raised] = seen.objections;
  expect((await browser.post(`/objections/${raised.id}/agree`)).status).toBe(409);
  const quality = await given(department, { name: '质量部' });
  await as('service_desk').take(objection, 'assign', raised, { department: quality.id });
  const answer = { investigation: '运输中受潮', solution: '三日内补发', toldHow: '电话' };
  await as('quality').take(objection, 'answer', raised, answer);
  expect(await waits(browser)).toEqual(['agree']);
  expect((await browser.get(`/objections/${raised.id}`)).body).toMatchObject({
    canAnswer: true,
    solution: '三日内补发',
    promises: [{ name: 'Answer the objection with a solution', outcome: 'kept' }],
  });
  await browser.post(`/objections/${raised.id}/disagree`, { reason: '要整批更换' });
  await as('quality').take(objection, 'answer', raised, { ...answer, solution: '整批更换' });
  expect((await browser.post(`/objections/${raised.id}/agree`)).body).toMatchObject({ state: 'settled' });
  expect(await waits(browser)).toEqual(['sign']);
});

story(
  'VOC-024 VOC-031 PLT-006: a complaint is made, followed, and ends when the customer says in the portal that they are satisfied',
  async (teller) => {
    const { as, company, get, given } = teller;
    const { o, browser } = await arrived(teller, '宁波泓屿');
    const said = { statement: '水泵漏水，已停机半天', severity: 'stopped', contactWay: '138 0000 0108', order: o.id };
    const { status, body: made } = await browser.post('/complaints', said);
    expect([status, made.state]).toEqual([201, 'received']);
    expect((await get(complaint, made.id)).record).toMatchObject({ channel: 'platform', order: o.id });
    const { body: seen } = await browser.get(`/complaints/${made.id}`);
    expect(seen).toMatchObject({ statement: said.statement, awaitsVerdict: false });
    expect(seen.promises.length).toBeGreaterThan(0);
    expect(seen.progress).toMatchObject([{ state: 'received', at: '2026-11-16T01:00:00.000Z' }]);
    expect(seen).not.toHaveProperty('rootCause');
    await handled(as, given, made.id);
    expect(await waits(browser)).toEqual(['sign', 'verdict'].sort());
    expect((await browser.post(`/complaints/${made.id}/verdict`, { satisfied: false })).status).toBe(422);
    await browser.post(`/complaints/${made.id}/verdict`, { satisfied: false, reason: '还在漏' });
    const [visit] = (await company.everybody().list(returnVisit, { filter: { complaint: made.id } })).items;
    expect(visit).toMatchObject({ state: 'made', satisfied: false, contactName: '顾晓明' });
    expect((await get(complaint, made.id)).record.state).toBe('revisiting');
    expect((await browser.post(`/complaints/${made.id}/verdict`, { satisfied: true })).status).toBe(404);
    await handledAgain(as, made.id);
    expect((await browser.post(`/complaints/${made.id}/verdict`, { satisfied: true })).body).toMatchObject({
      state: 'reporting',
    });
  },
);

story(
  'VOC-016: a survey is answered once by each person, in the portal or by a link',
  async ({ as, given, company, now, get }) => {
    const c = await given(customer, { name: '上海青屏' });
    const pei = await given(contact, { customer: c.id, name: '裴颖', email: 'pei@qingping.example', portalAccess: 'company' });
    const mao = await given(contact, { customer: c.id, name: '毛一鸣', email: 'mao@qingping.example' });
    const s = await given(survey, { title: '年度满意度', kind: 'mixed', channel: 'online', startsOn: '2026-11-16' }, ['start']);
    const browser = await visitor(company, pei.id);
    expect(await waits(browser)).toEqual(['answer']);
    expect((await browser.get(`/surveys/${s.id}`)).body).toMatchObject({ title: '年度满意度', kind: 'mixed' });
    expect((await browser.post(`/surveys/${s.id}/answer`, { nps: 9, csat: 5, words: '很好' })).status).toBe(201);
    expect((await browser.post(`/surveys/${s.id}/answer`, { nps: 1 })).status).toBe(409);
    expect(await waits(browser)).toEqual([]);

    await as('market').take(survey, 'invite', s, { contacts: [mao.id] });
    await doDueJobs(company.world, now());
    const letter = company.world.letters.pop()!;
    expect(letter.to).toBe('mao@qingping.example');
    const [, token] = /answer#([\w-]{43})/.exec(letter.text)!;
    const stranger = portalBrowser(company);
    expect((await stranger.post('/survey-links/look', { token })).body).toMatchObject({ title: '年度满意度' });
    expect((await stranger.post('/survey-links/answer', { token })).status).toBe(422); // says nothing: the link stays good
    const twice = await Promise.all([7, 8].map((nps) => stranger.post('/survey-links/answer', { token, nps })));
    expect(new Set(twice.map(({ status }) => status))).toEqual(new Set([201, 410]));
    expect((await stranger.post('/survey-links/look', { token })).status).toBe(410);
    expect(stranger.cookie).toBeNull();
    const answered = (await company.everybody().list(surveyResponse, { filter: { survey: s.id } })).items;
    expect(new Map(answered.map(({ respondent, npsClass }) => [respondent, npsClass]))).toEqual(
      new Map([
        ['毛一鸣', 'passive'],
        ['裴颖', 'promoter'],
      ]),
    );
    expect((await get(survey, s)).record.state).toBe('running');
  },
);

story('an order that lacks something is completed, and a delay that was told is shown', async (teller) => {
  const { as, company, given, get } = teller;
  const { c, person, o: sent } = await arrived(teller, '南京栖澜');
  const browser = await visitor(company, person.id, 'zh');
  const o = await given(order, { customer: c.id, channel: 'shop' });
  await as('service_desk').take(order, 'ask_for_data', o, { missing: '没有配送地址', askedHow: '电话' });
  expect((await browser.get(`/orders/${o.id}`)).body).toMatchObject({
    canSupply: true,
    missing: '没有配送地址',
    stateName: '待客户补充',
  });
  await browser.post(`/orders/${o.id}/supply`, { answer: '送到工地', deliveryAddress: '南京栖霞区' });
  expect((await get(order, o)).record).toMatchObject({ state: 'placed', deliveryAddress: '南京栖霞区' });
  expect(
    (await browser.get('/orders')).body.items.sort((x: { lines: number }, y: { lines: number }) => x.lines - y.lines),
  ).toMatchObject([
    { number: o.number, lines: 0 },
    { first: '立式多级泵', lines: 1 },
  ]);

  const late = { order: sent.id, customer: c.id, cause: 'production', reason: '电机到货延迟' } as const;
  const told = { newDate: '2026-11-27', measures: '改用空运', toldHow: '电话' };
  const untold = await given(delayNotice, late);
  const noticesOf = async () => (await browser.get(`/orders/${sent.id}`)).body.notices;
  expect(await noticesOf()).toEqual([]); // known inside, and not told yet
  await as('service_desk').take(delayNotice, 'tell', untold, told);
  expect(await noticesOf()).toMatchObject([{ reason: '电机到货延迟', newDate: '2026-11-27', measures: '改用空运' }]);
});

story(
  'ORD-001 PLT-006: an order is placed in the portal, from the catalogue, and looked after as any other',
  async ({ given, company, get }) => {
    const c = await given(customer, { name: '合肥皖澈' });
    const su = await given(contact, { customer: c.id, name: '苏', portalAccess: 'own' });
    const pump = await given(product, { code: 'CDL-12', name: '立式多级泵', specification: 'DN50', unit: '台' });
    await given(product, { code: 'OLD-1', name: '老式多级泵', unit: '台' }, ['discontinue']);
    const browser = await visitor(company, su.id);
    const { items } = (await browser.get(`/products?q=${encodeURIComponent('多级泵')}`)).body;
    expect(items).toEqual([{ id: pump.id, number: pump.number, name: '立式多级泵', specification: 'DN50', unit: '台' }]);
    const wanted = { items: [{ product: pump.id, quantity: '3' }], deliveryAddress: '合肥新站区', requestedDate: '2026-12-01' };
    expect((await browser.post('/orders', { ...wanted, items: [] })).status).toBe(422);
    const { status, body } = await browser.post('/orders', wanted);
    expect([status, body.state]).toEqual([201, 'placed']);
    expect((await get(order, body.id)).record).toMatchObject({
      channel: 'website',
      contact: su.id,
      items: [{ productName: '立式多级泵', specification: 'DN50', quantity: '3.000000', unitPrice: null }],
    });
    const { promises } = (await browser.get(`/orders/${body.id}`)).body;
    expect(promises.map((promise: { name: string }) => promise.name)).toContain('Confirm the order and send the confirmation');
  },
);

story('a product’s page says what is on its label, to everybody', async ({ given, company }) => {
  const p = await given(product, { code: 'CDL-8', name: '立式多级泵', specification: 'DN50', unit: '台', warrantyMonths: 18 });
  const stranger = portalBrowser(company);
  expect((await stranger.get(`/products/${p.number}`)).body).toEqual({
    number: p.number,
    code: 'CDL-8',
    name: '立式多级泵',
    specification: 'DN50',
    unit: '台',
    category: null,
    warrantyMonths: 18,
    discontinued: false,
  });
  expect((await stranger.get('/products/CP-99999')).status).toBe(404);
});

/** A picture of one point, as a phone would send it. */
async function upload(url: string, { cookie }: PortalBrowser) {
  const point = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  const headers = { cookie: cookie!, 'x-lvyue': '1', 'x-file-name': encodeURIComponent('破损.png') };
  const answer = await fetch(`${url}/api/portal/files`, { method: 'POST', headers, body: Buffer.from(point, 'base64') });
  expect(answer.status).toBe(201);
  return (await answer.json()) as { id: string };
}

/** The company handles a complaint, up to asking whether the customer is satisfied. */
async function handled(as: Teller['as'], given: Teller['given'], id: string): Promise<void> {
  const { id: place } = await given(department, { name: '装配车间' });
  const [desk, fitter] = [as('service_desk'), as('production', { name: '小李', department: place })];
  const team = [await fitter.id(), await as('quality').id()];
  await desk.take(complaint, 'reply', id, { promiseGiven: '两个工作日内上门' });
  await desk.take(complaint, 'form_team', id, { team });
  await as('quality').take(complaint, 'verify', id, { truth: 'true', methods: '现场勘查', rootCause: '密封圈装反' });
  await measureDone(as, id, place);
}

async function handledAgain(as: Teller['as'], id: string): Promise<void> {
  await as('service_desk').take(complaint, 'handle_again', id, { reason: '仍在漏水' });
  const [before] = (await as('service_desk').list(measure, { filter: { complaint: id } })).items;
  await measureDone(as, id, before!.department);
}

async function measureDone(as: Teller['as'], id: string, place: string): Promise<void> {
  const [desk, fitter] = [as('service_desk'), as('production', { name: '小李', department: place })];
  const input = { complaint: id, what: '更换密封圈', department: place, owner: await fitter.id(), due: '2026-11-20' };
  const made = await desk.create(measure, input);
  if ((await desk.get(complaint, id)).record.state === 'verified') await desk.take(complaint, 'plan', id);
  await desk.take(complaint, 'start_handling', id);
  await fitter.take(measure, 'finish', made, { result: '已更换' });
  await desk.take(complaint, 'finish_handling', id);
}
