import { afterAll, beforeAll, expect, test } from 'vitest';
import { department } from '#domain/org/department/department';
import { systemActor } from '#kernel/run/tx';
import { type Company, openCompany } from '#testing/company';
import type { Person } from '#testing/person';
import type { ListView } from './views.ts';

let company: Company;
beforeAll(async () => {
  company = await openCompany(Date.parse('2026-11-16T09:00:00+08:00'));
});
afterAll(() => company.close());

const wanted = {
  record: 'order',
  name: '本月待确认',
  query: 'filter[state]=audited&filter[createdAt][in]=this_month&filter[owner]=@me&sort=-createdAt&view=all',
  columns: ['number', 'customer', 'promise'],
  widths: { customer: 240 },
};
const namesFor = async (who: Person): Promise<string[]> =>
  (await who.send('GET', '/api/views?record=order')).body.items.map(({ name }: ListView) => name);

test('a view is kept, shared with a department and those below it, or everybody, and changed by its owner alone', async () => {
  const [sales, east, west] = await company.world.kernel.write(systemActor, company.now, async (tx) => {
    const [above] = await tx.create(department, [{ name: '销售' }]);
    const below = await tx.create(department, [{ name: '华东', parent: above!.id }]);
    return [above!, ...below, ...(await tx.create(department, [{ name: '仓储' }]))];
  });
  const head = company.person(['sales_manager'], { name: '主管', department: sales!.id });
  const seller = company.person(['sales'], { name: '业务员', department: east!.id });
  const other = company.person(['warehouse'], { name: '库管', department: west!.id });

  const made = await head.send('POST', '/api/views', wanted);
  expect(made).toMatchObject({
    status: 201,
    body: { name: '本月待确认', mine: true, shared: 'nobody', version: 1, standard: false },
  });
  const at = `/api/views/${made.body.id}`;
  expect(await namesFor(seller)).toEqual([]);
  expect((await seller.send('PATCH', at, { name: 'x' })).status).toBe(404);

  expect((await head.send('PATCH', at, { shared: 'department' }, { 'if-match': '"1"' })).body).toMatchObject({ version: 2 });
  expect(await namesFor(seller)).toEqual(['本月待确认']);
  expect(await namesFor(other)).toEqual([]);
  expect((await head.send('PATCH', at, { name: 'y' }, { 'if-match': '"1"' })).status).toBe(412);
  await head.send('PATCH', at, { shared: 'everybody', name: '待确认' });
  expect(await namesFor(other)).toEqual(['待确认']);
  const shared = (await other.send('GET', '/api/views?record=order')).body.items[0] as ListView;
  expect(shared).toMatchObject({
    mine: false,
    ownerName: '主管',
    columns: wanted.columns,
    widths: wanted.widths,
    query: wanted.query,
  });
  for (const [method, body] of [
    ['PATCH', { name: 'mine now' }],
    ['DELETE', undefined],
  ] as const)
    expect((await other.send(method, at, body)).status).toBe(403);

  expect((await head.send('DELETE', at)).status).toBe(204);
  expect(await namesFor(other)).toEqual([]);
  expect((await head.send('DELETE', at)).status).toBe(404);
});

test('names are one’s own, one view is the standard one, and what a view asks must be askable', async () => {
  const desk = company.person(['service_desk']);
  const first = await desk.send('POST', '/api/views', { ...wanted, name: 'Mine', standard: true });
  expect(first.status).toBe(201);
  const twin = await desk.send('POST', '/api/views', { ...wanted, name: 'mine', standard: true });
  expect(twin).toMatchObject({ status: 422, body: { type: '/problems/taken' } });
  const second = await desk.send('POST', '/api/views', { ...wanted, name: 'Other', standard: true });
  const { items } = (await desk.send('GET', '/api/views?record=order')).body as { items: ListView[] };
  expect(items.map(({ name, standard }) => [name, standard])).toEqual([
    ['Mine', false],
    ['Other', true],
  ]);
  expect(second.body.standard).toBe(true);
  for (const wrong of [
    { record: 'nothing' },
    { columns: ['nothing'] },
    { query: 'nonsense=1' },
    { name: ' ' },
    { widths: { number: 1 } },
  ])
    expect((await desk.send('POST', '/api/views', { ...wanted, name: 'Wrong', ...wrong })).status, JSON.stringify(wrong)).toBe(
      422,
    );
  expect((await company.stranger().send('GET', '/api/views?record=order')).status).toBe(401);
});
