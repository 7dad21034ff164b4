import { afterAll, expect, test } from 'vitest';
import { ADDRESS, accessWorld } from '#testing/access-world';
import { openSession } from './session.ts';
import { sweepAccess } from './sweep.ts';

const world = await accessWorld();
afterAll(() => world.close());

test('sessions are kept for half a year after their end, counters for a day', async () => {
  const employee = await world.hire('马超');
  const { id } = await openSession(world.pool, { employee, method: 'password', ip: ADDRESS, userAgent: '' }, world.now());
  const find = () => world.pool.query('select from session where id = $1', [id]).then((found) => found.rowCount);
  const days = (count: number) => new Date(world.now().getTime() + count * 86_400_000);
  await world.pool.query(`insert into sign_in_counter values ('login', 'x', 1, $1, null)`, [world.now()]);
  expect((await sweepAccess(world.pool, days(0.9))).counters).toBe(0);
  expect((await sweepAccess(world.pool, days(1.1))).counters).toBe(1);
  await sweepAccess(world.pool, days(14 + 189));
  expect(await find()).toBe(1);
  await sweepAccess(world.pool, days(14 + 191));
  expect(await find()).toBe(0);
});
