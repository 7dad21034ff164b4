import { order } from '#domain/orders/order/order';
import { rate, type Sending, type Shipment, send, sign } from './deliveries.ts';
import { exceptions } from './exceptions.ts';
import { audit, cancel, confirm, place, type Sale, type Story } from './sales.ts';
import { object, tellDelay } from './troubles.ts';

const ORDINARY = 78;
const DAY = 86_400_000;

/** Writes the orders of the past months: most as promised, some late, some objected to, some called off. */
export function history(story: Story): void {
  const { time, chance, from } = story;
  const span = time.now - from - DAY;
  for (let i = 0; i < ORDINARY; i++) {
    const about = time.now - span * (1 - (i + chance.next()) / ORDINARY);
    const at = time.at(time.workday(time.dateOf(about), 0), clockTime(story, 8, 16));
    if (at < time.now) ordinary(story, at, i);
  }
  exceptions(story);
}

/** An order as most are. Every so many, something goes otherwise. */
function ordinary(story: Story, at: number, i: number): void {
  const { chance } = story;
  const hasty = i % 9 === 3;
  const sale = place(story, at, hasty ? { withoutAddress: true } : {});
  const slow = i % 14 === 6;
  audit(story, sale, chance.between(0.4, slow ? 6.5 : 3), hasty ? 'address' : i % 9 === 7 ? 'specification' : undefined);
  if (i % 19 === 11) {
    cancel(story, sale, chance.between(1, 4), chance.pick(['项目预算调整，暂缓采购', '客户内部重复下单', '改用现有库存备件']));
    return;
  }
  const late = i % 16 === 9;
  confirm(story, sale, late ? chance.between(24, 34) : chance.between(0.5, 5), chance.whole(8, 13));
  tryToGoBack(story, sale, i);
  const shipment = deliver(story, sale, i);
  if (i % 11 === 2) {
    const answer = chance.between(2, i % 33 === 2 ? 14 : 6);
    const again = i % 22 === 2 ? { again: 4 } : {};
    object(story, shipment, { kind: Math.floor(i / 11) % 5, assign: 1, answer, ...again, settle: chance.between(1, 4) });
  }
  sign(story, shipment, chance.happens(0.9) ? chance.between(0.3, 3) : chance.between(8, 12));
  if (chance.happens(0.45)) rate(story, shipment);
}

/** The goods go out and arrive: in time, late as the customer was told in advance, or late without a word. */
function deliver(story: Story, sale: Sale, i: number): Shipment {
  const { time, chance } = story;
  const { promised } = sale;
  const arrival = (date: string): number => time.at(date, clockTime(story, 9, 16));
  const leaving = (date: string): number =>
    time.at(time.workday(date, sale.customer.row.english ? -3 : -chance.whole(1, 2)), clockTime(story, 9, 15));
  const sending = (leaves: string, arrives: string): Sending => ({
    ships: leaving(leaves),
    arrives: arrival(arrives),
    ...hasteOf(i),
  });
  if (i % 17 === 8) return send(story, sale, sending(promised, time.workday(promised, chance.whole(1, 3))));
  if (i % 13 !== 4) {
    const inTime = time.workday(promised, -chance.whole(0, 2));
    return send(story, sale, sending(inTime, inTime));
  }
  // The promise to arrive is broken, the one to tell is kept; and every other new date.
  const newDate = time.workday(promised, chance.whole(2, 4));
  const shipment = send(story, sale, sending(promised, time.workday(newDate, i % 26 === 4 ? 0 : 1)));
  const cause = chance.pick(['logistics', 'customer'] as const);
  tellDelay(story, time.at(time.workday(promised, -1), '16:45'), shipment.logistics, shipment, { cause, newDate });
  return shipment;
}

function hasteOf(i: number): Pick<Sending, 'hasty'> {
  if (i % 8 === 2) return { hasty: 'labels' };
  if (i % 8 === 5) return { hasty: 'papers' };
  return i % 23 === 7 ? { hasty: 'shipping' } : {};
}

/** Whoever asks to change or call off what has been confirmed is refused. */
function tryToGoBack({ script, time }: Story, sale: Sale, i: number): void {
  const noticeGivenAt = new Date(time.after(sale.at, 2.5)).toISOString();
  const wish = { requestedBy: sale.caller.name, reason: '客户想改期，先取消再下单', noticeGivenAt };
  if (i % 20 === 6) script.refuse(time.after(sale.at, 3), sale.desk, order, 'cancel', sale.order, wish);
  if (i % 20 !== 13) return;
  const elsewhere = { deliveryAddress: '改送二号仓库' };
  script.refused(time.after(sale.at, 4), sale.desk, 'edit a confirmed order', (tx) =>
    tx.edit(order, [{ id: sale.order.id, evidence: elsewhere }]),
  );
}

/** A time of day within these hours. */
const clockTime = ({ chance }: Story, first: number, last: number): string =>
  `${chance.whole(first, last)}:${chance.whole(10, 59)}`;
