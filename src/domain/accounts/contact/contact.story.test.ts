import { expect } from 'vitest';
import { systemActor } from '#kernel/run/tx';
import { story } from '#testing/story';
import { customer } from '../customer/customer.ts';
import { contact } from './contact.ts';

story('a customer has one primary contact: whoever was named last', async ({ as, given, get, list }) => {
  const desk = as('service_desk');
  const c = await given(customer, { name: '常州电机' });
  const chen = await desk.create(contact, { customer: c.id, name: '陈', primary: true });
  const wu = await desk.create(contact, { customer: c.id, name: '吴', primary: true });
  const primaries = async () => (await list(contact, { filter: { customer: c.id, primary: 'true' } })).items.map((p) => p.name);
  expect(await primaries()).toEqual(['吴']);
  await desk.edit(contact, chen.id, { primary: true });
  expect(await primaries()).toEqual(['陈']);
  expect((await get(contact, wu)).record).toMatchObject({ primary: false });
  await Promise.all([desk.edit(contact, chen.id, { primary: false }), desk.edit(contact, wu.id, { primary: false })]);
  const others = await Promise.all(['刘', '何', '郑', '冯'].map((name) => desk.create(contact, { customer: c.id, name })));
  await Promise.all(others.map((p) => desk.edit(contact, p, { primary: true })));
  expect(await primaries()).toHaveLength(1);
});

story('a batch that names two primary contacts keeps the last', async ({ given, list, company, now }) => {
  const c = await given(customer, { name: '无锡机床' });
  const { kernel } = company.world;
  const named = ['甲', '乙', '丙'].map((name) => ({ customer: c.id, name, primary: true }));
  await kernel.write(systemActor, now(), (tx) => tx.create(contact, named));
  expect((await list(contact, { filter: { customer: c.id, primary: 'true' } })).items.map((p) => p.name)).toEqual(['丙']);
});

story('ACC-040: personal data is for those who talk to the customer’s people', async ({ as, asCustomer, given, refused }) => {
  const [c, other] = [await given(customer, { name: '南通船舶' }), await given(customer, { name: '泰州船舶' })];
  const p = await given(contact, { customer: c.id, name: '孙工', mobile: '13911112222', email: 'sun@example.com' });
  await refused(as('logistics').get(contact, p), 'not-found');
  expect((await as('logistics').list(contact)).items).toEqual([]);
  expect((await as('service_desk').get(contact, p)).record).toMatchObject({ mobile: '13911112222' });
  const [listed] = (await as('service_desk').list(contact, { q: '1391111' })).items;
  expect(listed).toMatchObject({ name: '孙工' });
  expect(listed).not.toHaveProperty('mobile');
  expect((await asCustomer(c.id).get(contact, p)).record).toMatchObject({ email: 'sun@example.com' });
  await refused(asCustomer(other.id).get(contact, p), 'not-found');
});

story('whoever leaves is no longer the primary contact and loses the portal', async ({ as, given, refused }) => {
  const desk = as('service_desk');
  const c = await given(customer, { name: '扬州泵业' });
  const p = await given(contact, { customer: c.id, name: '周工', primary: true, portalAccess: 'company' });
  expect(await desk.take(contact, 'leave', p)).toMatchObject({ state: 'left', primary: false, portalAccess: 'none' });
  await refused(desk.edit(contact, p.id, { portalAccess: 'own' }), 'state');
  await refused(desk.take(contact, 'leave', p), 'state');
  await refused(as('logistics').take(contact, 'return', p), 'not-found');
  expect(await desk.take(contact, 'return', p)).toMatchObject({ state: 'active', portalAccess: 'none' });
});
