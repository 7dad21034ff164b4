import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import iconv from 'iconv-lite';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { freshWorld, type World } from '#testing/world';
import { type Corrections, FaultFile, readCorrections } from './faults.ts';
import { importOrders, type ImportOptions, type ImportReport } from './import-orders.ts';
import { orderMapping } from './mapping/mapping.ts';
import { Progress } from './progress.ts';
import { filesAt } from './source/files.ts';

const SAMPLE = path.join(import.meta.dirname, 'sample', 'erp');
const mapping = orderMapping.parse(JSON.parse(readFileSync(path.join(SAMPLE, 'mapping.json'), 'utf8')));
const now = Date.parse('2026-11-21T04:00:00Z');

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));
const folder = (): string => {
  const made = mkdtempSync(path.join(os.tmpdir(), 'lvyue-import-'));
  folders.push(made);
  return made;
};

let world: World;
beforeEach(async () => {
  world = await freshWorld();
});
afterEach(() => world.close());

/** Runs an import and answers its report and the rows of its error file. */
async function run(place: string, more: Partial<ImportOptions> = {}): Promise<{ report: ImportReport; faults: Record<string, string>[]; file: string }> {
  const file = path.join(folder(), 'errors.csv');
  const faults = await FaultFile.begin(file);
  try {
    const report = await importOrders({
      kernel: world.kernel,
      stagePool: world.db.owner,
      files: await filesAt(place),
      mapping,
      strict: true,
      dryRun: false,
      corrections: new Map(),
      faults,
      progress: new Progress(null, 'zh'),
      signal: new AbortController().signal,
      now,
      ...more,
    });
    return { report, faults: parse(readFileSync(file), { bom: true, columns: true }), file };
  } finally {
    await faults.close();
  }
}

const query = async <R extends object>(sql: string): Promise<R[]> => (await world.db.owner.query<R>(sql)).rows;
const lives = () =>
  query<{ number: string; state: string; steps: string }>(
    `select o.external_number as number, o.state, (select string_agg(j.step, ' ' order by j.version) from journal j where j.record_id = o.id) as steps from "order" o order by 1`,
  );

describe('the sample of a company', () => {
  test('orders live as far as their dates prove', async () => {
    const { report } = await run(SAMPLE);
    expect(report).toMatchObject({ orders: { inSource: 14, made: 13, continued: 0, unchanged: 0 }, customers: 8, products: 3, deliveries: 8, answers: 4, interrupted: false });
    expect((await lives()).map((o) => `${o.number} ${o.state}: ${o.steps}`)).toEqual([
      'D001 delivered: create audit confirm dispatch complete',
      'D002 delivered: create audit confirm dispatch complete',
      'D003 delivered: create audit confirm dispatch complete',
      'D004 in_delivery: create audit confirm dispatch',
      'D005 cancelled: create audit confirm cancel',
      'D006 placed: create',
      'D007 confirmed: create audit confirm',
      'D008 in_delivery: create audit confirm dispatch',
      'D009 unfulfilled: create audit confirm declare_unfulfillable',
      'D010 delivered: create audit confirm dispatch complete',
      'D011 confirmed: create audit confirm',
      'D012 delivered: create audit confirm dispatch complete',
      'D016 in_delivery: create audit confirm dispatch',
    ]);
  });

  test('promises are kept and broken at the instants of the source, and the day that was promised is kept until its end', async () => {
    await run(SAMPLE);
    const outcomes = (control: string) =>
      query<{ told: string }>(`select o.external_number || ' ' || c.outcome as told from commitment c join "order" o on o.id = c.record_id where c.control = 'order.deadlines.${control}' order by 1`);
    // D003 lost its confirmation and was delivered after two days; D006 was never confirmed.
    expect((await outcomes('confirmation')).map((r) => r.told)).toEqual(
      ['D001 kept', 'D002 breached', 'D003 breached', 'D004 kept', 'D005 kept', 'D006 breached', 'D007 kept', 'D008 kept', 'D009 kept', 'D010 kept', 'D011 kept', 'D012 kept', 'D016 kept'],
    );
    // D001 arrived at half past six in the evening of the promised day, D012 in the morning of it.
    expect((await outcomes('delivery')).map((r) => r.told).filter((t) => /D00[123]|D01[02]/.test(t))).toEqual(['D001 kept', 'D002 breached', 'D003 kept', 'D010 kept', 'D012 kept']);
    const [d001] = await query<{ placed: Date; signed: Date; address: string }>(
      `select o.created_at as placed, d.signed_at as signed, d.destination as address from "order" o join delivery d on d."order" = o.id where o.external_number = 'D001'`,
    );
    expect(d001).toEqual({ placed: new Date('2024-03-01T01:00:00Z'), signed: new Date('2024-03-05T10:30:00Z'), address: '江苏省苏州市工业园区星湖街 1 号' });
  });

  test('every encoding, quoted value and decimal comes over as it was meant', async () => {
    await run(SAMPLE);
    const items = await query<object>(
      `select i.product_name, i.specification, i.quantity::text, i.unit, i.unit_price::text, p.code from order_items i join "order" o on o.id = i.parent left join product p on p.id = i.product where o.external_number = 'D001' order by i.position`,
    );
    expect(items).toEqual([
      { product_name: '阀门, DN50', specification: 'DN50', quantity: '10.000000', unit: '台', unit_price: '1280.00', code: 'P-1' },
      { product_name: '密封圈 "加厚"\n(氟橡胶)', specification: 'φ50', quantity: '200.000000', unit: '个', unit_price: '0.50', code: 'P-2' },
    ]);
    expect(await query(`select name, phone, source from customer where name like '苏州%'`)).toEqual([{ name: '苏州卓润物流设备有限公司', phone: '0512-6666 8888', source: 'erp' }]);
    expect(await query(`select count(*)::int as n from customer where name = '从未下单的客户'`)).toEqual([{ n: 1 }]);
    expect(await query(`select csat, count(*)::int as n from survey_response group by 1 order by 1`)).toEqual([{ csat: 2, n: 1 }, { csat: 5, n: 2 }, { csat: null, n: 1 }]);
  });

  test('the error file names every row, column, value and reason, in both languages', async () => {
    const { faults, report } = await run(SAMPLE);
    const told = faults.map((f) => `${f['file']}:${f['row']} ${f['column']}=${f['value']} ${f['loaded']} ${f['reason_zh']}`).sort();
    expect(told).toEqual(
      [
        'items.csv:5 数量=十 yes 不是数字。',
        'items.csv:6 单价=12.345 yes 小数多于 2 位。',
        'items.csv:16 订单号=D999 no 没有这个编号的订单。',
        'orders.csv:4 确认时间= yes 没有确认时间；最迟在发货或交付时已确认，按此时间记录。',
        'orders.csv:5 签收时间= yes 状态为已交付，却没有交付时间；停留在已发货。',
        'orders.csv:6 签收时间=2024-03-07 10:00:00 yes 订单已取消，却有此时间；仍按已取消。',
        'orders.csv:9 发货时间=2024-03-04 12:00:00 yes 发货早于确认。',
        'orders.csv:10 订单号=D009 yes 订单没有任何明细。',
        'orders.csv:11 签收时间=2024-03-07 10:00:00 yes 交付早于发货。',
        'orders.csv:12 状态=搁置 yes 映射中没有这个状态，按日期判断。',
        'orders.csv:13 发货时间=2024-02-30 10:00:00 yes 不是可识别的日期或时间。',
        'orders.csv:13 发货时间=2024-02-30 10:00:00 yes 没有发货时间；最迟在交付时已发货，按此时间记录。',
        'orders.csv:14 下单时间=待定 yes 不是可识别的日期或时间。',
        'orders.csv:14 下单时间=待定 no 没有任何日期，无法确定下单时间。',
        'orders.csv:15 订单号=D001 no 此编号在第 2 行已出现。',
        'orders.csv:16 =D014,"C06,已完成,2024-03-06 09:00:00,,,,2024-03-16,引号未闭合 no 引号没有成对，无法分列。',
        'orders.csv:17 =D015,C06,已完成 no 此行有 3 列，表头有 9 列。',
        'orders.csv:18 签收时间=2999-01-01 10:00:00 yes 在未来，尚未发生。',
        'orders.csv:18 客户编号= yes 没有客户编号。',
        'reviews.csv:4 评分=7 yes 不是 1 到 5 的整数。',
        'reviews.csv:5 订单号=D003 no 没有评分也没有评价，未导入。',
        'reviews.csv:6 时间= yes 没有答复时间，按订单的最后时间记录。',
        'reviews.csv:7 订单号=D999 no 没有这个编号的订单。',
      ].sort(),
    );
    expect(faults.every((f) => f['reason_en'] !== '' && f['correction'] === '')).toBe(true);
    expect([report.notLoaded, report.noted]).toEqual([faults.filter((f) => f['loaded'] === 'no').length, faults.filter((f) => f['loaded'] === 'yes').length]);
  });

  test('history that goes against a rule is loaded and recorded against the rule', async () => {
    await run(SAMPLE);
    const violations = await query<{ number: string; control: string }>(
      `select o.external_number as number, f.control from refusal f join "order" o on o.id = f.record_id where f.overridden and f.control in ('order.cancel', 'order.audit.hasItems') order by 1`,
    );
    expect(violations).toEqual([
      { number: 'D005', control: 'order.cancel' },
      { number: 'D009', control: 'order.audit.hasItems' },
    ]);
  });
});

describe('again', () => {
  test('a second run finds everything there', async () => {
    await run(SAMPLE);
    const journal = await query('select count(*) as n from journal');
    const { report } = await run(SAMPLE);
    expect(report).toMatchObject({ orders: { inSource: 14, made: 0, continued: 0, unchanged: 13 }, customers: 0, products: 0, deliveries: 0, answers: 0 });
    expect(await query('select count(*) as n from journal')).toEqual(journal);
  });

  test('an import that was cut off goes on where it stopped, and comes to the same', async () => {
    const cut = new AbortController();
    const screen = { write: (text: string) => void (text.includes('导入订单') && cut.abort()), isTTY: false };
    // The progress is told after every batch: the clock runs ten seconds each time it is asked.
    let time = 0;
    const { report: first } = await run(SAMPLE, { batch: 3, lanes: 1, signal: cut.signal, progress: new Progress(screen, 'zh', () => (time += 10_001)) });
    expect(first.interrupted).toBe(true);
    expect(first.orders.made).toBeGreaterThan(0);
    expect(first.orders.made).toBeLessThan(13);
    const { report: second } = await run(SAMPLE, { batch: 3 });
    expect(second.orders).toMatchObject({ made: 13 - first.orders.made, unchanged: first.orders.made });
    const [resumed, answers] = [await lives(), await query('select count(*)::int as n from survey_response')];
    const other = world;
    world = await freshWorld();
    await run(SAMPLE);
    const whole = [await lives(), await query('select count(*)::int as n from survey_response')];
    await other.close();
    expect([resumed, answers]).toEqual(whole);
  });

  test('orders go on where the source says more, and are left alone where it says otherwise', async () => {
    await run(SAMPLE);
    const later = folder();
    cpSync(SAMPLE, later, { recursive: true });
    const text = iconv.decode(readFileSync(path.join(SAMPLE, 'orders.csv')), 'gb18030');
    const changed = text
      .replace('2024-03-03 10:00:00,,2024-03-08,无签收时间', '2024-03-03 10:00:00,2024-03-09 10:00:00,2024-03-08,补上签收')
      .replace('D006,C02,新建,2024-03-03 09:00:00,,,,2024-03-10', 'D006,C02,已发货,2024-03-03 09:00:00,2024-03-03 09:30:00,2024-03-05 09:00:00,,2024-03-10')
      .replace('D007,C02,生产中,2024-03-03 10:00:00', 'D007,C02,生产中,2024-03-03 11:11:11')
      .replace('D010,C05,已完成', 'D010,C05,已取消');
    writeFileSync(path.join(later, 'orders.csv'), iconv.encode(changed, 'gb18030'));
    const { report, faults } = await run(later);
    expect(report.orders).toEqual({ inSource: 14, made: 0, continued: 2, unchanged: 9 });
    const after = Object.fromEntries((await lives()).map((o) => [o.number, `${o.state}: ${o.steps}`]));
    expect(after['D004']).toBe('delivered: create audit confirm dispatch complete');
    expect(after['D006']).toBe('in_delivery: create audit confirm dispatch');
    expect(after['D007']).toBe('confirmed: create audit confirm');
    expect(after['D010']).toBe('delivered: create audit confirm dispatch complete');
    const differences = faults.filter((f) => ['8', '11'].includes(f['row']!)).map((f) => `${f['row']} ${f['column']} ${f['value']}: ${f['reason_zh']}`);
    expect(differences.sort()).toEqual(['11 状态 已取消: 与已导入的经过不一致，未处理。', '8 下单时间 2024-03-03 11:11:11: 与已导入的不同：原为“2024-03-03 10:00:00”。系统中的内容未改动。']);
    const { report: third } = await run(later);
    expect(third.orders).toMatchObject({ made: 0, continued: 0 });
  });

  test('an order that people have taken on in the meantime is theirs', async () => {
    await run(SAMPLE);
    await world.db.owner.query(`update "order" set state = 'cancelled' where external_number = 'D007'`);
    const later = folder();
    cpSync(SAMPLE, later, { recursive: true });
    const text = iconv.decode(readFileSync(path.join(SAMPLE, 'orders.csv')), 'gb18030');
    writeFileSync(path.join(later, 'orders.csv'), text.replace('D007,C02,生产中,2024-03-03 10:00:00,2024-03-03 10:30:00,,', 'D007,C02,已发货,2024-03-03 10:00:00,2024-03-03 10:30:00,2024-03-06 10:00:00,'));
    const { faults } = await run(later);
    expect(faults.filter((f) => f['row'] === '8').map((f) => f['reason_en'])).toEqual(['The order has gone on in Lüyue since it was brought over; what the source adds was left alone.']);
  });

  test('the error file is mended and taken for the source', async () => {
    const { file } = await run(SAMPLE);
    const rows: string[][] = parse(readFileSync(file), { bom: true });
    const mend = (line: string, column: string, correction: string) => {
      for (const row of rows) if (row[0] === 'orders.csv' && row[1] === line && row[2] === column) row[7] = correction;
    };
    mend('5', '签收时间', '2024-03-08 10:00:00');
    mend('14', '下单时间', '2024-03-05 10:00:00');
    mend('16', '', 'D014,C06,生产中,2024-03-06 09:00:00,2024-03-06 10:00:00,,,2024-03-16,已更正');
    const mended = path.join(folder(), 'mended.csv');
    writeFileSync(mended, rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\n'));
    const corrections: Corrections = await readCorrections(mended);
    const { report } = await run(SAMPLE, { corrections });
    expect(report.orders).toMatchObject({ made: 2, continued: 1 });
    const after = Object.fromEntries((await lives()).map((o) => [o.number, o.state]));
    expect([after['D004'], after['D013'], after['D014']]).toEqual(['delivered', 'in_delivery', 'confirmed']);
  });
});

describe('before anything is written', () => {
  test('a dry run reports what would happen and leaves nothing', async () => {
    const dry = await run(SAMPLE, { dryRun: true, batch: 4 });
    const tables = await query<{ name: string }>(`select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relname not in ('schema_migration', 'config_epoch')`);
    for (const { name } of tables) expect([name, await query(`select count(*)::int as n from "${name}"`)]).toEqual([name, [{ n: 0 }]]);
    const real = await run(SAMPLE);
    expect(dry.report).toEqual(real.report);
    expect(dry.faults.map((f) => JSON.stringify(f)).sort()).toEqual(real.faults.map((f) => JSON.stringify(f)).sort());
  });

  test('a missing column is named with its file, in both languages', async () => {
    const wrong = { ...mapping, orders: { ...mapping.orders, columns: { ...mapping.orders.columns, placedAt: '订购时间' } } };
    await expect(run(SAMPLE, { mapping: wrong })).rejects.toMatchObject({
      name: 'ImportRefused',
      said: { zh: expect.stringMatching(/^文件 orders\.csv 缺少列：订购时间。现有列：订单号、客户编号/), en: expect.stringMatching(/^The file orders\.csv lacks the column\(s\) 订购时间\. It has: 订单号, /) },
    });
    expect(await query('select count(*)::int as n from "order"')).toEqual([{ n: 0 }]);
  });

  test('a missing file is named with those that are there', async () => {
    const place = folder();
    cpSync(path.join(SAMPLE, 'orders.csv'), path.join(place, 'orders.csv'));
    await expect(run(place)).rejects.toThrow('缺少文件 customers（.csv 或 .csv.gz）。现有：orders.csv。');
  });

  test('two imports do not run at the same time', async () => {
    const outcomes = await Promise.allSettled([run(SAMPLE), run(SAMPLE)]);
    expect(outcomes.map((o) => o.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await query('select count(*)::int as n from "order"')).toEqual([{ n: 13 }]);
  });
});
