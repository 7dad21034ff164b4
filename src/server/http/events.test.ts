import { afterAll, beforeAll, expect, test } from 'vitest';
import { customer } from '#domain/accounts/customer/customer';
import { order } from '#domain/orders/order/order';
import { department } from '#domain/org/department/department';
import { SESSION_COOKIE } from '#server/access/authenticate';
import { type Company, openCompany } from '#testing/company';
import type { Person } from '#testing/person';

let company: Company;
beforeAll(async () => {
  company = await openCompany(Date.parse('2026-11-16T09:00:00+08:00'));
});
afterAll(() => company.close());

test('PLT-004: an open page hears of a deed, and of which record where its reader sees every row of the kind', async () => {
  const desk = company.person(['service_desk']);
  const heard = await listen(desk);
  const to = await desk.create(customer, { name: '苏州恒力' });
  const made = await desk.create(order, { customer: to.id, channel: 'shop' });
  const told = await heard.until('changed', ({ kinds }) => kinds['order'] !== undefined);
  expect(told['order']).toEqual([made.id]);
  await heard.close();
});

test('PLT-004: a reader who sees some rows hears of the kind alone, and of a kind that they may not see nothing', async () => {
  const admin = company.person(['admin']);
  const outside = await listen(company.contact((await company.everybody().create(customer, { name: '无锡精工' })).id));
  const inside = await listen(admin);
  await admin.create(department, { name: '只有内部知道' });
  await inside.until('changed', ({ kinds }) => 'department' in kinds);
  const to = await company.everybody().create(customer, { name: '南通远大' });
  await company.everybody().create(order, { customer: to.id, channel: 'shop' });
  const heard = await outside.until('changed', ({ kinds }) => 'order' in kinds);
  expect(heard['order']).toBeNull(); // somebody else's order: that, and which, stays unsaid
  expect(outside.heard.some(({ data }) => data.includes('department'))).toBe(false);
  await Promise.all([outside.close(), inside.close()]);
});

test('who was away hears what came meanwhile', async () => {
  const admin = company.person(['admin']);
  const first = await listen(admin);
  await admin.create(department, { name: '第一' });
  await first.until('changed', ({ kinds }) => 'department' in kinds);
  const { id } = first.heard.at(-1)!;
  await first.close();
  const meanwhile = await admin.create(department, { name: '第二' });
  const second = await listen(admin, { 'last-event-id': id });
  const told = await second.until('changed', ({ kinds }) => (kinds['department'] ?? []).includes(meanwhile.id));
  expect(told['department']).toContain(meanwhile.id);
  await second.close();
});

test('news is announced to those whom it is for', async () => {
  const [desk, warehouse] = [await listen(company.person(['service_desk'])), await listen(company.person(['warehouse']))];
  await company.world.db.pool.query(
    `insert into notification (id, at, role, kind) values (gen_random_uuid(), $1, 'service_desk', 'breached')`,
    [new Date(company.now)],
  );
  await desk.until('news', () => true);
  await company.person(['admin']).create(department, { name: '第三' });
  await warehouse.until('changed', ({ kinds }) => 'department' in kinds);
  expect(warehouse.heard.map(({ event }) => event)).not.toContain('news');
  await Promise.all([desk.close(), warehouse.close()]);
});

test('a session that has ended hears nothing more, and its stream ends', async () => {
  const somebody = company.person(['sales'], { name: '将被登出的人' });
  const stream = await listen(somebody);
  const admin = company.person(['admin']);
  const { items } = (await admin.send('GET', `/api/sessions?employee=${await somebody.id()}`)).body as {
    items: { id: string }[];
  };
  expect((await admin.send('DELETE', `/api/sessions/${items[0]!.id}`)).status).toBe(204);
  await admin.create(department, { name: '第四' });
  await stream.ended;
  expect(stream.heard).toEqual([]);
});

test('a program with a key and nobody at all are turned away', async () => {
  expect((await company.stranger().send('GET', '/api/events')).status).toBe(401);
  const { body } = await company
    .person(['admin'])
    .send('POST', '/api/api-keys', { name: 'x', roles: ['sales'], scope: 'read', days: 1 });
  const answer = await company.stranger().send('GET', '/api/events', undefined, { authorization: `Bearer ${body.key}` });
  expect(answer.status).toBe(403);
});

test('too much at once is told as everything', async () => {
  const stream = await listen(company.person(['admin']));
  await company.person(['admin']).create(department, { name: '第五' });
  await stream.until('changed', ({ kinds }) => 'department' in kinds); // it follows
  await company.world.db.owner.query(
    `insert into journal (record, record_id, version, step, at, actor, body, hash)
     select 'order', gen_random_uuid(), 1, 'create', now(), 'system', '{}', '\\x00' from generate_series(1, 2500)`,
  );
  expect(await stream.until('everything', () => true)).toEqual({});
  await stream.close();
});

interface Heard {
  id: string;
  event: string;
  data: string;
}
type Kinds = Record<string, string[] | null>;

/** Opens the stream of somebody and reads it. It is open when the first lines have come. */
async function listen(person: Person, more: Record<string, string> = {}) {
  const stop = new AbortController();
  const { cookie, ...others } = await person.credential();
  const headers = { ...others, ...(cookie?.startsWith(SESSION_COOKIE) && { cookie }), ...more };
  const response = await fetch(`${company.url}/api/events`, { headers, signal: stop.signal });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const heard: Heard[] = [];
  const waiting = new Set<() => void>();
  let opened = (): void => undefined;
  const open = new Promise<void>((resolve) => {
    opened = resolve;
  });
  const ended = read(response, (block) => {
    opened();
    const line = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? '';
    if (line('event') === '') return;
    heard.push({ id: line('id'), event: line('event'), data: line('data') });
    for (const tell of waiting) tell();
  }).catch(() => undefined);
  await open;
  return {
    heard,
    ended,
    /** Waits for an event that fits, and answers its kinds. */
    until: (event: string, fits: (data: { kinds: Kinds }) => boolean) =>
      new Promise<Kinds>((resolve) => {
        const look = (): void => {
          const found = heard.map((one) => ({ ...one, parsed: JSON.parse(one.data) as { kinds: Kinds } }));
          const one = found.find(({ event: name, parsed }) => name === event && fits(parsed));
          if (!one) return;
          waiting.delete(look);
          resolve(one.parsed.kinds ?? {});
        };
        waiting.add(look);
        look();
      }),
    async close() {
      stop.abort();
      await ended;
    },
  };
}

async function read(response: Response, hear: (block: string) => void): Promise<void> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body!) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) hear(block);
  }
}
