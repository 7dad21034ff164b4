import { expect } from 'vitest';
import { customer } from '#domain/accounts/customer/customer';
import { setting } from '#domain/org/setting/setting';
import { hours } from '#kernel/declare/span';
import { story } from '#testing/story';
import { order } from './order.ts';

const item = { productName: '阀门', specification: 'DN50', quantity: '4', unitPrice: '250.00' };
const placed = { channel: 'sales_rep' as const, deliveryAddress: '南京', items: [item] };
const wish = { requestedBy: '采购王女士', reason: '项目取消', noticeGivenAt: '2026-11-16T09:00:00+08:00' };

story('ORD-007: notice in time costs nothing, short notice the set share of the order', async ({ as, given }) => {
  const c = await given(customer, { name: '南京泵业' });
  const desk = as('service_desk');
  const late = await given(order, { ...placed, customer: c.id, requestedDate: '2026-11-17' });
  // Nobody has set a rate yet: nothing is charged, and the order says why.
  expect(await desk.take(order, 'cancel', late, wish)).toMatchObject({
    noticeHours: 39,
    penalty: '0.00',
    penaltyBasis: 'rate_unset',
  });
  const rate = { key: 'order.penalty_rate', value: 5, effectiveFrom: '2026-11-16T00:00:00Z', reason: '合同约定' };
  await as('general_manager').create(setting, rate);
  const audited = await given(order, { ...placed, customer: c.id, requestedDate: '2026-11-17' }, ['audit']);
  expect(await desk.take(order, 'cancel', audited, wish)).toMatchObject({
    state: 'cancelled',
    noticeHours: 39,
    penalty: '50.00',
    penaltyBasis: 'charged',
  });
  const early = await given(order, { ...placed, customer: c.id, requestedDate: '2026-11-18' });
  expect(await desk.take(order, 'cancel', early, wish)).toMatchObject({
    noticeHours: 63,
    penalty: '0.00',
    penaltyBasis: 'notice_in_time',
  });
  const open = await given(order, { ...placed, customer: c.id }, ['ask_for_data', { missing: '地址', askedHow: '电话' }]);
  expect(await desk.take(order, 'cancel', open, wish)).toMatchObject({
    noticeHours: null,
    penalty: '0.00',
    penaltyBasis: 'no_requested_date',
  });
  const unpriced = await given(order, {
    ...placed,
    customer: c.id,
    requestedDate: '2026-11-17',
    items: [{ productName: '阀门' }],
  });
  expect(await desk.take(order, 'cancel', unpriced, wish)).toMatchObject({ penalty: '0.00', penaltyBasis: 'unpriced' });
  expect((await desk.commitments(order, audited)).map((p) => p.outcome)).not.toContain('open');
});

story('it is the notice that counts, not when it is entered', async ({ as, given, later, refused }) => {
  const c = await given(customer, { name: '芜湖水泥' });
  const desk = as('service_desk');
  const o = await given(order, { ...placed, customer: c.id, requestedDate: '2026-11-18' });
  await later(hours(20));
  await refused(desk.take(order, 'cancel', o, { ...wish, noticeGivenAt: '2026-11-16T08:59:59+08:00' }), '/noticeGivenAt');
  await refused(desk.take(order, 'cancel', o, { ...wish, noticeGivenAt: '2026-11-17T05:00:01+08:00' }), '/noticeGivenAt');
  expect(await desk.take(order, 'cancel', o, wish)).toMatchObject({ noticeHours: 63, penaltyBasis: 'notice_in_time' });
});

story('ORD-006: who asks and why is part of a cancellation, and it is final', async ({ as, given, refused }) => {
  const c = await given(customer, { name: '安庆石化' });
  const o = await given(order, { ...placed, customer: c.id });
  const desk = as('service_desk');
  await refused(desk.take(order, 'cancel', o), '/requestedBy');
  await refused(desk.take(order, 'cancel', o, { ...wish, reason: '' }), '/reason');
  await refused(as('logistics').take(order, 'cancel', o, wish), 'not-allowed');
  await desk.take(order, 'cancel', o, wish);
  await refused(desk.take(order, 'cancel', o, wish), 'state');
  await refused(desk.edit(order, o.id, { deliveryAddress: '别处' }), 'state');
  await refused(desk.take(order, 'audit', o), 'state');
});
