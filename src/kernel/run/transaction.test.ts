import { afterEach, beforeEach, expect, test } from 'vitest';
import { type FreshDatabase, freshDatabase } from '#testing/database';
import { inFlow, inTransaction } from './transaction.ts';

let db: FreshDatabase;
beforeEach(async () => {
  db = await freshDatabase();
  await db.owner.query('create table pot (name text primary key, n int not null check (n >= 0)); grant all on pot to lvyue_app');
});
afterEach(() => db.close());

const pots = async (): Promise<string[]> =>
  (await db.owner.query<{ name: string }>('select name from pot order by name')).rows.map(({ name }) => name);
const put = (name: string, n = 1) => ({ text: 'insert into pot values ($1, $2)', values: [name, n] });

test('what is left behind is committed with the rest', async () => {
  await inFlow(db.pool, async (client, { begun, leave }) => {
    await begun;
    leave(client.query(put('left')));
    leave(client.query(put('too')));
  });
  expect(await pots()).toEqual(['left', 'too']);
});

test('where something left behind fails, nothing is committed, and it is what is told', async () => {
  const work = inFlow(db.pool, async (client, { begun, leave }) => {
    await begun;
    leave(client.query(put('good')));
    leave(client.query(put('bad', -1)));
  });
  await expect(work).rejects.toMatchObject({ code: '23514' });
  const later = inFlow(db.pool, async (client, { begun, leave }) => {
    await begun;
    leave(client.query(put('bad', -1)));
    await client.query(put('behind it'));
  });
  await expect(later).rejects.toMatchObject({ code: '23514' });
  expect(await pots()).toEqual([]);
});

test('a conflict in what is left behind is tried again', async () => {
  let tries = 0;
  await inFlow(db.pool, async (client, { begun, leave }) => {
    await begun;
    leave(client.query('select all_moved($1, 1)', [tries++]));
    leave(client.query(put(`try ${tries}`)));
  });
  expect(await pots()).toEqual(['try 2']);
});

test('work that fails takes back what it left behind', async () => {
  const work = inFlow(db.pool, async (client, { begun, leave }) => {
    await begun;
    leave(client.query(put('left')));
    throw new Error('second thoughts');
  });
  await expect(work).rejects.toThrow('second thoughts');
  expect(await pots()).toEqual([]);
});

test('a connection serves again after a failure', async () => {
  for (let round = 0; round < 30; round++) {
    const failing = inTransaction(db.pool, (client) => client.query(put('pot', round === 7 ? 1 : -1)));
    if (round === 7) await failing;
    else
      await expect(failing).rejects.toMatchObject({
        code: round < 7 ? '23514' : (expect.stringMatching('23514|23505') as string),
      });
  }
  expect(await pots()).toEqual(['pot']);
});
