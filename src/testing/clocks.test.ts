import { generateKeyPairSync } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { customer } from '#domain/accounts/customer/customer';
import { order } from '#domain/orders/order/order';
import { department } from '#domain/org/department/department';
import { keyIdOf } from '#kernel/run/journal/seal';
import { verify } from '#kernel/run/journal/verify';
import { tickPromises } from '#kernel/run/tick';
import { commitmentTable } from '#server/journal-places';
import { type Company, openCompany } from './company.ts';
import { contradictions } from './consistency.ts';
import { journalKey } from './world.ts';

// The program's clock and the database's disagree, stand still, or go back.

const HOUR = 3_600_000;

test('deeds carry the instant of the program, wherever the clock of the database stands', async () => {
  const company = await companyAt('2031-05-06T09:30:00.123+08:00');
  const desk = company.person(['service_desk', 'sales_manager']);
  const { id: of } = await desk.create(customer, { name: '未来的客户' });
  const placed = await desk.create(order, { customer: of, channel: 'shop' });
  expect(placed).toMatchObject({ number: 'SO-2031-00001', createdAt: '2031-05-06T01:30:00.123Z' });
  const [promise] = (await desk.commitments(order, placed)).filter((c) => c.control === 'order.deadlines.confirmation');
  expect(promise).toMatchObject({ openedAt: '2031-05-06T01:30:00.123Z', dueAt: '2031-05-07T01:30:00.123Z', outcome: 'open' });
  expect((await desk.journal(order, placed)).map((e) => e.at)).toEqual(['2031-05-06T01:30:00.123Z']);
});

test('what happens at one instant has an order all the same, and a list of it has pages', async () => {
  const company = await companyAt('2026-11-16T09:00:00+08:00');
  const admin = company.person(['admin']);
  const made = [];
  for (let n = 0; n < 23; n++) made.push(await admin.create(department, { name: `部门 ${n}` }));
  const [first] = made;
  for (let n = 0; n < 10; n++) await admin.take(department, n % 2 === 0 ? 'close' : 'reopen', first!);
  const journal = await admin.journal(department, first!);
  expect(new Set(journal.map((e) => e.at)).size).toBe(1);
  expect(journal.map((e) => e.version)).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
  const seen: string[] = [];
  for (let after: string | null = ''; after !== null; ) {
    const page: Awaited<ReturnType<typeof admin.list<typeof department>>> = await admin.list(department, {
      limit: 5,
      ...(after && { after }),
    });
    seen.push(...page.items.map((item) => item.id));
    after = page.next;
  }
  expect(seen.toSorted()).toEqual(made.map((d) => d.id).toSorted());
});

test('a clock that goes back spoils nothing: what was broken stays broken, and the books agree', async () => {
  const company = await companyAt('2026-11-16T09:00:00+08:00');
  const { kernel, db } = company.world;
  const desk = company.person(['service_desk', 'sales_manager', 'logistics', 'warehouse']);
  const { id: of } = await desk.create(customer, { name: '客户' });
  const items = [{ productName: '水泵', specification: 'DN50', quantity: '1' }];
  const whole = { customer: of, channel: 'shop', deliveryAddress: '上海', items } as const;
  const [late, early] = [await desk.create(order, whole), await desk.create(order, whole)];
  company.now += 25 * HOUR;
  expect(await tickPromises(kernel, company.now)).toBeGreaterThan(0);
  company.now -= 26 * HOUR; // an hour before the orders came in
  expect(await tickPromises(kernel, company.now)).toBe(0);
  for (const each of [late, early]) {
    await desk.take(order, 'audit', each);
    await desk.take(order, 'confirm', each, { promisedDate: '2026-11-30', sentTo: 'buyer@example.com', sentBy: 'email' });
    const { record, can } = await desk.get(order, each);
    expect(record).toMatchObject({
      state: 'confirmed',
      version: 3,
      createdAt: '2026-11-16T01:00:00.000Z',
      confirmedAt: '2026-11-16T00:00:00.000Z',
    });
    expect(can.declare_unfulfillable.allowed).toBe(true);
    const promises = await desk.commitments(order, each);
    expect(promises.map((c) => `${c.control} ${c.outcome}`).sort()).toEqual([
      'order.deadlines.confirmation breached',
      'order.deadlines.dataRequest breached',
      'order.deadlines.delivery open',
    ]);
    for (const { id } of promises) expect((await desk.send('GET', `/api/commitments/${id}`)).status).toBe(200);
    expect((await desk.journal(order, each)).map((e) => e.version)).toEqual([3, 2, 1]);
  }
  const held = (await desk.commitments(order, (await desk.create(order, whole)).id))[0]!;
  company.now += HOUR;
  expect((await desk.send('POST', `/api/commitments/${held.id}/pause`, { why: '等候客户' })).status).toBe(200);
  company.now -= 2 * HOUR;
  expect(await desk.send('POST', `/api/commitments/${held.id}/resume`)).toMatchObject({
    status: 200,
    body: { dueAt: held.dueAt },
  });
  expect((await desk.send('GET', '/api/kpi')).status).toBe(200);
  expect(company.faults).toEqual([]);
  expect(await contradictions(db.owner)).toEqual([]);
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const keys = { journal: journalKey, privateKey, publicKey, keyId: keyIdOf(publicKey) };
  expect(await verify(db.owner, keys, null, { records: [...kernel.registry.kinds.values(), commitmentTable] })).toMatchObject({
    ok: true,
  });
});

async function companyAt(begins: string): Promise<Company> {
  const company = await openCompany(Date.parse(begins));
  onTestFinished(() => company.close());
  return company;
}
