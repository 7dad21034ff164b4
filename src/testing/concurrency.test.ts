import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contact } from '#domain/accounts/contact/contact';
import { customer } from '#domain/accounts/customer/customer';
import { delayNotice } from '#domain/delivery/delay-notice/delay-notice';
import { delivery } from '#domain/delivery/delivery/delivery';
import { objection } from '#domain/delivery/objection/objection';
import { regulation } from '#domain/governance/regulation/regulation';
import { order } from '#domain/orders/order/order';
import { employee } from '#domain/org/employee/employee';
import { roleGrant } from '#domain/org/role-grant/role-grant';
import { complaint } from '#domain/voice/complaint/complaint';
import { measure } from '#domain/voice/measure/measure';
import { returnVisit } from '#domain/voice/return-visit/return-visit';
import { type Arena, done, type Outcome, openArena, race } from './race.ts';
import { answers, confirmation, NOW, receipt, type Scenes, scenesOf, TODAY, times } from './scenes.ts';
import { actorWith } from './world.ts';

// Two people at once: one deed on a record, another on what its guards look at. Whatever the order, what a guard relied on still holds when
// the deed commits, and nothing falls between two of them.

const ROUNDS = 30;
let arena: Arena;
let scenes: Scenes;
let write: Scenes['write'];

beforeAll(async () => {
  arena = await openArena();
  scenes = await scenesOf(arena.kernel);
  write = scenes.write;
});
afterAll(() => arena.close());

/** Races for each of these, one after another. */
async function rounds<T>(among: readonly T[], deeds: (one: T) => (() => Promise<unknown>)[]): Promise<Outcome[][]> {
  const outcomes: Outcome[][] = [];
  for (const one of among) outcomes.push(await race(deeds(one)));
  return outcomes;
}

describe('what a guard counts cannot change under it', () => {
  /** Expects that the deed was done in some rounds and refused in others, and never against its rule. */
  async function expectKept(deed: string, outcomes: readonly Outcome[][]): Promise<void> {
    expect(outcomes.flat()).toContain('refused');
    const { committed, caught } = await arena.judged(deed);
    expect(committed).toBeGreaterThan(0);
    expect(caught).toBe(0);
  }

  test('a complaint is not handled while a measure is added', async () => {
    await arena.rule(
      'complaint.finish_handling',
      `not exists (select from measure m where m.complaint = $1 and m.state = 'planned')`,
    );
    const outcomes = await rounds(await scenes.handledComplaints(ROUNDS), ({ id }) => [
      () => write((tx) => tx.take(complaint, 'finish_handling', [{ id }])),
      ...times(3, () => () => write((tx) => tx.create(measure, [scenes.measureFor(id)]))),
    ]);
    await expectKept('complaint.finish_handling', outcomes);
  });

  test('a complaint is not closed while the customer says that they are not satisfied after all', async () => {
    const reported = await scenes.reportedComplaints(ROUNDS);
    await arena.rule(
      'complaint.close',
      '(select v.satisfied from return_visit v where v.complaint = $1 order by created_at desc, number desc limit 1)',
    );
    const complain = { ...answers, satisfied: false, reason: '又漏了。' };
    const outcomes = await rounds(reported, ({ id, visit, customer }) => [
      () => write((tx) => tx.take(complaint, 'close', [{ id }])),
      () => write((tx) => tx.take(returnVisit, 'record', [{ id: visit, evidence: complain }])),
      () => write((tx) => tx.create(returnVisit, [{ customer, complaint: id, purpose: 'complaint', dueOn: TODAY }])),
    ]);
    await expectKept('complaint.close', outcomes);
  });

  test('goods are not signed for while an objection is raised', async () => {
    await arena.rule('delivery.sign', `not exists (select from objection b where b.delivery = $1 and b.state <> 'settled')`);
    const outcomes = await rounds((await scenes.arrivedDeliveries(ROUNDS, 1)).flat(), ({ id, customer }) => [
      () => write((tx) => tx.take(delivery, 'sign', [{ id, evidence: receipt }])),
      ...times(
        2,
        () => () => write((tx) => tx.create(objection, [{ delivery: id, customer, content: '外壳破损。', kind: 'damage' }])),
      ),
    ]);
    await expectKept('delivery.sign', outcomes);
  });

  test('goods are objected to or signed for, not both', async () => {
    const outcomes = await rounds((await scenes.arrivedDeliveries(ROUNDS, 1)).flat(), ({ id }) => [
      () => write((tx) => tx.take(delivery, 'sign', [{ id, evidence: receipt }])),
      () => write((tx) => tx.take(delivery, 'object', [{ id, evidence: { content: '少了两件。', kind: 'quantity' } }])),
    ]);
    for (const outcome of outcomes) expect(new Set(outcome)).toEqual(new Set([true, 'wrong-state']));
  });

  test('an order is not confirmed while its customer is suspended', async () => {
    await arena.rule(
      'order.confirm',
      `(select c.state = 'active' from "order" o join customer c on c.id = o.customer where o.id = $1)`,
    );
    const customers = await scenes.customers(ROUNDS);
    const orders = await scenes.auditedOrders(customers.flatMap((id) => times(4, () => id)));
    const outcomes = await rounds([...customers.entries()], ([i, id]) => [
      () => write((tx) => tx.take(customer, 'suspend', [{ id, evidence: { reason: '欠款未付' } }])),
      ...orders
        .slice(4 * i, 4 * i + 4)
        .map((one) => () => write((tx) => tx.take(order, 'confirm', [{ id: one, evidence: confirmation }]))),
    ]);
    await expectKept('order.confirm', outcomes);
  });

  test('a customer is not activated while its only contact person leaves', async () => {
    const made = await write(async (tx) => {
      const known = { phone: '0512-1234', businessScope: '物流', needs: '准时' };
      const customers = await tx.create(
        customer,
        times(ROUNDS, (i) => ({ name: `苏州 ${i}`, ...known })),
      );
      return tx.create(
        contact,
        customers.map(({ id }) => ({ customer: id, name: '王芳' })),
      );
    });
    await arena.rule('customer.activate', `exists (select from contact c where c.customer = $1 and c.state = 'active')`);
    const outcomes = await rounds(made, (person) => [
      () => write((tx) => tx.take(customer, 'activate', [{ id: person.customer }])),
      () => write((tx) => tx.take(contact, 'leave', [{ id: person.id }])),
    ]);
    await expectKept('customer.activate', outcomes);
  });

  test('nobody leaves while a promise is opened in their name', async () => {
    await arena.rule(
      'employee.leave',
      'not exists (select from commitment c where c.debtor_employee = $1 and c.settled_at is null)',
    );
    const [complained] = await scenes.handledComplaints(1);
    const staff = await write((tx) =>
      tx.create(
        employee,
        times(ROUNDS, (i) => ({ name: `韩梅梅 ${i}` })),
      ),
    );
    const outcomes = await rounds(staff, ({ id }) => [
      () => write((tx) => tx.take(employee, 'leave', [{ id }])),
      ...times(2, () => () => write((tx) => tx.create(measure, [{ ...scenes.measureFor(complained!.id), owner: id }]))),
    ]);
    await expectKept('employee.leave', outcomes);
  });

  test('of two administrators who revoke each other, one remains', async () => {
    const admin = actorWith(['admin']);
    for (let round = 0; round < ROUNDS; round++) {
      const ids = await write(async (tx) => {
        const old = await tx.query<{ id: string }>(`select id from role_grant where role = 'admin' and state = 'in_force'`);
        const two = await tx.create(employee, [{ name: '甲' }, { name: '乙' }]);
        const grants = await tx.create(
          roleGrant,
          two.map((e) => ({ employee: e.id, role: 'admin' as const, fromDate: TODAY })),
        );
        await tx.take(
          roleGrant,
          'revoke',
          old.map(({ id }) => ({ id, evidence: { reason: '交接' } })),
        );
        return grants.map((g) => g.id);
      });
      const revoke = (id: string) =>
        arena.kernel.write(admin, NOW, (tx) => tx.take(roleGrant, 'revoke', [{ id, evidence: { reason: '互相撤销' } }]));
      const outcome = await race(ids.map((id) => () => revoke(id)));
      expect(new Set(outcome)).toEqual(new Set([true, 'refused']));
      const { rows } = await arena.db.owner.query(`select 1 from role_grant where role = 'admin' and state = 'in_force'`);
      expect(rows).toHaveLength(1);
    }
  });

  test('of several versions of one regulation published at once, one is in force', async () => {
    const drafts = await write((tx) =>
      tx.create(
        regulation,
        times(4 * ROUNDS, (i) => ({ code: `ZD-${i >> 2}`, title: '制度', sponsor: scenes.here.employee })),
      ),
    );
    const evidence = { publisher: '管理部', publishedOn: TODAY, effectiveFrom: TODAY };
    const outcomes = await rounds([...Map.groupBy(drafts, (d) => d.code).values()], (versions) =>
      versions.map(
        ({ id }) =>
          () =>
            write((tx) => tx.take(regulation, 'publish', [{ id, evidence }])),
      ),
    );
    expect(outcomes.map(done)).toEqual(Array(ROUNDS).fill(1));
    const { rows } = await arena.db.owner.query(
      `select count(*)::int as n from regulation where state = 'in_force' group by code`,
    );
    expect(rows).toEqual(times(ROUNDS, () => ({ n: 1 })));
  });
});

describe('what follows from the last of several is not missed by all of them', () => {
  const expectNone = async (sql: string) => expect((await arena.db.owner.query(sql)).rows).toEqual([]);

  test('objections settled at once leave goods that may be signed for', async () => {
    const raised = await write(async (tx) => {
      const [...deliveries] = await scenes.arrivedDeliveries(ROUNDS, 1);
      for (const content of ['外壳破损。', '少了两件。', '型号不对。']) {
        await tx.take(
          delivery,
          'object',
          deliveries.flat().map(({ id }) => ({ id, evidence: { content, kind: 'other' as const } })),
        );
      }
      const objections = await tx.query<{ id: string; delivery: string }>(
        'select id, delivery from objection where delivery = any($1::uuid[])',
        [deliveries.flat().map(({ id }) => id)],
      );
      await tx.take(
        objection,
        'assign',
        objections.map(({ id }) => ({ id, evidence: { department: scenes.here.department } })),
      );
      await tx.take(
        objection,
        'answer',
        objections.map(({ id }) => ({ id, evidence: { investigation: '运输所致。', solution: '补发一件。', toldHow: '电话' } })),
      );
      return [...Map.groupBy(objections, (o) => o.delivery).values()];
    });
    const outcomes = await rounds(raised, (objections) =>
      objections.map(
        ({ id }) =>
          () =>
            write((tx) => tx.take(objection, 'settle', [{ id, evidence: { agreedBy: '王芳', customerAgrees: true } }])),
      ),
    );
    expect(outcomes.map(done)).toEqual(Array(ROUNDS).fill(3));
    await expectNone(
      `select number from delivery d where state = 'objected' and not exists (select from objection b where b.delivery = d.id and b.state <> 'settled')`,
    );
  });

  test('the deliveries of an order signed for at once leave a delivered order', async () => {
    const outcomes = await rounds(await scenes.arrivedDeliveries(ROUNDS, 3), (deliveries) =>
      deliveries.map(
        ({ id }) =>
          () =>
            write((tx) => tx.take(delivery, 'sign', [{ id, evidence: receipt }])),
      ),
    );
    expect(outcomes.map(done)).toEqual(Array(ROUNDS).fill(3));
    await expectNone(
      `select number from "order" o where state = 'in_delivery' and not exists (select from delivery d where d."order" = o.id and d.state <> 'signed')`,
    );
  });

  test('a customer has one primary contact, whoever names several at once', async () => {
    const outcomes = await rounds(await scenes.customers(ROUNDS), (id) =>
      times(3, (i) => () => write((tx) => tx.create(contact, [{ customer: id, name: `联系人${i}`, primary: true }]))),
    );
    expect(outcomes.map(done)).toEqual(Array(ROUNDS).fill(3));
    await expectNone(`select customer from contact where "primary" and state = 'active' group by customer having count(*) > 1`);
  });

  test('of several notices of delay told at once, one counts', async () => {
    const told = { cause: 'supplier', reason: '缺料', newDate: '2026-12-01', measures: '加班', toldHow: '电话' } as const;
    const outcomes = await rounds((await scenes.preparedDeliveries(ROUNDS, 1)).flat(), ({ id, customer }) =>
      times(2, () => () => write((tx) => tx.create(delayNotice, [{ delivery: id, customer, ...told }]))),
    );
    expect(outcomes.map(done)).toEqual(Array(ROUNDS).fill(2));
    await expectNone(`select delivery from delay_notice where state = 'told' group by delivery having count(*) > 1`);
  });
});
