import { expect } from 'vitest';
import { customer } from '#domain/accounts/customer/customer';
import { order } from '#domain/orders/order/order';
import { setting } from '#domain/org/setting/setting';
import { workingDays } from '#kernel/declare/span';
import { story, type Teller } from '#testing/story';
import { delivery } from '../delivery/delivery.ts';
import { rating } from './rating.ts';

const item = { productName: '阀门', specification: 'DN50', quantity: '4' };
const documents = { hasManual: true, hasInspectionReport: true, hasOperationManual: true, hasWarrantyCard: true };
const transport = { mode: 'express' as const, carrier: '顺丰', trackingNumber: 'SF1', expectedArrival: '2026-11-19' };

async function shipped(given: Teller['given'], name: string) {
  const c = await given(customer, { name });
  const confirmation = { promisedDate: '2026-11-20', sentTo: '陈', sentBy: 'wechat' as const };
  const o = await given(
    order,
    { customer: c.id, channel: 'shop', deliveryAddress: '南京', items: [item] },
    ['audit'],
    ['confirm', confirmation],
  );
  const ready = { order: o.id, customer: c.id, labels: [{ ...item, productionDate: '2026-11-01' }], ...documents };
  const d = await given(delivery, ready, ['pack', {}], ['complete_documents'], ['ship', transport]);
  return { c, o, d, ids: { delivery: d.id, order: o.id, customer: c.id } };
}

story(
  'DEL-019: a good rating is a rating; a low one obliges the company to improve',
  async ({ as, asCustomer, given, later, refused }) => {
    const { c, d, ids } = await shipped(given, '评价客户');
    const [contact, desk, manager] = [asCustomer(c.id), as('service_desk'), as('service_manager')];
    await refused(contact.create(rating, { ...ids, service: 5, product: 5 }), '/delivery');
    await desk.take(delivery, 'arrive', d);
    const good = await contact.create(rating, { ...ids, service: 5, product: 3, words: '不错' });
    expect(good).toMatchObject({ state: 'given', number: expect.stringMatching(/^PJ-2026-\d{5}$/) });
    const low = await desk.create(rating, { ...ids, service: 2, product: 5, words: '送货态度差' });
    expect(low).toMatchObject({ state: 'improvement_wanted', version: 2 });
    await refused(manager.take(rating, 'improve', good, { improvement: '培训送货人员的服务礼仪' }), 'state');
    await refused(manager.take(rating, 'improve', low, { improvement: '改' }), '/improvement');
    await refused(desk.take(rating, 'improve', low, { improvement: '培训送货人员的服务礼仪' }), 'not-allowed');
    await later(workingDays(5));
    expect(await manager.take(rating, 'improve', low, { improvement: '培训送货人员的服务礼仪' })).toMatchObject({
      state: 'improved',
    });
    expect((await manager.commitments(rating, low)).map((p) => [p.control, p.outcome, p.debtor.role])).toEqual([
      ['rating.deadlines.improvement', 'kept', 'service_manager'],
    ]);
    await refused(desk.take(rating, 'want_improvement', good), 'not-allowed');
    expect(await manager.take(rating, 'want_improvement', good)).toMatchObject({ state: 'improvement_wanted' });
    await later(workingDays(6));
    expect((await manager.commitments(rating, good)).map((p) => p.outcome)).toEqual(['breached']);
  },
);

story('what counts as low is a setting', async ({ as, given }) => {
  const { d, ids } = await shipped(given, '阈值客户');
  const desk = as('service_desk');
  await desk.take(delivery, 'arrive', d);
  expect(await desk.create(rating, { ...ids, service: 3, product: 4 })).toMatchObject({ state: 'given' });
  await as('general_manager').create(setting, {
    key: 'rating.low',
    value: 3,
    effectiveFrom: '2026-11-16T00:00:00Z',
    reason: '提高要求',
  });
  expect(await desk.create(rating, { ...ids, service: 3, product: 4 })).toMatchObject({ state: 'improvement_wanted' });
});

story('a customer rates its own goods, on a scale of one to five', async ({ as, asCustomer, given, refused }) => {
  const { c, d, ids } = await shipped(given, '自评客户');
  const other = await shipped(given, '他评客户');
  const [contact, desk] = [asCustomer(c.id), as('service_desk')];
  await desk.take(delivery, 'arrive', d);
  await refused(contact.create(rating, { ...ids, service: 0, product: 5 }), '/service');
  await refused(contact.create(rating, { ...ids, service: 5, product: 6 }), '/product');
  await refused(asCustomer(other.c.id).create(rating, { ...ids, customer: other.c.id, service: 5, product: 5 }), '/delivery');
  await refused(desk.create(rating, { ...ids, order: other.o.id, service: 5, product: 5 }), '/order');
  await refused(desk.create(rating, { ...ids, customer: other.c.id, service: 5, product: 5 }), '/customer');
  await refused(
    contact.create(rating, { ...ids, service: 1, product: 1, improvement: '公司已经全面改进了服务' }),
    '/improvement',
  );
  await refused(as('sales').create(rating, { ...ids, service: 5, product: 5 }), 'not-allowed');
  const mine = await contact.create(rating, { ...ids, service: 4, product: 4 });
  await refused(asCustomer(other.c.id).get(rating, mine), 'not-found');
});
