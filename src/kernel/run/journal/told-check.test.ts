import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { department } from '#domain/org/department/department';
import { at, foundIn, type ToldWorld, toldWorld } from '#testing/told';
import { systemActor } from '../tx.ts';

// Each test is an attack on the rows by somebody who leaves the journal alone; what it did is undone after it.
let world: ToldWorld;
beforeAll(async () => {
  world = await toldWorld();
}, 120_000);
afterEach(() => world.putBack());
afterAll(() => world.close());

test('what the kernel wrote is what the journal tells: fields, lines, promises kept, broken, paused and dated anew', async () => {
  const { kept, broken, open, paused } = world.ids;
  const { rows } = await world.db.owner.query(
    `select outcome, due_at is null as timeless, pauses <> '[]' as held, (select count(*)::int from redating_change d where d.commitment = t.id) as redated
     from commitment t join unnest($1::uuid[]) with ordinality as w(id, n) using (id) order by n`,
    [[kept, broken, open, paused]],
  );
  expect(rows).toEqual([
    { outcome: 'kept', timeless: false, held: false, redated: 0 },
    { outcome: 'breached', timeless: false, held: false, redated: 2 },
    { outcome: 'open', timeless: false, held: true, redated: 2 },
    { outcome: 'open', timeless: true, held: true, redated: 0 },
  ]);
  expect(await world.verify(true)).toMatchObject({ ok: true, rows: { records: 11, commitments: 8, unproven: 0 } });
});

test('a journal of few entries is compared field by field unasked; when it is not to be, the rest is as it was', async () => {
  expect((await world.verify()).rows).toMatchObject({ records: 11 });
  await world.attack(`update customer set name = '别家公司'`);
  expect(await world.verify(false)).toMatchObject({ ok: true, rows: null });
});

const CUSTOMER = 'update customer set';
const ORDER = 'update "order" set';
const LINE = 'update order_items set';
const PROMISE = 'update commitment set';

test.each<[what: string, sql: string, ...found: string[]]>([
  ['a name', `${CUSTOMER} name = '别家公司' where id = '$customer'`, 'customer $customer /name'],
  ['a value that was none', `${CUSTOMER} tax_id = '9132' where id = '$customer'`, 'customer $customer /taxId'],
  ['a value that is gone, and one more', `${CUSTOMER} phone = null, key_account = true`, 'customer $customer /phone /keyAccount'],
  ['a reference', `${CUSTOMER} owner = null`, 'customer $customer /owner'],
  ['yes or no', 'update contact set "primary" = false', 'contact $contact /primary'],
  ['a date', `${ORDER} requested_date = '2024-05-01' where id = '$order'`, 'order $order /requestedDate'],
  ['the number', `${ORDER} number = 'SO-2024-99999' where id = '$order'`, 'order $order /number'],
  ['who made it', `${ORDER} created_by = 'nobody' where id = '$other'`, 'order $other /createdBy'],
  [
    'when',
    `${ORDER} created_at = created_at - interval '1 ms', updated_at = now() where id = '$other'`,
    'order $other /createdAt /updatedAt',
  ],
  [
    'the price in a line',
    `${LINE} unit_price = 12.51 where parent = '$order' and position = 0`,
    'order $order /items/0/unitPrice',
  ],
  [
    'the order of lines',
    `${LINE} position = 1 - position where parent = '$other'`,
    'order $other /items/0/position /items/1/position',
  ],
  ['a line that is gone', `delete from order_items where parent = '$order' and position = 1`, 'order $order /items/1'],
  [
    'a line too many',
    `insert into order_items (id, parent, position) values (gen_random_uuid(), '$order', 2)`,
    'order $order /items/2',
  ],
  [
    'a line of another',
    `${LINE} parent = '$other' where parent = '$order' and position = 1`,
    'order $order /items/1',
    'order $other /items/1',
  ],
  ['an outcome', `${PROMISE} outcome = 'kept' where id = '$broken'`, 'commitment $broken /outcome'],
  ['a breach', `${PROMISE} outcome = 'open', breached_at = null where id = '$broken'`, 'commitment $broken /outcome /breachedAt'],
  ['a due instant', `${PROMISE} due_at = due_at + interval '1 day' where id = '$kept'`, 'commitment $kept /dueAt'],
  ['one that was moved before', `${PROMISE} due_at = due_at + interval '1 ms' where id = '$open'`, 'commitment $open /dueAt'],
  [
    'one that was broken',
    `${PROMISE} due_at = due_at + interval '1 day' where id = '$broken'`,
    'commitment $broken /dueAt /breachedAt',
  ],
  [
    'when it was settled',
    `${PROMISE} settled_at = settled_at - interval '1 day' where id = '$kept'`,
    'commitment $kept /settledAt',
  ],
  ['by what it was settled', `${PROMISE} settled_by = 'review nobody' where id = '$kept'`, 'commitment $kept /settledBy'],
  ['a settlement', `${PROMISE} settled_at = now(), outcome = 'kept' where id = '$open'`, 'commitment $open /outcome /settledAt'],
  ['a pause', `${PROMISE} pauses = jsonb_set(pauses, '{0,to}', '1') where id = '$open'`, 'commitment $open /pauses'],
  [
    'its control and number',
    `${PROMISE} control = 'order.deadlines.confirmation', number = 'X' where id = '$kept'`,
    'commitment $kept /number /control',
  ],
  ['when it was opened', `${PROMISE} opened_at = opened_at - interval '1 s' where id = '$kept'`, 'commitment $kept /openedAt'],
  ['a promise that is gone', `delete from commitment where id = '$kept'`, 'commitment $kept'],
  [
    'a promise of another',
    `${PROMISE} record = 'customer', record_id = '$customer' where id = '$kept'`,
    'commitment $kept',
    'commitment $kept',
  ],
  ['a promise of nothing', `${PROMISE} record_id = gen_random_uuid() where id = '$kept'`, 'commitment $kept', 'commitment $kept'],
])('changed past the system and named: %s', async (_, sql, ...found) => {
  await world.attack(sql);
  const report = await world.verify();
  expect(foundIn(report, world).sort()).toEqual(found.sort()); // records come in the order of their random ids
  expect(report).toMatchObject({ ok: false, faultCount: found.length });
  expect(new Set(report.faults.map(({ kind }) => kind))).toEqual(new Set(['changed']));
});

test('a promise that nobody made is named', async () => {
  const made = '0198b0f4-0000-4000-8000-000000000001';
  await world.attack(
    `insert into commitment select (jsonb_populate_record(t, jsonb_build_object('id', '${made}'))).* from commitment t where id = '$kept'`,
  );
  expect(foundIn(await world.verify(), world)).toEqual([`commitment ${made}`]);
});

test('the fault says which record and field it is about, in both languages', async () => {
  await world.attack(`update customer set name = '别家公司'; update commitment set outcome = 'kept' where id = '$broken'`);
  const report = await world.verify();
  expect(report.faults).toEqual([
    {
      kind: 'changed',
      journalId: expect.any(Number),
      record: 'customer',
      recordId: world.ids['customer'],
      version: expect.any(Number),
      number: 'KH-00001',
      fields: ['/name'],
      detail: {
        zh: '/name 与流水不符：绕过系统改动了单据。',
        en: 'Not what the journal says: /name. It was changed past the system.',
      },
    },
    {
      kind: 'changed',
      journalId: null,
      record: 'commitment',
      recordId: world.ids['broken'],
      version: null,
      number: 'ZD-0002',
      fields: ['/outcome'],
      detail: {
        zh: '承诺 regulation.deadlines.review 的 /outcome 与流水不符：绕过系统改动了承诺。',
        en: 'Not what the journal says of the promise regulation.deadlines.review: /outcome. It was changed past the system.',
      },
    },
  ]);
});

test('what follows from an entry that was altered is not another fault', async () => {
  const altered = (from: string, to: string) =>
    world.attack(
      `update journal set body = replace(body::text, '${from}', '${to}')::json where record_id = '$customer' and version = 1`,
    );
  await altered('苏州卓润物流', '别家公司');
  const report = await world.verify();
  await altered('别家公司', '苏州卓润物流');
  expect(foundIn(report, world)).toEqual(['customer $customer']);
});

test('of more records than are read at a time, each is compared', async () => {
  const { owner } = world.db;
  const names = Array.from({ length: 2_100 }, (_, n) => ({ name: `部门 ${n}` }));
  await world.kernel.write(systemActor, at('2024-03-19T09:00'), (tx) => tx.create(department, names));
  expect(await world.verify(true)).toMatchObject({ ok: true, rows: { records: 2_111 } });
  const { rows } = await owner.query<{ id: string }>(
    'select id from (select id, row_number() over (order by id) as n from department) d where n in (1, 1000, 1001, 2100) order by id',
  );
  const changed = rows.map(({ id }) => id);
  await owner.query(`update department set name = '别' || name where id = any ($1)`, [changed]);
  const report = await world.verify(true);
  await owner.query('update department set name = substr(name, 2) where id = any ($1)', [changed]);
  expect(foundIn(report, world).sort()).toEqual(changed.map((id) => `department ${id} /name`));
});
