import { expect } from 'vitest';
import { customer } from '#domain/accounts/customer/customer';
import { department } from '#domain/org/department/department';
import { story, type Teller } from '#testing/story';
import { visitAction } from '../visit-action/visit-action.ts';
import { nearbyDays } from '../visit-file/visit-file.settings.ts';
import { visitCalendar } from './return-visit.queries.ts';
import { returnVisit } from './return-visit.ts';

const ANSWERS = {
  method: 'phone',
  contactName: '王工',
  function: 5,
  performance: 4,
  quality: 4,
  service: 5,
  satisfied: true,
  opinions: null,
  newNeeds: null,
} as const;

async function workshop({ given, as }: Teller) {
  const { id: to } = await given(customer, { name: '苏州恒力机械' });
  const { id: place } = await given(department, { name: '装配车间' });
  return { to, place, fitter: as('production', { name: '小李', department: place }) };
}

story('VOC-009 VOC-011: what a customer says is acted on, told back, and only then is the visit closed', async (teller) => {
  const { as, given, refused, get, list } = teller;
  const { to, place, fitter } = await workshop(teller);
  const desk = as('service_desk');
  const visit = await given(returnVisit, { customer: to, purpose: 'project', dueOn: '2026-11-18' });
  await refused(desk.take(returnVisit, 'close', visit), 'state');
  await refused(desk.take(returnVisit, 'record', visit, { ...ANSWERS, satisfied: false }), '/reason');
  const made = await desk.take(returnVisit, 'record', visit, {
    ...ANSWERS,
    satisfied: false,
    quality: 2,
    opinions: '运行有异响',
    reason: '异响',
  });
  expect(made).toMatchObject({ state: 'made', visitedAt: '2026-11-16T01:00:00.000Z', quality: 2, satisfied: false });
  await refused(desk.take(returnVisit, 'close', visit), 'dissatisfactionActedOn');

  const action = { what: '更换轴承', department: place, owner: await fitter.id(), due: '2026-11-20' };
  await refused(desk.take(returnVisit, 'raise_action', visit, { ...action, owner: place }), '/owner');
  expect(await desk.take(returnVisit, 'raise_action', visit, action)).toMatchObject({ state: 'acting' });
  const [raised] = (await list(visitAction, { filter: { returnVisit: visit.id } })).items;
  expect(raised).toMatchObject({ ...action, customer: to, state: 'open' });
  const [promise] = await desk.commitments(visitAction, raised!);
  expect(promise).toMatchObject({ control: 'visit-action.deadlines.action', dueAt: '2026-11-20T15:59:59.999Z', outcome: 'open' });

  const { can } = await desk.get(returnVisit, visit);
  expect(can.close.because.map((b) => b.rule)).toEqual(['noActionOpen', 'customerTold', 'satisfactionKnown']);
  await fitter.take(visitAction, 'finish', raised!, { result: '轴承已更换，试机两小时' });
  await refused(desk.take(returnVisit, 'close', visit), 'customerTold');
  await refused(fitter.take(visitAction, 'feed_back', raised!, { told: '已更换', satisfied: true }), 'not-allowed');
  await desk.take(visitAction, 'feed_back', raised!, { told: '轴承已更换', satisfied: true });
  expect(await desk.take(returnVisit, 'close', visit)).toMatchObject({ state: 'closed' });
  expect((await get(visitAction, raised!)).record).toMatchObject({
    state: 'fed_back',
    satisfied: true,
    customerToldAt: '2026-11-16T01:00:00.000Z',
  });
});

story('VOC-012: people see the visits that concern them, and customers their own', async (teller) => {
  const { as, asCustomer, given, refused } = teller;
  const { to, place, fitter } = await workshop(teller);
  const seller = as('sales', { name: '小王' });
  const theirs = await seller.create(customer, { name: '小王的客户' });
  const other = await given(returnVisit, { customer: to, purpose: 'plan', dueOn: '2026-11-18' });
  const sales = await seller.create(returnVisit, { customer: theirs.id, purpose: 'sales', dueOn: '2026-11-19' });
  await refused(seller.get(returnVisit, other), 'not-found');
  expect((await seller.list(returnVisit)).items.map((v) => v.id)).toEqual([sales.id]);
  await refused(fitter.get(returnVisit, other), 'not-found');
  await given(
    returnVisit,
    { customer: to, purpose: 'project', dueOn: '2026-11-18' },
    ['record', ANSWERS],
    ['raise_action', { what: '上门查看', department: place, owner: await fitter.id(), due: '2026-11-20' }],
  );
  expect((await fitter.list(returnVisit)).items).toHaveLength(1);
  expect((await asCustomer(to).list(returnVisit)).items).toHaveLength(2);
  await refused(asCustomer(to).get(returnVisit, sales), 'not-found');
  await refused(asCustomer(to).create(returnVisit, { customer: to, purpose: 'plan', dueOn: '2026-11-18' }), 'not-allowed');
  await refused(
    as('market').create(returnVisit, { customer: to, purpose: 'plan', dueOn: '2026-11-18', satisfied: true, quality: 5 }),
    '/satisfied',
  );
});

story(
  'visits of one customer that lie near each other are seen together and can be merged',
  async ({ as, given, get, company, refused }) => {
    const [first, second] = [await given(customer, { name: '常州甲' }), await given(customer, { name: '常州乙' })];
    const planned = (to: string, purpose: 'plan' | 'project' | 'sales', dueOn: string) =>
      given(returnVisit, { customer: to, purpose, dueOn });
    const [plan, project, later] = [
      await planned(first.id, 'plan', '2026-11-20'),
      await planned(first.id, 'project', '2026-11-25'),
      await planned(first.id, 'sales', '2026-12-20'),
    ];
    const others = await planned(second.id, 'plan', '2026-11-20');
    const calendar = () =>
      visitCalendar(company.world.db.pool, {
        from: '2026-11-01',
        to: '2026-12-31',
        customer: first.id,
        withinDays: nearbyDays.default,
      });
    expect((await calendar()).map((v) => [v.id, v.customerName, v.dueOn, v.near])).toEqual([
      [plan.id, '常州甲', '2026-11-20', [project.id]],
      [project.id, '常州甲', '2026-11-25', [plan.id]],
      [later.id, '常州甲', '2026-12-20', []],
    ]);
    const all = await visitCalendar(company.world.db.pool, {
      from: '2026-11-20',
      to: '2026-11-20',
      customer: null,
      withinDays: nearbyDays.default,
    });
    expect(new Set(all.map((v) => v.id))).toEqual(new Set([...all.map((v) => v.id), plan.id, others.id]));
    await refused(as('market').take(returnVisit, 'cancel', plan, { reason: '合并', mergedInto: plan.id }), '/mergedInto');
    await as('market').take(returnVisit, 'cancel', plan, { reason: '与项目回访合并', mergedInto: project.id });
    expect((await calendar()).map((v) => [v.id, v.near])).toEqual([
      [project.id, []],
      [later.id, []],
    ]);
    expect((await get(returnVisit, plan)).record).toMatchObject({ state: 'cancelled', mergedInto: project.id });
  },
);

story('a visit that was missed can still be made, and one without an answer is asked again', async (teller) => {
  const { as, given, refused, get, list } = teller;
  const { to } = await workshop(teller);
  const desk = as('service_desk');
  const missed = await given(returnVisit, { customer: to, purpose: 'plan', dueOn: '2026-11-18' }, ['miss']);
  expect(await desk.take(returnVisit, 'record', missed, { ...ANSWERS, satisfied: null, opinions: '没接到人' })).toMatchObject({
    state: 'made',
    satisfied: null,
  });
  const again = await desk.take(returnVisit, 'record', missed, { ...ANSWERS, newNeeds: '想加一条线' });
  expect(again).toMatchObject({ state: 'made', satisfied: true, newNeeds: '想加一条线' });
  await desk.take(returnVisit, 'close', missed);
  await refused(desk.take(returnVisit, 'record', missed, ANSWERS), 'state');
  expect((await list(visitAction, { filter: { returnVisit: missed.id } })).items).toEqual([]);
  expect((await get(returnVisit, missed)).record.state).toBe('closed');
});

story('with the customer end the visits, but not those that see a complaint or a repair through', async (teller) => {
  const { as, given, get } = teller;
  const { to } = await workshop(teller);
  const visits = [];
  for (const purpose of ['plan', 'project', 'sales', 'repair', 'complaint'] as const)
    visits.push(await given(returnVisit, { customer: to, purpose, dueOn: '2026-11-18' }));
  await as('general_manager').take(customer, 'terminate', to, { reason: '合作终止' });
  const after = await Promise.all(visits.map((visit) => get(returnVisit, visit)));
  expect(after.map(({ record }) => record.state)).toEqual(['cancelled', 'cancelled', 'cancelled', 'due', 'due']);
  expect(after[0]!.record.reason).toBe('合作终止');
});

story(
  'VOC-012: whoever planned a visit may call it off; others’ visits are for those who schedule',
  async ({ as, given, refused }) => {
    const wang = as('sales', { name: '自己的小王' });
    const { id: to } = await wang.create(customer, { name: '小王走访的客户' });
    const fitter = as('after_sales');
    const reason = { reason: '客户停产检修' };
    const mine = await wang.create(returnVisit, { customer: to, purpose: 'sales', dueOn: '2026-11-20' });
    const theirs = await fitter.create(returnVisit, { customer: to, purpose: 'repair', dueOn: '2026-11-20' });
    await refused(wang.take(returnVisit, 'cancel', theirs, reason), 'not-allowed');
    await refused(fitter.take(returnVisit, 'cancel', mine, reason), 'not-allowed');
    expect(await wang.take(returnVisit, 'cancel', mine, reason)).toMatchObject({ state: 'cancelled' });
    expect(await fitter.take(returnVisit, 'cancel', theirs, reason)).toMatchObject({ state: 'cancelled' });
    const third = await given(returnVisit, { customer: to, purpose: 'sales', dueOn: '2026-11-20' });
    await as('sales_manager').take(returnVisit, 'cancel', third, reason);
  },
);
