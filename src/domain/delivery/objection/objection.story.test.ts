import { expect } from 'vitest';
import { customer } from '#domain/accounts/customer/customer';
import { order } from '#domain/orders/order/order';
import { department } from '#domain/org/department/department';
import { workingHours } from '#kernel/declare/span';
import { story, type Teller } from '#testing/story';
import { delivery } from '../delivery/delivery.ts';
import { objection } from './objection.ts';

const item = { productName: '阀门', specification: 'DN50', quantity: '4' };
const documents = { hasManual: true, hasInspectionReport: true, hasOperationManual: true, hasWarrantyCard: true };
const transport = { mode: 'express' as const, carrier: '顺丰', trackingNumber: 'SF1', expectedArrival: '2026-11-19' };
const receipt = { signature: { name: '陈女士' }, damageFree: true, quantityRight: true, matchesOrder: true } as const;
const answer = { investigation: '外箱受潮', solution: '三日内补发', toldHow: '电话' };
const agreed = { agreedBy: '陈女士', customerAgrees: true } as const;

async function arrived(given: Teller['given'], name: string) {
  const c = await given(customer, { name });
  const confirmation = { promisedDate: '2026-11-20', sentTo: '陈', sentBy: 'wechat' as const };
  const o = await given(
    order,
    { customer: c.id, channel: 'shop', deliveryAddress: '南京', items: [item] },
    ['audit'],
    ['confirm', confirmation],
  );
  const ready = { order: o.id, customer: c.id, labels: [{ ...item, productionDate: '2026-11-01' }], ...documents };
  return { c, o, d: await given(delivery, ready, ['pack', {}], ['complete_documents'], ['ship', transport], ['arrive']) };
}

story(
  'DEL-013 DEL-017: an objection is sent to a department, investigated, answered until the customer agrees; then the goods are signed for',
  async ({ as, asCustomer, given, get, list, refused }) => {
    const { c, d } = await arrived(given, '异议客户');
    const [contact, desk] = [asCustomer(c.id), as('service_desk')];
    await refused(contact.take(delivery, 'object', d, { content: '坏', kind: 'damage' }), '/content');
    expect(await contact.take(delivery, 'object', d, { content: '两箱外包装破损', kind: 'damage' })).toMatchObject({
      state: 'objected',
    });
    await refused(contact.take(delivery, 'sign', d, receipt), 'state');
    const [raised] = (await contact.list(objection)).items;
    expect(raised).toMatchObject({
      state: 'raised',
      kind: 'damage',
      content: '两箱外包装破损',
      delivery: d.id,
      number: expect.stringMatching(/^YY-2026-\d{5}$/),
    });
    const n = raised!;
    await refused(desk.take(objection, 'answer', n, answer), 'state');
    await refused(desk.take(objection, 'assign', n), '/department');
    const quality = await given(department, { name: '质量部' });
    expect(await desk.take(objection, 'assign', n, { department: quality.id })).toMatchObject({
      state: 'investigating',
      department: quality.id,
    });
    await refused(contact.take(objection, 'answer', n, answer), 'not-allowed');
    await as('quality').take(objection, 'answer', n, answer);
    await contact.take(objection, 'reject_answer', n, { reason: '要整批更换' });
    await refused(contact.take(objection, 'settle', n, agreed), 'state');
    await desk.take(objection, 'answer', n, { ...answer, solution: '整批更换' });
    await refused(contact.take(objection, 'settle', n, { ...agreed, customerAgrees: false as never }), '/customerAgrees');
    expect(await contact.take(objection, 'settle', n, agreed)).toMatchObject({ state: 'settled', solution: '整批更换' });
    expect((await get(delivery, d)).record).toMatchObject({ state: 'arrived' });
    expect(await contact.take(delivery, 'sign', d, receipt)).toMatchObject({ state: 'signed' });
    expect((await desk.commitments(objection, n)).map((p) => p.outcome)).toEqual(['kept', 'kept']);
    expect((await list(objection, { filter: { delivery: d.id } })).items).toHaveLength(1);
  },
);

story(
  'each of several objections stands in the way, also when the last are settled at the same moment',
  async ({ as, given, get, list }) => {
    const { d } = await arrived(given, '多处异议客户');
    const desk = as('service_desk');
    for (const kind of ['quantity', 'mismatch', 'quality', 'damage', 'other'] as const)
      await desk.take(delivery, 'object', d, { content: `第 ${kind} 处不符`, kind });
    const { items } = await list(objection, { filter: { delivery: d.id } });
    const quality = await given(department, { name: '质量部' });
    for (const n of items) {
      await desk.take(objection, 'assign', n, { department: quality.id });
      await desk.take(objection, 'answer', n, answer);
    }
    await desk.take(objection, 'settle', items[0]!, agreed);
    expect((await get(delivery, d)).record).toMatchObject({ state: 'objected' });
    await Promise.all(items.slice(1).map((n) => desk.take(objection, 'settle', n, agreed)));
    expect((await get(delivery, d)).record).toMatchObject({ state: 'arrived' });
  },
);

story('an answer is owed within eight working hours, and again when it is not accepted', async ({ as, given, later, list }) => {
  const { d } = await arrived(given, '久等客户');
  const desk = as('service_desk');
  await desk.take(delivery, 'object', d, { content: '少了一箱', kind: 'quantity' });
  const [n] = (await list(objection, { filter: { delivery: d.id } })).items;
  const quality = await given(department, { name: '质量部' });
  await desk.take(objection, 'assign', n!, { department: quality.id });
  await later(workingHours(8));
  await desk.take(objection, 'answer', n!, answer);
  await desk.take(objection, 'reject_answer', n!, { reason: '没有说明' });
  await later(workingHours(8.1));
  expect((await desk.commitments(objection, n!)).map((p) => p.outcome).sort()).toEqual(['breached', 'kept']);
});

story('objections are raised on the delivery, and each customer sees its own', async ({ as, asCustomer, given, refused }) => {
  const { c, d } = await arrived(given, '自己的客户');
  const { c: other } = await arrived(given, '别的客户');
  const input = { delivery: d.id, customer: c.id, content: '直接新建', kind: 'other' as const };
  await refused(as('service_desk').create(objection, input), 'not-allowed');
  await refused(asCustomer(other.id).take(delivery, 'object', d, { content: '不是我的货', kind: 'other' }), 'not-found');
  await refused(as('finance').take(delivery, 'object', d, { content: '财务的异议', kind: 'other' }), 'not-allowed');
  await as('logistics').take(delivery, 'object', d, { content: '司机看到破损', kind: 'damage' });
  expect((await asCustomer(other.id).list(objection)).items).toEqual([]);
  expect((await asCustomer(c.id).list(objection)).items).toHaveLength(1);
});

story('what is objected to ends when the goods are taken back, and its clock with it', async ({ as, given, get, list }) => {
  const { d } = await arrived(given, '整批退回客户');
  const desk = as('service_desk');
  await desk.take(delivery, 'object', d, { content: '两箱外包装破损', kind: 'damage' });
  await desk.take(delivery, 'object', d, { content: '少了一箱', kind: 'quantity' });
  const [first] = (await list(objection, { filter: { delivery: d.id } })).items;
  const quality = await given(department, { name: '质量部' });
  await desk.take(objection, 'assign', first!, { department: quality.id });
  await as('logistics').take(delivery, 'take_back', d, { reason: '客户拒收，整批退回' });
  expect((await get(delivery, d)).record).toMatchObject({ state: 'returned' });
  const { items } = await list(objection, { filter: { delivery: d.id } });
  expect(items.map((n) => n.state)).toEqual(['overtaken', 'overtaken']);
  for (const n of items) expect((await desk.commitments(objection, n)).map((p) => p.outcome)).toEqual(['released']);
});
