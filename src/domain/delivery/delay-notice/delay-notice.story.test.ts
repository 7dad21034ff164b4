import { expect } from 'vitest';
import { customer } from '#domain/accounts/customer/customer';
import { order } from '#domain/orders/order/order';
import { hours } from '#kernel/declare/span';
import { story, type Teller } from '#testing/story';
import { delivery } from '../delivery/delivery.ts';
import { delayNotice } from './delay-notice.ts';

const item = { productName: '阀门', specification: 'DN50', quantity: '4' };
const label = { ...item, productionDate: '2026-11-10' };
const documents = { hasManual: true, hasInspectionReport: true, hasOperationManual: true, hasWarrantyCard: true };
const transport = { mode: 'road' as const, carrier: '德邦物流', trackingNumber: 'DP1', expectedArrival: '2026-11-19' };
const told = { newDate: '2026-11-24', measures: '改走空运', toldHow: '电话' };
const known = { cause: 'logistics' as const, reason: '车辆故障' };

/** An order promised for the 20th, and its delivery, prepared. */
async function promised(given: Teller['given'], name: string) {
  const c = await given(customer, { name });
  const confirmation = { promisedDate: '2026-11-20', sentTo: '陈', sentBy: 'wechat' as const };
  const o = await given(
    order,
    { customer: c.id, channel: 'shop', deliveryAddress: '南京', items: [item] },
    ['audit'],
    ['confirm', confirmation],
  );
  const ready = { order: o.id, customer: c.id, promisedDate: '2026-11-20', labels: [label], ...documents };
  return { c, o, ready, ids: { customer: c.id } };
}

const shipped = async (given: Teller['given'], name: string) => {
  const { c, o, ready } = await promised(given, name);
  return { c, o, d: await given(delivery, ready, ['pack', {}], ['complete_documents'], ['ship', transport]) };
};

const outcomes = async (as: Teller['as'], d: { id: string }) =>
  Object.fromEntries((await as('service_desk').commitments(delivery, d)).map((p) => [p.control.split('.')[2], p.outcome]));

story('DEL-010: late and silent: both promises are broken, at the end of the promised day', async ({ as, at, given }) => {
  const { d } = await shipped(given, '无声客户');
  await at('2026-11-20T23:59:59.999+08:00');
  expect(await outcomes(as, d)).toEqual({ arrival: 'open', delayNotice: 'open' });
  await at('2026-11-21T00:00:00+08:00');
  expect(await outcomes(as, d)).toEqual({ arrival: 'breached', delayNotice: 'breached' });
  await as('logistics').take(delivery, 'arrive', d);
  expect(await outcomes(as, d)).toEqual({ arrival: 'breached', delayNotice: 'breached' });
});

story('DEL-010: late, but told in time: the customer was not left without word', async ({ as, at, given, get }) => {
  const { c, d } = await shipped(given, '被告知客户');
  const logistics = as('logistics');
  await at('2026-11-19T17:00+08:00');
  const n = await as('service_desk').create(delayNotice, { delivery: d.id, customer: c.id, ...known, ...told });
  expect(n).toMatchObject({
    state: 'told',
    toldAt: '2026-11-19T09:00:00.000Z',
    number: expect.stringMatching(/^YW-2026-\d{5}$/),
  });
  expect((await get(delivery, d)).record).toMatchObject({
    state: 'delayed',
    expectedArrival: '2026-11-24',
    delayToldAt: '2026-11-19T09:00:00.000Z',
  });
  expect(await outcomes(as, d)).toEqual({ arrival: 'open', delayNotice: 'kept' });
  await at('2026-11-22T09:00+08:00');
  await logistics.take(delivery, 'tell_progress', d, { progress: '已起飞', expectedArrival: '2026-11-23', toldHow: '短信' });
  await logistics.take(delivery, 'arrive', d);
  expect(await outcomes(as, d)).toEqual({ arrival: 'breached', delayNotice: 'kept' });
  expect((await get(delayNotice, n)).record).toMatchObject({ state: 'met' });
  expect((await logistics.commitments(delayNotice, n)).map((p) => [p.control, p.outcome])).toEqual([
    ['delay-notice.deadlines.newDate', 'kept'],
  ]);
});

story('told too late is not told in time', async ({ as, at, given }) => {
  const { c, d } = await shipped(given, '迟告客户');
  await at('2026-11-21T09:00+08:00');
  await as('service_desk').create(delayNotice, { delivery: d.id, customer: c.id, ...known, ...told });
  expect(await outcomes(as, d)).toEqual({ arrival: 'breached', delayNotice: 'breached' });
});

story('the new date is a promise too, and a later notice takes its place', async ({ as, at, given, get }) => {
  const { c, d } = await shipped(given, '再延客户');
  const desk = as('service_desk');
  const first = await desk.create(delayNotice, { delivery: d.id, customer: c.id, ...known, ...told });
  await at('2026-11-23T09:00+08:00');
  const second = await desk.create(delayNotice, { delivery: d.id, customer: c.id, ...known, ...told, newDate: '2026-11-26' });
  expect((await get(delayNotice, first)).record).toMatchObject({ state: 'superseded' });
  expect((await get(delivery, d)).record).toMatchObject({ state: 'delayed', expectedArrival: '2026-11-26' });
  await at('2026-11-27T09:00+08:00');
  const promise = async (n: { id: string }) => (await desk.commitments(delayNotice, n)).map((p) => p.outcome);
  expect([await promise(first), await promise(second)]).toEqual([['released'], ['breached']]);
});

story('a delay that is known before packing is told, and the work goes on from there', async ({ as, given, refused }) => {
  const { c, ready } = await promised(given, '早知客户');
  const [warehouse, logistics] = [as('warehouse'), as('logistics')];
  const d = await warehouse.create(delivery, ready);
  const delay = () => given(delayNotice, { delivery: d.id, customer: c.id, ...known, ...told });
  await delay();
  await refused(logistics.take(delivery, 'arrive', d), 'shipped');
  await refused(
    logistics.take(delivery, 'tell_progress', d, { progress: '未发', expectedArrival: '2026-11-24', toldHow: '电话' }),
    'shipped',
  );
  await refused(logistics.take(delivery, 'ship', d, transport), 'documentsArchived');
  await refused(warehouse.take(delivery, 'complete_documents', d), 'packed');
  expect(await warehouse.take(delivery, 'pack', d, {})).toMatchObject({ state: 'packed' });
  await delay();
  await refused(warehouse.take(delivery, 'pack', d, {}), 'notYetPacked');
  expect(await warehouse.take(delivery, 'complete_documents', d)).toMatchObject({ state: 'documented' });
  await delay();
  expect(await logistics.take(delivery, 'ship', d, transport)).toMatchObject({ state: 'shipped' });
  await delay();
  await refused(logistics.take(delivery, 'ship', d, transport), 'notYetShipped');
  await refused(warehouse.take(delivery, 'complete_documents', d), 'notYetShipped');
  expect(await logistics.take(delivery, 'arrive', d)).toMatchObject({ state: 'arrived' });
  expect(await outcomes(as, d)).toEqual({ arrival: 'kept', delayNotice: 'kept' });
});

story('DEL-011: force majeure is told within four hours of being known', async ({ as, given, later, refused }) => {
  const { c, d } = await shipped(given, '台风客户');
  const [logistics, desk] = [as('logistics'), as('service_desk')];
  const storm = { delivery: d.id, customer: c.id, cause: 'force_majeure' as const, reason: '台风封航' };
  const n = await logistics.create(delayNotice, storm);
  expect(n).toMatchObject({ state: 'known', toldAt: null });
  await refused(desk.take(delayNotice, 'tell', n, { ...told, measures: '' }), '/measures');
  await refused(desk.take(delayNotice, 'tell', n, { ...told, newDate: '2026-11-15' }), '/newDate');
  await refused(as('production').take(delayNotice, 'tell', n, told), 'not-allowed');
  await later(hours(4));
  expect(await desk.take(delayNotice, 'tell', n, told)).toMatchObject({ state: 'told' });
  await refused(desk.take(delayNotice, 'tell', n, told), 'state');
  await refused(logistics.edit(delayNotice, n.id, { reason: '改写' }), 'state');
  const telling = async (one: { id: string }) =>
    (await desk.commitments(delayNotice, one)).find((p) => p.control === 'delay-notice.deadlines.telling');
  expect(await telling(n)).toMatchObject({ outcome: 'kept' });
  const forgotten = await logistics.create(delayNotice, storm);
  const ordinary = await logistics.create(delayNotice, { ...storm, cause: 'supplier' });
  await later(hours(5));
  expect(await telling(forgotten)).toMatchObject({ outcome: 'breached' });
  expect(await telling(ordinary)).toBeUndefined();
});

story('a notice is about goods of that customer which are still under way', async ({ as, asCustomer, given, get, refused }) => {
  const { c, d } = await shipped(given, '途中客户');
  const other = await given(customer, { name: '旁人' });
  const logistics = as('logistics');
  const untold = await logistics.create(delayNotice, { delivery: d.id, customer: c.id, ...known });
  await refused(logistics.create(delayNotice, { delivery: d.id, customer: other.id, ...known }), '/customer');
  await refused(
    logistics.create(delayNotice, { delivery: d.id, customer: c.id, ...known, ...told, newDate: '2026-11-15' }),
    '/newDate',
  );
  await refused(as('finance').create(delayNotice, { delivery: d.id, customer: c.id, ...known }), 'not-allowed');
  expect((await asCustomer(c.id).get(delayNotice, untold)).record).toMatchObject({ reason: '车辆故障' });
  await refused(asCustomer(other.id).get(delayNotice, untold), 'not-found');
  await logistics.take(delivery, 'arrive', d);
  expect((await get(delayNotice, untold)).record).toMatchObject({ state: 'superseded' });
  await refused(logistics.create(delayNotice, { delivery: d.id, customer: c.id, ...known }), '/delivery');
  const { c: back, d: returned } = await shipped(given, '退回客户');
  const gone = await logistics.create(delayNotice, { delivery: returned.id, customer: back.id, ...known, ...told });
  await logistics.take(delivery, 'take_back', returned, { reason: '改道退回' });
  expect((await get(delayNotice, gone)).record).toMatchObject({ state: 'superseded' });
});

story(
  'DEL-010: a delay can be told of an order before any of it is being prepared, and what is prepared later knows it',
  async ({ as, at, given, get, refused }) => {
    const { c, o, ready } = await promised(given, '未备货客户');
    const [desk, production, logistics] = [as('service_desk'), as('production'), as('logistics')];
    const late = { customer: c.id, cause: 'production' as const, reason: '铸件报废，重新投料' };
    await refused(production.create(delayNotice, late), '/delivery');
    const { o: other } = await promised(given, '另一未备货客户');
    await refused(production.create(delayNotice, { ...late, order: other.id }), '/customer');
    const open = await given(order, { customer: c.id, channel: 'shop', deliveryAddress: '南京', items: [item] });
    await refused(production.create(delayNotice, { ...late, order: open.id }), '/order');
    const n = await production.create(delayNotice, { ...late, order: o.id });
    expect(n).toMatchObject({ state: 'known', delivery: null, order: o.id });
    await desk.take(delayNotice, 'tell', n, { ...told, newDate: '2026-11-25' });
    const later = await desk.create(delayNotice, { ...late, ...told, order: o.id });
    expect((await get(delayNotice, n)).record).toMatchObject({ state: 'superseded' });

    const [d, second] = [await logistics.create(delivery, ready), await logistics.create(delivery, ready)];
    expect(d).toMatchObject({ state: 'delayed', expectedArrival: '2026-11-24', promisedDate: '2026-11-20' });
    await at('2026-11-23T09:00+08:00');
    expect(await outcomes(as, d)).toEqual({ arrival: 'breached', delayNotice: 'kept' });
    for (const one of [d, second]) {
      await given(delivery, { order: o.id, customer: c.id }); // another part, which comes back
      await as('warehouse').take(delivery, 'pack', one, {});
      await as('warehouse').take(delivery, 'complete_documents', one);
      await logistics.take(delivery, 'ship', one, transport);
    }
    await logistics.take(delivery, 'arrive', d);
    expect((await get(delayNotice, later)).record).toMatchObject({ state: 'told' });
    const rest = (await logistics.list(delivery, { filter: { order: o.id, state: 'delayed' } })).items;
    for (const part of rest) await logistics.take(delivery, 'take_back', part, { reason: '并入前一批' });
    await logistics.take(delivery, 'arrive', second);
    expect((await get(delayNotice, later)).record).toMatchObject({ state: 'met' });
  },
);
