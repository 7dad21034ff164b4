import { afterAll, beforeAll, expect, test } from 'vitest';
import { department } from '#domain/org/department/department';
import { employee } from '#domain/org/employee/employee';
import { actorWith, freshWorld, type World } from '#testing/world';
import { list } from './list.ts';
import { read } from './read.ts';

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
