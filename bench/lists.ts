import type { Actor } from '#kernel/run/actor';
import { list, type Page, type Question } from '#kernel/run/list';
import {
  type BenchWorld,
  fillCustomers,
  fillOrders,
  fillOrganisation,
  type Measured,
  measured,
  openBench,
  somebody,
} from './fixture.ts';

const ROWS = 1_000_000;
const ROUNDS = 40;
const PAGES = 200;

interface Size {
  rows: number;
  rounds: number;
  pages: number;
}

const plain: Question = {
  filters: [],
  sort: { field: 'createdAt', descending: true },
  limit: 50,
  after: null,
  search: null,
  count: false,
};
const is = (field: string, value: string) => ({ field, operator: 'is' as const, value });
const from = (field: string, value: string) => ({ field, operator: 'from' as const, value });

const daysAgo = (n: number) => new Date(Date.now() - n * 86_400_000).toISOString().slice(0, 10);

/** Pairs of filters as people set them: common with common, rare with rare, a date with a choice, and a customer of whom there is much. */
const FILTERS: Record<string, Question['filters']> = {
  usual: [is('state', 'confirmed'), is('channel', 'shop')],
  done: [is('state', 'delivered'), is('channel', 'website')],
  dated: [is('state', 'placed'), from('requestedDate', daysAgo(30))],
  old: [is('state', 'cancelled'), { field: 'promisedDate', operator: 'to', value: daysAgo(600) }],
};

/** How common each is: 4 has 83 % of the names, 2 and 6 have 3.3 % and 0.8 %, the rare ones a handful or none of their own. */
const TERMS = {
  common1: '苏',
  common2: '苏州',
  common4: '有限公司',
  middle6: '精密仪器集团',
  middle2: '技股',
  rare3: '卓润恒',
  rare4: '卓润恒达',
  rare6: '苏州卓润科技',
  absent1: '麒',
  absent2: '麒麟',
  absent3: '北京麒',
  absent6: '北京麒麟科技',
};

/**
 * Milliseconds over a million orders and a million customers: lists of 50 with two filters and linked names as somebody who sees all and
 * as a salesperson who sees one department of a hundred (`Ratio`: of the medians; `Work`: of the database's own processor time), pages
 * far on, counting, and search.
 */
export async function bench(small: boolean): Promise<Record<string, number>> {
  const size: Size = small ? { rows: 10_000, rounds: 4, pages: 5 } : { rows: ROWS, rounds: ROUNDS, pages: PAGES };
  const world = await openBench();
  try {
    const { rows } = await world.owner.query('select 1 from "order" limit 1');
    if (rows.length === 0) {
      await fillOrganisation(world.owner);
      await fillCustomers(world.owner, size.rows);
      await fillOrders(world.owner, size.rows, size.rows);
    }
    return { ...(await lists(world, size)), ...(await pages(world, size)), ...(await searches(world, size)) };
  } finally {
    await world.close();
  }
}

const admin = somebody(['admin'], 0);
/** Five people in turn: whoever looks at a list has looked at it before. */
const sales = (round: number): Actor => somebody(['sales'], round % 5);

const ordersOf = ({ kernel }: BenchWorld, actor: Actor, question: Partial<Question>): Promise<Page> =>
  list(kernel, actor, kernel.registry.kind('order'), { ...plain, ...question });

async function lists(world: BenchWorld, { rounds }: Size): Promise<Record<string, number>> {
  const figures: Record<string, number> = {};
  for (const [called, filters] of Object.entries({ ...FILTERS, plain: [] })) {
    const { all, own } = await measured(world, rounds, {
      all: () => ordersOf(world, admin, { filters }),
      own: (round) => ordersOf(world, sales(round), { filters }),
    });
    Object.assign(figures, {
      [`${called}AdminP95`]: all.p95,
      [`${called}SalesP95`]: own.p95,
      [`${called}Ratio`]: own.p50 / all.p50,
      [`${called}Work`]: own.cpu / all.cpu,
    });
  }
  return figures;
}

async function pages(world: BenchWorld, size: Size): Promise<Record<string, number>> {
  const far = async (actor: Actor): Promise<string | null> => {
    let after: string | null = null;
    for (let page = 1; page < size.pages; page++) after = (await ordersOf(world, actor, { after })).next;
    return after;
  };
  const [adminAfter, salesAfter] = [await far(admin), await far(sales(7))];
  const usual = FILTERS['usual']!;
  const took = await measured(world, size.rounds, {
    firstAdmin: () => ordersOf(world, admin, {}),
    farAdmin: () => ordersOf(world, admin, { after: adminAfter }),
    firstSales: () => ordersOf(world, sales(7), {}),
    farSales: () => ordersOf(world, sales(7), { after: salesAfter }),
    countedAdmin: () => ordersOf(world, admin, { filters: usual, count: true }),
    countedSales: (round) => ordersOf(world, sales(round), { filters: usual, count: true }),
  });
  return {
    ...p95s(took),
    farRatioAdmin: took.farAdmin.p50 / took.firstAdmin.p50,
    farRatioSales: took.farSales.p50 / took.firstSales.p50,
  };
}

async function searches(world: BenchWorld, { rounds }: Size): Promise<Record<string, number>> {
  const { kernel } = world;
  const kind = kernel.registry.kind('customer');
  const figures: Record<string, number> = {};
  for (const [called, search] of Object.entries(TERMS)) {
    const { all, own } = await measured(world, rounds, {
      all: () => list(kernel, admin, kind, { ...plain, search }),
      own: (round) => list(kernel, sales(round), kind, { ...plain, search }),
    });
    Object.assign(figures, {
      [`${called}AdminP95`]: all.p95,
      [`${called}AdminWork`]: all.cpu,
      [`${called}SalesP95`]: own.p95,
      [`${called}SalesWork`]: own.cpu,
    });
  }
  return figures;
}

const p95s = (took: Record<string, Measured>): Record<string, number> =>
  Object.fromEntries(Object.entries(took).map(([name, { p95 }]) => [`${name}P95`, p95]));
