import { z } from 'zod';
import { type Asked, visitors } from './route.ts';
import { rowsSeen, visibleSql } from './seen.ts';

/** Something that waits for the customer. `what` says which page does it; `id` is the record's. */
const Waiting = z.object({
  what: z.enum(['sign', 'agree', 'supply', 'verdict', 'rate', 'answer']),
  id: z.string(),
  number: z.string(),
  /** What it is about, in the words of whoever wrote it. */
  about: z.string().nullable(),
  since: z.string(),
});

const Latest = z.object({
  id: z.string(),
  number: z.string(),
  stateName: z.string(),
  state: z.string(),
  date: z.string().nullable(),
});

const HomeSeen = z.object({
  name: z.string(),
  customerName: z.string(),
  /** Whether they see all of their company's, or only their own. */
  all: z.boolean(),
  waiting: z.array(Waiting),
  orders: z.array(Latest),
  deliveries: z.array(Latest),
  complaints: z.array(Latest),
});

const FEW = 5;

export const homeRoutes = [
  visitors('GET /home', {
    name: 'portalHome',
    summary: ['首页', 'What waits for the customer, and what is going on'],
    answer: HomeSeen,
    async work(asked) {
      const whole = { ...asked, query: new URLSearchParams() };
      const latest = async (name: string, date: string) =>
        (await rowsSeen(whole, name)).items
          .slice(0, FEW)
          .map((row) => ({ ...row, date: (row as unknown as Record<string, string | null>)[date] ?? null }));
      const [waiting, orders, deliveries, complaints] = await Promise.all([
        waitingFor(asked),
        latest('order', 'promisedDate'),
        latest('delivery', 'expectedArrival').then((rows) => rows.map(withoutPast)),
        latest('complaint', 'createdAt'),
      ]);
      const { me } = asked;
      return {
        name: me.actor.name,
        customerName: me.customerName,
        all: me.actor.onlyContact === undefined,
        waiting,
        orders,
        deliveries,
        complaints,
      };
    },
  }),
];

/** What has arrived is not expected any more. */
const withoutPast = <R extends object>(row: R): R =>
  (row as { arrivedAt?: string | null }).arrivedAt ? { ...row, date: null } : row;

const RATED_WITHIN = '30 days'; // nobody remembers older deliveries well enough to rate them

async function waitingFor(asked: Asked): Promise<unknown[]> {
  const values: unknown[] = [asked.me.actor.id, new Date(asked.now)];
  const of = (what: string, table: string, kind: string, about: string, where: string, since = 'r.updated_at') =>
    `(select '${what}' as what, r.id, r.number, ${about} as about, ${since} as since from ${table} r
  where ${where} and ${visibleSql(asked, kind, values)} order by ${since} desc limit 20)`;
  const text = [
    of('sign', 'delivery', 'delivery', 'r.tracking_number', `r.state = 'arrived'`, 'r.arrived_at'),
    of('agree', 'objection', 'objection', 'r.content', `r.state = 'answered'`),
    of('supply', '"order"', 'order', 'null', `r.state = 'data_wanted'`),
    of(
      'verdict',
      'complaint',
      'complaint',
      'left(r.statement, 200)',
      `r.state = 'revisiting' and exists (select from return_visit v where v.complaint = r.id and v.purpose = 'complaint' and v.state in ('due', 'missed'))`,
    ),
    of(
      'answer',
      'survey',
      'survey',
      'r.title',
      `r.state = 'running' and r.channel <> 'phone' and not exists (select from survey_response a where a.survey = r.id and a.created_by = $1)`,
    ),
    of(
      'rate',
      'delivery',
      'delivery',
      'r.tracking_number',
      `r.state = 'signed' and r.signed_at > $2::timestamptz - interval '${RATED_WITHIN}' and not exists (select from rating g where g.delivery = r.id)`,
      'r.signed_at',
    ),
  ].join(' union all ');
  const { rows } = await asked.parts.kernel.pool.query<{ since: Date }>(
    `select x.* from (${text}) x order by case x.what when 'rate' then 1 when 'answer' then 1 else 0 end, x.since desc limit 40`,
    values,
  );
  return rows.map((row) => ({ ...row, since: row.since.toISOString() }));
}
