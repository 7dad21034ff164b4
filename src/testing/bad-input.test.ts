import { once } from 'node:events';
import net from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { froms, type Shape } from '#kernel/declare/record';
import type { Kind } from '#kernel/run/kind';
import { kinds } from '#server/registry';
import { type Company, openCompany } from './company.ts';
import type { Person } from './person.ts';
import { makeReady } from './readiness.ts';
import { familyAt, placeReferred, samplesOf } from './rows.ts';
import { refsIn, sampleOf } from './samples.ts';
import { stored } from './stored.ts';
import { STORY_BEGINS } from './story.ts';
import { subjectOf } from './subject.ts';

// Whatever comes in: a clear answer in the reader's language, nothing of it stored, and never an error of the program's own.

const SLOW = { timeout: 120_000 };
const NOBODY = '0190a000-0000-7000-8000-000000000000';

let company: Company;
let everybody: Person;
beforeAll(async () => {
  company = await openCompany(STORY_BEGINS);
  everybody = company.everybody();
  await everybody.send('GET', '/api/departments'); // hires and signs in
});
afterAll(() => company.close());

describe('a request that cannot be right', () => {
  const CHINESE = /[\u4e00-\u9fff]/;
  const order = (more: object) => ({ customer: NOBODY, channel: 'shop', ...more });
  const orders = (what: string, body: unknown, status: number, pointer?: string): Case => ({
    what,
    path: '/api/orders',
    body,
    status,
    pointer,
  });
  interface Case {
    what: string;
    method?: string;
    path: string;
    body?: unknown;
    headers?: Record<string, string>;
    status: number;
    /** Where the mistake is, if it is in one place. */
    pointer?: string | undefined;
  }

  const cases: readonly Case[] = [
    orders('half a body', '{"customer":', 400),
    orders('a list instead of an object', [], 400),
    orders('arrays within arrays', `{"items":${'['.repeat(5000)}${']'.repeat(5000)}}`, 400),
    orders('bytes that are no UTF-8', Buffer.from('{"logisticsWish":"\xc3\x28"}', 'latin1'), 400),
    orders('a body of more than a megabyte', order({ logisticsWish: 'x'.repeat(1024 * 1024) }), 413),
    { ...orders('a form', 'customer=x', 415), headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    { ...orders('another encoding', '{}', 415), headers: { 'content-type': 'application/json; charset=gb18030' } },
    orders('a field that is not there', order({ colour: 'red' }), 422, '/colour'),
    orders(
      'a field that only sounds like one',
      `{"customer":"${NOBODY}","channel":"shop","__proto__":{"state":"delivered"}}`,
      422,
      '/__proto__',
    ),
    orders('the state, which nobody writes', order({ state: 'delivered' }), 422, '/state'),
    orders(
      'fifty thousand fields that are not there',
      Object.fromEntries(Array.from({ length: 50_000 }, (_, n) => [`f${n}`, n])),
      422,
    ),
    orders('a hundred thousand lines', order({ items: Array<number>(100_000).fill(1) }), 422),
    orders('a number for a text', order({ deliveryAddress: 7 }), 422, '/deliveryAddress'),
    orders('a text for a list', order({ items: 'two pumps' }), 422, '/items'),
    orders('nothing for what is needed', { channel: 'shop' }, 422, '/customer'),
    orders('what is none of the choices', order({ channel: 'telepathy' }), 422, '/channel'),
    orders('an id that is none', order({ customer: 'x' }), 422, '/customer'),
    orders('an id of nobody', order({}), 422, '/customer'),
    orders('a date that does not exist', order({ requestedDate: '2026-02-30' }), 422, '/requestedDate'),
    orders('a NUL character', `{"customer":"${NOBODY}","channel":"shop","logisticsWish":"a\\u0000b"}`, 422, '/logisticsWish'),
    orders('half a surrogate pair', `{"customer":"${NOBODY}","channel":"shop","logisticsWish":"\\ud83d"}`, 422, '/logisticsWish'),
    orders('NUL characters without end', `{"items":[${'"\\u0000",'.repeat(80_000)}1]}`, 422),
    orders('a quantity of four hundred digits', order({ items: [{ quantity: '9'.repeat(400) }] }), 422, '/items/0/quantity'),
    orders(
      'a number beyond all numbers',
      `{"customer":"${NOBODY}","channel":"shop","items":[{"quantity":1e999}]}`,
      422,
      '/items/0/quantity',
    ),
    orders('a text that is too long', order({ logisticsWish: 'x'.repeat(401) }), 422, '/logisticsWish'),
    {
      what: 'a key that is none',
      path: '/api/departments',
      body: { name: '采购部' },
      headers: { 'idempotency-key': 'a b' },
      status: 400,
    },
    {
      what: 'a version that is none',
      method: 'PATCH',
      path: `/api/orders/${NOBODY}`,
      body: {},
      headers: { 'if-match': '"1", "2"' },
      status: 400,
    },
    {
      what: 'hundreds of conditions',
      method: 'GET',
      path: `/api/orders?${'filter[state]=placed&'.repeat(380)}`,
      status: 422,
      pointer: '/filter',
    },
    { what: 'an address of ten thousand characters', method: 'GET', path: `/api/orders?q=${'x'.repeat(10_000)}`, status: 414 },
    {
      what: 'a condition on no field',
      method: 'GET',
      path: '/api/orders?filter[constructor]=x',
      status: 422,
      pointer: '/filter/constructor',
    },
    { what: 'a NUL character to search for', method: 'GET', path: '/api/orders?q=%00', status: 422, pointer: '/q' },
    {
      what: 'a place in a list that is none',
      method: 'GET',
      path: '/api/orders?after=eyJ4IjoxfQ',
      status: 422,
      pointer: '/after',
    },
    { what: 'a period that is none', method: 'GET', path: '/api/kpi?from=2026-13-01', status: 422, pointer: '/from' },
    { what: 'an instant for a step', path: `/api/orders/${NOBODY}/audit`, body: { at: 0 }, status: 404 },
  ];

  test.each(cases)('$what', async ({ method = 'POST', path, body, headers = {}, status, pointer }) => {
    const before = await stored(company.world.db.owner);
    const ask = (language: string) => everybody.send(method, path, body, { 'accept-language': language, ...headers });
    const [zh, en] = [await ask('zh-CN'), await ask('en-GB')];
    for (const [answer, chinese] of [
      [zh, true],
      [en, false],
    ] as const) {
      expect(answer).toMatchObject({ status, body: { status, type: expect.stringMatching(/^\/problems\/[a-z-]+$/) } });
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      const errors = (answer.body.errors ?? []) as { pointer: string; detail: string }[];
      for (const text of [answer.body.title as string, ...errors.map((e) => e.detail)])
        expect(CHINESE.test(text), text).toBe(chinese);
      if (pointer !== undefined) expect(errors.map((e) => e.pointer)).toEqual([pointer]);
      expect(errors.length).toBeLessThanOrEqual(100);
    }
    expect(await stored(company.world.db.owner)).toEqual(before);
    expect(company.faults).toEqual([]);
  });

  test('the same external number twice is told at its field', async () => {
    const customer = (await everybody.send('POST', '/api/customers', { name: '客户' })).body.record.id as string;
    const input = { customer, channel: 'website', source: '旧系统', externalNumber: 'W-1' };
    expect((await everybody.send('POST', '/api/orders', input)).status).toBe(201);
    const before = await stored(company.world.db.owner);
    const again = await everybody.send('POST', '/api/orders', input);
    expect(again).toMatchObject({
      status: 422,
      body: { type: '/problems/taken', errors: [{ pointer: expect.stringMatching(/^\/(source|externalNumber)$/) }] },
    });
    expect(await stored(company.world.db.owner)).toEqual(before);
  });

  test('text that looks like a program is text', async () => {
    const { owner } = company.world.db;
    for (const name of [
      `'); drop table journal; --`,
      '$1 :now :employee ${name}',
      '<script>alert(1)</script>',
      '\\u0000 %s \\',
      '\u202e右到左\u0001',
      '😀👩‍👩‍👧',
    ]) {
      const made = await everybody.send('POST', '/api/departments', { name });
      expect(made).toMatchObject({ status: 201, body: { record: { name } } });
      const found = await everybody.send('GET', `/api/departments?filter[name]=${encodeURIComponent(name)}`);
      expect(found.body.items.map((d: { id: string }) => d.id)).toContain(made.body.record.id);
      expect((await everybody.send('GET', `/api/departments?q=${encodeURIComponent(name.slice(0, 100))}`)).status).toBe(200);
    }
    expect((await owner.query('select count(*)::int > 0 as there from journal')).rows).toEqual([{ there: true }]);
    expect(company.faults).toEqual([]);
  });

  test('bodies that do not come: others are served meanwhile, and nothing is stored when they break off', async () => {
    const { cookie } = await everybody.credential();
    const before = await stored(company.world.db.owner);
    const head = `POST /api/departments HTTP/1.1\r\nhost: x\r\ncookie: ${cookie}\r\nx-lvyue: 1\r\ncontent-type: application/json\r\ncontent-length: 20\r\n\r\n{"name":`;
    const slow = Array.from({ length: 100 }, () => net.connect({ host: '127.0.0.1', port: Number(new URL(company.url).port) }));
    await Promise.all(slow.map((socket) => once(socket, 'connect')));
    await Promise.all(slow.map((socket) => new Promise((sent) => socket.write(head, sent))));
    expect((await everybody.send('GET', '/api/departments')).status).toBe(200);
    for (const socket of slow) socket.destroy();
    expect((await everybody.send('GET', '/api/departments')).status).toBe(200);
    expect(await stored(company.world.db.owner)).toEqual(before);
    expect(company.faults).toEqual([]);
  });
});

/** What people, programs and enemies write into any field at all. */
const ANYTHING: readonly unknown[] = [
  'a\0b',
  '0000-01-01',
  '9999-12-31',
  '9999-12-31T23:59:59-23:59',
  '-999999999999999.99',
  '9'.repeat(400),
  `'; drop table journal; --`,
  NOBODY,
  2 ** 53,
  true,
  null,
  {},
];

test.each(kinds.map((kind) => [kind.record.name, kind] as const))(
  'anything in any field of a creation: %s',
  SLOW,
  async (_, kind) => {
    const { record } = kind;
    const input = await acceptable(kind);
    const there = await idsOf(kind);
    const acknowledged: string[] = [];
    const bodies = Object.entries(record.lines ?? {}).flatMap(([line, shape]) => linesOf(input, line, shape));
    for (const body of [...oddities(record.fields, input), ...bodies]) {
      const { status, body: answer } = await everybody.send('POST', `/api/${record.plural}`, body);
      expect(status, told(body, answer)).toBeLessThan(500);
      if (status === 201) acknowledged.push(answer.record.id as string);
    }
    const made = (await idsOf(kind)).filter((id) => !there.includes(id));
    expect(made.sort(), 'what was refused is not there').toEqual(acknowledged.sort());
    expect(company.faults).toEqual([]);
  },
);

const STEPS = kinds.flatMap((kind) =>
  Object.entries(kind.record.lifecycle).flatMap(([step, { evidence }]) =>
    evidence ? [[`${kind.record.name}.${step}`, kind, step, evidence] as const] : [],
  ),
);

test.each(STEPS)('anything in any field of a step: %s', SLOW, async (_, kind, stepName, schema) => {
  const { world } = company;
  const { owner } = world.db;
  const subject = await subjectOf(world, kind, froms(kind.record.lifecycle[stepName]!)[0]!, STORY_BEGINS);
  const { id, family } = subject;
  await placeReferred(owner, refsIn(schema), family, [kind.record.name]);
  await makeReady(world, stepName, subject, STORY_BEGINS);
  const { rows } = await owner.query<{ state: string; version: number }>(
    `select state, version from ${kind.table} where id = $1`,
    [id],
  );
  for (const body of oddities(schema.shape, sampleOf(schema, family.sampling) as Record<string, unknown>)) {
    const { status, body: answer } = await everybody.send('POST', `/api/${kind.record.plural}/${id}/${stepName}`, body);
    expect(status, told(body, answer)).toBeLessThan(500);
    if (status !== 200) continue;
    // Put back, so that the next one is tried where the step can be taken.
    await owner.query('delete from journal where record_id = $1', [id]);
    await owner.query(`update ${kind.table} set state = $2, version = $3 where id = $1`, [id, rows[0]!.state, rows[0]!.version]);
  }
  expect(company.faults).toEqual([]);
});

/** An input with as many members as a creation takes: those that are refused are left out. */
async function acceptable(kind: Kind): Promise<Record<string, unknown>> {
  const { record } = kind;
  const { owner } = company.world.db;
  const family = familyAt(STORY_BEGINS);
  const shapes = [record.fields, ...Object.values(record.lines ?? {})];
  await placeReferred(
    owner,
    shapes.flatMap((shape) => Object.values(shape).flatMap(refsIn)),
    family,
    [record.name],
  );
  const lines = Object.entries(record.lines ?? {}).map(([line, shape]) => [line, [samplesOf(shape, family.sampling)]]);
  const input: Record<string, unknown> = { ...samplesOf(record.fields, family.sampling), ...Object.fromEntries(lines) };
  for (let tries = 0; tries < 5; tries++) {
    const { status, body } = await everybody.send('POST', `/api/${record.plural}`, input);
    if (status !== 422) break;
    for (const { pointer } of body.errors as { pointer: string }[]) delete input[pointer.split('/')[1]!];
  }
  return input;
}

/** An input with one member after the other replaced by anything. */
function oddities(shape: Shape, input: Record<string, unknown>): Record<string, unknown>[] {
  return Object.keys(shape)
    .filter((member) => member in input)
    .flatMap((member) => ANYTHING.map((value) => ({ ...input, [member]: value })));
}

function linesOf(input: Record<string, unknown>, line: string, shape: Shape): Record<string, unknown>[] {
  const [first] = (input[line] ?? []) as Record<string, unknown>[];
  if (!first) return [];
  const odd = [...oddities(shape, first), ...ANYTHING.map((id) => ({ ...first, id }))];
  return [
    ...odd.map((each) => ({ ...input, [line]: [each] })),
    {
      ...input,
      [line]: [
        { ...first, id: NOBODY },
        { ...first, id: NOBODY },
      ],
    },
  ];
}

async function idsOf({ table }: Kind): Promise<string[]> {
  return (await company.world.db.owner.query<{ id: string }>(`select id from ${table}`)).rows.map((row) => row.id);
}

const told = (body: unknown, answer: unknown): string => `${JSON.stringify(body).slice(0, 600)} → ${JSON.stringify(answer)}`;
