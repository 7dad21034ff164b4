import { expect } from 'vitest';
import { department } from '#domain/org/department/department';
import { employee } from '#domain/org/employee/employee';
import { roleGrant } from '#domain/org/role-grant/role-grant';
import { setting } from '#domain/org/setting/setting';
import { hours, workingHours } from '#kernel/declare/span';
import { story } from './story.ts';

story('a department is made, renamed, closed and found again', async ({ as, list, refused }) => {
  const admin = as('admin');
  const made = await admin.create(department, { name: '客户服务部' });
  expect(made).toMatchObject({ number: expect.stringMatching(/^DP-\d{4}$/), state: 'active', version: 1 });
  const renamed = await admin.edit(department, made, { name: '客服部' });
  await refused(admin.edit(department, made, { name: '服务部' }), 'stale');
  await refused(as('sales').take(department, 'close', made), 'not-allowed');
  expect(await admin.take(department, 'close', made, {}, renamed.version)).toMatchObject({ state: 'closed', version: 3 });
  await refused(admin.take(department, 'close', made), 'state');
  const view = await as('sales').get(department, made);
  expect(view.can.reopen).toMatchObject({ allowed: false, because: [{ rule: 'role', sentence: 'Your role may not do this.' }] });
  const page = await list(department, { filter: { state: 'closed' }, q: '客服', count: true });
  expect(page).toMatchObject({ items: [{ name: '客服部' }], next: null, count: { value: 1, more: false } });
  expect((await admin.journal(department, made)).map((e) => [e.step, e.actorName])).toEqual([
    ['close', '系统管理员'],
    ['edit', '系统管理员'],
    ['create', '系统管理员'],
  ]);
});

story('people of one role are told apart, and see what is theirs', async ({ as, refused }) => {
  const [wang, li] = [as('sales', { name: '小王' }), as('sales', { name: '小李' })];
  expect(await wang.id()).not.toBe(await li.id());
  expect(as('sales', { name: '小王' })).toBe(wang);
  const { items } = await wang.list(roleGrant);
  expect(items.map((g) => g.employee)).toEqual([await wang.id()]);
  const grant = (await li.list(roleGrant)).items[0]!;
  await refused(wang.get(roleGrant, grant), 'not-found');
});

story('a guard refuses with its sentence', async ({ as, refused }) => {
  const admin = as('admin');
  const grants = await admin.list(roleGrant, { filter: { employee: await admin.id() } });
  for (const other of (await admin.list(roleGrant, { filter: { role: 'admin' } })).items) {
    if (other.employee !== (await admin.id())) await admin.take(roleGrant, 'revoke', other, { reason: 'Only one shall remain.' });
  }
  const problem = await refused(
    admin.take(roleGrant, 'revoke', grants.items[0]!, { reason: 'Nobody.' }),
    'anAdministratorRemains',
  );
  expect(problem['because']).toMatchObject([{ sentence: 'At least one administrator remains.' }]);
  await refused(admin.take(roleGrant, 'revoke', grants.items[0]!, { reason: 'x' }), '/reason');
});

story(
  'the clock moves only when it is moved, and sessions last as long as the story',
  async ({ as, at, given, later, now, today }) => {
    const somebody = await given(employee, { name: '韩梅梅' }, ['leave'], ['return'], ['leave']);
    expect(somebody).toMatchObject({ state: 'left', version: 4, updatedAt: '2026-11-16T01:00:00.000Z' });
    const admin = as('admin');
    await later(workingHours(10));
    expect(new Date(now()).toISOString()).toBe('2026-11-17T03:00:00.000Z');
    await at('2027-03-01T09:00+08:00');
    expect(await today()).toBe('2027-03-01');
    expect(await admin.create(department, { name: '明年的部门' })).toMatchObject({ createdAt: '2027-03-01T01:00:00.000Z' });
  },
);

story('what was put into the job queue is done when the clock moves on', async ({ as, later }) => {
  const admin = as('admin');
  const declared = await admin.send('GET', '/api/declared-settings');
  const { key, standard } = declared.body.items[0];
  const lists = async () => (await admin.send('GET', '/api/redatings')).body.items;
  const before = (await lists()).length;
  await admin.create(setting, { key, value: standard, effectiveFrom: '2026-11-16T12:00:00+08:00', reason: '与默认值相同' });
  await later(hours(1));
  expect(await lists()).toHaveLength(before);
  await later(hours(2));
  expect(await lists()).toHaveLength(before + 1);
});

/** Never called: what a story may say is checked when it is compiled. */
export async function mistakes({ as, given, get }: Parameters<Parameters<typeof story>[1]>[0], id: string): Promise<void> {
  // @ts-expect-error -- no such role
  as('seller');
  // @ts-expect-error -- no such field
  await as('admin').create(department, { nam: '客服部' });
  // @ts-expect-error -- no such step
  await as('admin').take(department, 'shut', id);
  // @ts-expect-error -- a reason is a text
  await as('admin').take(roleGrant, 'revoke', id, { reason: 7 });
  // @ts-expect-error -- no such step
  await given(employee, { name: '李雷' }, ['vanish']);
  const view = await get(department, id);
  // @ts-expect-error -- no such step
  void view.can.shut;
  // @ts-expect-error -- no such field
  void view.record.nam;
}
