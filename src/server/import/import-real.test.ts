import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { figuresOf } from '#domain/governance/kpi/figures';
import type { MeasureName } from '#domain/governance/kpi/kpi';
import { projectRoot } from '#server/places';
import { freshWorld, type World } from '#testing/world';
import { FaultFile } from './faults.ts';
import { type ImportOptions, type ImportReport, importOrders } from './import-orders.ts';
import { importSurvey } from './import-survey.ts';
import { chooseOrderMapping, chooseSurveyMapping } from './mapping/choose.ts';
import { Progress } from './progress.ts';
import { filesAt } from './source/files.ts';

// Public data sets whose figures were computed by others. They are no part of the project: absent, these tests are skipped.
const DATA = path.resolve(projectRoot, '../shared/data');
const PATIENCE = 600_000;

interface Share {
  num: number;
  den: number;
}

const expectedOf = <T>(set: string): T =>
  (JSON.parse(readFileSync(path.join(DATA, set, 'expected.json'), 'utf8')) as { expected: T }).expected;

let world: World;

async function bring(set: string, more: Partial<ImportOptions> = {}): Promise<ImportReport> {
  const files = await filesAt(path.join(DATA, set));
  return importOrders({
    kernel: world.kernel,
    stagePool: world.db.owner,
    files,
    ...(await chooseOrderMapping(undefined, files)),
    dryRun: false,
    corrections: new Map(),
    faults: await FaultFile.begin(null),
    progress: new Progress(null, 'zh'),
    signal: new AbortController().signal,
    now: Date.now(),
    ...more,
  });
}

const query = async <R extends object>(sql: string): Promise<R[]> => (await world.db.owner.query<R>(sql)).rows;
const figure = async (name: MeasureName) => (await figuresOf(world.db.owner, 'Asia/Shanghai', [name], {}))[0];

describe.skipIf(!existsSync(path.join(DATA, 'olist')))('a marketplace’s orders', () => {
  interface Month {
    delivered: number;
    on_time_date: number;
  }
  interface Expected {
    orders: number;
    status: Record<string, number>;
    delivered: number;
    delivered_status_but_no_date: number;
    on_time_date: Share;
    approval_24h: Share;
    lead_days: { median: number };
    by_delivered_month: Record<string, Month>;
    by_delivered_quarter: Record<string, Month>;
    reviews: { rows: number; csat_top2: Share; distribution: Record<string, number> };
    customers: { distinct: number; with_2_or_more: number };
    items: { rows: number; price_sum: number };
  }
  let truth: Expected;
  const runs: ImportReport[] = [];

  beforeAll(async () => {
    truth = expectedOf<Expected>('olist');
    world = await freshWorld();
    // Cut off in the middle and run again: what comes out is the same as if it had not been.
    const cut = new AbortController();
    let time = 0;
    const screen = { write: (text: string) => void (/^导入订单 2,?000/.test(text) && cut.abort()), isTTY: false };
    runs.push(await bring('olist', { signal: cut.signal, progress: new Progress(screen, 'zh', () => (time += 10_001)) }));
    runs.push(await bring('olist'));
  }, PATIENCE);
  afterAll(() => world?.close());

  test('what was cut off went on where it had stopped', () => {
    const [first, second] = runs as [ImportReport, ImportReport];
    expect([first.interrupted, second.interrupted]).toEqual([true, false]);
    expect(first.orders.made).toBeGreaterThan(0);
    expect(first.orders.made).toBeLessThan(truth.orders);
    expect(second.orders).toEqual({
      inSource: truth.orders,
      made: truth.orders - first.orders.made,
      continued: 0,
      unchanged: first.orders.made,
    });
  });

  test('orders confirmed within 24 hours, of all that were placed', async () => {
    expect(
      await query(
        `select count(*) filter (where outcome = 'kept')::int as num, count(*)::int as den from commitment where control = 'order.deadlines.confirmation'`,
      ),
    ).toEqual([{ num: truth.approval_24h.num, den: truth.orders }]);
    expect(await figure('order-confirmation')).toMatchObject({ numerator: truth.approval_24h.num, denominator: truth.orders });
  });

  test('delivered orders on the promised day or before it', async () => {
    const share = { num: truth.on_time_date.num, den: truth.on_time_date.den };
    expect(
      await query(
        `select count(*) filter (where c.outcome = 'kept')::int as num, count(*)::int as den from "order" o join delivery d on d."order" = o.id join commitment c on c.record_id = d.id and c.control = 'delivery.deadlines.arrival' where o.state = 'delivered'`,
      ),
    ).toEqual([share]);
    expect(await figure('on-time-delivery')).toMatchObject({ numerator: share.num, denominator: share.den });
  });

  test.each(['month', 'quarter'] as const)('the same by %s of delivery', async (by) => {
    const expected = truth[by === 'month' ? 'by_delivered_month' : 'by_delivered_quarter'];
    const figures = await figuresOf(world.db.owner, 'Asia/Shanghai', ['on-time-delivery'], { by });
    expect(Object.fromEntries(figures.map((f) => [f.period, { delivered: f.denominator, on_time_date: f.numerator }]))).toEqual(
      Object.fromEntries(
        Object.entries(expected).map(([period, { delivered, on_time_date }]) => [period, { delivered, on_time_date }]),
      ),
    );
  });

  test('days from order to delivery', async () => {
    expect((await figure('lead-time'))?.value).toBeCloseTo(truth.lead_days.median, 6);
  });

  test('satisfaction counts every review', async () => {
    expect(await figure('csat')).toMatchObject({
      numerator: truth.reviews.csat_top2.num,
      denominator: truth.reviews.csat_top2.den,
    });
    const scores = await query<{ csat: number; n: number }>(
      'select csat, count(*)::int as n from survey_response group by 1 order by 1',
    );
    expect(Object.fromEntries(scores.map(({ csat, n }) => [csat, n]))).toEqual(truth.reviews.distribution);
  });

  test('every order stands where its status and dates put it', async () => {
    const { status } = truth;
    const states = await query<{ state: string; n: number }>('select state, count(*)::int as n from "order" group by 1');
    expect(Object.fromEntries(states.map(({ state, n }) => [state, n]))).toEqual({
      placed: status['created'],
      confirmed: status['invoiced']! + status['processing']!,
      in_delivery: status['shipped']! + truth.delivered_status_but_no_date,
      delivered: truth.delivered,
      cancelled: status['canceled'],
      unfulfilled: status['unavailable'],
    });
  });

  test('customers, items and prices', async () => {
    expect(await query('select count(*)::int as n from customer')).toEqual([{ n: truth.customers.distinct }]);
    expect(await query('select count(*)::int as n from (select from "order" group by customer having count(*) > 1) x')).toEqual([
      { n: truth.customers.with_2_or_more },
    ]);
    expect(await query('select count(*)::int as n, sum(unit_price)::float8 as sum from order_items')).toEqual([
      { n: truth.items.rows, sum: truth.items.price_sum },
    ]);
  });

  test('nothing is twice', async () => {
    expect(await query('select count(*)::int as n, count(distinct external_number)::int as numbers from "order"')).toEqual([
      { n: truth.orders, numbers: truth.orders },
    ]);
    expect(
      await query('select count(*)::int as n, count(distinct external_number)::int as numbers from survey_response'),
    ).toEqual([{ n: truth.reviews.rows, numbers: truth.reviews.rows }]);
    const again = await bring('olist');
    expect(again).toMatchObject({
      orders: { made: 0, continued: 0, unchanged: truth.orders },
      customers: 0,
      products: 0,
      deliveries: 0,
      answers: 0,
    });
  });

  test('no promise whose time is up still counts as open', async () => {
    expect(await query(`select count(*)::int as n from commitment where outcome = 'open' and due_at < now()`)).toEqual([
      { n: 0 },
    ]);
  });
});

describe.skipIf(!existsSync(path.join(DATA, 'scms')))('deliveries of an aid programme, line by line', () => {
  interface Line {
    lines: number;
    on_time: number;
  }
  let truth: {
    lines: number;
    orders: number;
    countries: number;
    on_time: Share;
    by_scheduled_quarter: Record<string, Line>;
    by_country_top20: Record<string, Line>;
  };
  let report: ImportReport;

  beforeAll(async () => {
    truth = expectedOf('scms');
    world = await freshWorld();
    report = await bring('scms');
  }, PATIENCE);
  afterAll(() => world?.close());

  test('every line is a delivery of its order, and dirty cells are told of', async () => {
    expect(report).toMatchObject({
      rows: truth.lines,
      orders: { inSource: truth.orders, made: truth.orders },
      customers: truth.countries,
      deliveries: truth.lines,
      notLoaded: 0,
    });
    expect(report.noted).toBeGreaterThan(0);
  });

  test('lines on time', async () => {
    expect(await figure('on-time-delivery')).toMatchObject({ numerator: truth.on_time.num, denominator: truth.on_time.den });
  });

  test('the same by quarter of the promised date, and by country', async () => {
    const told = (rows: { key: string; lines: number; on_time: number }[]) =>
      Object.fromEntries(rows.map(({ key, lines, on_time }) => [key, { lines, on_time }]));
    const by = (key: string) =>
      query<{ key: string } & Line>(
        `select ${key} as key, count(*)::int as lines, count(*) filter (where c.outcome = 'kept')::int as on_time
         from delivery d join customer k on k.id = d.customer join commitment c on c.record_id = d.id and c.control = 'delivery.deadlines.arrival' group by 1`,
      );
    const only = (figures: Record<string, Line>) =>
      Object.fromEntries(Object.entries(figures).map(([key, { lines, on_time }]) => [key, { lines, on_time }]));
    expect(told(await by(`to_char(d.promised_date, 'YYYY-"Q"Q')`))).toEqual(only(truth.by_scheduled_quarter));
    expect(told(await by('k.name'))).toMatchObject(only(truth.by_country_top20));
  });
});

describe.skipIf(!existsSync(path.join(DATA, 'sfo-survey')))('an airport’s surveys', () => {
  type Year = {
    rows: number;
    nps?: { valid: number; promoters: number; passives: number; detractors: number; nps: number };
    overall_satisfaction?: { valid: number; csat_top2: Share };
  };
  let truth: Record<string, Year>;

  beforeAll(async () => {
    truth = expectedOf('sfo-survey');
    world = await freshWorld();
    const files = await filesAt(path.join(DATA, 'sfo-survey'));
    const { mapping } = await chooseSurveyMapping(undefined, files);
    const common = {
      kernel: world.kernel,
      stagePool: world.db.owner,
      dryRun: false,
      corrections: new Map<string, string>(),
      progress: new Progress(null, 'zh'),
      signal: new AbortController().signal,
      now: Date.now(),
    };
    await importSurvey({ ...common, files, mapping, faults: await FaultFile.begin(null) });
  }, PATIENCE);
  afterAll(() => world?.close());

  test('recommendation and satisfaction of every year', async () => {
    const rows = await query<{
      year: string;
      n: number;
      valid: number;
      promoters: number;
      passives: number;
      detractors: number;
      rated: number;
      top2: number;
    }>(
      `select to_char(answered_at at time zone 'Asia/Shanghai', 'YYYY') as year, count(*)::int as n, count(nps)::int as valid, count(*) filter (where nps_class = 'promoter')::int as promoters,
         count(*) filter (where nps_class = 'passive')::int as passives, count(*) filter (where nps_class = 'detractor')::int as detractors, count(csat)::int as rated, count(*) filter (where csat >= 4)::int as top2
       from survey_response group by 1 order by 1`,
    );
    const asked = Object.entries(truth).filter(([, year]) => year.overall_satisfaction);
    expect(
      rows.map(({ year, valid, promoters, passives, detractors, rated, top2 }) => [
        year,
        { valid, promoters, passives, detractors, rated, top2 },
      ]),
    ).toEqual(
      asked.map(([year, { nps, overall_satisfaction: csat }]) => {
        const none = { valid: 0, promoters: 0, passives: 0, detractors: 0 };
        const { valid, promoters, passives, detractors } = nps ?? none;
        return [year, { valid, promoters, passives, detractors, rated: csat!.valid, top2: csat!.csat_top2.num }];
      }),
    );
  });

  test('the closed surveys say the same', async () => {
    const surveys = await query<{ title: string; nps: number | null; csat: number }>(
      `select title, nps, csat from survey where state = 'closed' order by title`,
    );
    for (const { title, nps, csat } of surveys) {
      const year = truth[title.slice(-4)]!;
      expect(nps).toBe(year.nps ? Number(year.nps.nps.toFixed(2)) : null);
      expect(csat).toBeCloseTo((100 * year.overall_satisfaction!.csat_top2.num) / year.overall_satisfaction!.valid, 1);
    }
    expect(surveys.length).toBe(Object.values(truth).filter((year) => year.overall_satisfaction).length);
  });
});
