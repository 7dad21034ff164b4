import { afterAll, expect, test } from 'vitest';
import { freshDatabase } from './database.ts';

const database = await freshDatabase();
afterAll(() => database.close());

test("a fresh database is migrated, empty, and the application's connections are restricted and in UTC", async () => {
  const { rows } = await database.pool.query(
    `select current_user as "user", current_setting('TimeZone') as zone, current_setting('statement_timeout') as timeout,
      (select count(*)::int from journal) as entries, date '2026-03-01' as day`,
  );
  expect(rows).toEqual([{ user: 'lvyue_app', zone: 'UTC', timeout: '1min', entries: 0, day: '2026-03-01' }]);
});

test('two fresh databases do not see each other', async () => {
  const other = await freshDatabase();
  try {
    await other.pool.query(`insert into journal_boundary (to_id, horizon) values (1, '1')`);
    expect((await database.pool.query('select * from journal_boundary')).rowCount).toBe(0);
  } finally {
    await other.close();
  }
});
