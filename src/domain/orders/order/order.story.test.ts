import { expect } from 'vitest';
import { contact } from '#domain/accounts/contact/contact';
import { customer } from '#domain/accounts/customer/customer';
import { product } from '#domain/catalogue/product/product';
import { department } from '#domain/org/department/department';
import { hours, workingHours } from '#kernel/declare/span';
import { story } from '#testing/story';
import { order } from './order.ts';

const bearings = { productName: '深沟球轴承', specification: '6204-2RS', quantity: '100', unit: '套', unitPrice: '12.50' };
const whole = {
  channel: 'website' as const,
  deliveryAddress: '上海市浦东新区 1 号',
  requestedDate: '2026-12-01',
  items: [bearings],
};
const confirmation = { promisedDate: '2026-11-30', sentTo: 'chen@example.com', sentBy: 'email' as const };

story(
  'ORD-001 ORD-002 ORD-003 ORD-004 ORD-005 ORD-006: an incomplete order is completed with the customer, audited, confirmed in time, and then fixed',
  async ({ as, asCustomer, given, later, refused }) => {
    const c = await given(customer, { name: '苏州机电' });
    const desk = as('service_desk');
    const o = await desk.create(order, { customer: c.id, channel: 'shop', items: [{ productName: '轴承' }] });
    expect(o).toMatchObject({ state: 'placed', number: expect.stringMatching(/^SO-2026-\d{5}$/) });
    const gaps = await refused(desk.take(order, 'audit', o), 'itemsComplete');
    expect((gaps['because'] as { rule: string }[]).map((b) => b.rule)).toEqual(['itemsComplete', 'addressGiven']);
    await refused(desk.take(order, 'ask_for_data', o, { missing: '规格、数量、地址', askedHow: '' }), '/askedHow');
    await desk.take(order, 'ask_for_data', o, { missing: '规格、数量、地址', askedHow: '电话' });
    await refused(desk.take(order, 'audit', o), 'state');
    expect(
      await asCustomer(c.id).take(order, 'supply_data', o, { answer: '6204，100 套', deliveryAddress: '苏州市 2 号' }),
    ).toMatchObject({
      state: 'placed',
      deliveryAddress: '苏州市 2 号',
      requestedDate: null,
    });
    await desk.edit(order, o.id, { items: [bearings] });
    await desk.take(order, 'audit', o);
    await refused(desk.take(order, 'confirm', o), '/promisedDate');
    await later(hours(23));
    const confirmed = await desk.take(order, 'confirm', o, confirmation);
    expect(confirmed).toMatchObject({ ...confirmation, state: 'confirmed', confirmedAt: '2026-11-17T00:00:00.000Z' });
    await refused(desk.edit(order, confirmed, { logisticsWish: '空运' }), 'state');
    await refused(
      desk.take(order, 'cancel', o, { requestedBy: '陈', reason: '不要了', noticeGivenAt: '2026-11-17T00:00:00Z' }),
      'state',
    );
    const promises = (await desk.commitments(order, o)).map((p) => [p.control.split('.')[2], p.outcome, p.dueAt]);
    expect(promises).toEqual(
      expect.arrayContaining([
        ['confirmation', 'kept', '2026-11-17T01:00:00.000Z'],
        ['dataRequest', 'kept', expect.any(String)],
        ['delivery', 'open', '2026-11-30T15:59:59.999Z'],
      ]),
    );
  },
);

story(
  'ORD-003: the 24 hours also run while the customer is asked; who hears of it climbs',
  async ({ as, given, later, company }) => {
    const c = await given(customer, { name: '徐州矿机' });
    const desk = as('service_desk');
    const o = await desk.create(order, { ...whole, customer: c.id });
    await later(workingHours(4));
    await desk.take(order, 'ask_for_data', o, { missing: '规格不清', askedHow: '电话' });
    const outcomes = async () =>
      Object.fromEntries((await desk.commitments(order, o)).map((p) => [p.control.split('.')[2], p.outcome]));
    expect(await outcomes()).toEqual({ confirmation: 'open', dataRequest: 'kept' });
    await later(hours(20));
    expect(await outcomes()).toMatchObject({ confirmation: 'breached' });
    await later(hours(24));
    const { rows } = await company.world.db.owner.query(
      'select role, kind from notification where record_id = $1 order by at, role',
      [o.id],
    );
    expect(rows.filter((n) => n.kind !== 'due_soon').map((n) => [n.role, n.kind])).toEqual([
      ['service_desk', 'breached'],
      ['service_manager', 'breached'],
      ['general_manager', 'still_overdue'],
      ['service_desk', 'still_overdue'],
    ]);
    expect(rows.filter((n) => n.kind === 'due_soon')).toContainEqual({ role: 'service_desk', kind: 'due_soon' });
    await desk.take(order, 'supply_data', o, { answer: '6204' });
    await desk.take(order, 'audit', o);
    await desk.take(order, 'confirm', o, confirmation);
    expect(await outcomes()).toMatchObject({ confirmation: 'breached', delivery: 'open' });
  },
);

story('an order that nobody looks at for four working hours is overdue', async ({ as, given, later }) => {
  const c = await given(customer, { name: '淮安农机' });
  const desk = as('service_desk');
  const o = await desk.create(order, { ...whole, customer: c.id });
  await later(workingHours(4.01));
  expect((await desk.commitments(order, o)).find((p) => p.control === 'order.deadlines.dataRequest')).toMatchObject({
    outcome: 'breached',
  });
});

story('what was changed after the audit is looked at again when it is confirmed', async ({ as, given, refused }) => {
  const c = await given(customer, { name: '镇江船厂' });
  const desk = as('service_desk');
  const o = await desk.create(order, { ...whole, customer: c.id });
  const audited = await desk.take(order, 'audit', o);
  const changed = await desk.edit(order, audited, { items: [{ ...bearings, specification: null }], deliveryAddress: null });
  const gaps = await refused(desk.take(order, 'confirm', o, confirmation), 'itemsComplete');
  expect((gaps['because'] as { rule: string }[]).map((b) => b.rule)).toEqual(['itemsComplete', 'addressGiven']);
  const emptied = await desk.edit(order, changed, { items: [], deliveryAddress: '镇江' });
  await refused(desk.take(order, 'confirm', o, confirmation), 'hasItems');
  await desk.edit(order, emptied, { items: [bearings] });
  await refused(desk.take(order, 'confirm', o, { ...confirmation, promisedDate: '2026-11-15' }), '/promisedDate');
  await refused(desk.take(order, 'confirm', o, { ...confirmation, sentTo: '' }), '/sentTo');
  expect(await desk.take(order, 'confirm', o, { ...confirmation, promisedDate: '2026-11-16' })).toMatchObject({
    state: 'confirmed',
  });
});

story('ORD-009: nothing is confirmed to a customer with whom cooperation is suspended', async ({ as, given, refused }) => {
  const file = { name: '连云港化工', phone: '0518-1000', businessScope: '化工', needs: '阀门' };
  const c = await given(customer, file);
  await given(contact, { customer: c.id, name: '顾工' });
  const o = await given(order, { ...whole, customer: c.id }, ['audit']);
  const [desk, manager] = [as('service_desk'), as('sales_manager')];
  await desk.take(customer, 'activate', c);
  await manager.take(customer, 'suspend', c, { reason: '长期欠款' });
  await refused(desk.take(order, 'confirm', o, confirmation), 'customerInGoodStanding');
  await manager.take(customer, 'resume', c, { reason: '已付清' });
  expect(await desk.take(order, 'confirm', o, confirmation)).toMatchObject({ state: 'confirmed' });
});

story('ORD-001: a customer orders for itself, and says only what is its own to say', async ({ asCustomer, given, refused }) => {
  const [c, other] = [await given(customer, { name: '宿迁玻璃' }), await given(customer, { name: '别家' })];
  const buyer = asCustomer(c.id);
  const { unitPrice: _, ...unpriced } = bearings;
  const o = await buyer.create(order, { ...whole, customer: c.id, items: [unpriced], externalNumber: 'PO-1' });
  expect(o).toMatchObject({ state: 'placed', customer: c.id, items: [{ productName: '深沟球轴承', unitPrice: null }] });
  await refused(buyer.create(order, { ...whole, customer: other.id, items: [unpriced] }), '/customer');
  await refused(buyer.create(order, { ...whole, customer: c.id }), '/items/0/unitPrice');
  const said = { customer: c.id, channel: 'shop', promisedDate: '2026-11-17', confirmedAt: '2026-11-16T01:00:00Z' } as const;
  const problem = await refused(buyer.create(order, said), '/promisedDate');
  expect((problem['errors'] as { pointer: string }[]).map((e) => e.pointer)).toEqual(['/promisedDate', '/confirmedAt']);
  await refused(buyer.create(order, { customer: c.id, channel: 'shop' }), '/channel');
  await refused(buyer.edit(order, o, { deliveryAddress: '改一下' }), 'not-allowed');
  await refused(
    buyer.take(order, 'cancel', o, { requestedBy: '我', reason: '不要了', noticeGivenAt: '2026-11-16T01:00:00Z' }),
    'not-allowed',
  );
  await refused(asCustomer(other.id).get(order, o), 'not-found');
  expect((await asCustomer(other.id).list(order)).items).toEqual([]);
});

story('an order takes over what the catalogue and the customer’s file say', async ({ as, given }) => {
  const p = await given(product, { code: 'ZC-6205', name: '深沟球轴承', specification: '6205', unit: '套' });
  const bare = await given(product, { code: 'ZC-0', name: '无规格', unit: '件' });
  const d = await given(department, { name: '华南销售部' });
  const wang = as('sales', { name: '华南小王', department: d.id });
  const c = await given(customer, { name: '广州电机', department: d.id, owner: await wang.id() });
  const o = await as('service_desk').create(order, {
    customer: c.id,
    channel: 'shop',
    items: [
      { product: p.id, quantity: '3' },
      { product: p.id, productName: '客户的叫法' },
      { product: bare.id },
      { productName: '手写' },
    ],
  });
  expect(o).toMatchObject({
    version: 2,
    owner: await wang.id(),
    department: d.id,
    items: [
      { productName: '深沟球轴承', specification: '6205', unit: '套', quantity: '3.000000' },
      { productName: '客户的叫法', specification: '6205', unit: '套' },
      { productName: '无规格', specification: null, unit: '件' },
      { productName: '手写', specification: null, unit: null },
    ],
  });
  expect((await wang.list(order)).items.map((i) => i.id)).toEqual([o.id]);
  const again = await as('service_desk').edit(order, o, { items: [{ product: p.id, quantity: '5' }] });
  expect(again).toMatchObject({ version: 4, items: [{ productName: '深沟球轴承', quantity: '5.000000' }] });
});

story('a salesperson keeps the order of a customer whom nobody looks after', async ({ as, given, refused }) => {
  const d = await given(department, { name: '华北销售部' });
  const li = as('sales', { name: '华北小李', department: d.id });
  const c = await li.create(customer, { name: '天津港务' });
  await as('sales_manager').edit(customer, c.id, { owner: null });
  const o = await li.create(order, { ...whole, channel: 'sales_rep', customer: c.id });
  expect(o).toMatchObject({ department: d.id });
  const zhang = as('sales', { name: '别处小张' });
  await refused(zhang.get(order, o), 'not-found');
  await refused(zhang.create(order, { ...whole, customer: c.id }), '/customer');
});

story('ORD-041: website, shop and representative go the same way', async ({ as, given }) => {
  const c = await given(customer, { name: '三处下单' });
  const desk = as('service_desk');
  for (const channel of ['website', 'shop', 'sales_rep'] as const) {
    const o = await desk.create(order, { ...whole, channel, customer: c.id });
    await desk.take(order, 'audit', o);
    await desk.take(order, 'confirm', o, confirmation);
    expect((await desk.journal(order, o)).map((e) => e.step)).toEqual(['confirm', 'audit', 'create']);
  }
});

story('an order that was brought over is not brought over twice', async ({ as, given, refused }) => {
  const c = await given(customer, { name: '导入客户' });
  const desk = as('service_desk');
  const imported = { ...whole, customer: c.id, source: 'erp', externalNumber: 'A-1' };
  await desk.create(order, imported);
  await refused(desk.create(order, imported), 'taken');
  await desk.create(order, { ...imported, source: 'shop' });
  const { source: _, ...own } = imported;
  await desk.create(order, own);
  expect(await desk.create(order, own)).toMatchObject({ externalNumber: 'A-1', source: null });
});

story(
  'what cannot be fulfilled is declared by the sales manager, with the reason that the customer was told',
  async ({ as, given, refused }) => {
    const c = await given(customer, { name: '停产品客户' });
    const o = await given(order, { ...whole, customer: c.id }, ['audit'], ['confirm', confirmation]);
    const why = { reason: '原料停产', toldHow: '电话' };
    await refused(as('service_desk').take(order, 'declare_unfulfillable', o, why), 'not-allowed');
    const manager = as('sales_manager');
    await refused(manager.take(order, 'declare_unfulfillable', o, { ...why, toldHow: '' }), '/toldHow');
    expect(await manager.take(order, 'declare_unfulfillable', o, why)).toMatchObject({ state: 'unfulfilled' });
    expect((await manager.commitments(order, o)).find((p) => p.control === 'order.deadlines.delivery')).toMatchObject({
      outcome: 'released',
    });
    await refused(manager.take(order, 'declare_unfulfillable', o, why), 'state');
    for (const step of ['dispatch', 'complete', 'prepare_again'] as const)
      await refused(manager.take(order, step, o), 'not-allowed');
  },
);
