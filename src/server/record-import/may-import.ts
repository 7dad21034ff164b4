import { notAllowed } from '#kernel/problem';
import type { Actor } from '#kernel/run/actor';
import { mayTake } from '#kernel/run/deed';
import type { Kind } from '#kernel/run/kind';

/** Rows become records only by whoever may create them one by one, inside the company. @throws Problem not-allowed. */
export function mayImport({ record }: Kind, actor: Actor): void {
  if (actor.customer !== null || !mayTake(record.permit.create, actor)) throw notAllowed(record.permit.create);
}
