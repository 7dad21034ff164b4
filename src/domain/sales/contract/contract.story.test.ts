import { expect } from 'vitest';
import { customer } from '#domain/accounts/customer/customer';
import { workingDays } from '#kernel/declare/span';
import { submitted } from '#testing/quotations';
import { approve, review, taskFor } from '#testing/reviews';
import { story, type Teller } from '#testing/story';
import { contractChange } from '../contract-change/contract-change.ts';
import { quotation } from '../quotation/quotation.ts';
import { contract } from './contract.ts';

const clauses = {
  obligations: '甲方按期付款，乙方按期交货。',
  deliveryDate: '2026-12-20',
  paymentMethod: '货到 30 天付款',
  qualityStandard: 'GB/T 12221，零泄漏',
  afterSales: '质保 24 个月，4 小时响应',
  items: [{ productName: '阀门', specification: 'DN50', quantity: '10', unit: '个', unitPrice: '300.53' }],
};
const signatures = { signedOn: '2026-11-18', signedBy: '周经理', customerSignedBy: '陈总' };

type Some = Pick<Teller, 'as'>;
const author = ({ as }: Some) => as('sales', { name: '小林' });
const manager = ({ as }: Some) => as('sales_manager', { name: '周经理' });
const lawyer = ({ as }: Some) => as('legal', { name: '郑法务' });
const accountant = ({ as }: Some) => as('finance', { name: '王会计' });

/** A contract on a quotation that the customer has accepted. */
async function drafted(teller: Some, name: string, more: object = {}) {
  const q = await submitted(author(teller), name);
  for (const person of [manager(teller), teller.as('technical', { name: '李工' }), accountant(teller)]) await approve(person, q);
  await manager(teller).take(quotation, 'release', q);
  await author(teller).take(quotation, 'offer', q, { sentTo: '陈女士', sentBy: 'email' });
  await author(teller).take(quotation, 'accept', q, { repliedBy: '陈女士', repliedHow: '微信' });
  return author(teller).create(contract, { customer: q.customer, quotation: q.id, subject: '阀门一批', ...clauses, ...more });
}

async function signed(teller: Some, name: string) {
  const c = await author(teller).take(contract, 'submit', await drafted(teller, name));
  for (const person of [lawyer(teller), accountant(teller), manager(teller)]) await approve(person, c);
  return manager(teller).take(contract, 'sign', c, signatures);
}

story('SAL-026 SAL-032: a contract rests on an accepted quotation and holds every required clause', async (teller) => {
  const { refused } = teller;
  const sales = author(teller);
  const own = await sales.create(customer, { name: '缺条款客户' });
  const bare = await sales.create(contract, { customer: own.id, subject: '待定' });
  const problem = await refused(sales.take(contract, 'submit', bare), 'quotationAccepted', '002.11 一.5');
  expect((problem['because'] as { rule: string }[]).map((b) => b.rule)).toEqual([
    'quotationAccepted',
    'obligationsStated',
    'productsSpecified',
    'deliveryDateStated',
    'paymentStated',
    'qualityStated',
    'afterSalesStated',
  ]);
  const whole = await drafted(teller, '齐条款客户');
  expect(whole).toMatchObject({ netTotal: '3005.30', tax: '390.69', grossTotal: '3395.99' });
  await refused(sales.create(contract, { customer: own.id, quotation: whole.quotation, subject: '张冠李戴' }), '/quotation');
  const line = whole.items[0]!;
  const unpriced = await sales.edit(contract, whole, { items: [{ ...line, unitPrice: '0' }] });
  await refused(sales.take(contract, 'submit', unpriced), 'quantitiesAndPricesStated', '004 三(三)1a');
});

story(
  'SAL-033 SAL-034: signed only when legal, finance and business found it lawful, reasonable and complete',
  async (teller) => {
    const { refused, get } = teller;
    const c = await author(teller).take(contract, 'submit', await drafted(teller, '评审客户'));
    await refused(manager(teller).take(contract, 'sign', c, signatures), 'state');
    const legal = await taskFor(lawyer(teller), c);
    expect(legal.checks.map((check) => check.name)).toEqual(['legality', 'reasonableness', 'completeness']);
    await refused(review(lawyer(teller), legal, 'approve', { checks: ['legality', 'completeness'] }), '/checks/reasonableness');
    await approve(lawyer(teller), c);
    await approve(accountant(teller), c);
    expect(await approve(manager(teller), c)).toMatchObject({ state: 'approved' });
    await refused(author(teller).take(contract, 'sign', c, signatures), 'not-allowed');
    const done = await manager(teller).take(contract, 'sign', c, signatures);
    expect(done).toMatchObject({ state: 'executing', ...signatures });
    await refused(author(teller).edit(contract, c.id, { paymentMethod: '预付' }), 'state', '004 三(三)3a');
    const delivery = (await author(teller).commitments(contract, c)).find((p) => p.control === 'contract.deadlines.delivery');
    expect(delivery).toMatchObject({ outcome: 'open', dueAt: '2026-12-20T15:59:59.999Z' });
    expect((await get(contract, c)).record).toMatchObject({ state: 'executing' });
  },
);

story('SAL-038: a change is in force when it is negotiated, reviewed, signed and filed', async (teller) => {
  const { refused, get } = teller;
  const sales = author(teller);
  const c = await signed(teller, '变更客户');
  const change = await sales.create(contractChange, {
    contract: c.id,
    subject: '延期交货',
    cause: '客户厂房未完工',
    deliveryDate: '2027-01-20',
    items: [{ productName: '阀门', specification: 'DN65', quantity: '10', unit: '个', unitPrice: '350' }],
  });
  await refused(sales.take(contractChange, 'submit', change), 'negotiated', '004 三(三)3a');
  const written = await sales.edit(contractChange, change, {
    negotiation: '11 月 17 日与陈总电话商定',
    agreement: '交货日期改为 1 月 20 日',
  });
  await sales.take(contractChange, 'submit', written);
  const filing = { ...signatures, filingNumber: 'BA-2026-007' };
  await refused(manager(teller).take(contractChange, 'file', change, filing), 'state');
  for (const person of [lawyer(teller), accountant(teller), manager(teller)]) await approve(person, change);
  expect((await get(contract, c)).record).toMatchObject({ deliveryDate: '2026-12-20', changes: 0 });
  expect(await manager(teller).take(contractChange, 'file', change, filing)).toMatchObject({ state: 'in_force' });
  expect((await get(contract, c)).record).toMatchObject({
    state: 'executing',
    deliveryDate: '2027-01-20',
    netTotal: '3500.00',
    changes: 1,
    items: [{ specification: 'DN65' }],
    approvals: { review: { outcome: 'approved' } },
  });
});

story('SAL-035 SAL-036 SAL-037 SAL-039 SAL-040: executed, reported, summed up, and kept in touch after', async (teller) => {
  const { later, refused } = teller;
  const sales = author(teller);
  const c = await signed(teller, '履行客户');
  await sales.take(contract, 'log_execution', c, { arranged: 'production', note: '已下达生产计划' });
  await sales.take(contract, 'report', c, { toldTo: '陈总', toldHow: '电话', progress: '完成 60%' });
  await sales.take(contract, 'note_problem', c, { problem: 'late_delivery', agreed: '分两批交货', superior: '周经理' });
  await refused(
    sales.take(contract, 'note_problem', c, { problem: 'late_delivery', agreed: '分两批交货', superior: '' }),
    '/superior',
  );
  await sales.take(contract, 'fulfil', c);
  await refused(sales.take(contract, 'close', c, { summary: '如期', evaluation: '' }), '/evaluation');
  await later(workingDays(11));
  expect(await sales.take(contract, 'close', c, { summary: '如期交付', evaluation: '客户满意' })).toMatchObject({
    state: 'closed',
  });
  await sales.take(contract, 'follow_up', c, { toldTo: '陈总', note: '询问运行情况' });
  const owed = (await sales.commitments(contract, c)).filter((p) => !p.control.includes('approvals'));
  expect(owed.map((p) => `${p.control} ${p.outcome}`).sort()).toEqual([
    'contract.deadlines.delivery kept',
    'contract.deadlines.summary breached',
  ]);
  const early = await signed(teller, '终止客户');
  await refused(sales.take(contract, 'terminate', early, { cause: '客户停业', formalities: '结清' }), 'not-allowed');
  expect(await manager(teller).take(contract, 'terminate', early, { cause: '客户停业', formalities: '结清货款' })).toMatchObject({
    state: 'terminated',
  });
});
