import { expect } from 'vitest';
import { customer } from '#domain/accounts/customer/customer';
import { order } from '#domain/orders/order/order';
import { days, hours } from '#kernel/declare/span';
import { story, type Teller } from '#testing/story';
import { objection } from '../objection/objection.ts';
import { rating } from '../rating/rating.ts';
import { delivery } from './delivery.ts';

const item = { productName: '深沟球轴承', specification: '6204-2RS', quantity: '100', unit: '套', unitPrice: '12.50' };
const placed = { channel: 'website' as const, deliveryAddress: '上海市浦东新区 1 号', items: [item] };
const confirmation = { promisedDate: '2026-11-20', sentTo: 'chen@example.com', sentBy: 'email' as const };
const label = { productName: '深沟球轴承', specification: '6204-2RS', quantity: '100', productionDate: '2026-11-10' };
const documents = { hasManual: true, hasInspectionReport: true, hasOperationManual: true, hasWarrantyCard: true };
const transport = { mode: 'road' as const, carrier: '德邦物流', trackingNumber: 'DP100', expectedArrival: '2026-11-19' };
const receipt = {
  signature: { name: '陈女士', strokes: 'M0 0L9 9' },
  damageFree: true,
  quantityRight: true,
  matchesOrder: true,
} as const;

const ordered = async (given: Teller['given'], name: string) => {
  const c = await given(customer, { name });
  return { c, o: await given(order, { ...placed, customer: c.id }, ['audit'], ['confirm', confirmation]) };
};

story(
  'DEL-003 DEL-004 DEL-005 DEL-006 DEL-007 DEL-009 DEL-012 DEL-014 DEL-016 DEL-017 DEL-018: from the order to the signature and the rating',
  async ({ as, asCustomer, given, get, later, refused }) => {
    const { c, o } = await ordered(given, '苏州机电');
    const [logistics, warehouse, desk, contact] = [as('logistics'), as('warehouse'), as('service_desk'), asCustomer(c.id)];
    const d = await warehouse.create(delivery, { order: o.id, customer: c.id });
    expect(d).toMatchObject({
      state: 'prepared',
      number: expect.stringMatching(/^DN-2026-\d{5}$/),
      promisedDate: '2026-11-20',
      destination: '上海市浦东新区 1 号',
      labels: [{ productName: '深沟球轴承', specification: '6204-2RS', quantity: '100.000000', productionDate: null }],
    });
    // From now on the date is the delivery's, and stands once.
    expect((await get(order, o)).record).toMatchObject({ state: 'in_delivery' });
    const due = [...(await desk.commitments(order, o)), ...(await desk.commitments(delivery, d))].filter(
      (p) => p.outcome === 'open',
    );
    expect(due.map((p) => p.control).sort()).toEqual(['delivery.deadlines.arrival', 'delivery.deadlines.delayNotice']);
    await refused(warehouse.take(delivery, 'pack', d), 'labelsComplete');
    await warehouse.edit(delivery, d, { labels: [label] });
    await warehouse.take(delivery, 'pack', d, { material: '瓦楞纸箱', method: '防潮' });
    await refused(warehouse.take(delivery, 'complete_documents', d), 'documentSetComplete');
    await refused(logistics.take(delivery, 'ship', d, transport), 'state');
    await as('quality').edit(delivery, d.id, { ...documents, inspectionReportReference: 'QR-2026-0088' });
    expect(await warehouse.take(delivery, 'complete_documents', d)).toMatchObject({
      documentsArchivedAt: '2026-11-16T01:00:00.000Z',
    });
    await refused(logistics.take(delivery, 'ship', d, { ...transport, trackingNumber: '' }), '/trackingNumber');
    expect(await logistics.take(delivery, 'ship', d, transport)).toMatchObject({ state: 'shipped', ...transport });
    await refused(warehouse.edit(delivery, d.id, { labels: [] }), 'state');
    await later(days(1));
    const told = { progress: '已到南京分拨中心', expectedArrival: '2026-11-18', toldHow: '短信' };
    expect(await logistics.take(delivery, 'tell_progress', d, told)).toMatchObject({
      state: 'shipped',
      progress: told.progress,
      expectedArrival: '2026-11-18',
    });
    await logistics.take(delivery, 'arrive', d);
    await as('after_sales').take(delivery, 'assist_acceptance', d, { explained: '安装方向与润滑' });
    for (const question of ['damageFree', 'quantityRight', 'matchesOrder']) {
      await refused(contact.take(delivery, 'sign', d, { ...receipt, [question]: false as never }), `/${question}`);
    }
    await refused(as('warehouse').take(delivery, 'sign', d, receipt), 'not-allowed');
    await later(hours(2));
    expect(await contact.take(delivery, 'sign', d, receipt)).toMatchObject({
      state: 'signed',
      signedBy: '陈女士',
      signedAt: '2026-11-17T03:00:00.000Z',
    });
    expect((await get(order, o)).record).toMatchObject({ state: 'delivered', deliveredAt: '2026-11-17T03:00:00.000Z' });
    expect(Object.fromEntries((await desk.commitments(delivery, d)).map((p) => [p.control, p.outcome]))).toEqual({
      'delivery.deadlines.arrival': 'kept',
      'delivery.deadlines.delayNotice': 'kept',
    });
    expect((await desk.commitments(order, o)).find((p) => p.control === 'order.deadlines.delivery')).toMatchObject({
      outcome: 'released',
    });
    await refused(desk.take(delivery, 'object', d, { content: '事后发现少件', kind: 'quantity' }), 'state');
    await refused(warehouse.edit(delivery, d.id, { destination: '别处' }), 'state');
    expect(
      await contact.create(rating, { delivery: d.id, order: o.id, customer: c.id, service: 5, product: 4, words: '很快' }),
    ).toMatchObject({ state: 'given' });
  },
);

story('DEL-018 PLT-005: the signature is kept, and shown to those who may see it', async ({ as, asCustomer, given }) => {
  const { c, o } = await ordered(given, '签名客户');
  const d = await given(
    delivery,
    { order: o.id, customer: c.id, labels: [label], ...documents },
    ['pack', {}],
    ['complete_documents'],
    ['ship', transport],
    ['arrive'],
  );
  expect(await as('logistics').take(delivery, 'sign', d, receipt)).toMatchObject({ signedBy: '陈女士', signature: null });
  expect((await asCustomer(c.id).get(delivery, d)).record.signature).toEqual(receipt.signature);
  expect((await as('warehouse').get(delivery, d)).withheld).toEqual(['signature']);
  expect((await as('service_desk').list(delivery, { q: 'DP100' })).items[0]).not.toHaveProperty('signature');
});

story('DEL-015: nothing leaves for an order that is not confirmed, or to another customer', async ({ as, given, refused }) => {
  const c = await given(customer, { name: '未确认客户' });
  const other = await given(customer, { name: '别家' });
  const o = await given(order, { ...placed, customer: c.id });
  const logistics = as('logistics');
  await refused(logistics.create(delivery, { order: o.id, customer: other.id }), '/customer');
  await refused(as('sales').create(delivery, { order: o.id, customer: c.id }), 'not-allowed');
  const d = await given(
    delivery,
    { order: o.id, customer: c.id, labels: [label], ...documents },
    ['pack', {}],
    ['complete_documents'],
  );
  await refused(logistics.take(delivery, 'ship', d, transport), 'orderConfirmed');
  await refused(logistics.take(delivery, 'arrive', d), 'state');
});

story(
  'a delivery says what it likes, but no later date; it takes over only what it leaves open',
  async ({ as, given, refused }) => {
    const { c, o } = await ordered(given, '分批客户');
    const part = { ...label, quantity: '40' };
    await refused(as('logistics').create(delivery, { order: o.id, customer: c.id, promisedDate: '2026-11-21' }), '/promisedDate');
    const d = await as('logistics').create(delivery, {
      order: o.id,
      customer: c.id,
      promisedDate: '2026-11-18',
      destination: '工地',
      labels: [part],
    });
    expect(d).toMatchObject({ version: 1, promisedDate: '2026-11-18', destination: '工地', labels: [{ quantity: '40.000000' }] });
  },
);

story(
  'an order in parts is delivered with its last part, also when two are signed at the same moment',
  async ({ as, given, get }) => {
    const { c, o } = await ordered(given, '两批客户');
    const ready = { order: o.id, customer: c.id, labels: [label], ...documents };
    const part = () => given(delivery, ready, ['pack', {}], ['complete_documents'], ['ship', transport], ['arrive']);
    const [first, second, third] = [await part(), await part(), await part()];
    const desk = as('service_desk');
    await desk.take(delivery, 'sign', first, receipt);
    expect((await get(order, o)).record).toMatchObject({ state: 'in_delivery', deliveredAt: null });
    await Promise.all([second, third].map((d) => desk.take(delivery, 'sign', d, receipt)));
    expect((await get(order, o)).record).toMatchObject({ state: 'delivered' });
  },
);

story('what comes back is sent again; what was kept in part is delivered', async ({ as, given, get, refused }) => {
  const { c, o } = await ordered(given, '退回客户');
  const logistics = as('logistics');
  const ready = { order: o.id, customer: c.id, labels: [label], ...documents };
  const shipped = () => given(delivery, ready, ['pack', {}], ['complete_documents'], ['ship', transport]);
  const lost = await shipped();
  await refused(logistics.take(delivery, 'take_back', lost), '/reason');
  await refused(as('sales').take(delivery, 'take_back', lost, { reason: '运输事故' }), 'not-found');
  await refused(as('warehouse').take(delivery, 'take_back', lost, { reason: '运输事故' }), 'not-allowed');
  expect(await logistics.take(delivery, 'take_back', lost, { reason: '运输事故' })).toMatchObject({ state: 'returned' });
  expect((await get(order, o)).record).toMatchObject({ state: 'confirmed' });
  expect((await logistics.commitments(delivery, lost)).map((p) => p.outcome)).toEqual(['released', 'released']);
  await refused(logistics.take(delivery, 'take_back', lost, { reason: '再退' }), 'state');
  const [kept, refusedPart] = [await shipped(), await shipped()];
  await logistics.take(delivery, 'arrive', kept);
  await logistics.take(delivery, 'sign', kept, receipt);
  expect((await get(order, o)).record).toMatchObject({ state: 'in_delivery' });
  await logistics.take(delivery, 'take_back', refusedPart, { reason: '客户拒收' });
  expect((await get(order, o)).record).toMatchObject({ state: 'delivered' });
  // Each time that all of it was back, the order owed the date again.
  expect((await logistics.commitments(order, o)).filter((p) => p.control === 'order.deadlines.delivery')).toMatchObject([
    { outcome: 'released' },
    { outcome: 'released' },
  ]);
});

story('what has not left goes back on the shelf when its order is given up', async ({ as, given, get, refused }) => {
  const { c, o } = await ordered(given, '无法履行客户');
  const d = await given(delivery, { order: o.id, customer: c.id, labels: [label] }, ['pack', {}]);
  const sent = await ordered(given, '已发货客户');
  await given(
    delivery,
    { order: sent.o.id, customer: sent.c.id, labels: [label], ...documents },
    ['pack', {}],
    ['complete_documents'],
    ['ship', transport],
  );
  const givenUp = { reason: '原料停产', toldHow: '电话' };
  await refused(as('sales_manager').take(order, 'declare_unfulfillable', sent.o, givenUp), 'nothingSent');
  await as('sales_manager').take(order, 'declare_unfulfillable', o, givenUp);
  expect((await get(delivery, d)).record).toMatchObject({ state: 'returned' });
  const early = await given(order, { ...placed, customer: c.id });
  const prepared = await given(delivery, { order: early.id, customer: c.id });
  const cancellation = { requestedBy: '陈', reason: '不要了', noticeGivenAt: '2026-11-16T01:00:00Z' };
  await as('service_desk').take(order, 'cancel', early, cancellation);
  expect((await get(delivery, prepared)).record).toMatchObject({ state: 'returned' });
  expect((await get(order, early)).record).toMatchObject({ state: 'cancelled' });
});

story('sales see the deliveries of their orders, a customer its own', async ({ as, asCustomer, given, refused }) => {
  const wang = as('sales', { name: '小王' });
  const c = await wang.create(customer, { name: '小王的客户' });
  const o = await given(order, { ...placed, customer: c.id });
  const d = await given(delivery, { order: o.id, customer: c.id });
  expect((await wang.list(delivery)).items.map((i) => i.id)).toEqual([d.id]);
  expect((await asCustomer(c.id).list(delivery)).items.map((i) => i.id)).toEqual([d.id]);
  const other = await given(customer, { name: '旁人' });
  await refused(as('sales', { name: '小张' }).get(delivery, d), 'not-found');
  await refused(asCustomer(other.id).get(delivery, d), 'not-found');
  await refused(asCustomer(c.id).take(delivery, 'pack', d, {}), 'not-allowed');
  expect((await wang.list(objection)).items).toEqual([]);
});
