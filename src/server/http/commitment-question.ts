import { z } from 'zod';
import { employee } from '#domain/org/employee/employee';
import type { Actor } from '#kernel/run/actor';
import { type CommitmentQuestion, type Owing, owedByActor } from '#kernel/run/commitments';
import type { Kernel } from '#kernel/run/kernel';
import { scopeOf } from '#kernel/run/load';
import type { Queryable } from '#kernel/run/transaction';
import { offsetCache } from '#kernel/run/zone';
import type { RequestContext } from './exchange.ts';

const yes = z.enum(['true', 'false']).optional();

const conditions = z.strictObject({
  outcome: z.string().max(60).optional(),
  mine: yes,
  /** What the departments owe that the asker manages. */
  team: yes,
  person: z.uuid().optional(),
  department: z.uuid().optional(),
  standing: yes,
  control: z.string().max(120).optional(),
  clause: z.string().max(60).optional(),
  customer: z.uuid().optional(),
  record: z.string().max(60).optional(),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
  openedFrom: z.iso.datetime({ offset: true }).optional(),
  openedBefore: z.iso.datetime({ offset: true }).optional(),
});

/** What the queries of the routes of commitments may say. */
export const commitmentPage = conditions.extend({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: z.string().max(120).nullable().default(null),
});
export const commitmentDaysAsked = conditions.required({ from: true, to: true });
export const commitmentSheet = conditions.extend({ format: z.enum(['csv', 'xlsx']).default('csv') });

export const parametersOf = (c: RequestContext): Record<string, string> => Object.fromEntries(new URL(c.req.url).searchParams);

/** The question that a query asks. Whoever may not see the company's people asks after none of them. `now` in epoch milliseconds. */
export async function commitmentQuestion(
  kernel: Kernel,
  actor: Actor,
  { outcome, mine, team, person, department, standing, ...rest }: z.infer<typeof conditions>,
  now: number,
): Promise<Omit<CommitmentQuestion, 'limit' | 'after'>> {
  const groups: Owing[] = [];
  if (mine === 'true') groups.push(owedByActor(actor));
  const maySeePeople = scopeOf(kernel.registry.kind(employee.name), actor) === 'all';
  const today = offsetCache((await kernel.config()).zone).dateOf(now);
  const ask = async (asked: Whose) =>
    groups.push(maySeePeople ? await owing(kernel.pool, asked, today) : { employees: [], roles: [] });
  if (team === 'true') await ask({ managedBy: actor.employee });
  if (person) await ask({ person });
  if (department) await ask({ department });
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  return {
    ...given,
    ...(outcome && { outcome: outcome.split(',') }),
    ...(groups.length > 0 && { owedBy: groups }),
    ...(standing === 'true' && { standing: true }),
  };
}

type Whose = { person: string } | { department: string } | { managedBy: string | null };

/**
 * Who owes what one person owes, what a department (with all below it) owes, or what the departments that a person manages owe: people,
 * and the roles that they hold on the date `today`. The role that everybody holds owes nothing by itself.
 */
async function owing(client: Queryable, asked: Whose, today: string): Promise<Owing> {
  const [which, id] = Object.entries(asked)[0] as [keyof typeof WHOSE, string | null];
  const { rows } = await client.query<Owing>({
    name: `owing ${which}`,
    text: `with recursive below (id) as (
  select d.id from department d where ${WHOSE[which].departments} union select d.id from department d join below b on d.parent = b.id),
people as (select e.id from employee e where e.state = 'active' and ${WHOSE[which].people})
select coalesce(array_agg(distinct p.id), '{}') as employees, coalesce(array_agg(distinct g.role) filter (where g.role is not null), '{}') as roles
from people p left join role_grant g on g.employee = p.id and g.state = 'in_force' and g.from_date <= $2::date and (g.until_date is null or g.until_date >= $2::date)`,
    values: [id, today],
  });
  return rows[0]!;
}

const WHOSE = {
  person: { departments: 'false', people: 'e.id = $1::uuid' },
  department: { departments: 'd.id = $1::uuid', people: 'e.department in (select id from below)' },
  managedBy: { departments: 'd.manager = $1::uuid', people: 'e.department in (select id from below)' },
};
