import { order } from '#domain/orders/order/order';
import { returnVisit } from '#domain/voice/return-visit/return-visit';
import { visitFile } from '#domain/voice/visit-file/visit-file';
import { openComplaints } from './complaint-cases.ts';
import { complain } from './complaints.ts';
import type { Customer } from './customers.ts';
import { rate, type Sending, type Shipment, send, sign } from './deliveries.ts';
import type { PersonKey } from './people.ts';
import { audit, confirm, type Placing, place, type Sale, type Story } from './sales.ts';
import type { Made } from './script.ts';
import { actOfNature, object, tellDelay } from './troubles.ts';
import { actOn, CONCERNS, type Concern, isNeverCalled } from './visits.ts';

/**
 * Writes what stands open at present, so that everybody who looks for the first time sees their main work: something due today,
 * something overdue, something that waits.
 */
export function today(story: Story): void {
  orders(story);
  goods(story);
  atCustomers(story);
  filesDueNow(story);
  plannedVisits(story);
  for (const c of openComplaints) complain(story, c);
}

const HOUR = 3_600_000;

const named = ({ customers }: Story, key: string): Customer => customers.find((c) => c.row.key === key)!;

/** On the service desk. */
function orders(story: Story): void {
  const { script, time } = story;
  const came = (hoursAgo: number, key: string, placing: Placing = {}): Sale =>
    place(story, time.before(time.now, hoursAgo), { customer: named(story, key), channel: 'website', ...placing });
  came(0.4, 'weicheng');
  came(1.2, 'qingping', { channel: 'sales_rep' });
  came(7, 'suiyuan'); // somebody should have looked at it hours ago
  const asked = came(5, 'jiangpan', { withoutAddress: true });
  script.take(time.after(asked.at, 1), asked.desk, order, 'ask_for_data', asked.order, {
    missing: '没有写明配送地址，规格写的是旧型号',
    askedHow: `电话联系${asked.caller.name}，对方出差，明日答复`,
  });
  audit(story, came(3, 'brightmere', { channel: 'sales_rep' }), 1);
  // Twenty-four hours run around the clock: this one should have been confirmed.
  audit(story, place(story, time.now - 29 * HOUR, { customer: named(story, 'daiyi'), channel: 'website' }), 1);
  const confirmed = came(9, 'lanzhi');
  audit(story, confirmed, 1);
  confirm(story, confirmed, 3, 9);
}

/** An order of eleven working days before its promised date, confirmed, and its goods. */
function sent(story: Story, key: string, promised: string, sending: Partial<Sending>, placing: Placing = {}): Shipment {
  const { time } = story;
  const sale = place(story, time.at(time.workday(promised, -11), '10:20'), {
    customer: named(story, key),
    channel: 'sales_rep',
    ...placing,
  });
  audit(story, sale, 1.5);
  confirm(story, sale, 2, promised);
  return send(story, sale, { ships: time.before(time.now, 20), arrives: time.after(time.now, 60), until: 'shipped', ...sending });
}

/** In the warehouse and on the road. */
function goods(story: Story): void {
  const { time } = story;
  const day = (n: number): string => (n === 0 ? time.today : time.workday(time.today, n));
  const ago = (hours: number): number => time.before(time.now, hours);
  const soon = time.after(time.now, 1);
  sent(story, 'liangyi', day(6), { ships: time.after(time.now, 30), prepares: ago(4), until: 'prepared' });
  sent(story, 'hongyu', day(3), { ships: soon, prepares: ago(12), until: 'packed' });
  sent(story, 'wanche', day(2), { ships: soon, prepares: ago(14), until: 'documented' });
  sent(story, 'qilan', day(0), { ships: ago(16) });
  sent(story, 'weicheng', day(0), { ships: ago(12) }, { only: '备件' });
  // It should have arrived, and the customer has heard nothing.
  sent(story, 'laoxi', day(-1), { ships: ago(30) });
  const delayed = sent(story, 'binluo', day(-1), { ships: ago(34) });
  tellDelay(story, time.at(day(-2), '16:10'), 'tangjun', delayed, { cause: 'logistics', newDate: day(1) });
  // The road has been closed for an hour: nobody has told the customer yet.
  actOfNature(story, time.now - 0.8 * HOUR, sent(story, 'suiyuan', day(1), { ships: ago(18) }), null, day(4));
}

/** Goods that have arrived: to be signed for, objected to, rated. */
function atCustomers(story: Story): void {
  const { time } = story;
  const arrived = (key: string, hoursAgo: number): Shipment => {
    const arrives = time.before(time.now, hoursAgo);
    return sent(story, key, time.workday(time.dateOf(arrives), 0), {
      ships: time.before(arrives, 18),
      arrives,
      until: 'arrived',
    });
  };
  arrived('yunpei', 1.5);
  object(story, arrived('jiangpan', 3), { kind: 1 });
  object(story, arrived('daiyi', 14), { kind: 3, assign: 1 });
  object(story, arrived('qingping', 13), { kind: 4, assign: 1, answer: 3 });
  for (const [key, hoursAgo, scores] of [
    ['lanzhi', 30, [2, 3]],
    ['kestrel', 110, [1, 2]],
    ['hongyu', 40, [5, 4]],
  ] as const) {
    const shipment = arrived(key, hoursAgo);
    sign(story, shipment, 1);
    rate(story, shipment, { scores, hours: 8, unanswered: true });
  }
}

/** Projects handed over before the system came, whose visits fall on these days. */
function filesDueNow({ script, time, customers, from }: Story): void {
  for (const [i, offset] of [0, 0, -1, 1, 3].entries()) {
    const on = offset === 0 ? time.today : time.workday(time.today, offset);
    const owner = customers[i * 2]!;
    script.create(from + (4 + i) * HOUR, 'hujing', visitFile, () => ({
      customer: owner.id,
      handoverOn: time.monthsTo(on, 5 + i),
    }));
  }
  const far = customers.find(isNeverCalled)!;
  script.create(from + 9 * HOUR, 'hujing', visitFile, () => ({
    customer: far.id,
    handoverOn: time.monthsTo(time.workday(time.today, -8), 6),
  }));
}

/** Visits that marketing, sales and after-sales have planned: one today, one overdue, one later; and what came of others. */
function plannedVisits(story: Story): void {
  const { script, time, customers, chance } = story;
  const day = (n: number): string => time.workday(time.today, n);
  const ago = (hours: number): number => time.before(time.now, hours);
  const owned = (who: PersonKey): Customer[] => customers.filter((c) => c.row.owner === who);
  const plans: readonly (readonly [who: PersonKey, purpose: Purpose, whom: readonly Customer[]])[] = [
    ['songjia', 'plan', customers],
    ['sunqian', 'sales', owned('sunqian')],
    ['zhujianhua', 'sales', owned('zhujianhua')],
    ['heyutong', 'sales', owned('heyutong')],
    ['liangyong', 'repair', customers.slice(6)],
  ];
  for (const [who, purpose, whom] of plans) {
    planVisit(story, ago(100), who, purpose, whom[0]!, time.today);
    planVisit(story, ago(100), who, purpose, whom[1]!, day(-2));
    planVisit(story, ago(90), who, purpose, whom[2]!, day(4));
    const kept = planVisit(story, ago(180), who, purpose, whom[3]!, day(-7));
    record(story, kept, time.at(day(-7), '14:20'));
    script.take(time.at(day(-7), '15:00'), who, returnVisit, 'close', kept.made);
  }
  const visited = (who: PersonKey, purpose: Purpose, key: string, hoursAgo: number, concern?: Concern): Made => {
    const at = ago(hoursAgo);
    const visit = planVisit(story, time.before(at, 20), who, purpose, named(story, key), time.workday(time.dateOf(at), 0));
    record(story, visit, at, concern?.says);
    return visit.made;
  };
  visited('sunqian', 'sales', 'yunpei', 2);
  const [bearings, quotes, gauges] = CONCERNS as [Concern, Concern, Concern];
  const bought = { ...quotes, who: 'pengfei' } as const;
  const [sales, repair, another] = [
    visited('heyutong', 'sales', 'daiyi', 12, quotes),
    visited('liangyong', 'repair', 'lanzhi', 50, bearings),
    visited('liangyong', 'repair', 'binluo', 90, gauges),
  ];
  actOn(story, { visit: sales, concern: bought, at: ago(11), desk: 'heyutong', until: 'open', due: time.today, chance });
  actOn(story, { visit: repair, concern: bearings, at: ago(49), desk: 'liangyong', until: 'done', chance });
  actOn(story, { visit: another, concern: gauges, at: ago(89), desk: 'liangyong', until: 'fed_back', chance });
  const idle = planVisit(story, ago(120), 'songjia', 'plan', customers[4]!, day(1));
  script.take(ago(26), 'songjia', returnVisit, 'cancel', idle.made, { reason: '客户本周停产检修，改到下月' });
}

type Purpose = 'plan' | 'sales' | 'repair';

interface Visit {
  who: PersonKey;
  customer: Customer;
  made: Made;
}

function planVisit({ script }: Story, at: number, who: PersonKey, purpose: Purpose, customer: Customer, dueOn: string): Visit {
  return { who, customer, made: script.create(at, who, returnVisit, () => ({ customer: customer.id, purpose, dueOn })) };
}

/** @param says what the customer is not satisfied with; left out: nothing. */
function record({ script }: Story, { who, customer, made }: Visit, at: number, says?: string): void {
  script.take(at, who, returnVisit, 'record', made, {
    method: 'on_site',
    contactName: customer.people[0]!.name,
    function: 4,
    performance: 4,
    quality: says ? 3 : 5,
    service: says ? 2 : 4,
    timeliness: 4,
    satisfied: says === undefined,
    opinions: says ?? '现场走访，设备运行正常',
    newNeeds: null,
    ...(says !== undefined && { reason: says }),
  });
}
