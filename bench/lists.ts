import type { Actor } from '#kernel/run/actor';
import type { Kernel } from '#kernel/run/kernel';
import { list, type Page, type Question } from '#kernel/run/list';
import { fillCustomers, fillOrders, fillOrganisation, openBench, percentile, somebody, timesOf } from './fixture.ts';

export const name = 'lists';

const ROWS = 1_000_000;
const ROUNDS = 60;
const PAGES = 200;

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
 * 95th percentiles in milliseconds over a million orders and a million customers: lists of 50 with two filters and a linked name as
 * somebody who sees all and as a salesperson who sees one department of a hundred, their ratio, pages far on, counting, and search.
 */
export async function bench(): Promise<Record<string, number>> {
  const world = await openBench();
  try {
    const { rows } = await world.owner.query('select 1 from "order" limit 1');
    if (rows.length === 0) {
      await fillOrganisation(world.owner);
      await fillCustomers(world.owner, ROWS);
      await fillOrders(world.owner, ROWS, ROWS);
    }
    return { ...(await lists(world.kernel)), ...(await searches(world.kernel)) };
  } finally {
    await world.close();
  }
}

async function lists(kernel: Kernel): Promise<Record<string, number>> {
  const orders = (actor: Actor, question: Partial<Question>) =>
    list(kernel, actor, kernel.registry.kind('order'), { ...plain, ...question });
  const admin = () => somebody(['admin'], 0);
  const sales = (round: number) => somebody(['sales'], round);
  const figures: Record<string, number> = {};
  for (const [called, filters] of Object.entries(FILTERS)) {
    const all = percentile(await timesOf(ROUNDS, () => orders(admin(), { filters })), 95);
    const own = percentile(await timesOf(ROUNDS, (round) => orders(sales(round), { filters })), 95);
    Object.assign(figures, { [`${called}Admin`]: all, [`${called}Sales`]: own, [`${called}Ratio`]: own / all });
  }
  figures['plainAdmin'] = percentile(await timesOf(ROUNDS, () => orders(admin(), {})), 95);
  figures['plainSales'] = percentile(await timesOf(ROUNDS, (round) => orders(sales(round), {})), 95);
  for (const [who, actor] of [
    ['Admin', admin()],
    ['Sales', sales(7)],
  ] as const) {
    const after = await far(PAGES, (page) => orders(actor, { after: page }));
    figures[`page1${who}`] = percentile(await timesOf(ROUNDS, () => orders(actor, {})), 95);
    figures[`page${PAGES}${who}`] = percentile(await timesOf(ROUNDS, () => orders(actor, { after })), 95);
    figures[`count${who}`] = percentile(
      await timesOf(ROUNDS, () => orders(actor, { filters: FILTERS['usual']!, count: true })),
      95,
    );
  }
  return figures;
}

/** Where the nth page begins. */
async function far(pages: number, ask: (after: string | null) => Promise<Page>): Promise<string | null> {
  let after: string | null = null;
  for (let page = 1; page < pages; page++) after = (await ask(after)).next;
  return after;
}

async function searches(kernel: Kernel): Promise<Record<string, number>> {
  const kind = kernel.registry.kind('customer');
  const figures: Record<string, number> = {};
  for (const [called, search] of Object.entries(TERMS)) {
    for (const [who, role] of [
      ['Admin', 'admin'],
      ['Sales', 'sales'],
    ] as const) {
      const times = await timesOf(ROUNDS, (round) => list(kernel, somebody([role], round), kind, { ...plain, search }));
      figures[`${called}${who}`] = percentile(times, 95);
    }
  }
  return figures;
}
