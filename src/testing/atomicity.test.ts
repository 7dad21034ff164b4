import { afterAll, beforeAll, expect, test } from 'vitest';
import { contact } from '#domain/accounts/contact/contact';
import { customer } from '#domain/accounts/customer/customer';
import { order } from '#domain/orders/order/order';
import { department } from '#domain/org/department/department';
import { employee } from '#domain/org/employee/employee';
import { complaint } from '#domain/voice/complaint/complaint';
import { measure } from '#domain/voice/measure/measure';
import { pause } from '#kernel/run/hold';
import { tickPromises } from '#kernel/run/tick';
import { systemActor } from '#kernel/run/tx';
import { type Arena, done, openArena, race } from './race.ts';
import { confirmation, type Scenes, scenesOf, times } from './scenes.ts';

// A deed happens whole or not at all, and once, however many collide.

let arena: Arena;
let scenes: Scenes;
let write: Scenes['write'];

beforeAll(async () => {
  arena = await openArena();
  scenes = await scenesOf(arena.kernel);
  write = scenes.write;
});
afterAll(() => arena.close());

test('sixteen creations have sixteen numbers', async () => {
  for (let round = 0; round < 5; round++) {
    const at = Date.parse(`${2030 + round}-03-01T02:00:00Z`); // the first of a year makes its sequence
    const [id] = await scenes.customers(1);
    const made = await Promise.all(
      times(16, () =>
        arena.kernel.write(systemActor, at, (tx) =>
          tx.create(order, [
            { customer: id!, channel: 'shop' },
            { customer: id!, channel: 'website' },
          ]),
        ),
      ),
    );
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
  const { rows } = await arena.db.owner.query<{ version: number; name: string }>(
    `select version, body->'fields'->'name'->>1 as name from journal where record_id = $1 order by version`,
    [id],
  );
  expect(rows.map((r) => r.version)).toEqual(times(1 + done(outcome), (i) => i + 1));
  expect(new Set(rows.map((r) => r.name)).size).toBe(rows.length);
  expect(done(outcome)).toBeGreaterThan(8);
});

test('of sixteen writers who saw the same version, one is served and the others hear that it has changed', async () => {
  for (let round = 0; round < 5; round++) {
    const [made] = await write((tx) => tx.create(department, [{ name: '开始' }]));
    const outcome = await race(
      times(
        16,
        (i) => () => write((tx) => tx.edit(department, [{ id: made!.id, version: 1, evidence: { name: `第 ${i} 个` } }])),
      ),
    );
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
    const customers = await scenes.customers(1);
    const [id] = await scenes.auditedOrders(customers);
    await write((tx) => tx.take(customer, 'suspend', [{ id: customers[0]!, evidence: { reason: '欠款未付' } }]));
    const outcome = await race([
      ...times(3, () => () => write((tx) => tx.take(order, 'confirm', [{ id: id!, evidence: confirmation }]))),
      ...times(3, (i) => () => write((tx) => tx.edit(order, [{ id: id!, evidence: { logisticsWish: `第 ${i} 次` } }]))),
    ]);
    expect(outcome.filter((o) => o === 'refused')).toHaveLength(3);
    const { rows } = await arena.db.owner.query('select control, overridden from refusal where record_id = $1', [id]);
    expect(rows).toEqual(times(3, () => ({ control: 'order.confirm.customerInGoodStanding', overridden: false })));
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
  const entries = await arena.db.owner.query(
    `select 1 from journal j join employee e on e.id = j.record_id where e.department = $1`,
    [id],
  );
  expect(entries.rowCount).toBe(8);
});

test('a clock is paused by one of several, and not while it is broken', async () => {
  const [complained] = await scenes.handledComplaints(1);
  const due = Date.parse('2026-12-02T02:00:00Z'); // after the promised date of the measure
  const open = await write(async (tx) => {
    await tx.create(
      measure,
      times(4, () => scenes.measureFor(complained!.id)),
    );
    const received = await tx.create(
      complaint,
      times(12, () => ({
        customer: complained!.customer,
        contactWay: '0512-1',
        channel: 'hotline' as const,
        statement: '又漏水。',
        severity: 'degraded' as const,
      })),
    );
    return tx.query<{ id: string }>(
      `select id from commitment where record_id = any($1::uuid[]) and control = 'complaint.deadlines.firstReply'`,
      [received.map((c) => c.id)],
    );
  });
  expect(open).toHaveLength(12);
  for (const { id } of open) {
    const outcome = await race([
      ...times(3, () => () => pause(arena.kernel, systemActor, id, '客户暂时联系不上', due)),
      () => tickPromises(arena.kernel, due),
    ]);
    expect(outcome.filter((o) => o !== true && o !== 'wrong-state')).toEqual([]);
    const { rows } = await arena.db.owner.query<{ pauses: unknown[]; version: number }>(
      'select pauses, version from commitment where id = $1',
      [id],
    );
    const { rows: entries } = await arena.db.owner.query<{ step: string }>(
      'select step from journal where record_id = $1 order by version',
      [id],
    );
    const told = entries.map((entry) => entry.step);
    // Broken already, it may still be paused before the beat comes by, which then marks it; not the other way round.
    expect([['pause'], ['breach'], ['pause', 'breach']]).toContainEqual(told);
    expect(rows[0]).toMatchObject({
      version: 1 + told.length,
      pauses: { length: told.filter((step) => step === 'pause').length },
    });
  }
});

async function everything(): Promise<unknown> {
  const tables = ['customer', 'contact', '"order"', 'journal', 'commitment', 'refusal', 'graphile_worker._private_jobs'];
  const { rows } = await arena.db.owner.query(
    `select ${tables.map((t, i) => `(select count(*)::int from ${t}) as t${i}`).join(', ')}`,
  );
  return rows[0];
}
