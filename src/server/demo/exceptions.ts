import { delivery } from '#domain/delivery/delivery/delivery';
import { order } from '#domain/orders/order/order';
import { rate, send, sign } from './deliveries.ts';
import { audit, cancel, confirm, type Placing, place, type Sale, type Story } from './sales.ts';
import { actOfNature, object, tellDelay } from './troubles.ts';

/** What happens once or twice in a few months. */
export function exceptions(story: Story): void {
  calledOff(story);
  impossible(story);
  wrongGoods(story);
  delays(story);
  scratched(story);
}

const placed = (story: Story, daysAgo: number, clock: string, key: string, more: Placing = {}): Sale => {
  const at = story.time.at(story.time.workday(story.time.day(-daysAgo), 0), clock);
  return place(story, at, { customer: story.customers.find((c) => c.row.key === key)!, channel: 'sales_rep', ...more });
};

/** Placed so many days ago and promised for so many working days later. */
function ordered(story: Story, daysAgo: number, clock: string, key: string, promised: number): Sale {
  const sale = placed(story, daysAgo, clock, key);
  audit(story, sale, 1);
  confirm(story, sale, 2, promised);
  return sale;
}

/** An instant so many working days from the promised date. */
const near = ({ time }: Story, sale: Sale, days: number, clock: string): number =>
  time.at(time.workday(sale.promised, days), clock);

/** At short notice: before the company had set a rate of penalty, and after; and once with notice in time. */
function calledOff(story: Story): void {
  const { time } = story;
  const wishes = [
    { daysAgo: 108, wantedIn: 1 },
    { daysAgo: 58, wantedIn: 1 },
    { daysAgo: 49, wantedIn: 12 },
    { daysAgo: 22, wantedIn: 1 },
  ];
  for (const { daysAgo, wantedIn } of wishes) {
    const requestedDate = time.workday(time.workday(time.day(-daysAgo), 0), wantedIn);
    cancel(story, placed(story, daysAgo, '09:40', 'suiyuan', { requestedDate }), 3, '终端客户取消项目', 1);
  }
}

/** A casting could not be had: the order cannot be fulfilled, and what was prepared goes back. */
function impossible(story: Story): void {
  const sale = ordered(story, 75, '10:10', 'binluo', 12);
  send(story, sale, { ships: near(story, sale, 0, '09:00'), arrives: near(story, sale, 0, '15:00'), until: 'prepared' });
  const told = { reason: '316L 铸件供应商停产，替代件材质证明客户不接受', toldHow: '销售经理登门说明，并书面致歉' };
  story.script.take(near(story, sale, -1, '15:20'), 'qianhaitao', order, 'declare_unfulfillable', sale.order, told);
}

/** The wrong pump was sent, taken back, and the right one sent. */
function wrongGoods(story: Story): void {
  const { script, time } = story;
  const sale = ordered(story, 66, '13:30', 'liangyi', 9);
  const wrong = send(story, sale, { ships: near(story, sale, -2, '10:30'), arrives: near(story, sale, -1, '11:20') });
  object(story, wrong, { kind: 2, assign: 1, answer: 3 });
  const back = { reason: '型号发错，整单退回更换' };
  script.take(time.after(wrong.at, 2), 'xuli', delivery, 'take_back', wrong.delivery, back);
  sale.at = time.after(wrong.at, 4);
  const right = send(story, sale, { ships: near(story, sale, 3, '09:30'), arrives: near(story, sale, 4, '10:40') });
  sign(story, right, 1);
  rate(story, right, { scores: [2, 4] });
}

/** A typhoon told of in time, and once too late; a delay told, and told anew. */
function delays(story: Story): void {
  const { time } = story;
  for (const [key, hours] of [
    ['hongyu', 2.5],
    ['suiyuan', 9],
  ] as const) {
    const sale = ordered(story, 104, '09:15', key, 9);
    const newDate = time.workday(sale.promised, 2);
    const shipment = send(story, sale, { ships: near(story, sale, -2, '10:30'), arrives: time.at(newDate, '14:20') });
    actOfNature(story, near(story, sale, -1, '09:05'), shipment, hours, newDate);
    sign(story, shipment, 1);
  }
  const sale = ordered(story, 57, '14:00', 'daiyi', 10);
  const [ships, arrives] = [near(story, sale, 5, '10:00'), near(story, sale, 6, '15:10')];
  const shipment = send(story, sale, { prepares: time.after(sale.at, 8), ships, arrives });
  const [first, second] = [time.workday(sale.promised, 3), time.workday(sale.promised, 6)];
  tellDelay(story, near(story, sale, -1, '10:10'), 'maxiaodong', shipment, { cause: 'supplier', newDate: first });
  tellDelay(story, near(story, sale, 2, '11:00'), 'maxiaodong', shipment, { cause: 'production', newDate: second });
  sign(story, shipment, 1);
}

/** Goods that were scratched on the way, and a customer who was not content at first. */
function scratched(story: Story): void {
  const sale = ordered(story, 38, '08:50', 'qingping', 9);
  const shipment = send(story, sale, { ships: near(story, sale, -2, '10:30'), arrives: near(story, sale, 0, '09:50') });
  object(story, shipment, { kind: 0, assign: 1, answer: 5, again: 5, settle: 2 });
  sign(story, shipment, 1);
  rate(story, shipment, { scores: [1, 3] });
}
