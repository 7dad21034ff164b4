import { type InputError, invalid } from '#kernel/problem';
import { effectsFor } from '#kernel/run/kind';
import type { Deed, Tx } from '#kernel/run/scene';
import { systemActor } from '#kernel/run/tx';
import { lowRating, type Rating, rating } from './rating.ts';

export const ratingEffects = effectsFor(rating, {
  create: async (tx, deeds) => {
    await refuseWhatWasNotReceived(tx, deeds);
    await wantImprovement(tx, deeds);
  },
});

/** A rating is given on goods that have arrived, of the order and the customer whose they are. */
async function refuseWhatWasNotReceived(tx: Tx, deeds: Deed<Rating>[]): Promise<void> {
  const received = await tx.query<{ id: string; order: string; customer: string }>(
    `select id, "order", customer from delivery where id = any($1::uuid[]) and state in ('arrived', 'objected', 'signed')`,
    [[...new Set(deeds.map(({ record }) => record.delivery))]],
  );
  const deliveries = new Map(received.map((row) => [row.id, row]));
  const errors = deeds.flatMap(({ record }) => faultsOf(record, deliveries.get(record.delivery)));
  if (errors.length > 0) throw invalid(errors);
}

function faultsOf(record: Rating, delivery: { order: string; customer: string } | undefined): InputError[] {
  if (!delivery)
    return [{ pointer: '/delivery', detail: { zh: '客户收货后才能评价。', en: 'It can be rated once it has been received.' } }];
  const errors: InputError[] = [];
  if (record.improvement !== null)
    errors.push({
      pointer: '/improvement',
      detail: { zh: '改进措施由公司在评价之后填写。', en: 'The company says what improves after the rating.' },
    });
  if (delivery.order !== record.order)
    errors.push({ pointer: '/order', detail: { zh: '这次交付不属于该订单。', en: 'The delivery is another order’s.' } });
  if (delivery.customer !== record.customer)
    errors.push({ pointer: '/customer', detail: { zh: '这次交付是另一位客户的。', en: 'The delivery is another customer’s.' } });
  return errors;
}

async function wantImprovement(tx: Tx, deeds: Deed<Rating>[]): Promise<void> {
  const threshold = (await tx.at()).setting(lowRating);
  const low = deeds.filter(({ record }) => Math.min(record.service, record.product) <= threshold);
  const wanted = await tx.as(systemActor).take(
    rating,
    'want_improvement',
    low.map(({ record, at }) => ({ id: record.id, at })),
  );
  // Whoever rated is answered with the rating as it now stands.
  for (const [i, { record }] of low.entries()) Object.assign(record, wanted[i]);
}
