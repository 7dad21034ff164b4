import { afterAll, beforeAll, expect, test } from 'vitest';
import { department } from '#domain/org/department/department';
import { employee } from '#domain/org/employee/employee';
import { actorWith, freshWorld, journalKey, type World } from '#testing/world';
import { entryHash } from './journal/entry.ts';
import { list } from './list.ts';
import { read } from './read.ts';
import { systemActor } from './tx.ts';

let world: World;
const admin = actorWith(['admin']);
const now = Date.parse('2026-11-21T02:00:00Z');

beforeAll(async () => {
  world = await freshWorld();
});
afterAll(() => world.close());

test('a record is created, read, edited, moved and listed', async () => {
  const { kernel } = world;
  const [made] = await kernel.write(admin, now, (tx) => tx.create(department, [{ name: '客户服务部' }]));
  expect(made).toMatchObject({ number: 'DP-0001', state: 'active', version: 1, name: '客户服务部', parent: null });
  const [edited] = await kernel.write(admin, now, (tx) =>
    tx.edit(department, [{ id: made!.id, version: 1, evidence: { name: '客服部' } }]),
  );
  expect(edited).toMatchObject({ version: 2, name: '客服部' });
  const view = await read(kernel, admin, kernel.registry.kind('department'), made!.id, now);
  expect(view.can['close']!.allowed).toBe(true);
  expect(view.can['reopen']!.because[0]!.rule).toBe('state');
  await kernel.write(admin, now, (tx) => tx.take(department, 'close', [{ id: made!.id }]));
  const page = await list(kernel, admin, kernel.registry.kind('department'), {
    filters: [{ field: 'state', operator: 'is', value: 'closed' }],
    sort: { field: 'createdAt', descending: true },
    limit: 10,
    after: null,
    search: '客服',
    count: true,
  });
  expect(page).toMatchObject({ items: [{ name: '客服部', state: 'closed' }], next: null, count: { value: 1, more: false } });
  const { rows } = await world.db.owner.query('select version, step, actor from journal order by id');
  expect(rows.map((r) => r.step)).toEqual(['create', 'edit', 'close']);
});

test('two people on one record: one moves it, the other hears that it has changed', async () => {
  const { kernel } = world;
  const [made] = await kernel.write(admin, now, (tx) => tx.create(employee, [{ name: '李雷' }]));
  const results = await Promise.allSettled(
    Array.from({ length: 6 }, () => kernel.write(admin, now, (tx) => tx.take(employee, 'leave', [{ id: made!.id, version: 1 }]))),
  );
  expect(results.filter((r) => r.status === 'fulfilled')).toHaveLength(1);
  expect(results.flatMap((r) => (r.status === 'rejected' ? [(r.reason as { slug: string }).slug] : []))).toEqual(
    Array(5).fill('stale'),
  );
});

test('an instant between two milliseconds is rounded once, before it is hashed', async () => {
  const { kernel, db } = world;
  const made = await kernel.write(systemActor, now, async (tx) => {
    const [one] = await tx.create(department, [{ name: '昆山仓', at: now + 0.4 }]);
    await tx.edit(department, [{ id: one!.id, evidence: { name: '太仓仓' }, at: now + 1.5 }]);
    await tx.take(department, 'close', [{ id: one!.id, at: now + 2.7 }]);
    return one!;
  });
  const { rows } = await db.owner.query<{ version: number; step: string; ms: number; body: string; hash: Buffer }>(
    'select version, step, (extract(epoch from at) * 1000)::float8 as ms, body::text as body, hash from journal where record_id = $1 order by version',
    [made.id],
  );
  expect(rows.map(({ step, ms }) => [step, ms - now])).toEqual([
    ['create', 0],
    ['edit', 2],
    ['close', 3],
  ]);
  let head: Buffer | null = null;
  for (const { version, step, ms, body, hash } of rows) {
    head = entryHash(journalKey, head, {
      record: 'department',
      recordId: made.id,
      version,
      step,
      atMs: ms,
      actor: 'system',
      body,
    });
    expect(hash).toEqual(head);
  }
});
