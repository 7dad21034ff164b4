import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contact } from '#domain/accounts/contact/contact';
import { customer } from '#domain/accounts/customer/customer';
import { delayNotice } from '#domain/delivery/delay-notice/delay-notice';
import { delivery } from '#domain/delivery/delivery/delivery';
import { objection } from '#domain/delivery/objection/objection';
import { regulation } from '#domain/governance/regulation/regulation';
import { department } from '#domain/org/department/department';
import { employee } from '#domain/org/employee/employee';
import { roleGrant } from '#domain/org/role-grant/role-grant';
import { order } from '#domain/orders/order/order';
import { complaint } from '#domain/voice/complaint/complaint';
import { measure } from '#domain/voice/measure/measure';
import { returnVisit } from '#domain/voice/return-visit/return-visit';
import type { Tx } from '#kernel/run/scene';
import { systemActor } from '#kernel/run/tx';
import { type Arena, done, openArena, race, shuffled } from './race.ts';
import { actorWith } from './world.ts';

// Two people at once: one deed on a record, another on what its guards look at. Whatever the order, what a guard relied on still holds when
// the deed commits, and nothing is lost between two of them.

const ROUNDS = 30;
const NOW = Date.parse('2026-11-20T02:00:00Z');
const TODAY = '2026-11-20';
let arena: Arena;
let people: { department: string; employee: string };

beforeAll(async () => {
  arena = await openArena();
  people = await write(async (tx) => {
    const [here] = await tx.create(department, [{ name: '客服部' }]);
    const [somebody] = await tx.create(employee, [{ name: '李雷', department: here!.id }]);
    return { department: here!.id, employee: somebody!.id };
  });
});
afterAll(() => arena.close());

/** By the system, which may take every step: guards hold for it as for anybody. */
const write = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => arena.kernel.write(systemActor, NOW, work);

describe('what a guard counts cannot change under it', () => {
  test('a complaint is not handled while a measure is added', async () => {
    await arena.rule('complaint.finish_handling', `not exists (select from measure m where m.complaint = $1 and m.state = 'planned')`);
    const outcomes = await rounds(async () => {
      const id = await handledComplaint();
      return [
        () => write((tx) => tx.take(complaint, 'finish_handling', [{ id }])),
        ...times(3, () => () => write((tx) => tx.create(measure, [measureOf(id)]))),
      ];
    });
    expect(outcomes.flat()).toContain('refused');
    expect(await arena.caught()).toEqual([]);
  });

  test('a complaint is not closed while the customer says that they are not satisfied after all', async () => {
    await arena.rule('complaint.close', `(select v.satisfied from return_visit v where v.complaint = $1 order by created_at desc, number desc limit 1)`);
    const outcomes = await rounds(async () => {
      const { id, visit, customer } = await reportedComplaint();
      return [
        () => write((tx) => tx.take(complaint, 'close', [{ id }])),
        () => write((tx) => tx.take(returnVisit, 'record', [{ id: visit, evidence: { ...visited, satisfied: false, reason: '又漏了。' } }])),
        () => write((tx) => tx.create(returnVisit, [{ customer, complaint: id, purpose: 'complaint', dueOn: TODAY }])),
      ];
    });
    expect(outcomes.flat()).toContain('refused');
    expect(await arena.caught()).toEqual([]);
  });

  test('goods are not signed for while an objection is raised', async () => {
    await arena.rule('delivery.sign', `not exists (select from objection b where b.delivery = $1 and b.state <> 'settled')`);
    await rounds(async () => {
      const { id, customer } = await arrivedDelivery();
      return [
        () => write((tx) => tx.take(delivery, 'sign', [{ id, evidence: signed }])),
        () => write((tx) => tx.create(objection, [{ delivery: id, customer, content: '外壳破损。', kind: 'damage' }])),
        () => write((tx) => tx.take(delivery, 'object', [{ id, evidence: { content: '少了两件。', kind: 'quantity' } }])),
      ];
    });
    expect(await arena.caught()).toEqual([]);
  });

  test('an order is not confirmed while its customer is suspended', async () => {
    await arena.rule('order.confirm', `(select c.state = 'active' from "order" o join customer c on c.id = o.customer where o.id = $1)`);
    const outcomes = await rounds(async () => {
      const { id: customerId } = await activeCustomer();
      const ids = await auditedOrders(customerId, 4);
      return [
        () => write((tx) => tx.take(customer, 'suspend', [{ id: customerId, evidence: { reason: '欠款未付' } }])),
        ...ids.map((id) => () => write((tx) => tx.take(order, 'confirm', [{ id, evidence: confirmation }]))),
      ];
    });
    expect(outcomes.flat()).toContain('refused');
    expect(await arena.caught()).toEqual([]);
  });

  test('a customer is not activated while its only contact person leaves', async () => {
    await arena.rule('customer.activate', `exists (select from contact c where c.customer = $1 and c.state = 'active')`);
    const outcomes = await rounds(async () => {
      const [made] = await write((tx) => tx.create(customer, [{ name: '苏州卓润', phone: '0512-1', businessScope: '物流', needs: '准时' }]));
      const [person] = await write((tx) => tx.create(contact, [{ customer: made!.id, name: '王芳' }]));
      return [
        () => write((tx) => tx.take(customer, 'activate', [{ id: made!.id }])),
        () => write((tx) => tx.take(contact, 'leave', [{ id: person!.id }])),
      ];
    });
    expect(outcomes.flat()).toContain('refused');
    expect(await arena.caught()).toEqual([]);
  });

  test('nobody leaves while a promise is opened in their name', async () => {
    await arena.rule('employee.leave', `not exists (select from commitment c where c.debtor_employee = $1 and c.settled_at is null)`);
    const outcomes = await rounds(async () => {
      const [somebody] = await write((tx) => tx.create(employee, [{ name: '韩梅梅' }]));
      const id = await handledComplaint();
      return [
        () => write((tx) => tx.take(employee, 'leave', [{ id: somebody!.id }])),
        ...times(2, () => () => write((tx) => tx.create(measure, [{ ...measureOf(id), owner: somebody!.id }]))),
      ];
    });
    expect(outcomes.flat()).toContain('refused');
    expect(await arena.caught()).toEqual([]);
  });

  test('of two administrators who revoke each other, one remains', async () => {
    const admin = actorWith(['admin']);
    for (let round = 0; round < ROUNDS; round++) {
      const ids = await write(async (tx) => {
        const old = await tx.query<{ id: string }>(`select id from role_grant where role = 'admin' and state = 'in_force'`);
        const two = await tx.create(employee, [{ name: '甲' }, { name: '乙' }]);
        const grants = await tx.create(roleGrant, two.map((e) => ({ employee: e.id, role: 'admin' as const, fromDate: TODAY })));
        await tx.take(roleGrant, 'revoke', old.map(({ id }) => ({ id, evidence: { reason: '交接' } })));
        return grants.map((g) => g.id);
      });
      const outcome = await race(ids.map((id) => () => arena.kernel.write(admin, NOW, (tx) => tx.take(roleGrant, 'revoke', [{ id, evidence: { reason: '互相撤销' } }]))));
      expect([...outcome].sort()).toEqual(['refused', true]);
      const { rows } = await arena.db.owner.query(`select 1 from role_grant where role = 'admin' and state = 'in_force'`);
      expect(rows).toHaveLength(1);
    }
  });

  test('of two versions of one regulation published at once, one is in force', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const code = `ZD-${round}`;
      const drafts = await write((tx) => tx.create(regulation, times(4, (i) => ({ code, title: `制度第 ${i} 版`, sponsor: people.employee }))));
      const evidence = { publisher: '管理部', publishedOn: TODAY, effectiveFrom: TODAY };
      const outcome = await race(shuffled(drafts).map(({ id }) => () => write((tx) => tx.take(regulation, 'publish', [{ id, evidence }]))));
      expect(done(outcome)).toBe(1);
      const { rows } = await arena.db.owner.query(`select 1 from regulation where code = $1 and state = 'in_force'`, [code]);
      expect(rows).toHaveLength(1);
    }
  });
});

describe('what follows from the last of several is not missed by all of them', () => {
  test('objections settled at once leave goods that may be signed for', async () => {
    await rounds(async () => {
      const { id, customer } = await arrivedDelivery();
      const ids = await write(async (tx) => {
        for (const content of ['外壳破损。', '少了两件。', '型号不对。']) await tx.take(delivery, 'object', [{ id, evidence: { content, kind: 'other' } }]);
        const raised = await tx.query<{ id: string }>('select id from objection where delivery = $1', [id]);
        await tx.take(objection, 'assign', raised.map((o) => ({ id: o.id, evidence: { department: people.department } })));
        await tx.take(objection, 'answer', raised.map((o) => ({ id: o.id, evidence: { investigation: '运输所致。', solution: '补发一件。', toldHow: '电话' } })));
        return raised.map((o) => o.id);
      });
      expect(customer).toBeTypeOf('string');
      return ids.map((one) => () => write((tx) => tx.take(objection, 'settle', [{ id: one, evidence: { agreedBy: '王芳', customerAgrees: true } }])));
    });
    await expectNone(`select number from delivery d where state = 'objected' and not exists (select from objection b where b.delivery = d.id and b.state <> 'settled')`);
  });

  test('the deliveries of an order signed for at once leave a delivered order', async () => {
    await rounds(async () => {
      const deliveries = await arrivedDeliveries(3);
      return deliveries.map(({ id }) => () => write((tx) => tx.take(delivery, 'sign', [{ id, evidence: signed }])));
    });
    await expectNone(`select number from "order" o where state = 'in_delivery' and not exists (select from delivery d where d."order" = o.id and d.state <> 'signed')`);
  });

  test('a customer has one primary contact, whoever names two at once', async () => {
    await rounds(async () => {
      const { id } = await activeCustomer();
      return times(3, (i) => () => write((tx) => tx.create(contact, [{ customer: id, name: `联系人${i}`, primary: true }])));
    });
    await expectNone(`select customer from contact where "primary" and state = 'active' group by customer having count(*) > 1`);
  });

  test('of two notices of delay told at once, one counts', async () => {
    await rounds(async () => {
      const { id, customer } = await preparedDelivery();
      return times(3, () => () => write((tx) => tx.create(delayNotice, [{ delivery: id, customer, cause: 'supplier', reason: '缺料', newDate: '2026-12-01', measures: '加班', toldHow: '电话' }])));
    });
    await expectNone(`select delivery from delay_notice where state = 'told' group by delivery having count(*) > 1`);
  });
});

describe('the kernel itself', () => {
  test('sixteen creations have sixteen numbers', async () => {
    for (let round = 0; round < 5; round++) {
      const at = Date.parse(`${2030 + round}-03-01T02:00:00Z`); // the first of a year makes its sequence
      const { id } = await activeCustomer();
      const made = await Promise.all(times(16, () => arena.kernel.write(systemActor, at, (tx) => tx.create(order, [{ customer: id, channel: 'shop' }, { customer: id, channel: 'website' }]))));
      const numbers = made.flat().map((o) => o.number);
      expect(new Set(numbers).size).toBe(32);
      expect(numbers.every((n) => n.startsWith(`SO-${2030 + round}-`))).toBe(true);
    }
  });

  // A department has no facts: nothing is locked before its row is written. An employee has: the row is locked first.
  test.each([
    ['without facts', department],
    ['with facts', employee],
  ] as const)('sixteen writers on one record %s: each version is one writer’s', async (_, record) => {
    const [made] = await write((tx) => tx.create(record, [{ name: '开始' }]));
    const { id } = made!;
    const outcome = await race(times(16, (i) => () => write((tx) => tx.edit(record, [{ id, evidence: { name: `第 ${i} 个` } }]))));
    expect(outcome.filter((o) => o !== true && o !== 'busy')).toEqual([]);
    const { rows } = await arena.db.owner.query<{ version: number; name: string }>(`select version, body->'fields'->'name'->>1 as name from journal where record_id = $1 order by version`, [id]);
    expect(rows.map((r) => r.version)).toEqual(times(1 + done(outcome), (i) => i + 1));
    expect(new Set(rows.map((r) => r.name)).size).toBe(rows.length);
    expect(done(outcome)).toBe(16);
  });

  test('of sixteen writers who saw the same version, one is served and the others hear that it has changed', async () => {
    for (let round = 0; round < 5; round++) {
      const [made] = await write((tx) => tx.create(department, [{ name: '开始' }]));
      const outcome = await race(times(16, (i) => () => write((tx) => tx.edit(department, [{ id: made!.id, version: 1, evidence: { name: `第 ${i} 个` } }]))));
      expect(outcome.filter((o) => o !== true)).toEqual(Array(15).fill('stale'));
    }
  });

  test('a transaction that fails half way leaves nothing', async () => {
    const before = await everything();
    const broken = write(async (tx) => {
      const [made] = await tx.create(customer, [{ name: '半途', phone: '0512-1', businessScope: '物流', needs: '准时' }]);
      await tx.create(contact, [{ customer: made!.id, name: '王芳' }]);
      await tx.take(customer, 'activate', [{ id: made!.id }]);
      const [placed] = await tx.create(order, [{ customer: made!.id, channel: 'shop' }]);
      await tx.job('redate', { cause: 'setting', id: placed!.id });
      await tx.query('select 1 / 0');
    });
    await expect(broken).rejects.toMatchObject({ code: '22012' });
    expect(await everything()).toEqual(before);
  });

  test('what is refused is counted once, however many collide with it', async () => {
    for (let round = 0; round < 10; round++) {
      const { id: customerId } = await activeCustomer();
      const [id] = await auditedOrders(customerId, 1);
      await write((tx) => tx.take(customer, 'suspend', [{ id: customerId, evidence: { reason: '欠款未付' } }]));
      const outcome = await race([
        ...times(3, () => () => write((tx) => tx.take(order, 'confirm', [{ id: id!, evidence: confirmation }]))),
        ...times(3, (i) => () => write((tx) => tx.edit(order, [{ id: id!, evidence: { logisticsWish: `第 ${i} 次` } }]))),
      ]);
      expect(outcome.filter((o) => o === 'refused')).toHaveLength(3);
      const { rows } = await arena.db.owner.query('select control, overridden from refusal where record_id = $1', [id]);
      expect(rows).toEqual(Array(3).fill({ control: 'order.confirm.customerInGoodStanding', overridden: false }));
    }
  });

  test('what is tried again happens once', async () => {
    const [made] = await write((tx) => tx.create(department, [{ name: '开始' }]));
    const id = made!.id;
    const tries: number[] = [];
    await Promise.all(
      times(8, (i) =>
        write(async (tx) => {
          tries[i] = (tries[i] ?? 0) + 1;
          await tx.create(employee, [{ name: `第 ${i} 个`, department: id }]);
          await tx.job('redate', { cause: 'setting', id }, { key: `once-${i}` });
          await tx.edit(department, [{ id, evidence: { name: `第 ${i} 个` } }]);
        }),
      ),
    );
    expect(tries.some((n) => n > 1)).toBe(true);
    const { rows } = await arena.db.owner.query(`select name from employee where department = $1 order by name`, [id]);
    expect(rows.map((r) => r.name)).toEqual(times(8, (i) => `第 ${i} 个`));
    const entries = await arena.db.owner.query(`select 1 from journal j join employee e on e.id = j.record_id where e.department = $1`, [id]);
    expect(entries.rowCount).toBe(8);
  });
});

/** Races of freshly made rivals, one after another. Answers the outcomes. */
async function rounds(prepare: () => Promise<(() => Promise<unknown>)[]>): Promise<(true | string)[][]> {
  const outcomes: (true | string)[][] = [];
  for (let round = 0; round < ROUNDS; round++) outcomes.push(await race(shuffled(await prepare())));
  return outcomes;
}

const times = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));

async function expectNone(sql: string): Promise<void> {
  expect((await arena.db.owner.query(sql)).rows).toEqual([]);
}

async function everything(): Promise<unknown> {
  const tables = ['customer', 'contact', '"order"', 'journal', 'commitment', 'refusal', 'graphile_worker._private_jobs'];
  const { rows } = await arena.db.owner.query(`select ${tables.map((t, i) => `(select count(*)::int from ${t}) as t${i}`).join(', ')}`);
  return rows[0];
}

async function activeCustomer(): Promise<{ id: string }> {
  return write(async (tx) => {
    const [made] = await tx.create(customer, [{ name: '苏州卓润物流', phone: '0512-1234', businessScope: '物流', needs: '准时' }]);
    await tx.create(contact, [{ customer: made!.id, name: '王芳' }]);
    await tx.take(customer, 'activate', [{ id: made!.id }]);
    return made!;
  });
}

const confirmation = { promisedDate: '2026-12-01', sentTo: '王芳', sentBy: 'email' } as const;
const signed = { signature: { name: '王芳' }, damageFree: true, quantityRight: true, matchesOrder: true } as const;
const item = { productName: '水泵', specification: 'QW-50', quantity: '2', unit: '台' };

const auditedOrders = (customerId: string, n: number): Promise<string[]> =>
  write(async (tx) => {
    const placed = await tx.create(order, times(n, () => ({ customer: customerId, channel: 'shop' as const, deliveryAddress: '苏州', items: [item] })));
    return (await tx.take(order, 'audit', placed.map(({ id }) => ({ id })))).map(({ id }) => id);
  });

interface Sent {
  id: string;
  customer: string;
}

async function preparedDeliveries(n: number): Promise<Sent[]> {
  const { id: customerId } = await activeCustomer();
  const [id] = await auditedOrders(customerId, 1);
  return write(async (tx) => {
    await tx.take(order, 'confirm', [{ id: id!, evidence: confirmation }]);
    const labels = [{ productName: '水泵', specification: 'QW-50', quantity: '2', productionDate: TODAY }];
    const flags = { hasManual: true, hasInspectionReport: true, hasOperationManual: true, hasWarrantyCard: true };
    return tx.create(delivery, times(n, () => ({ order: id!, customer: customerId, labels, ...flags })));
  });
}
const preparedDelivery = async (): Promise<Sent> => (await preparedDeliveries(1))[0]!;

async function arrivedDeliveries(n: number): Promise<Sent[]> {
  const prepared = await preparedDeliveries(n);
  const items = prepared.map(({ id }) => ({ id }));
  await write(async (tx) => {
    await tx.take(delivery, 'pack', items);
    await tx.take(delivery, 'complete_documents', items);
    await tx.take(delivery, 'ship', items.map(({ id }) => ({ id, evidence: { mode: 'road', carrier: '顺丰', trackingNumber: id, expectedArrival: TODAY } })));
    await tx.take(delivery, 'arrive', items);
  });
  return prepared;
}
const arrivedDelivery = async (): Promise<Sent> => (await arrivedDeliveries(1))[0]!;

const measureOf = (id: string) => ({ complaint: id, what: '更换密封圈', department: people.department, owner: people.employee, due: '2026-12-01' });
const visited = { method: 'phone', contactName: '王芳', function: null, performance: null, quality: null, service: null, satisfied: true, opinions: null, newNeeds: null } as const;

/** A complaint that is being handled, with one measure that is done. */
async function handledComplaint(): Promise<string> {
  const { id: customerId } = await activeCustomer();
  return write(async (tx) => {
    const [other] = await tx.create(employee, [{ name: '小张' }]);
    const [made] = await tx.create(complaint, [{ customer: customerId, contactWay: '0512-1', channel: 'hotline', statement: '水泵漏水。', severity: 'degraded', promiseGiven: '两天内答复' }]);
    const { id } = made!;
    await tx.take(complaint, 'form_team', [{ id, evidence: { team: [people.employee, other!.id] } }]);
    await tx.take(complaint, 'verify', [{ id, evidence: { truth: 'true', methods: '现场勘查', rootCause: '密封圈装反' } }]);
    const [first] = await tx.create(measure, [measureOf(id)]);
    await tx.take(complaint, 'plan', [{ id }]);
    await tx.take(complaint, 'start_handling', [{ id }]);
    await tx.take(measure, 'finish', [{ id: first!.id, evidence: { result: '已更换' } }]);
    return id;
  });
}

/** A complaint of which the customer was satisfied and the report is written: it could be closed. */
async function reportedComplaint(): Promise<{ id: string; visit: string; customer: string }> {
  const id = await handledComplaint();
  return write(async (tx) => {
    await tx.take(complaint, 'finish_handling', [{ id }]);
    const [visit] = await tx.query<{ id: string; customer: string }>('select id, customer from return_visit where complaint = $1', [id]);
    await tx.take(returnVisit, 'record', [{ id: visit!.id, evidence: visited }]);
    const section = '见附件';
    await tx.take(complaint, 'write_report', [{ id, evidence: { reportBasics: section, reportProcess: section, reportResult: section, reportCause: section, reportImprovement: section } }]);
    await tx.take(complaint, 'note_prevention', [{ id, evidence: { prevention: '来料检验' } }]);
    return { id, visit: visit!.id, customer: visit!.customer };
  });
}
