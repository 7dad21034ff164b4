import { notAllowed } from '#kernel/problem';
import type { Actor } from '#kernel/run/actor';

/** Figures over all customers are the company's own. @throws Problem not-allowed for anybody outside. */
export function staff(actor: Actor): Actor {
  if (!actor.roles.includes('employee') && actor.id !== 'system' && actor.customer !== null) throw notAllowed(['employee']);
  return actor;
}
