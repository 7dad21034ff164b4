import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import iconv from 'iconv-lite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { freshWorld, type World } from '#testing/world';
import { type Corrections, readCorrections } from './faults.ts';
import type { ImportOptions } from './import-orders.ts';
import { Progress } from './progress.ts';
import { bring, SAMPLE, temporaryFolder } from './sample/bring.ts';

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

test('a second run finds everything there', async () => {
  await run(SAMPLE);
  const journal = await query('select count(*) as n from journal');
  const { report } = await run(SAMPLE);
  expect(report).toMatchObject({
    orders: { inSource: 14, made: 0, continued: 0, unchanged: 13 },
    customers: 0,
    products: 0,
    deliveries: 0,
    answers: 0,
  });
  expect(await query('select count(*) as n from journal')).toEqual(journal);
});

test('an import that was cut off goes on where it stopped, and comes to the same', async () => {
  const cut = new AbortController();
  const screen = { write: (text: string) => void (text.includes('导入订单') && cut.abort()), isTTY: false };
  // The progress is told after every batch: the clock runs ten seconds each time it is asked.
  let time = 0;
  const { report: first } = await run(SAMPLE, {
    batch: 3,
    lanes: 1,
    signal: cut.signal,
    progress: new Progress(screen, 'zh', () => (time += 10_001)),
  });
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
  const later = temporaryFolder();
  cpSync(SAMPLE, later, { recursive: true });
  const text = iconv.decode(readFileSync(path.join(SAMPLE, 'orders.csv')), 'gb18030');
  const changed = text
    .replace('2024-03-03 10:00:00,,2024-03-08,无签收时间', '2024-03-03 10:00:00,2024-03-09 10:00:00,2024-03-08,补上签收')
    .replace(
      'D006,C02,新建,2024-03-03 09:00:00,,,,2024-03-10',
      'D006,C02,已发货,2024-03-03 09:00:00,2024-03-03 09:30:00,2024-03-05 09:00:00,,2024-03-10',
    )
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
  const differences = faults
    .filter((f) => ['8', '11'].includes(f['row']!))
    .map((f) => `${f['row']} ${f['column']} ${f['value']}: ${f['reason_zh']}`);
  expect(differences.sort()).toEqual([
    '11 状态 已取消: 与已导入的经过不一致，未处理。',
    '8 下单时间 2024-03-03 11:11:11: 与已导入的不同：原为“2024-03-03 10:00:00”。系统中的内容未改动。',
  ]);
  const { report: third } = await run(later);
  expect(third.orders).toMatchObject({ made: 0, continued: 0 });
});

test('an order that people have taken on in the meantime is theirs', async () => {
  await run(SAMPLE);
  await world.db.owner.query(`update "order" set state = 'cancelled' where external_number = 'D007'`);
  const later = temporaryFolder();
  cpSync(SAMPLE, later, { recursive: true });
  const text = iconv.decode(readFileSync(path.join(SAMPLE, 'orders.csv')), 'gb18030');
  writeFileSync(
    path.join(later, 'orders.csv'),
    text.replace(
      'D007,C02,生产中,2024-03-03 10:00:00,2024-03-03 10:30:00,,',
      'D007,C02,已发货,2024-03-03 10:00:00,2024-03-03 10:30:00,2024-03-06 10:00:00,',
    ),
  );
  const { faults } = await run(later);
  expect(faults.filter((f) => f['row'] === '8').map((f) => f['reason_en'])).toEqual([
    'The order has gone on in Lüyue since it was brought over; what the source adds was left alone.',
  ]);
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
  const mended = path.join(temporaryFolder(), 'mended.csv');
  writeFileSync(mended, rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\n'));
  const corrections: Corrections = await readCorrections(mended);
  const { report } = await run(SAMPLE, { corrections });
  expect(report.orders).toMatchObject({ made: 2, continued: 1 });
  const after = Object.fromEntries((await lives()).map((o) => [o.number, o.state]));
  expect([after['D004'], after['D013'], after['D014']]).toEqual(['delivered', 'in_delivery', 'confirmed']);
});

test('a review that comes before its order is not brought over a second time with it', async () => {
  const early = temporaryFolder();
  cpSync(SAMPLE, early, { recursive: true });
  const text = iconv.decode(readFileSync(path.join(SAMPLE, 'orders.csv')), 'gb18030');
  writeFileSync(path.join(early, 'orders.csv'), text.replaceAll(/^D001,.*\r?\n/gm, ''));
  const { report: first } = await run(early);
  const { report: second } = await run(SAMPLE);
  expect([first.orders.made, second.orders.made, first.answers, second.answers]).toEqual([12, 1, 5, 0]);
  const answers =
    'select r.words, o.external_number as number from survey_response r left join "order" o on o.id = r."order" order by 1, 2';
  expect(await query(answers)).toEqual([
    { words: '很好，按时。', number: null },
    { words: '很好，按时。', number: null },
    { words: '没有这个订单', number: null },
    { words: '评分超出范围', number: 'D002' },
    { words: '还没收到', number: 'D004' },
  ]);
});

test('a review of an order that was brought over before finds it, though the source does not bring it along', async () => {
  const first = temporaryFolder();
  cpSync(SAMPLE, first, { recursive: true });
  writeFileSync(path.join(first, 'reviews.csv'), '评价号,订单号,评分,内容,时间\n');
  await run(first);
  const later = temporaryFolder();
  cpSync(SAMPLE, later, { recursive: true });
  const header = iconv.decode(readFileSync(path.join(SAMPLE, 'orders.csv')), 'gb18030').split('\n')[0];
  writeFileSync(path.join(later, 'orders.csv'), `${header}\n`);
  writeFileSync(path.join(later, 'reviews.csv'), '评价号,订单号,评分,内容,时间\nR9,D010,4,补录,2024-03-20 10:00\n');
  const { report, faults } = await run(later);
  expect([report.answers, faults.filter((f) => f['file'] === 'reviews.csv')]).toEqual([1, []]);
  expect(
    await query(
      `select o.external_number as number, r.customer = o.customer as theirs from survey_response r join "order" o on o.id = r."order"`,
    ),
  ).toEqual([{ number: 'D010', theirs: true }]);
});
