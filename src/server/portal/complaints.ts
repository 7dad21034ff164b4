import { z } from 'zod';
import { complaint } from '#domain/voice/complaint/complaint';
import { returnVisit } from '#domain/voice/return-visit/return-visit';
import { files, storedFile } from '#kernel/declare/fields';
import { notFound } from '#kernel/problem';
import { type Asked, visitors } from './route.ts';
import {
  Done,
  doneWith,
  idOf,
  once,
  ProgressSeen,
  PromiseSeen,
  pageOf,
  progressSeen,
  promisesSeen,
  recordSeen,
  rowsSeen,
  seen,
  visibleSql,
} from './seen.ts';

const ComplaintRow = z.object({ ...seen, statement: z.string() });

const ComplaintSeen = z.object({
  ...ComplaintRow.shape,
  severity: z.string(),
  photos: z.array(storedFile).nullable(),
  order: z.string().nullable(),
  delivery: z.string().nullable(),
  promiseGiven: z.string().nullable(),
  /** How often it was handled again because the customer was not satisfied. */
  rounds: z.int(),
  /** What the customer was told when it ended without what they asked for. */
  closingReason: z.string().nullable(),
  promises: z.array(PromiseSeen),
  progress: z.array(ProgressSeen),
  /** Whether the customer is asked if they are satisfied. */
  awaitsVerdict: z.boolean(),
});

export const complaintRoutes = [
  visitors('GET /complaints', {
    name: 'portalComplaints',
    summary: ['投诉', 'Complaints'],
    answer: pageOf(ComplaintRow),
    work: (asked) => rowsSeen(asked, 'complaint'),
  }),
  visitors('GET /complaints/:id', {
    name: 'portalComplaint',
    summary: ['一项投诉', 'A complaint'],
    answer: ComplaintSeen,
    problems: { 'not-found': 404 },
    async work(asked) {
      const { doc } = await recordSeen(asked, 'complaint', asked.id);
      const [promises, progress, visit] = await Promise.all([
        promisesSeen(asked, 'complaint', doc.id),
        progressSeen(asked, 'complaint', doc.id),
        visitAwaiting(asked, async (text, values) => (await asked.parts.kernel.pool.query(text, values)).rows, doc.id),
      ]);
      return { ...doc, promises, progress, awaitsVerdict: visit !== null };
    },
  }),
  visitors('POST /complaints', {
    name: 'portalComplain',
    summary: ['提交投诉', 'Complain'],
    body: z.strictObject({
      statement: z.string().trim().min(2).max(8000),
      severity: complaint.fields.severity,
      contactWay: z.string().trim().min(3).max(200),
      photos: files(0, 10).optional(),
      order: z.uuid().optional(),
      delivery: z.uuid().optional(),
    }),
    answer: Done,
    status: 201,
    problems: {},
    work: (asked) =>
      once(asked, async (tx) => {
        const { order = null, delivery = null, photos = null, ...said } = asked.body;
        const who = { customer: asked.me.customer, contact: asked.me.contact, channel: 'platform' as const };
        const [made] = await tx.create(complaint, [{ ...said, ...who, order, delivery, photos }]);
        return doneWith(asked, 'complaint', made!);
      }),
  }),
  visitors('POST /complaints/:id/verdict', {
    name: 'portalVerdict',
    summary: ['是否满意投诉处理结果', 'Say whether a complaint was handled to satisfaction'],
    body: z.strictObject({ satisfied: z.boolean(), reason: z.string().trim().min(2).max(4000).optional() }),
    answer: Done,
    problems: { 'not-found': 404, 'wrong-state': 409 },
    work: (asked) =>
      once(asked, async (tx) => {
        const id = idOf(asked);
        const visit = await visitAwaiting(asked, tx.query, id);
        if (visit === null)
          throw notFound({ zh: '目前没有等待您确认的处理结果。', en: 'There is no result waiting for your answer.' });
        const { satisfied, reason = null } = asked.body;
        await tx.take(returnVisit, 'answer', [
          { id: visit, evidence: { contactName: asked.me.actor.name.slice(0, 80), satisfied, reason } },
        ]);
        const [now] = await tx.query<{ id: string; number: string; state: string }>(
          'select id, number, state from complaint where id = $1',
          [id],
        );
        return doneWith(asked, 'complaint', now!);
      }),
  }),
];

type Ask = (text: string, values: unknown[]) => Promise<{ id: string }[]>;

/** The newest visit about a complaint at which the customer may say whether they are satisfied; null when there is none. */
async function visitAwaiting(asked: Pick<Asked, 'me' | 'parts'>, ask: Ask, id: string): Promise<string | null> {
  const values: unknown[] = [id];
  const visible = visibleSql(asked, 'return-visit', values);
  const rows = await ask(
    `select r.id from return_visit r where r.complaint = $1 and r.purpose = 'complaint' and r.state in ('due', 'missed')
  and ${visible} order by r.created_at desc, r.id desc limit 1`,
    values,
  );
  return rows[0]?.id ?? null;
}
