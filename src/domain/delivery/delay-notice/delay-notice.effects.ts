import { type InputError, invalid } from '#kernel/problem';
import { effectsFor } from '#kernel/run/kind';
import type { Deed, Tx } from '#kernel/run/scene';
import { systemActor } from '#kernel/run/tx';
import { delivery } from '../delivery/delivery.ts';
import { canBeLate, lateDeliveries, supersededBy } from './delay-notice.queries.ts';
import { type DelayNotice, delayNotice } from './delay-notice.ts';

export const delayNoticeEffects = effectsFor(delayNotice, { create: tellAtOnceWhatIsComplete, tell: noteOnDeliveries });

interface Late {
  id: string;
  customer: string;
  order: string;
}

/** A notice speaks of goods of that customer which are still to come; one that says all there is to tell has been told. */
async function tellAtOnceWhatIsComplete(tx: Tx, deeds: Deed<DelayNotice>[]): Promise<void> {
  const named = deeds.flatMap(({ record }) => [record.order, record.delivery]).filter((id) => id !== null);
  const late = new Map((await tx.query<Late>(canBeLate, [named])).map((row) => [row.id, row]));
  const errors = deeds.flatMap(({ record }) => faultsOf(record, late));
  if (errors.length > 0) throw invalid(errors);
  const complete = deeds.filter(
    ({ record: { newDate, measures, toldHow } }) => newDate !== null && measures !== null && toldHow !== null,
  );
  const items = complete.map(({ record: { id, newDate, measures, toldHow }, at }) => ({
    id,
    at,
    evidence: { newDate: newDate!, measures: measures!, toldHow: toldHow! },
  }));
  const told = await tx.as(systemActor).take(delayNotice, 'tell', items);
  // Whoever created it is answered with the notice as it now stands.
  for (const [i, { record }] of complete.entries()) Object.assign(record, told[i]);
}

function faultsOf({ order, delivery, customer }: DelayNotice, late: ReadonlyMap<string, Late>): InputError[] {
  if (order === null && delivery === null)
    return [
      {
        pointer: '/delivery',
        detail: { zh: '请写明哪个订单或哪次交付要延期。', en: 'Say which order or delivery will be late.' },
      },
    ];
  const [ordered, sent] = [order === null ? null : late.get(order), delivery === null ? null : late.get(delivery)];
  if (sent === undefined)
    return [
      { pointer: '/delivery', detail: { zh: '这次交付已经到达或结束。', en: 'This delivery has arrived or ended already.' } },
    ];
  if (sent !== null && order !== null && sent.order !== order)
    return [{ pointer: '/order', detail: { zh: '这次交付不属于该订单。', en: 'The delivery is another order’s.' } }];
  if (sent === null && ordered === undefined)
    return [
      {
        pointer: '/order',
        detail: { zh: '该订单尚未确认，或已经结束。', en: 'The order is not confirmed yet, or has ended already.' },
      },
    ];
  if ((sent ?? ordered)?.customer !== customer)
    return [
      {
        pointer: '/customer',
        detail: sent
          ? { zh: '这次交付是另一位客户的。', en: 'The delivery is another customer’s.' }
          : { zh: '该订单是另一位客户的。', en: 'The order is another customer’s.' },
      },
    ];
  return [];
}

/** The goods are delayed and the customer knows; what they were told before no longer counts. */
async function noteOnDeliveries(tx: Tx, deeds: Deed<DelayNotice>[]): Promise<void> {
  await refuseDatesGoneBy(tx, deeds);
  // Of several notices on the same goods the last one counts.
  const last = [...new Map(deeds.map((deed) => [deed.record.delivery ?? deed.record.order, deed])).values()];
  const byId = new Map(last.map((deed) => [deed.record.id, deed]));
  const ids = [...byId.keys()];
  const system = tx.as(systemActor);
  const earlier = await tx.query<{ id: string; notice: string }>(supersededBy, [ids]);
  const superseded = new Map(earlier.map(({ id, notice }) => [id, byId.get(notice)!.at]));
  await system.take(
    delayNotice,
    'supersede',
    [...superseded].map(([id, at]) => ({ id, at })),
  );
  const late = await tx.query<{ id: string; notice: string }>(lateDeliveries, [ids]);
  const noted = new Map(late.map(({ id, notice }) => [id, byId.get(notice)!]));
  const items = [...noted].map(([id, { record, at }]) => ({ id, at, evidence: { expectedArrival: record.newDate! } }));
  await system.take(delivery, 'note_delay', items);
}

/** A new date that has passed tells the customer nothing. */
async function refuseDatesGoneBy(tx: Tx, deeds: readonly Deed<DelayNotice>[]): Promise<void> {
  const company = await tx.at();
  const goneBy = deeds.filter(({ record, at }) => company.endOf(record.newDate!) < at);
  if (goneBy.length > 0) throw invalid(goneBy.map(() => GONE_BY));
}

const GONE_BY: InputError = {
  pointer: '/newDate',
  detail: { zh: '新的交付日期已经过去。', en: 'The new date has passed already.' },
};
