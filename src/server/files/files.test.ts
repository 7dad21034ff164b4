import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { customer } from '#domain/accounts/customer/customer';
import { delivery } from '#domain/delivery/delivery/delivery';
import { objection } from '#domain/delivery/objection/objection';
import { order } from '#domain/orders/order/order';
import { complaint } from '#domain/voice/complaint/complaint';
import type { StoredFile } from '#kernel/declare/fields';
import { type Company, openCompany } from '#testing/company';
import type { Person } from '#testing/person';
import { STORY_BEGINS } from '#testing/story';
import { sweepFiles } from './sweep.ts';
import { keyOf } from './upload.ts';
import { verifyFiles } from './verify.ts';

let company: Company;
beforeAll(async () => {
  company = await openCompany(STORY_BEGINS);
});
afterAll(() => company.close());

// The smallest picture there is, and what else has a beginning of its own.
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const PDF = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');

const upload = (who: Person, name: string, bytes: Buffer | string) =>
  who.send('POST', '/api/files', typeof bytes === 'string' ? Buffer.from(bytes) : bytes, {
    'content-type': 'application/octet-stream',
    'x-file-name': encodeURIComponent(name),
  });
const uploaded = async (who: Person, name = '现场.png', bytes: Buffer | string = PNG): Promise<StoredFile> => {
  const answer = await upload(who, name, bytes);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body as StoredFile;
};
const fetched = async (who: Person, { id }: { id: string }, headers: Record<string, string> = {}) =>
  fetch(`${company.url}/api/files/${id}`, { headers: { ...(await who.credential()), ...headers } });

test('a file is what its bytes say it is, and comes back as it was, safe to open', async () => {
  const desk = company.person(['service_desk']);
  const file = await uploaded(desk, '现场 照片 (1).PNG');
  expect(file).toEqual({
    id: expect.any(String),
    name: '现场 照片 (1).png',
    type: 'image/png',
    size: PNG.length,
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  const answer = await fetched(desk, file);
  expect(Buffer.from(await answer.arrayBuffer())).toEqual(PNG);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'image/png',
    'content-length': String(PNG.length),
    'x-content-type-options': 'nosniff',
    'content-security-policy': expect.stringMatching(/default-src 'none'.*sandbox/),
    'content-disposition': `inline; filename*=UTF-8''${encodeURIComponent('现场 照片 (1).png').replace(/[()]/g, (s) => `%${s.charCodeAt(0).toString(16)}`)}`,
    'cache-control': 'private, no-cache',
  });
  const again = await fetched(desk, file, { 'if-none-match': answer.headers.get('etag')! });
  expect(again.status).toBe(304);
  expect(await uploaded(desk, '合同.pdf', PDF)).toMatchObject({ type: 'application/pdf', name: '合同.pdf' });
  const sheet = await uploaded(desk, '清单.csv', '名称,数量\n阀门,4\n');
  expect(sheet.type).toBe('text/csv');
  expect((await fetched(desk, sheet)).headers.get('content-disposition')).toMatch(/^attachment/);
});

test('names that hide something are told plainly', async () => {
  const desk = company.person(['service_desk']);
  const named = async (name: string) => (await uploaded(desk, name)).name;
  expect(await named('../../etc/passwd')).toBe('passwd.png');
  expect(await named('C:\\photos\\a.png')).toBe('a.png');
  expect(await named('invoice.exe')).toBe('invoice.exe.png');
  expect(await named('a\u202egnp.exe')).toBe('agnp.exe.png');
  expect(await named('.png')).toBe('png.png');
  expect((await named('长'.repeat(300))).length).toBeLessThan(200);
});

test.each([
  ['a page', 'a.png', '<!doctype html><script>alert(1)</script>'],
  ['a drawing that can hold a program', 'a.svg', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
  ['a program', 'a.png', Buffer.concat([Buffer.from('MZ'), randomBytes(512)])],
  ['a program of another system', 'a.zip', Buffer.concat([Buffer.from('\x7fELF\x02\x01\x01', 'latin1'), Buffer.alloc(200)])],
  ['bytes that are no text', 'a.txt', Buffer.from([1, 2, 3, 0, 5])],
  ['a page that is called a script', 'a.js', 'alert(1)'],
])('%s is not taken', async (_, name, bytes) => {
  const answer = await upload(company.person(['service_desk']), name, bytes);
  expect(answer).toMatchObject({ status: 415, body: { type: '/problems/file-not-wanted' } });
});

test('what is empty, without a name, too large or from nobody is refused', async () => {
  const desk = company.person(['service_desk']);
  expect(await upload(desk, 'a.png', Buffer.alloc(0))).toMatchObject({ status: 400 });
  expect(await desk.send('POST', '/api/files', PNG, { 'content-type': 'image/png' })).toMatchObject({ status: 400 });
  const large = Buffer.concat([PNG, Buffer.alloc(26_000_000)]);
  expect(await upload(desk, 'a.png', large)).toMatchObject({
    status: 413,
    body: { type: '/problems/too-large', limit: 25_000_000 },
  });
  const streamed = await fetch(`${company.url}/api/files`, {
    method: 'POST',
    headers: { ...(await desk.credential()), 'x-file-name': 'a.png' },
    body: new Blob([large]).stream(),
    duplex: 'half',
  } as RequestInit);
  expect(streamed.status).toBe(413);
  expect(await upload(company.stranger(), 'a.png', PNG)).toMatchObject({ status: 401 });
  expect((await fetched(company.stranger(), await uploaded(desk))).status).toBe(401);
});

const objected = { content: '两箱外包装破损', kind: 'damage' } as const;

/** A delivery that has arrived, with the customer that it went to. */
async function arrived(): Promise<{ customer: string; delivery: string }> {
  const boss = company.everybody();
  const c = await boss.create(customer, { name: `客户 ${randomBytes(3).toString('hex')}` });
  const items = [{ productName: '阀门', specification: 'DN50', quantity: '4' }];
  const o = await boss.create(order, { customer: c.id, channel: 'shop', deliveryAddress: '南京', items });
  await boss.take(order, 'audit', o);
  await boss.take(order, 'confirm', o, { promisedDate: '2026-11-20', sentTo: '陈', sentBy: 'wechat' });
  const d = await boss.create(delivery, {
    order: o.id,
    customer: c.id,
    labels: [{ ...items[0]!, productionDate: '2026-11-01' }],
    hasManual: true,
    hasInspectionReport: true,
    hasOperationManual: true,
    hasWarrantyCard: true,
  });
  await boss.take(delivery, 'pack', d, {});
  await boss.take(delivery, 'complete_documents', d);
  await boss.take(delivery, 'ship', d, {
    mode: 'express',
    carrier: '顺丰',
    trackingNumber: 'SF1',
    expectedArrival: '2026-11-19',
  });
  await boss.take(delivery, 'arrive', d);
  return { customer: c.id, delivery: d.id };
}

test('DEL-013 DEL-017: photos belong to the objection that they prove; the journal says their hashes; who may read it reads them', async () => {
  const { customer: id, delivery: goods } = await arrived();
  const [contact, other, desk] = [
    company.contact(id),
    company.contact((await arrived()).customer),
    company.person(['service_desk']),
  ];
  const photo = await uploaded(contact);
  expect((await fetched(desk, photo)).status, 'before it is used, only its uploader reads it').toBe(404);
  expect((await fetched(contact, photo)).status).toBe(200);
  await contact.take(delivery, 'object', goods, { ...objected, photos: [photo] });
  const [entry] = await desk.journal(delivery, goods);
  expect(entry).toMatchObject({ step: 'object', body: { evidence: { photos: [photo] } } });
  const raised = (await desk.list(objection, { filter: { delivery: goods } })).items[0]!;
  expect(raised.photos, 'the objection that follows has them too').toEqual([photo]);
  for (const who of [contact, desk]) expect((await fetched(who, photo)).status).toBe(200);
  expect((await fetched(other, photo)).status, 'another customer').toBe(404);
});

test('a file is not what somebody says of it, nor somebody else’s, nor nothing', async () => {
  const { delivery: goods } = await arrived();
  const [desk, logistics] = [company.person(['service_desk']), company.person(['logistics'])];
  const mine = await uploaded(desk);
  const refusedAt = async (photos: StoredFile[], who = desk) => {
    const answer = await who.send('POST', `/api/deliveries/${goods}/object`, { ...objected, photos });
    return [answer.status, answer.body.errors?.[0]?.pointer];
  };
  expect(await refusedAt([{ ...mine, sha256: 'a'.repeat(64) }])).toEqual([422, '/photos']);
  expect(await refusedAt([{ ...mine, name: '别的.png' }])).toEqual([422, '/photos']);
  expect(await refusedAt([{ ...mine, size: 1 }])).toEqual([422, '/photos']);
  expect(await refusedAt([{ ...mine, id: crypto.randomUUID() }])).toEqual([422, '/photos']);
  expect(await refusedAt([mine], logistics), 'somebody else’s').toEqual([422, '/photos']);
  expect((await desk.get(delivery, goods)).record.state, 'nothing of it was done').toBe('arrived');
  expect(await refusedAt([mine])).toEqual([200, undefined]);
});

test('VOC-025: a complaint comes with photos that those who handle it see', async () => {
  const boss = company.everybody();
  const c = await boss.create(customer, { name: '有照片的客户' });
  const contact = company.contact(c.id);
  const photo = await uploaded(contact);
  const made = await contact.create(complaint, {
    customer: c.id,
    contactWay: '13800000000',
    channel: 'platform',
    statement: '到货即漏水。',
    severity: 'degraded',
    photos: [photo],
  });
  expect((await boss.get(complaint, made)).record.photos).toEqual([photo]);
  expect((await fetched(boss, photo)).status).toBe(200);
});

test('evidence that is exchanged or removed behind our back is found out by the hash in the journal', async () => {
  const { delivery: goods } = await arrived();
  const desk = company.person(['service_desk']);
  const [kept, exchanged, removed] = [await uploaded(desk, '“一”.png'), await uploaded(desk), await uploaded(desk)];
  await desk.take(delivery, 'object', goods, { ...objected, photos: [kept, exchanged, removed] });
  const { world } = company;
  const verified = () => verifyFiles(world.db.owner, world.files);
  expect((await verified()).faultCount).toBe(0);
  await world.files.put(keyOf(exchanged.id), Readable.from(['another picture']));
  await world.files.remove(keyOf(removed.id));
  const { files, faults } = await verified();
  expect(files).toBeGreaterThan(2);
  // The delivery's entry names them, and that of the objection which follows.
  expect(faults.map(({ kind, record, detail }) => [kind, record, detail.en])).toEqual(
    ['delivery', 'objection'].flatMap((record) => [
      ['changed', record, `The file ${exchanged.id} is not what the journal says.`],
      ['removed', record, `The file ${removed.id} is gone.`],
    ]),
  );
});

test('the sweep takes what nobody used for a day, and nothing else', async () => {
  const { delivery: goods } = await arrived();
  const desk = company.person(['service_desk']);
  const [used, loose] = [await uploaded(desk), await uploaded(desk)];
  await desk.take(delivery, 'object', goods, { ...objected, photos: [used] });
  const { world } = company;
  await sweepFiles(world.kernel.pool, world.files, new Date(company.now + 86_400_000 - 1));
  expect((await fetched(desk, loose)).status).toBe(200);
  await sweepFiles(world.kernel.pool, world.files, new Date(company.now + 86_400_001));
  expect((await fetched(desk, loose)).status).toBe(404);
  expect((await fetched(desk, used)).status).toBe(200);
});
