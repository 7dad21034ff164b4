import { z } from 'zod';
import { delivery, OBJECTION_KINDS } from '#domain/delivery/delivery/delivery';
import { rating } from '#domain/delivery/rating/rating';
import { proof, storedFile } from '#kernel/declare/fields';
import type { EvidenceOf } from '#kernel/declare/record';
import { bilingual } from '#kernel/declare/words';
import { notFound, Problem } from '#kernel/problem';
import type { Kind } from '#kernel/run/kind';
import { type Asked, visitors } from './route.ts';
import {
  Done,
  doneWith,
  idOf,
  kindOf,
  may,
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

export const DeliveryRow = z.object({
  ...seen,
  order: z.string(),
  promisedDate: z.string().nullable(),
  expectedArrival: z.string().nullable(),
  carrier: z.string().nullable(),
  trackingNumber: z.string().nullable(),
  arrivedAt: z.string().nullable(),
  signedAt: z.string().nullable(),
  signedBy: z.string().nullable(),
});

const Label = z.object({
  productName: z.string().nullable(),
  specification: z.string().nullable(),
  quantity: z.string().nullable(),
  productionDate: z.string().nullable(),
});

/** What the customer was told when it would be late. */
export const Notice = z.object({
  id: z.string(),
  reason: z.string(),
  newDate: z.string().nullable(),
  measures: z.string().nullable(),
  toldAt: z.string().nullable(),
});

export const ObjectionSeen = z.object({
  ...seen,
  delivery: z.string(),
  kind: z.string(),
  kindName: z.string(),
  content: z.string(),
  photos: z.array(storedFile).nullable(),
  investigation: z.string().nullable(),
  solution: z.string().nullable(),
});

const RatingSeen = z.object({
  ...seen,
  service: z.int(),
  product: z.int(),
  words: z.string().nullable(),
  improvement: z.string().nullable(),
});

const DeliverySeen = z.object({
  ...DeliveryRow.shape,
  orderNumber: z.string().nullable(),
  destination: z.string().nullable(),
  progress: z.string().nullable(),
  shippedAt: z.string().nullable(),
  labels: z.array(Label),
  signature: proof.signature().nullable(),
  notices: z.array(Notice),
  objections: z.array(ObjectionSeen),
  ratings: z.array(RatingSeen),
  promises: z.array(PromiseSeen),
  history: z.array(ProgressSeen),
  canSign: z.boolean(),
  canObject: z.boolean(),
  canRate: z.boolean(),
});

const sentence = z.string().trim().min(4).max(2000);

export const deliveryRoutes = [
  visitors('GET /deliveries', {
    name: 'portalDeliveries',
    summary: ['交付', 'Deliveries'],
    answer: pageOf(DeliveryRow),
    work: (asked) => rowsSeen(asked, 'delivery'),
  }),
  visitors('GET /deliveries/:id', {
    name: 'portalDelivery',
    summary: ['一次交付', 'A delivery'],
    answer: DeliverySeen,
    problems: { 'not-found': 404 },
    work: deliverySeen,
  }),
  visitors('POST /deliveries/:id/sign', {
    name: 'portalSign',
    summary: ['签收', 'Sign for a delivery'],
    body: z.strictObject({
      signature: proof.signature(),
      damageFree: z.literal(true),
      quantityRight: z.literal(true),
      matchesOrder: z.literal(true),
    }),
    answer: z.object({ ...Done.shape, signedAt: z.string().nullable() }),
    problems: { 'not-found': 404, 'wrong-state': 409, refused: 409 },
    work: (asked) =>
      once(asked, async (tx) => {
        const [moved] = await tx.take(delivery, 'sign', [{ id: idOf(asked), evidence: asked.body }]);
        return { ...doneWith(asked, 'delivery', moved!), signedAt: moved!.signedAt };
      }),
  }),
  visitors('POST /deliveries/:id/object', {
    name: 'portalObject',
    summary: ['提出异议', 'Object to goods'],
    body: z.strictObject({ content: sentence, kind: z.enum(OBJECTION_KINDS), photos: proof.files(0, 10).optional() }),
    answer: Done,
    problems: { 'not-found': 404, 'wrong-state': 409, refused: 409 },
    work: (asked) =>
      once(asked, async (tx) => {
        const [moved] = await tx.take(delivery, 'object', [
          { id: idOf(asked), evidence: asked.body as EvidenceOf<typeof delivery, 'object'> },
        ]);
        return doneWith(asked, 'delivery', moved!);
      }),
  }),
  visitors('POST /deliveries/:id/rate', {
    name: 'portalRate',
    summary: ['评价', 'Rate a delivery'],
    body: z.strictObject({
      service: z.int().min(1).max(5),
      product: z.int().min(1).max(5),
      words: z.string().trim().min(1).max(4000).optional(),
    }),
    answer: Done,
    status: 201,
    problems: { 'not-found': 404, 'rated-already': 409 },
    work: (asked) =>
      once(asked, async (tx) => {
        const rated = idOf(asked);
        const values: unknown[] = [rated];
        const visible = visibleSql(asked, 'delivery', values);
        // Of two that are sent at once, one waits here for the other.
        const [found] = await tx.query<{ order: string }>(
          `select r."order" from delivery r where r.id = $1 and ${visible} for update`,
          values,
        );
        if (!found) throw notFound();
        if ((await tx.query('select from rating where delivery = $1', [rated])).length > 0) throw ratedAlready();
        const { service, product, words = null } = asked.body;
        const input = { delivery: rated, order: found.order, customer: asked.me.customer, service, product, words };
        const [made] = await tx.create(rating, [input]);
        return doneWith(asked, 'rating', made!);
      }),
  }),
];

async function deliverySeen(asked: Asked): Promise<unknown> {
  const { view, doc } = await recordSeen(asked, 'delivery', asked.id);
  const whole = { ...asked, query: new URLSearchParams() };
  const [notices, objections, ratings, promises, history, orders] = await Promise.all([
    toldNotices(asked, { delivery: doc.id }),
    rowsSeen(whole, 'objection', { delivery: doc.id }),
    rowsSeen(whole, 'rating', { delivery: doc.id }),
    promisesSeen(asked, 'delivery', doc.id),
    progressSeen(asked, 'delivery', doc.id),
    rowsSeen(whole, 'order', { id: (doc as unknown as { order: string }).order }),
  ]);
  const kind = kindOf(asked, 'objection');
  return {
    ...doc,
    orderNumber: orders.items[0]?.number ?? null,
    notices,
    objections: objections.items.map((objection) => withKindName(kind, objection, asked.locale)),
    ratings: ratings.items,
    promises,
    history,
    canSign: may(view, 'sign'),
    canObject: may(view, 'object'),
    canRate: ['arrived', 'objected', 'signed'].includes(doc.state) && ratings.items.length === 0,
  };
}

/** What the customer was told of delays. What is known and not told yet is still the company's own. */
export const toldNotices = async (asked: Asked, about: { order: string } | { delivery: string }) =>
  (await rowsSeen({ ...asked, query: new URLSearchParams() }, 'delay-notice', about)).items.filter(
    (notice) => (notice as unknown as { toldAt: string | null }).toldAt !== null,
  );

/** Adds what the kind of an objection is called. */
export const withKindName = <D extends object>({ words }: Kind, doc: D, locale: 'zh' | 'en') => {
  const { kind } = doc as unknown as { kind: string };
  return { ...doc, kindName: bilingual(words.choices['kind']?.[kind], kind)[locale] };
};

const ratedAlready = (): Problem =>
  new Problem('rated-already', 409, {
    zh: '这次交付已经评价过了，谢谢。',
    en: 'This delivery has been rated already. Thank you.',
  });
