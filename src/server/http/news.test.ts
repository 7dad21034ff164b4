import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Company, openCompany } from '#testing/company';
import type { Person } from '#testing/person';

const BEGINS = Date.parse('2026-11-16T09:00:00+08:00');
let company: Company;
beforeAll(async () => {
  company = await openCompany(BEGINS);
  // 12 for the role, of which the oldest is forgotten, and 3 for one of its people.
  await company.world.db.pool.query(
    `insert into notification (id, at, role, employee, kind)
     select gen_random_uuid(), $1::timestamptz - make_interval(mins => n), 'service_desk', null::uuid, case when n % 2 = 0 then 'breached' else 'due_soon' end from generate_series(1, 11) n
     union all select gen_random_uuid(), $1::timestamptz - interval '61 days', 'service_desk', null::uuid, 'breached'
     union all select gen_random_uuid(), $1::timestamptz, null, $2::uuid, 'mentioned' from generate_series(1, 3)`,
    [new Date(BEGINS), await one().id()],
  );
});
afterAll(() => company.close());

const one = () => company.person(['service_desk'], { name: '甲' });
const other = () => company.person(['service_desk'], { name: '乙' });
const newsOf = async (person: Person, question = '') => (await person.send('GET', `/api/notifications${question}`)).body;
const ids = (page: { items: { id: string }[] }) => page.items.map(({ id }) => id);

test('news comes a page at a time, the newest first, also where many are of one instant', async () => {
  const whole = await newsOf(one());
  expect(whole.items).toHaveLength(15);
  expect(whole.items.slice(0, 3).map(({ kind }: { kind: string }) => kind)).toEqual(['mentioned', 'mentioned', 'mentioned']);
  const pages: string[] = [];
  for (let after: string | null = ''; after !== null; ) {
    const page: { items: { id: string }[]; next: string | null } = await newsOf(one(), `?limit=2${after && `&after=${after}`}`);
    pages.push(...ids(page));
    after = page.next;
  }
  expect(pages).toEqual(ids(whole));
  expect((await one().send('GET', '/api/notifications?after=x')).status).toBe(422);
});

test('the same news to a role is read by each of its people for themselves', async () => {
  const [mine, theirs] = [await newsOf(one()), await newsOf(other())];
  expect([mine.unread, theirs.unread]).toEqual([14, 11]); // what is older than 60 days is not counted
  const shared = theirs.items[0].id as string;
  expect((await one().send('POST', `/api/notifications/${shared}/read`)).status).toBe(204);
  expect([(await newsOf(one())).unread, (await newsOf(other())).unread]).toEqual([13, 11]);
  expect((await company.person(['warehouse']).send('POST', `/api/notifications/${shared}/read`)).status).toBe(404);
  expect((await one().send('POST', '/api/notifications/nonsense/read')).status).toBe(404);
});

test('news is filtered by what it is about and by what is unread', async () => {
  expect((await newsOf(one(), '?kind=mentioned')).items).toHaveLength(3);
  const unread = await newsOf(other(), '?unread=true&kind=breached');
  expect(unread.items).toHaveLength(6);
  await other().send('POST', `/api/notifications/${unread.items[0].id}/read`);
  expect((await newsOf(other(), '?unread=true&kind=breached')).items).toHaveLength(5);
});

test('all is marked as read at once', async () => {
  expect((await one().send('POST', '/api/notifications/read')).status).toBe(204);
  expect((await newsOf(one())).unread).toBe(0);
  expect((await newsOf(other())).unread).toBeGreaterThan(0);
});
