import { notAllowed } from '#kernel/problem';
import type { Actor } from '#kernel/run/actor';
import { needScope } from '#server/access/api-key';

/** Answers the actor again. @throws Problem not-allowed for whoever is no administrator, or whose key was not made for this. */
export function administrator(actor: Actor): Actor {
  if (!actor.roles.includes('admin')) throw notAllowed(['admin']);
  needScope(actor, 'admin');
  return actor;
}
