import { order } from '#domain/orders/order/order';
import type { InputOf } from '#kernel/declare/record';
import type { Article } from './catalogue.ts';
import type { Chance } from './chance.ts';
import type { Customer } from './customers.ts';
import type { Cast } from './founding.ts';
import type { PersonKey } from './people.ts';
import type { Caller, Made, Script, Who } from './script.ts';
import type { Time } from './time.ts';

/** What there is before anybody trades: the script to write into, time, chance and the company's people. */
export interface Setting {
  script: Script;
  time: Time;
  chance: Chance;
  cast: Cast;
  /** The first instant of the company. */
  from: number;
}

/** The same with something to sell, and somebody to sell it to. */
export interface Story extends Setting {
  articles: readonly Article[];
  customers: readonly Customer[];
}

/** An order as the story follows it. */
export interface Sale {
  order: Made;
  customer: Customer;
  caller: Caller;
  desk: PersonKey;
  /** Only spare parts: no project that would be visited. */
  isSpare: boolean;
  /** The last instant at which something happened to it. */
  at: number;
  /** Set by the confirmation. */
  promised: string;
}

export interface Placing {
  customer?: Customer;
  /** Left out: the customer said where to. */
  withoutAddress?: boolean;
  requestedDate?: string;
  channel?: 'website' | 'shop' | 'sales_rep';
  only?: Article['category'];
  lines?: number;
}

export const DESKS: readonly PersonKey[] = ['maxiaodong', 'hujing', 'guoting'];

/** A customer orders at an instant. On the website they do it themselves; else whoever they turn to writes it down. */
export function place({ script, time, chance, articles, customers }: Story, at: number, placing: Placing = {}): Sale {
  const customer =
    placing.customer ?? chance.weighed(customers.filter((c) => c.since < at - DAY).map((c) => [c, c.row.weight] as const));
  const channel =
    placing.channel ??
    chance.weighed([
      ['website', 4],
      ['sales_rep', 5],
      ['shop', 1],
    ] as const);
  const caller = channel === 'website' || chance.happens(0.7) ? customer.people[0]! : customer.people.at(-1)!;
  const desk = chance.pick(DESKS);
  const wanted = chooseItems(chance, articles, placing);
  const requestedDate =
    placing.requestedDate ?? (chance.happens(0.75) ? time.workday(time.dateOf(at), chance.whole(9, 16)) : undefined);
  const who: Who = channel === 'website' ? caller : channel === 'sales_rep' ? customer.row.owner : desk;
  const input = (): InputOf<typeof order> => ({
    customer: customer.id,
    contact: caller.contact.id,
    channel,
    ...(!placing.withoutAddress && { deliveryAddress: customer.row.address }),
    ...(requestedDate && { requestedDate }),
    ...wishOf(customer),
    items: wanted.map(({ article, quantity }) => ({
      product: article.id,
      quantity,
      ...(channel !== 'website' && { unitPrice: article.price.toFixed(2) }),
    })),
  });
  const made = script.create(at, who, order, input);
  return {
    order: made,
    customer,
    caller,
    desk,
    isSpare: wanted.every(({ article }) => article.category === '备件'),
    at,
    promised: '',
  };
}

/** The audit, some hours after the order; who lacks something is asked first. */
export function audit({ script, time, chance }: Story, sale: Sale, hours: number, missing?: 'address' | 'specification'): void {
  sale.at = time.after(sale.at, hours);
  if (missing === 'address') {
    script.refuse(sale.at, sale.desk, order, 'audit', sale.order);
    sale.at = time.after(sale.at, 0.2);
    script.take(sale.at, sale.desk, order, 'ask_for_data', sale.order, {
      missing: '没有写明配送地址和收货人',
      askedHow: `电话联系${sale.caller.name}`,
    });
    sale.at = time.after(sale.at, chance.between(2, 6));
    script.take(sale.at, sale.desk, order, 'supply_data', sale.order, {
      answer: '按注册地址送货，到货前一天电话通知',
      deliveryAddress: sale.customer.row.address,
    });
    sale.at = time.after(sale.at, 0.5);
  }
  if (missing === 'specification') {
    script.take(sale.at, sale.desk, order, 'ask_for_data', sale.order, {
      missing: '输送介质和温度未说明，无法确认密封材质',
      askedHow: `邮件联系${sale.caller.name}`,
    });
    sale.at = time.after(sale.at, chance.between(3, 9));
    script.take(sale.at, sale.desk, order, 'supply_data', sale.order, { answer: '介质为常温清水，按标准密封供货' });
    sale.at = time.after(sale.at, 0.5);
  }
  script.take(sale.at, sale.desk, order, 'audit', sale.order);
}

/** The confirmation, some hours later, with a promise for so many working days on (or for a date). */
export function confirm({ script, time, chance }: Story, sale: Sale, hours: number, promised: number | string): void {
  sale.at = time.after(sale.at, hours);
  sale.promised = typeof promised === 'string' ? promised : time.workday(time.dateOf(sale.at), promised);
  const sentBy = sale.customer.row.english
    ? 'email'
    : chance.weighed([
        ['wechat', 5],
        ['email', 3],
        ['portal', 2],
      ] as const);
  script.take(sale.at, sale.desk, order, 'confirm', sale.order, {
    promisedDate: sale.promised,
    sentTo: sale.caller.name,
    sentBy,
  });
}

/** The customer calls the order off before it is confirmed. @param noticeHours how long before that they had said so. */
export function cancel({ script, time }: Story, sale: Sale, hours: number, reason: string, noticeHours = 0): void {
  sale.at = time.after(sale.at, hours);
  const noticeGivenAt = new Date(sale.at - noticeHours * 3_600_000).toISOString();
  script.take(sale.at, sale.desk, order, 'cancel', sale.order, { requestedBy: sale.caller.name, reason, noticeGivenAt });
}

const DAY = 86_400_000;

/** How transport is wished, where the customer always wishes the same. */
function wishOf({ row }: Customer): { logisticsWish?: string } {
  if (row.english) return { logisticsWish: 'Sea freight, CIF; seaworthy wooden case' };
  if (row.key === 'hongyu') return { logisticsWish: '专车直送项目工地，提前一天联系现场' };
  return row.key === 'wanche' ? { logisticsWish: '洁净包装，厢式车运输' } : {};
}

function chooseItems(
  chance: Chance,
  articles: readonly Article[],
  { only, lines }: Placing,
): { article: Article; quantity: string }[] {
  const category =
    only ??
    chance.weighed([
      ['水泵', 11],
      ['备件', 7],
      ['成套设备', 3],
    ] as const);
  const fitting = articles.filter((a) => a.category === category);
  const count =
    lines ??
    (category === '成套设备'
      ? 1
      : chance.weighed([
          [1, 6],
          [2, 3],
          [3, 1],
        ] as const));
  const chosen = new Set<Article>();
  while (chosen.size < Math.min(count, fitting.length)) chosen.add(chance.pick(fitting));
  return [...chosen].map((article) => ({ article, quantity: String(chance.whole(...article.quantity)) }));
}
