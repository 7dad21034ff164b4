import { afterAll, beforeAll, expect, test } from 'vitest';
import { foundIn, type ToldWorld, toldWorld } from '#testing/told';
import type { Column } from '../columns.ts';
import type { Report } from './verify.ts';

// A migration adds a field after everything was written; no entry speaks of it.
const stars: Column = { field: 'stars', column: 'stars', sql: 'int', nullable: false, values: null, ref: null };

let world: ToldWorld;
beforeAll(async () => {
  world = await toldWorld();
}, 120_000);
afterAll(() => world.close());

const check = (): Promise<Report> =>
  world.verify(
    true,
    world.records.map((r) => (r.record.name === 'customer' ? { ...r, columns: [...(r.columns ?? []), stars] } : r)),
  );

test('a field that came with a migration holds the default of then, the default of now, or nothing', async () => {
  await world.attack(
    'alter table customer add column stars int not null default 3; alter table customer alter stars drop default',
  );
  expect(await check()).toMatchObject({ ok: true });
  await world.attack('alter table customer alter stars set default 4; update customer set stars = 4');
  expect(await check()).toMatchObject({ ok: true });
  await world.attack('alter table customer alter stars drop not null; update customer set stars = null');
  expect(await check()).toMatchObject({ ok: true });
});

test('any other value was put there past the system', async () => {
  await world.attack('update customer set stars = 5');
  expect(foundIn(await check(), world)).toEqual(['customer $customer /stars']);
});
