import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { foundIn, type ToldWorld, toldWorld } from '#testing/told';

let world: ToldWorld;
let lists: string[];
beforeAll(async () => {
  world = await toldWorld();
  const { rows } = await world.db.owner.query<{ id: string }>('select id from redating order by at');
  lists = rows.map(({ id }) => id);
}, 120_000);
afterEach(() => world.putBack());
afterAll(() => world.close());

const MADE_UP = '0198b0f4-0000-4000-8000-000000000001';

/** SQL that moves a promise by a day and puts that into a list. */
const move = (redating: string, promise: string): string =>
  `insert into redating_change select '${redating}', id, due_at, due_at + interval '1 day' from commitment where id = '${promise}';
   update commitment set due_at = due_at + interval '1 day' where id = '${promise}'`;

const redating = (doneAt: string): string =>
  `insert into redating (id, at, cause, cause_id, done_at) values ('${MADE_UP}', now(), 'setting', '${MADE_UP}', ${doneAt})`;

test('a due instant is not excused by a redating that was made up', async () => {
  await world.attack(`${redating('now()')}; ${move(MADE_UP, '$kept')}`);
  expect(foundIn(await world.verify(), world)).toEqual([`redating ${MADE_UP}`]);
});

test('nor by a list that was altered', async () => {
  await world.attack(move(lists[0]!, '$kept'));
  expect(foundIn(await world.verify(), world)).toEqual([`redating ${lists[0]}`]);
});

test('lists that are gone leave due instants that nothing explains', async () => {
  await world.attack(`delete from redating_change; delete from redating where id = '${lists[1]}'`);
  const found = foundIn(await world.verify(), world);
  expect(found).toEqual(expect.arrayContaining(['commitment $open /dueAt', `redating ${lists[0]}`, `redating ${lists[1]}`]));
});

test.each(["cause = 'setting'", 'cause_id = id', 'examined = 1000'])('a redating with another %s is named', async (change) => {
  await world.attack(`update redating set ${change} where id = '${lists[0]}'`);
  expect(foundIn(await world.verify(), world)).toEqual([`redating ${lists[0]}`]);
});

test('what a redating has moved and not finished is no fault, and counted as unproven', async () => {
  await world.attack(`${redating('null')}; ${move(MADE_UP, '$open')}`);
  expect(await world.verify()).toMatchObject({ ok: true, rows: { unproven: 1 } });
});
