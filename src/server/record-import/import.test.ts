import { deflateRawSync } from 'node:zlib';
import { streamXlsxRows } from 'hucre/xlsx';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { customer } from '#domain/accounts/customer/customer';
import { product } from '#domain/catalogue/product/product';
import { order } from '#domain/orders/order/order';
import type { ToldWork } from '#server/long-work/routes';
import { type SheetCell, sheetOf } from '#server/sheets/write';
import { type Company, openCompany } from '#testing/company';
import { doDueJobs } from '#testing/jobs';
import type { Person, RawAnswer } from '#testing/person';

let company: Company;
beforeAll(async () => {
  company = await openCompany(Date.now());
});
afterAll(() => company.close());

async function workbook(header: string[], ...rows: SheetCell[][]): Promise<Uint8Array> {
  async function* all(): AsyncGenerator<SheetCell[]> {
    yield* rows;
  }
  const chunks = await sheetOf(
    'xlsx',
    'x',
    header.map((title) => ({ header: title, width: 10 })),
    all(),
  ).toArray();
  return new Uint8Array(Buffer.concat(chunks as Buffer[]));
}

async function rowsIn(bytes: Uint8Array): Promise<unknown[][]> {
  const rows: unknown[][] = [];
  for await (const { values } of streamXlsxRows(bytes)) rows.push(values);
  return rows;
}

const zh = { 'accept-language': 'zh' };
const begin = (who: Person, record: string, name: string, bytes: Uint8Array): Promise<RawAnswer> =>
  who.send('POST', `/api/imports?record=${record}&name=${encodeURIComponent(name)}`, bytes, {
    'content-type': 'application/octet-stream',
    ...zh,
  });

/** Looks through the rows, or brings them in, and answers how that went. */
async function go(who: Person, id: string, verb: 'check' | 'run', mapping: object): Promise<ToldWork> {
  const asked = await who.send('POST', `/api/imports/${id}/${verb}`, { mapping }, zh);
  expect(asked.status, JSON.stringify(asked.body)).toBe(200);
  await doDueJobs(company.world, Date.now() + 60_000);
  return (await who.send('GET', `/api/long-work/${id}`, undefined, zh)).body as ToldWork;
}

async function faultsFile(who: Person, id: string): Promise<Uint8Array> {
  const answer = await fetch(`${company.url}/api/long-work/${id}/files/faults`, { headers: await who.credential() });
  expect(answer.status).toBe(200);
  return new Uint8Array(await answer.arrayBuffer());
}

test('a sheet with faults is looked through, brought in without them, mended and sent again; nothing becomes twins', async () => {
  const desk = company.person(['service_desk']);
  const header = ['客户名称*', '电话', '价值分类', '品牌客户', '备注', '负责人'];
  const sheet = await workbook(
    header,
    ['南通一号', 13800000000, '重要客户', '是', 'x', null],
    ['南通二号', '0513-2', '一般客户', '也许', 'x', null],
    [null, '0513-3', null, null, 'x', null],
    ['南通四号', '0513-4', 'Strategic', 'no', 'x', '查无此人'],
    ['南通五号', '0513-5', null, null, 'x', null],
  );
  const begun = await begin(desk, 'customer', '客户.xlsx', sheet);
  expect(begun.status, JSON.stringify(begun.body)).toBe(201);
  const { work, columns, mapping, fields, remembered } = begun.body;
  expect(columns[0]).toEqual({ name: '客户名称*', samples: ['南通一号', '南通二号', ''] });
  expect(mapping).toMatchObject({ 0: 'name', 1: 'phone' });
  expect(remembered).toBe(false);
  const key = (name: string) => fields.find((f: { name: string }) => f.name.startsWith(name)).key as string;
  const mine = { 0: 'name', 1: 'phone', 2: 'valueClass', 3: 'brand', 5: 'owner' };
  expect(key('电话')).toBe('phone');

  const looked = await go(desk, work.id, 'check', mine);
  expect(looked).toMatchObject({ state: 'done', done: 5, total: 5, counts: { good: 2, faulty: 3, again: 0 } });
  expect(looked.faults.map(({ line, column }) => [line, column])).toEqual([
    [3, '品牌客户'],
    [4, '客户名称*'],
    [5, '负责人'],
  ]);
  expect(looked.faults[2]!.reason).toBe('没有找到“查无此人”，请填写编号或完整名称。');
  const named = async () => (await desk.list(customer, { q: '南通' })).items.map(({ name }) => name).sort();
  expect(await named()).toEqual([]);

  expect(await go(desk, work.id, 'run', mine)).toMatchObject({ state: 'done', counts: { good: 2, faulty: 3 } });
  expect(await named()).toEqual(['南通一号', '南通五号']);
  const one = (await desk.list(customer, { q: '南通一号' })).items[0]!;
  expect((await desk.get(customer, one)).record).toMatchObject({ phone: '13800000000', valueClass: 'important', brand: true });

  const [faultHeader, ...faulty] = await rowsIn(await faultsFile(desk, work.id));
  expect(faultHeader).toEqual([...header, '问题']);
  expect(faulty.map((row) => row[0])).toEqual(['南通二号', null, '南通四号']);
  expect(faulty[0]![6]).toBe('品牌客户：请填写“是”或“否”。');

  // Mended: the reasons still stand beside it, and nobody looks at them.
  const mended = await workbook(
    faultHeader as string[],
    ['南通二号', '0513-2', '一般客户', '否', 'x', null, faulty[0]![6] as string],
    ['南通三号', '0513-3', null, null, 'x', null, faulty[1]![6] as string],
    ['南通四号', '0513-4', 'Strategic', 'no', 'x', '查无此人', faulty[2]![6] as string],
  );
  const second = (await begin(desk, 'customer', '客户 待修正.xlsx', mended)).body;
  expect(second).toMatchObject({ remembered: true, mapping: mine });
  expect(await go(desk, second.work.id, 'run', mine)).toMatchObject({ counts: { good: 2, faulty: 1, again: 0 } });
  const left = await rowsIn(await faultsFile(desk, second.work.id));
  expect(left[0]).toEqual([...header, '问题']);
  expect(left.slice(1).map((row) => row[0])).toEqual(['南通四号']);

  // The same file again, and the same import again: what was brought in stays alone.
  const again = (await begin(desk, 'customer', '客户.xlsx', sheet)).body;
  expect(await go(desk, again.work.id, 'run', mine)).toMatchObject({ counts: { good: 0, again: 2, faulty: 3 } });
  expect(await go(desk, work.id, 'run', mine)).toMatchObject({ counts: { good: 0, again: 2, faulty: 3 } });
  expect(await named()).toEqual(['南通一号', '南通三号', '南通二号', '南通五号'].sort());
});

test('a CSV in GBK is read; what must be unique is looked for in the database and further up', async () => {
  const boss = company.person(['management']);
  await boss.create(product, { code: 'V-1', name: '阀门', unit: '个' });
  const text =
    '产品清单,,,\r\n编码,名称,单位,保修期（月）\r\nV-1,阀门,个,12\r\nV-2,泵,台,24\r\nV-2,水泵,台,24\r\n"V-3","管道, 焊接",米,两年\r\nV-4,=SUM(A1),个,\r\n';
  const begun = await begin(boss, 'product', '产品.csv', new Uint8Array(iconv.encode(text, 'gbk')));
  const { work, columns, mapping, fields } = begun.body;
  expect(columns.map(({ name }: { name: string }) => name)).toEqual(['编码', '名称', '单位', '保修期（月）']);
  const all = { ...mapping, 3: 'warrantyMonths', 0: 'code', 1: 'name', 2: 'unit' };
  expect(fields.filter(({ required }: { required: boolean }) => required).map(({ key }: { key: string }) => key)).toEqual([
    'code',
    'name',
    'unit',
  ]);
  const looked = await go(boss, work.id, 'run', all);
  expect(looked.counts).toEqual({ good: 2, again: 0, faulty: 3 });
  expect(looked.faults.map(({ line, reason }) => [line, reason])).toEqual([
    [3, expect.stringContaining('已有相同的记录：CP-')],
    [5, '与第 4 行相同。'],
    [6, '不是数字。'],
  ]);
  expect((await boss.list(product, { q: 'V-4' })).items[0]).toMatchObject({ name: '=SUM(A1)' });
  const file = new TextDecoder().decode(await faultsFile(boss, work.id));
  expect(file).toContain('V-3,"管道, 焊接",米,两年,');
  const wrong = await boss.send('POST', `/api/imports/${work.id}/check`, { mapping: { 0: 'code', 1: 'code', 2: 'no' } }, zh);
  expect(wrong.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
    '/mapping/1',
    '/mapping/2',
    '/fields/name',
    '/fields/unit',
  ]);
});

test('an order with several items takes several rows; dates come as dates, serials and text; customers by number or name', async () => {
  const desk = company.person(['service_desk']);
  const to = await desk.create(customer, { name: '扬州泰富' });
  for (const _ of [1, 2]) await desk.create(customer, { name: '同名客户' });
  const sheet = await workbook(
    ['客户', '下单方式', '外部单号', '要求日期', '品名', '数量'],
    [to.number, '门店', 'YZ-1', new Date('2026-12-24T00:00:00Z'), '阀门', 3],
    [null, null, null, null, '垫片', 0.3],
    ['扬州泰富', 'website', 'YZ-2', 46380, '泵', '1,200'],
    ['扬州泰富', 'website', 'YZ-2', 46380, '泵轴', '5'],
    ['同名客户', '门店', 'YZ-3', '2026年1月5日', '泵', 1],
  );
  const { work, fields } = (await begin(desk, 'order', '订单.xlsx', sheet)).body;
  expect(fields.map(({ key }: { key: string }) => key)).toContain('items.quantity');
  const mapping = {
    0: 'customer',
    1: 'channel',
    2: 'externalNumber',
    3: 'requestedDate',
    4: 'items.productName',
    5: 'items.quantity',
  };
  const brought = await go(desk, work.id, 'run', mapping);
  expect(brought).toMatchObject({ done: 5, counts: { good: 2, faulty: 1 } });
  expect(brought.faults[0]!.reason).toMatch(/^有几条都叫“同名客户”，请改填编号：KH-\d+、KH-\d+。$/);
  const { items } = await desk.list(order, { q: 'YZ-', sort: 'externalNumber' });
  expect(items.map(({ requestedDate }) => requestedDate)).toEqual(['2026-12-24', '2026-12-24']);
  const lines = await Promise.all(
    items.map(async ({ id }) => (await desk.get(order, id)).record.items.map((i) => [i.productName, i.quantity])),
  );
  expect(lines).toEqual([
    [
      ['阀门', '3.000000'],
      ['垫片', '0.300000'],
    ],
    [
      ['泵', '1200.000000'],
      ['泵轴', '5.000000'],
    ],
  ]);
});

test('only whoever may create may import; files that are none, too large or bombs are refused', async () => {
  const [desk, warehouse] = [company.person(['service_desk']), company.person(['warehouse'])];
  const sheet = await workbook(['名称'], ['x']);
  expect((await begin(warehouse, 'customer', 'x.xlsx', sheet)).status).toBe(403);
  expect((await warehouse.send('GET', '/api/imports/template/customer')).status).toBe(403);
  const { work } = (await begin(desk, 'customer', 'x.xlsx', sheet)).body;
  for (const verb of ['', '/run'])
    expect(
      (
        await company
          .person(['sales_manager'])
          .send(verb ? 'POST' : 'GET', `/api/imports/${work.id}${verb}`, verb ? { mapping: {} } : undefined)
      ).status,
    ).toBe(404);
  const refused = async (bytes: Uint8Array) => (await begin(desk, 'customer', 'x', bytes)).body.type;
  expect(await refused(new Uint8Array(0))).toBe('/problems/unreadable');
  expect(await refused(Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0]))).toBe('/problems/unreadable');
  expect(await refused(new TextEncoder().encode('GIF89a\0\0\0'))).toBe('/problems/unreadable');
  expect(await refused(sheet.slice(0, 200))).toBe('/problems/unreadable');
  expect(await refused(bombOf(500 * 1024 * 1024))).toBe('/problems/unreadable');
  expect(await refused(bombOf(0))).toBe('/problems/unreadable');
  expect((await begin(desk, 'customer', 'x', new Uint8Array(21 * 1024 * 1024))).status).toBe(413);
});

test('the template names every column so that it maps itself', async () => {
  const desk = company.person(['service_desk']);
  const answer = await fetch(`${company.url}/api/imports/template/order`, { headers: { ...(await desk.credential()), ...zh } });
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const begun = (await begin(desk, 'order', 'template.xlsx', bytes)).body;
  expect(Object.values(begun.mapping)).toEqual(begun.fields.map(({ key }: { key: string }) => key));
});

/** A workbook of one part that says that it unpacks to so many bytes. */
function bombOf(size: number): Uint8Array {
  const name = Buffer.from('xl/worksheets/sheet1.xml');
  const packed = deflateRawSync(Buffer.alloc(100_000));
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(name.length, 26);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt32LE(packed.length, 20);
  entry.writeUInt32LE(size, 24);
  entry.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(local.length + name.length + packed.length, 16);
  return new Uint8Array(Buffer.concat([local, name, packed, entry, name, end]));
}
