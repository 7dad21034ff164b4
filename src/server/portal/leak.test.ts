import { expect, test } from 'vitest';
import { z } from 'zod';
import { contact } from '#domain/accounts/contact/contact';
import { customer } from '#domain/accounts/customer/customer';
import { delivery } from '#domain/delivery/delivery/delivery';
import { objection } from '#domain/delivery/objection/objection';
import { rating } from '#domain/delivery/rating/rating';
import { order } from '#domain/orders/order/order';
import { department } from '#domain/org/department/department';
import { returnVisit } from '#domain/voice/return-visit/return-visit';
import { story, type Teller } from '#testing/story';
import { type PortalBrowser, portalBrowser, visitor } from '#testing/visitor';
import type { PortalRoute } from './route.ts';
import { portalRoutes } from './routes.ts';

// Whatever the portal can be asked for is tried here by people whom it does not concern: the routes are those of the table, so that
// a new one is tried without anybody thinking of it.

/** Stands in every text of the customer whose secrets they are. */
const MARK = '机密甲';

const guarded = portalRoutes.filter(({ open }) => !open);
const byId = guarded.filter(({ path }) => path.includes(':id'));
const whole = guarded.filter(({ path }) => !path.includes(':id'));

/** Everything that a contact person of one company has, and their browser. */
async function company1({ given, company, as }: Teller, name = MARK) {
  const c = await given(customer, { name: `${name}有限公司` });
  const person = { customer: c.id, email: `jia${c.number.toLowerCase()}@a.example`, portalAccess: 'company' as const };
  const owner = await given(contact, { ...person, name: `${name}经理` });
  const item = { productName: `${name}泵`, specification: 'DN50', quantity: '2' };
  const ordered = { customer: c.id, contact: owner.id, channel: 'shop' as const, deliveryAddress: `${name}路`, items: [item] };
  const confirmation = { promisedDate: '2026-11-20', sentTo: name, sentBy: 'portal' as const };
  const o = await given(order, ordered, ['audit'], ['confirm', confirmation]);
  const wanting = await given(order, { ...ordered, items: [] }, ['ask_for_data', { missing: name, askedHow: '电话' }]);
  const papers = { hasManual: true, hasInspectionReport: true, hasOperationManual: true, hasWarrantyCard: true };
  const transport = { mode: 'express', carrier: name, trackingNumber: `${name}1`, expectedArrival: '2026-11-19' } as const;
  const goods = { order: o.id, customer: c.id, labels: [{ ...item, productionDate: '2026-11-01' }], ...papers };
  const sent = [['pack', {}], ['complete_documents'], ['ship', transport], ['arrive']] as const;
  const [waiting, objected] = [await given(delivery, goods, ...sent), await given(delivery, goods, ...sent)];
  const browser = await visitor(company, owner.id);
  const photo = await upload(company.url, browser);
  await browser.post(`/deliveries/${objected.id}/object`, { content: `${name}破损了`, kind: 'damage', photos: [photo] });
  await browser.post(`/deliveries/${waiting.id}/rate`, { service: 4, product: 4, words: name });
  const [raised] = (await company.everybody().list(objection, { filter: { delivery: objected.id } })).items;
  const quality = await given(department, { name: '质量部' });
  await as('service_desk').take(objection, 'assign', raised!, { department: quality.id });
  await as('quality').take(objection, 'answer', raised!, {
    investigation: `${name}受潮`,
    solution: `${name}补发`,
    toldHow: '电话',
  });
  const said = { statement: `${name}漏水`, severity: 'degraded', contactWay: `${name}电话` };
  const { body: complained } = await browser.post('/complaints', said);
  const planned = { customer: c.id, complaint: complained.id, purpose: 'complaint' as const, dueOn: '2026-11-20' };
  const visit = await given(returnVisit, planned);
  const ratings = (await company.everybody().list(rating, { filter: { delivery: waiting.id } })).items;
  const records = [o, wanting, waiting, objected, raised!, complained, visit, ...ratings] as { id: string; number: string }[];
  return { c, owner, browser, photo, records, o, waiting };
}

story(
  'ACC-040 PLT-006: no route of the portal shows or does anything of another customer’s, or of another person’s',
  async (teller) => {
    const { given, company } = teller;
    const theirs = await company1(teller);
    const other = await company1(teller, '乙方');
    const colleague = await given(contact, { customer: theirs.c.id, name: '同事', portalAccess: 'own' });
    const outsiders = { 'another customer': other.browser, 'another person': await visitor(company, colleague.id) };
    const ids = [...theirs.records.map(({ id }) => id), theirs.photo.id];
    const secrets = [MARK, ...ids, ...theirs.records.map(({ number }) => number)];
    // The measure itself is right: whoever may see it, does.
    const own = await Promise.all(whole.filter(({ method }) => method === 'GET').map(({ path }) => theirs.browser.get(path)));
    expect(own.every(({ status }) => status === 200)).toBe(true);
    expect(secrets.filter((secret) => !own.some(({ body }) => JSON.stringify(body).includes(secret))).length).toBeLessThan(6);

    const before = await company.everybody().journal(delivery, theirs.waiting);
    for (const [who, browser] of Object.entries(outsiders)) {
      for (const route of byId) {
        for (const id of ids) {
          const answer = await ask(browser, route, route.path.replace(':id', id));
          expect([answer.status, route.method, route.path, who], JSON.stringify(answer.body)).toEqual([
            404,
            route.method,
            route.path,
            who,
          ]);
        }
      }
      for (const route of whole.filter(({ name }) => name !== 'portalSignOut')) {
        const { body } = await ask(browser, route, route.path);
        const told = JSON.stringify(body).replaceAll(theirs.c.name, who === 'another person' ? '' : theirs.c.name);
        expect(
          secrets.filter((secret) => told.includes(secret)),
          `${route.method} ${route.path} ${who}`,
        ).toEqual([]);
      }
      // Nor can it be named in what they send.
      const named = { statement: '与我无关', severity: 'degraded', contactWay: '123456' };
      for (const reference of [{ order: theirs.o.id }, { delivery: theirs.waiting.id }, { photos: [theirs.photo] }])
        expect((await browser.post('/complaints', { ...named, ...reference })).status, who).toBe(422);
    }
    expect(await company.everybody().journal(delivery, theirs.waiting)).toEqual(before);
    expect(company.faults).toEqual([]);
  },
);

story('nobody who is not signed in gets further than the door', async (teller) => {
  const { company } = teller;
  const theirs = await company1(teller);
  const stranger = portalBrowser(company);
  for (const route of guarded) {
    const { status } = await ask(stranger, route, route.path.replace(':id', theirs.o.id));
    expect([status, route.path]).toEqual([401, route.path]);
  }
  for (const route of portalRoutes.filter(({ open }) => open)) {
    for (const id of [...theirs.records.map((record) => record.id), ...theirs.records.map(({ number }) => number)]) {
      const { body } = await ask(stranger, route, route.path.replace(':id', id));
      expect(JSON.stringify(body), route.path).not.toContain(MARK);
    }
  }
  // A session of the staff opens nothing here.
  const staff = await company.everybody().credential();
  expect((await company.stranger().send('GET', '/api/portal/home', undefined, staff)).status).toBe(401);
});

story('what the portal says of a record is what it names, and nothing that the company keeps to itself', async (teller) => {
  const { browser, records } = await company1(teller);
  const secretFields = ['team', 'rootCause', 'methods', 'owner', 'department', 'version', 'createdBy', 'penalty', 'unitPrice'];
  for (const route of byId.filter(({ method }) => method === 'GET')) {
    for (const { id } of records) {
      const { status, body } = await browser.get(route.path.replace(':id', id));
      if (status === 200)
        expect(
          fieldsIn(body).filter((field) => secretFields.includes(field)),
          route.path,
        ).toEqual([]);
    }
  }
});

test('there are routes to be tried, and each says what it answers', () => {
  expect(byId.length).toBeGreaterThan(10);
  expect(portalRoutes.filter(({ answer, method }) => answer === null && method === 'GET').map(({ path }) => path)).toEqual([
    '/files/:id',
  ]);
});

/** Asks a route with a body that it takes. */
async function ask(browser: PortalBrowser, route: PortalRoute, path: string) {
  if (route.method === 'GET') return browser.get(path);
  if (route.method === 'DELETE') return browser.delete(path);
  return browser.post(path, route.body === null ? {} : sample(z.toJSONSchema(route.body, { io: 'input' }) as Schema));
}

interface Schema {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  format?: string;
  pattern?: string;
  minLength?: number;
  minimum?: number;
  properties?: Record<string, Schema>;
  required?: string[];
}

/** The least that a schema takes. */
function sample(schema: Schema): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (schema.format === 'email') return 'nobody@else.example';
  if (schema.pattern === '^\\d{6}$') return '000000';
  switch (schema.type) {
    case 'string':
      return '回答'.padEnd(schema.minLength ?? 0, '。');
    case 'integer':
    case 'number':
      return schema.minimum ?? 1;
    case 'boolean':
      return true;
    case 'object':
      return Object.fromEntries((schema.required ?? []).map((name) => [name, sample(schema.properties?.[name] ?? {})]));
    default:
      return [];
  }
}

const fieldsIn = (value: unknown): string[] =>
  Array.isArray(value)
    ? value.flatMap(fieldsIn)
    : value !== null && typeof value === 'object'
      ? Object.entries(value).flatMap(([name, inner]) => [name, ...fieldsIn(inner)])
      : [];

/** A picture of one point. */
async function upload(url: string, { cookie }: PortalBrowser) {
  const point = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  const headers = { cookie: cookie!, 'x-lvyue': '1', 'x-file-name': encodeURIComponent(`${MARK}.png`) };
  const answer = await fetch(`${url}/api/portal/files`, { method: 'POST', headers, body: Buffer.from(point, 'base64') });
  return (await answer.json()) as { id: string };
}
