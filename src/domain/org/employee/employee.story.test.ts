import { expect } from 'vitest';
import { customer } from '#domain/accounts/customer/customer';
import { delivery } from '#domain/delivery/delivery/delivery';
import { order } from '#domain/orders/order/order';
import { complaint } from '#domain/voice/complaint/complaint';
import { measure } from '#domain/voice/measure/measure';
import { workingDays } from '#kernel/declare/span';
import { story } from '#testing/story';
import { department } from '../department/department.ts';
import { workingCalendar } from '../working-calendar/working-calendar.ts';
import { employee } from './employee.ts';

const item = { productName: '阀门', specification: 'DN50', quantity: '4' };
const placed = { channel: 'shop' as const, deliveryAddress: '南京', items: [item] };
const confirmation = { promisedDate: '2026-11-20', sentTo: '陈', sentBy: 'wechat' as const };
const said = {
  contactWay: '138',
  channel: 'hotline',
  statement: '漏水',
  severity: 'degraded',
  promiseGiven: '两日内答复',
} as const;

story('whoever leaves hands over first: what is open, and the promises with it, is a colleague’s', async (teller) => {
  const { as, given, refused, get } = teller;
  const { id: place } = await given(department, { name: '华东销售部' });
  const [wang, li, hr, boss] = [
    as('sales', { name: '小王', department: place }),
    as('sales', { name: '小李', department: place }),
    as('hr'),
    as('general_manager'),
  ];
  const [leaving, staying] = [await wang.id(), await li.id()];
  await given(department, { name: '华东二部', manager: leaving });
  const kept = await given(customer, { name: '小王的客户', owner: leaving });
  const o = await given(order, { ...placed, customer: kept.id, owner: leaving }, ['audit'], ['confirm', confirmation]);
  const d = await given(delivery, { order: o.id, customer: kept.id });
  const about = await given(complaint, { customer: kept.id, ...said }, ['form_team', { team: [leaving, await hr.id()] }]);
  const plan = { complaint: about.id, what: '上门致歉', department: place, owner: leaving, due: '2026-11-18' };
  const [owed, done] = [await given(measure, plan), await given(measure, plan, ['finish', { result: '已致歉' }])];

  await refused(hr.take(employee, 'leave', leaving), 'promisesHandedOver');
  const successor = { successor: staying, reason: '离职' };
  await refused(li.take(employee, 'hand_over', leaving, successor), 'not-allowed');
  await refused(hr.take(employee, 'hand_over', leaving, { ...successor, successor: leaving }), '/successor');
  await hr.take(employee, 'hand_over', leaving, successor);

  const now = [
    (await get(customer, kept)).record.owner,
    (await get(order, o)).record.owner,
    (await get(measure, owed)).record.owner,
    (await get(measure, done)).record.owner,
    (await get(complaint, about)).record.team,
  ];
  expect(now).toEqual([staying, staying, staying, leaving, [await hr.id(), staying]]);
  const [entry] = await boss.journal(order, o);
  expect(entry).toMatchObject({ step: 'edit', actor: 'system', body: { fields: { owner: [leaving, staying] } } });
  const [promise] = await boss.commitments(measure, owed);
  expect(promise).toMatchObject({ outcome: 'open', debtor: { employee: staying } });
  expect((await boss.journal(measure, owed))[0]).toMatchObject({
    body: { handed: [{ control: 'measure.deadlines.done', employee: staying }] },
  });
  expect((await li.list(delivery)).items.map((i) => i.id)).toEqual([d.id]);
  expect(await hr.take(employee, 'leave', leaving)).toMatchObject({ state: 'left' });
  await refused(hr.take(employee, 'hand_over', staying, { successor: leaving, reason: '试试' }), '/successor');
});

story(
  'nobody leaves while something is in their name, and a department with people is not closed',
  async ({ as, given, refused }) => {
    const { id: place } = await given(department, { name: '西北办事处' });
    const zhao = as('sales', { name: '小赵', department: place });
    await given(customer, { name: '兰州石化', owner: await zhao.id() });
    const [hr, admin] = [as('hr'), as('admin')];
    const problem = await refused(hr.take(employee, 'leave', await zhao.id()), 'handedOver');
    expect(JSON.stringify(problem)).toContain('customers 1');
    await refused(admin.take(department, 'close', place), 'nobodyWorksThere');
    await hr.take(employee, 'hand_over', await zhao.id(), { successor: await hr.id(), reason: '调岗' });
    await hr.take(employee, 'leave', await zhao.id());
    expect(await admin.take(department, 'close', place)).toMatchObject({ state: 'closed' });
  },
);

story('PLT-008: a site works by its own calendar: promises of its people and departments run on it', async (teller) => {
  const { as, given, refused, later } = teller;
  const day = [
    ['10:00', '14:00'],
    ['15:00', '19:00'],
  ] as const;
  const week = { 1: day, 2: day, 3: day, 4: day, 5: day, 6: [], 7: [] };
  const site = { timeZone: 'Asia/Urumqi', statutory: true, makeupShifts: day, week, standard: false, days: [] };
  const admin = as('admin');
  const standard = [
    ['09:00', '12:00'],
    ['13:00', '18:00'],
  ] as const;
  await admin.create(workingCalendar, {
    ...site,
    name: '总部',
    timeZone: 'Asia/Shanghai',
    standard: true,
    makeupShifts: standard as never,
    week: { 1: standard, 2: standard, 3: standard, 4: standard, 5: standard, 6: [], 7: [] } as never,
  });
  const own = await admin.create(workingCalendar, { ...site, name: '乌鲁木齐', week: week as never, makeupShifts: day as never });
  const west = await admin.create(department, { name: '新疆分公司', calendar: own.id });
  const below = await admin.create(department, { name: '新疆客服', parent: west.id });
  const east = await admin.create(department, { name: '总部客服' });
  const desk = as('service_desk');
  const dueIn = async (place: string | null) => {
    const c = await given(customer, { name: `客户 ${place}` });
    const o = await desk.create(order, { ...placed, customer: c.id, department: place });
    return (await desk.commitments(order, o)).find((p) => p.control.endsWith('dataRequest'))!.dueAt;
  };
  // Monday, nine in Beijing is seven in Urumqi, where four working hours end at two in the afternoon.
  expect([await dueIn(east.id), await dueIn(null)]).toEqual(['2026-11-16T06:00:00.000Z', '2026-11-16T06:00:00.000Z']);
  expect([await dueIn(west.id), await dueIn(below.id)]).toEqual(['2026-11-16T08:00:00.000Z', '2026-11-16T08:00:00.000Z']);
  await refused(admin.take(workingCalendar, 'retire', own), 'noDepartmentWorksByIt');
  await later(workingDays(1));
  await admin.edit(department, west, { calendar: null });
  expect(await dueIn(below.id)).toBe(await dueIn(east.id));
});
