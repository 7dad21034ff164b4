import { z } from 'zod';
import { objection } from '#domain/delivery/objection/objection';
import { ObjectionSeen, withKindName } from './deliveries.ts';
import { visitors } from './route.ts';
import {
  Done,
  doneWith,
  idOf,
  kindOf,
  may,
  once,
  ProgressSeen,
  PromiseSeen,
  progressSeen,
  promisesSeen,
  recordSeen,
} from './seen.ts';

export const objectionRoutes = [
  visitors('GET /objections/:id', {
    name: 'portalObjection',
    summary: ['一项异议', 'An objection'],
    answer: z.object({
      ...ObjectionSeen.shape,
      promises: z.array(PromiseSeen),
      progress: z.array(ProgressSeen),
      canAnswer: z.boolean(),
    }),
    problems: { 'not-found': 404 },
    async work(asked) {
      const { view, doc } = await recordSeen(asked, 'objection', asked.id);
      const [promises, progress] = await Promise.all([
        promisesSeen(asked, 'objection', doc.id),
        progressSeen(asked, 'objection', doc.id),
      ]);
      return {
        ...withKindName(kindOf(asked, 'objection'), doc, asked.locale),
        promises,
        progress,
        canAnswer: may(view, 'settle'),
      };
    },
  }),
  visitors('POST /objections/:id/agree', {
    name: 'portalAgree',
    summary: ['认可解决方案', 'Agree to the solution of an objection'],
    body: z.strictObject({}),
    answer: Done,
    problems: { 'not-found': 404, 'wrong-state': 409 },
    work: (asked) =>
      once(asked, async (tx) => {
        const evidence = { agreedBy: asked.me.actor.name.slice(0, 80), customerAgrees: true as const };
        const [moved] = await tx.take(objection, 'settle', [{ id: idOf(asked), evidence }]);
        return doneWith(asked, 'objection', moved!);
      }),
  }),
  visitors('POST /objections/:id/disagree', {
    name: 'portalDisagree',
    summary: ['不接受解决方案', 'Reject the solution of an objection'],
    body: z.strictObject({ reason: z.string().trim().min(2).max(1000) }),
    answer: Done,
    problems: { 'not-found': 404, 'wrong-state': 409 },
    work: (asked) =>
      once(asked, async (tx) => {
        const [moved] = await tx.take(objection, 'reject_answer', [{ id: idOf(asked), evidence: asked.body }]);
        return doneWith(asked, 'objection', moved!);
      }),
  }),
];
