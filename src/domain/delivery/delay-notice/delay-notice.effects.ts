import { type InputError, invalid } from '#kernel/problem';
import { effectsFor } from '#kernel/run/kind';
import type { Deed, Tx } from '#kernel/run/scene';
import { systemActor } from '#kernel/run/tx';
import { delivery } from '../delivery/delivery.ts';
import { type DelayNotice, delayNotice } from './delay-notice.ts';

export const delayNoticeEffects = effectsFor(delayNotice, { create: tellAtOnceWhatIsComplete, tell: noteOnDelivery });

/** A notice speaks of a delivery of that customer which is still under way; one that says all there is to tell has been told. */
async function tellAtOnceWhatIsComplete(tx: Tx, deeds: Deed<DelayNotice>[]): Promise<void> {
  const under = await tx.query<{ id: string; customer: string }>(
    `select id, customer from delivery where id = any($1::uuid[]) and state in ('prepared', 'packed', 'documented', 'shipped', 'delayed')`,
    [deeds.map(({ record }) => record.delivery)],
  );
  const customers = new Map(under.map(({ id, customer }) => [id, customer]));
  const errors = deeds.flatMap(({ record }) => faultOf(record, customers.get(record.delivery)));
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

function faultOf(record: DelayNotice, customer: string | undefined): InputError[] {
  if (customer === undefined)
    return [
      { pointer: '/delivery', detail: { zh: '这次交付已经到达或结束。', en: 'This delivery has arrived or ended already.' } },
    ];
  if (customer !== record.customer)
    return [{ pointer: '/customer', detail: { zh: '这次交付是另一位客户的。', en: 'The delivery is another customer’s.' } }];
  return [];
}

/** The delivery is delayed and the customer knows; what they were told before no longer counts. */
async function noteOnDelivery(tx: Tx, deeds: Deed<DelayNotice>[]): Promise<void> {
  await refuseDatesGoneBy(tx, deeds);
  // Of several notices on one delivery the last one counts.
  const last = new Map(deeds.map((deed) => [deed.record.delivery, deed]));
  const earlier = await tx.query<{ id: string; delivery: string }>(
    `select id, delivery from delay_notice where delivery = any($1::uuid[]) and state in ('known', 'told') and not id = any($2::uuid[])`,
    [[...last.keys()], [...last.values()].map(({ record }) => record.id)],
  );
  const system = tx.as(systemActor);
  await system.take(
    delayNotice,
    'supersede',
    earlier.map(({ id, delivery }) => ({ id, at: last.get(delivery)!.at })),
  );
  const items = [...last].map(([id, { record, at }]) => ({ id, at, evidence: { expectedArrival: record.newDate! } }));
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
