import { on } from '#kernel/run/kind';
import type { Deed, Tx } from '#kernel/run/scene';
import { systemActor } from '#kernel/run/tx';
import { type Delivery, delivery } from '../delivery/delivery.ts';
import { delayNotice } from './delay-notice.ts';

export const delayNoticeReactions = [on(delivery, 'arrive', endNotices), on(delivery, 'take_back', endNotices)];

/** What was promised anew ends with the delivery: met when it arrives, of no more use when it is taken back or nobody was told. */
async function endNotices(tx: Tx, deeds: Deed<Delivery>[]): Promise<void> {
  const ended = new Map(deeds.map((deed) => [deed.record.id, deed]));
  const open = await tx.query<{ id: string; delivery: string; state: string }>(
    `select id, delivery, state from delay_notice where delivery = any($1::uuid[]) and state in ('known', 'told')`,
    [[...ended.keys()]],
  );
  const isMet = (n: { delivery: string; state: string }) => n.state === 'told' && ended.get(n.delivery)!.step === 'arrive';
  const item = ({ id, delivery }: { id: string; delivery: string }) => ({ id, at: ended.get(delivery)!.at });
  const system = tx.as(systemActor);
  await system.take(delayNotice, 'meet', open.filter(isMet).map(item));
  await system.take(delayNotice, 'supersede', open.filter((n) => !isMet(n)).map(item));
}
