import { expect } from 'vitest';
import { customer } from '#domain/accounts/customer/customer';
import { delivery } from '#domain/delivery/delivery/delivery';
import { order } from '#domain/orders/order/order';
import { firstWorkday } from '#kernel/run/clock/due';
import { systemActor } from '#kernel/run/tx';
import { story, type Teller } from '#testing/story';
import { returnVisit } from '../return-visit/return-visit.ts';
import { visitFile } from './visit-file.ts';

const HANDED_OVER = { signature: { name: '王工' }, damageFree: true, quantityRight: true, matchesOrder: true } as const;

/** A delivery that has arrived and waits for the signature. */
async function arrived({ given }: Teller, to: string) {
  const item = { productName: '输送机', specification: 'SSJ-650', quantity: '1' };
  const placed = await given(
    order,
    { customer: to, channel: 'shop', deliveryAddress: '苏州工业园区', items: [item] },
    ['audit'],
    ['confirm', { promisedDate: '2026-11-20', sentTo: 'wang@example.com', sentBy: 'email' }],
  );
  return given(
    delivery,
    {
      order: placed.id,
      customer: to,
      labels: [{ ...item, productionDate: '2026-11-01' }],
      hasManual: true,
      hasInspectionReport: true,
      hasOperationManual: true,
      hasWarrantyCard: true,
    },
    ['pack'],
    ['complete_documents'],
    ['ship', { mode: 'road', carrier: '德邦', trackingNumber: 'DB001', expectedArrival: '2026-11-18' }],
    ['arrive'],
  );
}

const visitsOf = async ({ list }: Teller, to: string) =>
  (await list(returnVisit, { filter: { customer: to }, sort: 'cadenceOn', limit: 100 })).items;
const fileOf = async ({ list }: Teller, to: string) => (await list(visitFile, { filter: { customer: to } })).items;

story('VOC-006: visits follow a signed delivery monthly, then quarterly, and stop with the customer', async (teller) => {
  const { as, given, at, company } = teller;
  const { id: to } = await given(customer, { name: '苏州恒力机械' });
  const goods = await arrived(teller, to);
  await at('2026-11-30T15:00+08:00');
  await as('service_desk').take(delivery, 'sign', goods, HANDED_OVER);
  const [file, ...more] = await fileOf(teller, to);
  expect(more).toEqual([]);
  expect(file).toMatchObject({
    delivery: goods.id,
    order: goods.order,
    handoverOn: '2026-11-30',
    nextVisitOn: '2026-12-30',
    visits: 0,
  });

  const months = [...Array(12).keys()].map((n) => n + 1).concat(15, 18, 21);
  const dates = months.map((month) => dateOf(2026, 11 + month, 30));
  for (const date of dates) await at(`${date}T08:00+08:00`);
  const visits = await visitsOf(teller, to);
  expect(visits.map((v) => v.cadenceOn)).toEqual(dates);
  expect(visits.map((v) => [v.purpose, v.method, v.delivery])).toEqual(dates.map(() => ['project', 'phone', goods.id]));
  const { calendar } = await company.world.kernel.config();
  expect(visits.map((v) => v.dueOn)).toEqual(dates.map((date) => firstWorkday(calendar, date)));
  // 30 January 2027 is a Saturday: the visit is owed by the close of Monday.
  const onSaturday = visits.find((v) => v.cadenceOn === '2027-01-30')!;
  expect(onSaturday.dueOn).toBe('2027-02-01');
  const [promise] = await as('service_desk').commitments(returnVisit, onSaturday);
  expect(promise).toMatchObject({
    control: 'return-visit.deadlines.visit',
    dueAt: '2027-02-01T10:00:00.000Z',
    outcome: 'breached',
  });
  // Nobody called: each visit was missed when the next one came.
  expect(visits.map((v) => v.state)).toEqual([...dates.slice(1).map(() => 'missed'), 'due']);

  await as('sales_manager').take(customer, 'terminate', to, { reason: '客户停产' });
  expect(await fileOf(teller, to)).toMatchObject([
    { state: 'ended', nextVisitOn: null, visits: 15, skipped: 0, reason: '客户停产' },
  ]);
  expect((await visitsOf(teller, to)).at(-1)).toMatchObject({ state: 'cancelled', reason: '客户停产' });
  await at('2029-03-01T08:00+08:00');
  expect(await visitsOf(teller, to)).toHaveLength(15);
});

const dateOf = (year: number, month: number, day: number): string => {
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1, Math.min(day, last))).toISOString().slice(0, 10);
};

story('a delivery of years ago opens one visit at most; the dates that were missed are counted', async (teller) => {
  const { given, at, company, get } = teller;
  const { id: to } = await given(customer, { name: '无锡旧客户' });
  const goods = await arrived(teller, to);
  const signedAt = Date.parse('2019-03-15T16:30:00Z'); // already the 16th in China
  const { kernel } = company.world;
  await kernel.write(
    systemActor,
    company.now,
    (tx) => tx.take(delivery, 'sign', [{ id: goods.id, evidence: HANDED_OVER, at: signedAt }]),
    { history: true },
  );
  const [file] = await fileOf(teller, to);
  expect(file).toMatchObject({ handoverOn: '2019-03-16', nextVisitOn: '2019-04-16', createdAt: '2019-03-15T16:30:00.000Z' });
  await at('2026-11-16T09:00+08:00');
  expect(await visitsOf(teller, to)).toEqual([]);
  // Months 1 to 12, then 15 to 90: all before today, the last one on 16 September.
  expect((await get(visitFile, file!)).record).toMatchObject({ nextVisitOn: '2026-12-16', visits: 0, skipped: 38 });
  await at('2026-12-16T09:00+08:00');
  expect(await visitsOf(teller, to)).toMatchObject([{ cadenceOn: '2026-12-16', state: 'due' }]);
});

story('a date missed by some days is made up for, and owed from that day on', async (teller) => {
  const { as, given, at, company } = teller;
  const { id: to } = await given(customer, { name: '镇江停机一周' });
  await as('service_manager').create(visitFile, { customer: to, handoverOn: '2026-10-20' });
  await at('2026-11-28T08:00+08:00'); // a Saturday, eight days late
  const [visit] = await visitsOf(teller, to);
  expect(visit).toMatchObject({ cadenceOn: '2026-11-20', dueOn: '2026-11-30', state: 'due' });
  expect(await fileOf(teller, to)).toMatchObject([
    { nextVisitOn: '2026-12-20', lastVisitOn: '2026-11-20', visits: 1, skipped: 0 },
  ]);
  // Whoever owes it hears of it when the next working day opens.
  await at('2026-11-30T09:30+08:00');
  const { rows: news } = await company.world.db.owner.query(
    `select kind, role, to_char(at at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') as at from notification where record_id = $1`,
    [visit!.id],
  );
  expect(news).toEqual([{ kind: 'due_soon', role: 'service_desk', at: '2026-11-30 09:30' }]);
});

story('a batch of signatures opens a file for each delivery, and a second signature none', async (teller) => {
  const { given, company } = teller;
  const { id: to } = await given(customer, { name: '常州批量客户' });
  const goods = [await arrived(teller, to), await arrived(teller, to), await arrived(teller, to)];
  const { kernel, db } = company.world;
  const sign = (history: boolean) =>
    kernel.write(
      systemActor,
      company.now,
      (tx) =>
        tx.take(
          delivery,
          'sign',
          goods.map(({ id }) => ({ id, evidence: HANDED_OVER })),
        ),
      { history },
    );
  await sign(false);
  expect(new Set((await fileOf(teller, to)).map((f) => f.delivery))).toEqual(new Set(goods.map((g) => g.id)));
  await sign(true);
  expect(await fileOf(teller, to)).toHaveLength(3);
  await expect(db.owner.query('update visit_file set delivery = $1 where customer = $2', [goods[0]!.id, to])).rejects.toThrow(
    /visit_file_delivery_idx/,
  );
});

story('only the service manager ends the visits of a file, with a reason, and may resume them', async (teller) => {
  const { as, given, at, refused } = teller;
  const { id: to } = await given(customer, { name: '南京项目' });
  const early = { customer: to, handoverOn: '2026-10-20', nextVisitOn: '2099-01-01' };
  await refused(as('service_desk').create(visitFile, early), '/nextVisitOn');
  const made = await as('service_desk').create(visitFile, { customer: to, handoverOn: '2026-10-20' });
  expect(made).toMatchObject({ nextVisitOn: '2026-11-20', version: 2 });
  await refused(as('service_desk').create(visitFile, { customer: to, handoverOn: '2026-11-17' }), '/handoverOn');
  await refused(as('service_desk').edit(visitFile, made, { nextVisitOn: '2027-01-01' }), 'state');
  await refused(as('market').take(visitFile, 'end', made, { reason: '不想打电话' }), 'not-allowed');
  await at('2026-11-20T08:00+08:00');
  const [visit] = await visitsOf(teller, to);
  await refused(as('service_manager').take(visitFile, 'end', made), '/reason');
  await as('service_manager').take(visitFile, 'end', made, { reason: '设备已拆除' });
  expect((await teller.get(returnVisit, visit!)).record).toMatchObject({ state: 'cancelled', reason: '设备已拆除' });
  await at('2027-03-01T08:00+08:00');
  expect(await as('service_manager').take(visitFile, 'resume', made, { reason: '设备重新启用' })).toMatchObject({
    nextVisitOn: '2027-03-20',
    skipped: 0,
    reason: null,
  });
  await refused(as('warehouse').get(visitFile, made), 'not-found');
});

story('VOC-006 VOC-009: one customer with several projects is called once for all of them', async (teller) => {
  const { as, given, at, company, get } = teller;
  const { id: to } = await given(customer, { name: '徐州多项目客户' });
  const manager = as('service_manager');
  const open = (handoverOn: string) => manager.create(visitFile, { customer: to, handoverOn });
  const covered = async (visit: { id: string }) => {
    const { visitFile: first, together } = (await get(returnVisit, visit)).record;
    return [first, ...together.map((t) => t.visitFile)];
  };
  const [first, second, third] = [await open('2026-10-20'), await open('2026-10-20'), await open('2026-10-21')];
  await at('2026-11-20T08:00+08:00'); // a Friday
  const [friday, ...more] = await visitsOf(teller, to);
  expect(more).toEqual([]);
  expect(await covered(friday!)).toEqual([first.id, second.id]);
  // The third comes on Saturday, when Friday's call is overdue: it is missed, and Monday's stands for all three.
  await at('2026-11-21T08:00+08:00');
  const [missed, monday] = await visitsOf(teller, to);
  expect([missed!.state, monday!.state, monday!.dueOn]).toEqual(['missed', 'due', '2026-11-23']);
  expect(new Set(await covered(monday!))).toEqual(new Set([first.id, second.id, third.id]));
  // A fourth joins while there is time.
  const fourth = await open('2026-10-22');
  await at('2026-11-22T08:00+08:00');
  expect(await visitsOf(teller, to)).toHaveLength(2);
  expect(await covered(monday!)).toContain(fourth.id);
  expect(await fileOf(teller, to)).toMatchObject([{ visits: 1 }, { visits: 1 }, { visits: 1 }, { visits: 1 }]);
  // It is called off only when none of its projects is visited any more.
  for (const file of [first, second, third]) await manager.take(visitFile, 'end', file, { reason: '设备已拆除' });
  expect((await get(returnVisit, monday!)).record.state).toBe('due');
  await manager.take(visitFile, 'end', fourth, { reason: '设备已拆除' });
  expect((await get(returnVisit, monday!)).record).toMatchObject({ state: 'cancelled', reason: '设备已拆除' });
  expect(company.faults).toEqual([]);
});

story('the first tick after deliveries were brought over opens one visit for each customer', async (teller) => {
  const { given, at, company, get } = teller;
  const { id: to } = await given(customer, { name: '盐城批量导入' });
  const goods = [await arrived(teller, to), await arrived(teller, to), await arrived(teller, to)];
  const { kernel } = company.world;
  const signedAt = ['2025-08-08T10:00+08:00', '2026-09-10T10:00+08:00', '2026-10-12T10:00+08:00'];
  await kernel.write(
    systemActor,
    company.now,
    (tx) =>
      tx.take(
        delivery,
        'sign',
        goods.map(({ id }, i) => ({ id, evidence: HANDED_OVER, at: Date.parse(signedAt[i]!) })),
      ),
    { history: true },
  );
  await at('2026-11-16T09:00+08:00');
  const visits = await visitsOf(teller, to);
  expect(visits).toHaveLength(1);
  const { together } = (await get(returnVisit, visits[0]!)).record;
  expect(together.map((t) => t.cadenceOn)).toEqual(['2026-11-10', '2026-11-12']);
});
