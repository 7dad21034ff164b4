import type { AnyApproval } from '../../declare/approval.ts';
import { seatsOf } from '../../declare/approval-guards.ts';
import type { Scope } from '../../declare/record.ts';
import type { Actor } from '../actor.ts';
import type { Kind } from '../kind.ts';
import type { Queryable } from '../transaction.ts';
import type { Electorates } from './rules.ts';
import type { Ballot, Run } from './state.ts';

// Who holds a role and who stands in for whom is the company's to say: the functions `holders_of`, `roles_of` and `stood_in_for` of the
// database answer it from the domain's tables, for a date in the company's zone.

/** Somebody by whose right an actor decides: the actor, or an absent person for whom they stand in. */
export interface Right {
  employee: string;
  roles: readonly string[];
}

/** Who holds the roles of which everybody is asked. */
export async function electoratesOf(client: Queryable, approvals: readonly AnyApproval[], today: string): Promise<Electorates> {
  const roles = approvals.flatMap((a) => seatsOf(a).flatMap(({ seat }) => ((seat.votes ?? 'any') === 'any' ? [] : [seat.by])));
  if (roles.length === 0) return new Map();
  const { rows } = await client.query<{ role: string; employees: string[] }>({
    name: 'holders_of',
    text: 'select role, array_agg(employee order by employee) as employees from holders_of($1::text[], $2::date) group by role',
    values: [[...new Set(roles)], today],
  });
  return new Map(rows.map(({ role, employees }) => [role, employees]));
}

/**
 * By whose right an actor may decide, their own first. Only people decide: neither programs nor the system itself. Standing in goes one
 * step: who stands in for a stand-in has no right from it.
 */
export async function rightsOf(client: Queryable, actor: Actor, today: string): Promise<Right[]> {
  if (actor.employee === null) return [];
  const { rows } = await client.query<Right>({
    name: 'stood_in_for',
    text: `select s.employee, array(select r.role from roles_of(s.employee, $2::date) r) as roles from stood_in_for($1::uuid, $2::date) s order by s.employee`,
    values: [actor.employee, today],
  });
  return [{ employee: actor.employee, roles: actor.roles }, ...rows];
}

/**
 * The right by which an actor may decide a ballot; null when they may not. Whoever is barred decides neither in person nor for an
 * absent person, and nobody decides for somebody who is barred. Nobody signs twice in one seat.
 */
export function rightTo(run: Run, ballot: Ballot, actor: Actor, rights: readonly Right[]): Right | null {
  if (isBarred(run, actor)) return null;
  const seat = run.ballots.filter((b) => b.round === ballot.round && b.seat === ballot.seat);
  if (seat.some((b) => b.no !== ballot.no && b.decided?.by === actor.id)) return null;
  return (
    rights.find(
      ({ employee, roles }) =>
        !run.barred.includes(`employee:${employee}`) &&
        (ballot.employee === null ? roles.includes(ballot.role) : ballot.employee === employee),
    ) ?? null
  );
}

/** Whether an actor submitted or made the record: they may not decide on it by any path. */
export const isBarred = (run: Run, actor: Pick<Actor, 'id' | 'employee'>): boolean =>
  run.barred.includes(actor.id) || (actor.employee !== null && run.barred.includes(`employee:${actor.employee}`));

/** Whether somebody with these roles sees every record of a kind: whoever is asked for a signature must. */
export const seesAll = (kind: Kind, roles: readonly string[]): boolean =>
  roles.some((role) => (kind.record.permit.read as Record<string, Scope | undefined>)[role] === 'all');

/** The roles of an employee who works here on that day; none for anybody else. */
export async function rolesOf(client: Queryable, employee: string, today: string): Promise<string[]> {
  const { rows } = await client.query<{ role: string }>({
    name: 'roles_of',
    text: 'select role from roles_of($1::uuid, $2::date)',
    values: [employee, today],
  });
  return rows.map(({ role }) => role);
}
