import { z } from 'zod';
import { day, ref, text, whole } from '#kernel/declare/fields';
import { type At, type DocOf, defineRecord } from '#kernel/declare/record';
import { customer } from '../../accounts/customer/customer.ts';
import { delivery } from '../../delivery/delivery/delivery.ts';
import { order } from '../../orders/order/order.ts';
import { catchUpDays, rhythm, type Standing, standing } from './visit-file.settings.ts';

/**
 * A delivered project that is visited: monthly in the first year, quarterly from then on (002.19 五). The dates follow from the
 * hand-over and cannot be edited; the yearly plan may only add visits to them.
 */
export const visitFile = defineRecord({
  name: 'visit-file',
  plural: 'visit-files',
  number: 'HF-{00000}',
  fields: {
    customer: ref(customer),
    delivery: ref(delivery).nullable(),
    order: ref(order).nullable(),
    handoverOn: day(),
    /** As counted from the hand-over; when it is no working day, the visit is due on the next one. */
    nextVisitOn: day().nullable(),
    lastVisitOn: day().nullable(),
    /** Visits opened so far. */
    visits: whole().default(0),
    /** Dates that passed without a visit. */
    skipped: whole().default(0),
    reason: text(2, 1000).nullable(),
  },
  later: ['nextVisitOn', 'lastVisitOn', 'visits', 'skipped', 'reason'],
  facts: {},
  states: ['active', 'ended'],
  final: ['ended'],
  lifecycle: {
    /** Sets the first date; dates long past count as skipped. */
    schedule: {
      from: 'active',
      to: 'active',
      by: ['system'],
      derives: (file, _, at) => {
        const { opens, skipped, next } = standingOn(file, null, at);
        return { nextVisitOn: opens ?? next, skipped: file.skipped + skipped };
      },
    },
    open_visit: {
      from: 'active',
      to: 'active',
      by: ['system'],
      guards: { dateHasCome: (file, _, at) => file.nextVisitOn !== null && file.nextVisitOn <= at.today },
      derives: (file, _, at) => {
        const { opens, skipped, next } = standingOn(file, file.nextVisitOn, at);
        return {
          nextVisitOn: next,
          lastVisitOn: opens ?? file.lastVisitOn,
          visits: file.visits + (opens === null ? 0 : 1),
          skipped: file.skipped + skipped,
        };
      },
    },
    end: {
      from: 'active',
      to: 'ended',
      by: ['service_manager'],
      evidence: z.object({ reason: text(2, 1000) }),
      sets: ['reason'],
      derives: () => ({ nextVisitOn: null }),
    },
    /** What lay in between was not owed and does not count as skipped. */
    resume: {
      from: 'ended',
      to: 'active',
      by: ['service_manager'],
      evidence: z.object({ reason: text(2, 1000) }),
      derives: (file, _, at) => ({ nextVisitOn: standingOn(file, null, at).next, reason: null }),
    },
  },
  deadlines: {},
  duties: { visit: { on: 'nextVisitOn', step: 'open_visit' } },
  permit: {
    create: ['service_desk', 'service_manager'],
    edit: {},
    read: {
      service_desk: 'all',
      service_manager: 'all',
      after_sales: 'all',
      market: 'all',
      quality: 'all',
      sales: 'department',
      sales_manager: 'all',
      supervisor: 'all',
      management: 'all',
      general_manager: 'all',
    },
  },
  title: 'handoverOn',
  search: [],
});

export type VisitFile = DocOf<typeof visitFile>;

const standingOn = (file: { handoverOn: string }, from: string | null, at: At): Standing =>
  standing(file.handoverOn, from, at.today, at.setting(rhythm), at.setting(catchUpDays));
