import { afterAll, beforeAll, expect, test } from 'vitest';
import { customer } from '#domain/accounts/customer/customer';
import { order } from '#domain/orders/order/order';
import { type Company, openCompany } from '#testing/company';

let company: Company;
beforeAll(async () => {
  company = await openCompany(Date.parse('2026-11-16T09:00:00+08:00'));
});
afterAll(() => company.close());

test('one question finds records of every kind that one may see, and nothing else', async () => {
  const everybody = company.everybody();
  const hengli = await everybody.create(customer, { name: '苏州恒力机械' });
  const other = await everybody.create(customer, { name: '无锡精工' });
  const made = await everybody.create(order, { customer: hengli.id, channel: 'shop', externalNumber: '恒力-77' });
  const find = async (who: typeof everybody, q: string) =>
    (await who.send('GET', `/api/search?q=${encodeURIComponent(q)}`)).body.items;
  expect(await find(everybody, '恒力')).toEqual([
    { record: 'customer', items: [{ id: hengli.id, number: hengli.number, title: '苏州恒力机械', state: hengli.state }] },
    { record: 'order', items: [{ id: made.id, number: made.number, title: '恒力-77', state: 'placed' }] },
  ]);
  expect(await find(company.contact(other.id), '恒力')).toEqual([]);
  expect(await find(everybody, '没有这个词')).toEqual([]);
  expect((await everybody.send('GET', '/api/search?q=a')).status).toBe(422);
});
