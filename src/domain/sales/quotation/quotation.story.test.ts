import { expect } from 'vitest';
import { customer } from '#domain/accounts/customer/customer';
import type { InputOf } from '#kernel/declare/record';
import { workingHours } from '#kernel/declare/span';
import { submitted } from '#testing/quotations';
import { approve, review, taskFor, tasksFor } from '#testing/reviews';
import { story, type Teller } from '#testing/story';
import { quotation } from './quotation.ts';

const reply = { repliedBy: '陈女士', repliedHow: '微信' };
const sent = { sentTo: '陈女士', sentBy: 'email' as const };

async function begun({ as }: Pick<Teller, 'as'>, name: string, more: InputOf<typeof quotation> = {}) {
  const author = as('sales', { name: '小林' });
  return { author, q: await submitted(author, name, more) };
}

const departments = ({ as }: Pick<Teller, 'as'>) =>
  [as('sales_manager', { name: '周经理' }), as('technical', { name: '李工' }), as('finance', { name: '王会计' })] as const;

const seatsOf = (q: object) =>
  Object.fromEntries(
    (q as { approvals: { review: { ballots: { seat: string; state: string }[] } } }).approvals.review.ballots.map((b) => [
      b.seat,
      b.state,
    ]),
  );

story(
  'SAL-020 SAL-021 SAL-022 SAL-023: a quotation needs three reviews, in any order, each with its points checked',
  async ({ as, get, refused }) => {
    const { author, q } = await begun({ as }, '三审客户');
    expect(q).toMatchObject({ state: 'in_review', netPrice: '3005.30', cost: '2254.00', profit: '751.30' });
    const [sales, technical, finance] = departments({ as });
    await refused(as('sales_manager').take(quotation, 'release', q), 'state');
    expect(await approve(finance, q)).toMatchObject({ state: 'in_review' });
    const mine = await taskFor(technical, q);
    expect(mine.checks.map((check) => check.name)).toEqual(['processSound', 'standardMet', 'indicatorsMet']);
    await refused(review(technical, mine, 'approve', { checks: ['processSound', 'standardMet'] }), '/checks/indicatorsMet');
    expect(await approve(technical, q)).toMatchObject({ state: 'in_review' });
    expect(await approve(sales, q)).toMatchObject({ state: 'approved' });
    expect(seatsOf((await get(quotation, q)).record)).toEqual({ sales: 'approved', technical: 'approved', finance: 'approved' });
    const owed = (await author.commitments(quotation, q)).map((p) => `${p.control} ${p.outcome}`);
    expect(owed.sort()).toEqual([
      'quotation.approvals.review.finance kept',
      'quotation.approvals.review.sales kept',
      'quotation.approvals.review.technical kept',
      'quotation.deadlines.offer open',
    ]);
    await author.take(quotation, 'rework', q, { reason: '漏了一项' });
    await refused(sales.take(quotation, 'release', q), 'state');
  },
);

story('SAL-024: important fee terms need the leader, and sales confirms at the end', async ({ as, get, refused }) => {
  const { author, q } = await begun({ as }, '重要条款客户', { importantTerms: '延期付款加收 0.05%/日' });
  const [sales, technical, finance] = departments({ as });
  const leader = as('general_manager');
  expect(await tasksFor(leader)).toEqual([]);
  for (const person of [sales, technical, finance]) await approve(person, q);
  expect(await get(quotation, q)).toMatchObject({ record: { state: 'in_review' } });
  expect(await approve(leader, q)).toMatchObject({ state: 'approved' });
  await refused(author.take(quotation, 'release', q), 'not-allowed');
  await refused(author.take(quotation, 'offer', q, sent), 'state');
  await sales.take(quotation, 'release', q);
  expect(await author.take(quotation, 'offer', q, sent)).toMatchObject({ state: 'offered', lapsesOn: '2027-01-01' });
});

story('SAL-016 SAL-025 SAL-046: the customer asks, wants a change, and the next revision is reviewed again', async (teller) => {
  const { as, at, get, refused } = teller;
  const { author, q } = await begun(teller, '改价客户');
  const [sales, technical, finance] = departments(teller);
  for (const person of [sales, technical, finance]) await approve(person, q);
  await sales.take(quotation, 'release', q);
  await author.take(quotation, 'offer', q, sent);
  await author.take(quotation, 'answer_question', q, { question: '含运费吗？', answer: '含。' });
  const draft = await author.take(quotation, 'want_change', q, { ...reply, wanted: '单价降到 295' });
  expect(draft).toMatchObject({ state: 'draft', revision: 1, number: q.number });
  expect(draft).toMatchObject({ approvals: { review: { outcome: 'lapsed' } } });
  const line = draft.items[0]!;
  const again = await author.edit(quotation, draft, { items: [{ ...line, unitPrice: '295' }] });
  expect(again).toMatchObject({ netPrice: '2950.00', profit: '696.00' });
  await author.take(quotation, 'submit', q);
  const task = await taskFor(finance, q);
  expect(task).toMatchObject({
    run: 2,
    differences: [{ path: '/items/0/unitPrice', before: '300.530000', after: '295.000000' }],
  });
  expect(task.frozen).not.toHaveProperty('processFlow');
  for (const person of [sales, technical, finance]) await approve(person, q);
  await sales.take(quotation, 'release', q);
  await author.take(quotation, 'offer', q, sent);
  expect(await author.take(quotation, 'accept', q, reply)).toMatchObject({ state: 'accepted' });
  const offers = (await author.commitments(quotation, q)).filter((p) => p.control === 'quotation.deadlines.offer');
  expect(offers.map((p) => p.outcome)).toEqual(['kept', 'kept']);
  const { q: other, author: slow } = await begun(teller, '迟复客户');
  for (const person of [sales, technical, finance]) await approve(person, other);
  await sales.take(quotation, 'release', other);
  await slow.take(quotation, 'offer', other, sent);
  await at('2027-01-01T00:00+08:00');
  expect((await get(quotation, other)).record).toMatchObject({ state: 'lapsed' });
  await refused(as('sales', { name: '小林' }).take(quotation, 'accept', other, reply), 'state');
});

story('SAL-015 SAL-019: costs are itemised, the market and the departments are heard first', async ({ as, refused }) => {
  const author = as('sales', { name: '小林' });
  const c = await author.create(customer, { name: '空白客户' });
  const q = await author.create(quotation, { customer: c.id, subject: '待定', channel: 'phone' });
  expect(q).toMatchObject({ cost: '0.00', netPrice: '0.00', marginPercent: null, markupPercent: null });
  const problem = await refused(author.take(quotation, 'submit', q), 'departmentsConsulted');
  expect((problem['because'] as { rule: string }[]).map((b) => b.rule)).toEqual([
    'hasItems',
    'costsItemised',
    'departmentsConsulted',
    'marketConsidered',
    'processDescribed',
    'conditionsGiven',
    'stillValid',
  ]);
  await refused(author.create(quotation, { customer: c.id, subject: '待定', channel: 'phone', cost: '1' }), '/cost');
});

story('SAL-028: a quotation is seen by those who make and review it', async ({ as, refused }) => {
  const { q } = await begun({ as }, '保密客户');
  await refused(as('sales', { name: '小赵' }).get(quotation, q), 'not-found');
  await refused(as('warehouse').get(quotation, q), 'not-found');
  await refused(as('service_desk').get(quotation, q), 'not-found');
});

story('a part that changes under review cancels exactly the signatures that cover it', async (teller) => {
  const { as, get } = teller;
  const { q } = await begun(teller, '改工时客户');
  const [sales, technical, finance] = departments(teller);
  for (const person of [technical, finance]) await approve(person, q);
  const open = await taskFor(sales, q);
  const seen = (await technical.get(quotation, q)).record;
  const labour = [{ ...seen.labour[0]!, hours: '9' }];
  const changed = await technical.edit(quotation, q.id, { labour });
  expect(changed).toMatchObject({ cost: '2392.00' });
  expect(seatsOf(changed)).toEqual({ sales: 'open', technical: 'open', finance: 'open' });
  expect(await taskFor(technical, q)).toMatchObject({
    again: { why: 'changed', parts: ['labour'] },
    differences: [{ path: '/labour/0/hours', before: '8.000000', after: '9.000000' }],
  });
  expect((await taskFor(sales, q)).id).toBe(open.id);
  for (const person of [technical, finance]) await approve(person, q);
  await as('sales', { name: '小林' }).edit(quotation, q.id, { processFlow: '铸造、机加工、试压、喷漆' });
  expect(seatsOf((await get(quotation, q)).record)).toEqual({ sales: 'open', technical: 'open', finance: 'approved' });
  expect(await approve(sales, q)).toMatchObject({ state: 'in_review' });
  expect(await approve(technical, q)).toMatchObject({ state: 'approved' });
});

story('what is decided late is late, and the manager hears of it', async (teller) => {
  const { later, company } = teller;
  const { q } = await begun(teller, '拖延客户');
  const [, technical] = departments(teller);
  await later(workingHours(9));
  expect(await taskFor(technical, q)).toMatchObject({ overdue: true });
  const { rows } = await company.world.db.owner.query<{ role: string }>(
    `select role from notification where record_id = $1 and kind = 'breached' order by role`,
    [q.id],
  );
  expect(rows.map((r) => r.role)).toEqual([
    'finance',
    'general_manager',
    'sales_manager',
    'sales_manager',
    'sales_manager',
    'technical',
  ]);
});
