import { cpSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { freshWorld, type World } from '#testing/world';
import type { ImportOptions } from './import-orders.ts';
import { bring, SAMPLE, sampleMapping, temporaryFolder } from './sample/bring.ts';

let world: World;
beforeEach(async () => {
  world = await freshWorld();
});
afterEach(() => world.close());

const run = (place: string, more: Partial<ImportOptions> = {}) =>
  bring({ kernel: world.kernel, owner: world.db.owner }, place, more);
const query = async <R extends object>(sql: string): Promise<R[]> => (await world.db.owner.query<R>(sql)).rows;
const lives = () =>
  query<{ number: string; state: string; steps: string }>(
    `select o.external_number as number, o.state, (select string_agg(j.step, ' ' order by j.version) from journal j where j.record_id = o.id) as steps from "order" o order by 1`,
  );

describe('the sample of a company', () => {
  test('orders live as far as their dates prove', async () => {
    const { report } = await run(SAMPLE);
    expect(report).toMatchObject({
      orders: { inSource: 14, made: 13, continued: 0, unchanged: 0 },
      customers: 8,
      products: 3,
      deliveries: 8,
      answers: 5,
      interrupted: false,
    });
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
      query<{ told: string }>(
        `select o.external_number || ' ' || c.outcome as told from commitment c join "order" o on o.id = c.record_id where c.control = 'order.deadlines.${control}' order by 1`,
      );
    // D003 lost its confirmation and was delivered after two days; D006 was never confirmed.
    expect((await outcomes('confirmation')).map((r) => r.told)).toEqual([
      'D001 kept',
      'D002 breached',
      'D003 breached',
      'D004 kept',
      'D005 kept',
      'D006 breached',
      'D007 kept',
      'D008 kept',
      'D009 kept',
      'D010 kept',
      'D011 kept',
      'D012 kept',
      'D016 kept',
    ]);
    const arrivals = await query<{ told: string }>(
      `select o.external_number || ' ' || c.outcome as told from commitment c join delivery d on d.id = c.record_id join "order" o on o.id = d."order" where c.control = 'delivery.deadlines.arrival' order by 1`,
    );
    // No file says when an order was looked through: nothing is promised of it that nobody could say was kept.
    expect(await outcomes('dataRequest')).toEqual([]);
    // D001 arrived at half past six in the evening of the promised day, D012 in the morning of it.
    expect(arrivals.map((r) => r.told).filter((t) => /D00[123]|D01[02]/.test(t))).toEqual([
      'D001 kept',
      'D002 breached',
      'D003 kept',
      'D010 kept',
      'D012 kept',
    ]);
    const [d001] = await query<{ placed: Date; signed: Date; address: string }>(
      `select o.created_at as placed, d.signed_at as signed, d.destination as address from "order" o join delivery d on d."order" = o.id where o.external_number = 'D001'`,
    );
    expect(d001).toEqual({
      placed: new Date('2024-03-01T01:00:00Z'),
      signed: new Date('2024-03-05T10:30:00Z'),
      address: '江苏省苏州市工业园区星湖街 1 号',
    });
  });

  test('every encoding, quoted value and decimal comes over as it was meant', async () => {
    await run(SAMPLE);
    const items = await query<object>(
      `select i.product_name, i.specification, i.quantity::text, i.unit, i.unit_price::text, p.code from order_items i join "order" o on o.id = i.parent left join product p on p.id = i.product where o.external_number = 'D001' order by i.position`,
    );
    expect(items).toEqual([
      {
        product_name: '阀门, DN50',
        specification: 'DN50',
        quantity: '10.000000',
        unit: '台',
        unit_price: '1280.00',
        code: 'P-1',
      },
      {
        product_name: '密封圈 "加厚"\n(氟橡胶)',
        specification: 'φ50',
        quantity: '200.000000',
        unit: '个',
        unit_price: '0.50',
        code: 'P-2',
      },
    ]);
    expect(await query(`select name, phone, source from customer where name like '苏州%'`)).toEqual([
      { name: '苏州卓润物流设备有限公司', phone: '0512-6666 8888', source: 'erp' },
    ]);
    expect(await query(`select count(*)::int as n from customer where name = '从未下单的客户'`)).toEqual([{ n: 1 }]);
    expect(await query(`select csat, count(*)::int as n from survey_response group by 1 order by 1`)).toEqual([
      { csat: 1, n: 1 },
      { csat: 2, n: 1 },
      { csat: 5, n: 2 },
      { csat: null, n: 1 },
    ]);
  });

  test('the error file names every row, column, value and reason, in both languages', async () => {
    const { faults, report } = await run(SAMPLE);
    const told = faults
      .map((f) => `${f['file']}:${f['row']} ${f['column']}=${f['value']} ${f['loaded']} ${f['reason_zh']}`)
      .sort();
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
        'reviews.csv:7 订单号=D999 yes 没有这个编号的订单，评价单独导入。',
      ].sort(),
    );
    expect(faults.every((f) => f['reason_en'] !== '' && f['correction'] === '')).toBe(true);
    expect([report.notLoaded, report.noted]).toEqual([
      faults.filter((f) => f['loaded'] === 'no').length,
      faults.filter((f) => f['loaded'] === 'yes').length,
    ]);
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

describe('before anything is written', () => {
  test('a dry run reports what would happen and leaves nothing', async () => {
    const dry = await run(SAMPLE, { dryRun: true, batch: 4 });
    const tables = await query<{ name: string }>(
      `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relname not in ('schema_migration', 'config_epoch')`,
    );
    for (const { name } of tables)
      expect([name, await query(`select count(*)::int as n from "${name}"`)]).toEqual([name, [{ n: 0 }]]);
    const real = await run(SAMPLE);
    expect(dry.report).toEqual(real.report);
    expect(dry.faults.map((f) => JSON.stringify(f)).sort()).toEqual(real.faults.map((f) => JSON.stringify(f)).sort());
  });

  test('a missing column is named with its file, in both languages', async () => {
    const wrong = {
      ...sampleMapping,
      orders: { ...sampleMapping.orders, columns: { ...sampleMapping.orders.columns, placedAt: '订购时间' } },
    };
    await expect(run(SAMPLE, { mapping: wrong })).rejects.toMatchObject({
      name: 'ImportRefused',
      said: {
        zh: expect.stringMatching(/^文件 orders\.csv 缺少列：订购时间。现有列：订单号、客户编号/),
        en: expect.stringMatching(/^The file orders\.csv lacks the column\(s\) 订购时间\. It has: 订单号, /),
      },
    });
    expect(await query('select count(*)::int as n from "order"')).toEqual([{ n: 0 }]);
  });

  test('a missing file is named with those that are there', async () => {
    const place = temporaryFolder();
    cpSync(path.join(SAMPLE, 'orders.csv'), path.join(place, 'orders.csv'));
    await expect(run(place)).rejects.toThrow('缺少文件 customers（.csv 或 .csv.gz）。现有：orders.csv。');
  });

  test('two imports do not run at the same time', async () => {
    const outcomes = await Promise.allSettled([run(SAMPLE), run(SAMPLE)]);
    expect(outcomes.map((o) => o.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await query('select count(*)::int as n from "order"')).toEqual([{ n: 13 }]);
  });
});
