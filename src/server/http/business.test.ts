import { expect } from 'vitest';
import { contact } from '#domain/accounts/contact/contact';
import { customer } from '#domain/accounts/customer/customer';
import { product } from '#domain/catalogue/product/product';
import { delivery } from '#domain/delivery/delivery/delivery';
import { rating } from '#domain/delivery/rating/rating';
import { breakdowns, kpi } from '#domain/governance/kpi/kpi';
import { order } from '#domain/orders/order/order';
import { department } from '#domain/org/department/department';
import { complaint } from '#domain/voice/complaint/complaint';
import { survey } from '#domain/voice/survey/survey';
import { surveyResponse } from '#domain/voice/survey-response/survey-response';
import { hours } from '#kernel/declare/span';
import { systemActor } from '#kernel/run/tx';
import { story, type Teller } from '#testing/story';

const item = { productName: '阀门', specification: 'DN50', quantity: '4' };
const documents = { hasManual: true, hasInspectionReport: true, hasOperationManual: true, hasWarrantyCard: true };
const transport = { mode: 'express' as const, carrier: '顺丰', trackingNumber: 'SF1', expectedArrival: '2026-11-19' };
const confirmation = { promisedDate: '2026-11-20', sentTo: '陈', sentBy: 'wechat' as const };

/** An order of a customer that a department looks after, on its way. */
async function business(given: Teller['given'], name: string, owner?: string, what: object = item) {
  const c = await given(customer, { name, ...(owner !== undefined && { department: owner }) });
  const o = await given(
    order,
    {
      customer: c.id,
      channel: 'shop',
      deliveryAddress: '南京',
      items: [what],
      ...(owner !== undefined && { department: owner }),
    },
    ['audit'],
    ['confirm', confirmation],
  );
  const ready = { order: o.id, customer: c.id, labels: [{ ...item, productionDate: '2026-11-01' }], ...documents };
  const d = await given(delivery, ready, ['pack', {}], ['complete_documents'], ['ship', transport]);
  return { c, o, d };
}

const complained = (c: { id: string }, o: { id: string }) => ({
  customer: c.id,
  order: o.id,
  channel: 'hotline' as const,
  statement: '收到的阀门漏水，要求尽快处理。',
  contactWay: '13800000000',
  severity: 'degraded' as const,
});

interface Link {
  record: string;
  id: string;
  parents: string[];
  promises: { control: string; dueAt: string | null; settledAt: string | null }[];
  can: Record<string, { allowed: boolean; because: { rule: string }[] }>;
}

story(
  'PLT-007: everything about a customer stands in one timeline, a page at a time',
  async ({ as, asCustomer, given, later }) => {
    const { c, o, d } = await business(given, '时间线客户');
    const other = await business(given, '别的客户');
    await later(hours(1));
    await given(contact, { customer: c.id, name: '陈工', mobile: '13912345678' });
    await given(complaint, complained(c, o));
    const desk = as('service_desk');
    const first = (await desk.send('GET', `/api/customers/${c.id}/timeline?limit=2`)).body;
    expect(first.items.map((e: Link) => e.record).sort()).toEqual(['complaint', 'contact']);
    const rest = (await desk.send('GET', `/api/customers/${c.id}/timeline?after=${first.next}`)).body;
    expect(rest.items.map((e: Link) => e.id).sort()).toEqual([o.id, d.id].sort());
    expect(rest.next).toBeNull();
    const orders = (await desk.send('GET', `/api/customers/${c.id}/timeline?kinds=order`)).body;
    expect(orders.items.map((e: Link) => e.id)).toEqual([o.id]);
    expect((await desk.send('GET', `/api/customers/${c.id}/timeline?kinds=employee`)).status).toBe(404);
    expect((await desk.send('GET', `/api/customers/${c.id}/timeline?after=x`)).status).toBe(422);

    // Whoever sees less finds less: the warehouse no people, a customer nobody else's, a salesperson of elsewhere nothing.
    const seen = async (who: ReturnType<typeof as>, id = c.id) => {
      const { status, body } = await who.send('GET', `/api/customers/${id}/timeline`);
      return status === 200 ? body.items.map((e: Link) => e.record) : status;
    };
    expect(await seen(as('warehouse'))).not.toContain('contact');
    expect(await seen(asCustomer(c.id))).toContain('order');
    expect(await seen(asCustomer(c.id), other.c.id)).toBe(404);
    expect(await seen(as('sales'))).toBe(404);
  },
);

story('from any record of a business the whole of it is seen, and whose turn it is', async ({ as, asCustomer, given }) => {
  const { c, o, d } = await business(given, '履约链客户');
  await business(given, '无关客户');
  const desk = as('service_desk');
  await desk.take(delivery, 'arrive', d);
  const r = await given(rating, { order: o.id, delivery: d.id, customer: c.id, service: 5, product: 5 });
  const k = await given(complaint, complained(c, o));
  const chain = async (who: ReturnType<typeof as>, path: string): Promise<Link[]> =>
    (await who.send('GET', `/api/${path}/journey`)).body.items;
  const all = [o.id, d.id, r.id, k.id].sort();
  for (const path of [`orders/${o.id}`, `deliveries/${d.id}`, `ratings/${r.id}`, `complaints/${k.id}`])
    expect((await chain(desk, path)).map(({ id }) => id).sort()).toEqual(all);
  const links = await chain(desk, `orders/${o.id}`);
  const of = (id: string) => links.find((link) => link.id === id)!;
  expect(of(d.id).parents).toEqual([o.id]);
  expect(of(r.id).parents.sort()).toEqual([d.id, o.id].sort());
  expect(of(d.id).promises.map(({ control }) => control)).toContain('delivery.deadlines.arrival');
  expect(of(k.id).can['form_team']!.because).toBeDefined();
  expect((await desk.send('GET', `/api/customers/${c.id}/journey`)).status).toBe(404); // a customer ties no business together

  // The customer does not see what is the company's own, and of others nothing.
  expect((await chain(asCustomer(c.id), `orders/${o.id}`)).map(({ id }) => id)).toContain(d.id);
  expect((await as('sales').send('GET', `/api/orders/${o.id}/journey`)).status).toBe(404);
});

story('figures broken down by department, product or customer add up to the whole', async ({ as, given, at, company }) => {
  const [east, west] = [await given(department, { name: '东区' }), await given(department, { name: '西区' })];
  const valve = await given(product, { code: 'V50', name: '蝶阀', unit: '台' });
  const a = await business(given, '甲客户', east.id, { ...item, product: valve.id });
  const b = await business(given, '乙客户', west.id);
  await business(given, '丙客户');
  await given(complaint, complained(a.c, a.o));
  const s = await given(survey, { title: '满意度', kind: 'nps', channel: 'online', startsOn: '2026-11-16', invited: 8 }, [
    'start',
  ]);
  for (const [whose, nps] of [
    [a, 10],
    [a, 3],
    [b, 9],
  ] as const)
    await given(surveyResponse, {
      survey: s.id,
      customer: whose.c.id,
      order: whose.o.id,
      answeredAt: '2026-11-16T10:00:00+08:00',
      nps,
      csat: nps > 5 ? 5 : 2,
    });
  await at('2026-11-18T09:00+08:00');
  const manager = as('general_manager');
  const ask = async (query: string, who = manager) => (await who.send('GET', `/api/kpi?${query}`)).body.items;
  for (const measure of Object.keys(kpi)) {
    const [whole] = await ask(`measure=${measure}`);
    for (const per of breakdowns) {
      const groups = await ask(`measure=${measure}&per=${per}`);
      const sum = (what: 'numerator' | 'denominator') => groups.reduce((n: number, g: never) => n + Number(g[what] ?? 0), 0);
      expect([measure, per, sum('denominator')]).toEqual([measure, per, whole.denominator]);
      expect([measure, per, sum('numerator')]).toEqual([measure, per, whole.numerator ?? 0]);
    }
  }
  const byDepartment = await ask('measure=order-confirmation&per=department');
  const ordersOf = new Map(byDepartment.map((g: { groupName: string; denominator: number }) => [g.groupName, g.denominator]));
  expect([ordersOf.get('东区'), ordersOf.get('西区'), ordersOf.has(null)]).toEqual([1, 1, true]);
  expect(await ask(`measure=order-confirmation&per=product&of=${valve.id}`)).toMatchObject([{ denominator: 1 }]);
  const behind = (await manager.send('GET', `/api/kpi/order-confirmation/records?per=department&of=${east.id}`)).body.items;
  expect(behind.map(({ id }: { id: string }) => id)).toEqual([a.o.id]);

  const [nps] = await ask('measure=nps');
  expect(nps).toMatchObject({ denominator: 3, numerator: 1, ci95: [expect.any(Number), 100] });

  // Somebody of the eastern department counts the same whole, but the others' customers have no name and their records are not listed.
  const seller = as('sales', { department: east.id });
  const seen = await ask('measure=order-confirmation&per=customer', seller);
  expect(seen.filter((g: { group: string | null }) => g.group !== null)).toMatchObject([{ groupName: '甲客户' }]);
  expect(await ask(`measure=order-confirmation&per=customer&of=${b.c.id}`, seller)).toMatchObject([{ denominator: 0 }]);
  const listed = (await seller.send('GET', '/api/kpi/order-confirmation/records')).body.items;
  expect(listed.map(({ id }: { id: string }) => id)).toEqual([a.o.id]);

  const file = await fetch(`${company.url}/api/kpi?measure=order-confirmation&per=department&format=csv`, {
    headers: await manager.credential(),
  });
  expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect((await file.text()).split('\r\n')[0]).toBe('Figure,Group,Value,Numerator,Counted,95 % from,95 % to,Formula');
});

story('what a department, a person and a team owe is asked for, by day and as a file', async ({ as, given, at, company }) => {
  const [north, south] = [await given(department, { name: '北区' }), await given(department, { name: '南区' })];
  const manager = as('service_manager', { department: north.id });
  const desk = as('service_desk', { department: north.id, name: '客服甲' });
  await given(department, { name: '顶层' });
  const boss = as('general_manager');
  await company.world.kernel.write(systemActor, company.now, async (tx) =>
    tx.edit(department, [{ id: north.id, evidence: { manager: await manager.id() } }]),
  );
  await desk.id();
  const { c, o } = await business(given, '被欠的客户');
  await given(complaint, complained(c, o));
  const ask = async (query: string, who = boss) => (await who.send('GET', `/api/commitments?standing=true&${query}`)).body.items;
  const controls = (items: { control: string }[]) => items.map(({ control }) => control);
  const deskOwes = controls(await ask(`customer=${c.id}&department=${north.id}`));
  expect(deskOwes).toContain('complaint.deadlines.firstReply');
  expect(controls(await ask(`customer=${c.id}&department=${south.id}`))).toEqual([]);
  expect(controls(await ask(`customer=${c.id}&person=${await desk.id()}`))).toEqual(deskOwes);
  expect(controls(await ask(`customer=${c.id}&team=true`, manager))).toEqual(deskOwes);
  expect(controls(await ask(`customer=${c.id}&team=true`, desk))).toEqual([]);
  expect((await boss.send('GET', '/api/commitments?person=nobody')).status).toBe(422);

  await at('2026-11-18T09:00+08:00');
  const days = (
    await boss.send(
      'GET',
      `/api/commitments/days?from=2026-11-01T00:00:00Z&to=2026-12-31T00:00:00Z&customer=${c.id}&control=complaint.deadlines.firstReply`,
    )
  ).body.items;
  expect(days).toEqual([{ day: '2026-11-16', open: 0, overdue: 1, kept: 0, late: 0, released: 0 }]);
  const file = await fetch(`${company.url}/api/commitments/export?customer=${c.id}&standing=true&format=csv`, {
    headers: await boss.credential(),
  });
  const lines = (await file.text()).trim().split('\r\n');
  expect(lines[0]).toContain('Owed by,Owed to,Customer');
  expect(lines).toHaveLength(1 + (await ask(`customer=${c.id}`)).length);
  expect(lines.join()).toContain('被欠的客户');
});
