import { afterAll, beforeAll, expect, test } from 'vitest';
import { customer } from '#domain/accounts/customer/customer';
import { order } from '#domain/orders/order/order';
import { department } from '#domain/org/department/department';
import { type Company, openCompany } from '#testing/company';
import type { Person } from '#testing/person';
import { STORY_BEGINS } from '#testing/story';

let company: Company;
let admin: Person;
beforeAll(async () => {
  company = await openCompany(STORY_BEGINS);
  admin = company.everybody();
});
afterAll(() => company.close());

const say = (who: Person, id: string, text: string, mentions: string[] = [], headers: Record<string, string> = {}) =>
  who.send('POST', `/api/orders/${id}/comments`, { text, mentions }, headers);
const read = async (who: Person, id: string) => (await who.send('GET', `/api/orders/${id}/comments`)).body.items;
const news = async (who: Person) =>
  ((await who.send('GET', '/api/notifications')).body.items as { kind: string; recordId: string }[]).filter(
    ({ kind }) => kind === 'mentioned',
  );

/** An order of a salesperson in the south; those in the north do not see it. */
async function scene() {
  const [south, north] = await Promise.all(
    ['华南', '华北'].map((name) => admin.create(department, { name: `${name}${Math.random()}` })),
  );
  const seller = company.person(['sales'], { name: '许丽', department: south!.id });
  const stranger = company.person(['sales'], { name: '马晓东', department: north!.id });
  const c = await admin.create(customer, { name: '评论客户', department: south!.id, owner: await seller.id() });
  const items = [{ productName: '阀门', specification: 'DN50', quantity: '4' }];
  const o = await admin.create(order, {
    customer: c.id,
    channel: 'shop',
    deliveryAddress: '南京',
    items,
    owner: await seller.id(),
  });
  return { seller, stranger, desk: company.person(['service_desk'], { name: '陈国强' }), customer: c.id, order: o.id };
}

test('whoever may read a record reads what is said beside it; who is named is told, if they may read it', async () => {
  const { seller, stranger, desk, order: id } = await scene();
  const answer = await say(desk, id, '@许丽 @马晓东 客户改了地址，请核对。', [await seller.id(), await stranger.id()]);
  expect(answer).toMatchObject({ status: 201, body: { untold: ['马晓东'] } });
  expect(answer.body.comment).toMatchObject({
    actorName: '陈国强',
    text: '@许丽 @马晓东 客户改了地址，请核对。',
    mentions: expect.arrayContaining([{ id: await seller.id(), name: '许丽' }]),
    editedAt: null,
    deletedAt: null,
  });
  expect(await read(seller, id)).toEqual([answer.body.comment]);
  expect(await news(seller)).toMatchObject([{ recordId: id }]);
  expect(await news(stranger), 'a notification leads only where one may go').toEqual([]);
});

test('who may not read the record neither reads nor says anything there; nor does anybody outside', async () => {
  const { stranger, desk, customer: id, order: o } = await scene();
  await say(desk, o, '内部意见');
  for (const who of [stranger, company.contact(id)]) {
    expect(await who.send('GET', `/api/orders/${o}/comments`)).toMatchObject({ status: 404 });
    expect(await say(who, o, '我也说一句')).toMatchObject({ status: 404 });
  }
  expect(await read(desk, o)).toHaveLength(1);
});

test('one changes and deletes one’s own for a day; what it said before is not lost', async () => {
  const { seller, desk, order: id } = await scene();
  const { comment } = (await say(desk, id, '第一稿')).body;
  const path = `/api/comments/${comment.id}`;
  expect(await seller.send('PATCH', path, { text: '别人的' })).toMatchObject({ status: 403 });
  const changed = await desk.send('PATCH', path, { text: '@许丽 第二稿', mentions: [await seller.id()] });
  expect(changed).toMatchObject({ status: 200, body: { comment: { text: '@许丽 第二稿', editedAt: expect.any(String) } } });
  expect(await news(seller)).toHaveLength(1);
  await desk.send('PATCH', path, { text: '@许丽 第三稿', mentions: [await seller.id()] });
  expect(await news(seller), 'told once').toHaveLength(1);
  expect(await desk.send('DELETE', path)).toMatchObject({ status: 204 });
  expect(await read(desk, id)).toMatchObject([{ text: '', mentions: [], deletedAt: expect.any(String) }]);
  const { rows } = await company.world.db.owner.query('select earlier from comment where id = $1', [comment.id]);
  expect(rows[0].earlier.map(({ text }: { text: string }) => text)).toEqual(['第一稿', '@许丽 第二稿', '@许丽 第三稿']);
  const late = (await say(desk, id, '明天就改不了')).body.comment;
  company.now += 25 * 3_600_000;
  expect(await desk.send('PATCH', `/api/comments/${late.id}`, { text: '太晚' })).toMatchObject({
    status: 409,
    body: { type: '/problems/too-late' },
  });
  expect(await desk.send('DELETE', `/api/comments/${late.id}`)).toMatchObject({ status: 409 });
});

test('pages come newest first; the same sent again is said once; nothing is no comment', async () => {
  const { desk, order: id } = await scene();
  for (let i = 1; i <= 5; i++) {
    company.now += 1000;
    await say(desk, id, `第 ${i} 条`);
  }
  const page = (await desk.send('GET', `/api/orders/${id}/comments?limit=3`)).body;
  expect(page.items.map(({ text }: { text: string }) => text)).toEqual(['第 5 条', '第 4 条', '第 3 条']);
  const rest = (await desk.send('GET', `/api/orders/${id}/comments?limit=3&after=${page.next}`)).body;
  expect(rest).toMatchObject({ items: [{ text: '第 2 条' }, { text: '第 1 条' }], next: null });
  const key = { 'idempotency-key': 'said-once' };
  const [first, again] = [await say(desk, id, '只说一次', [], key), await say(desk, id, '只说一次', [], key)];
  expect(again.body).toEqual(first.body);
  expect(await read(desk, id)).toHaveLength(6);
  expect(await say(desk, id, '   ')).toMatchObject({ status: 422 });
});
