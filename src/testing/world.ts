import type { RoleName } from '#domain/org/roles';
import type { Actor } from '#kernel/run/actor';
import { type Kernel, kernelOf } from '#kernel/run/kernel';
import { systemActor } from '#kernel/run/tx';
import { configSource } from '#server/config-source';
import { registry } from '#server/registry';
import { freshDatabase } from './database.ts';

/** A database of its own with the kernel over it. */
export interface World {
  kernel: Kernel;
  db: Awaited<ReturnType<typeof freshDatabase>>;
  close(): Promise<void>;
}

export const journalKey = Buffer.alloc(32, 7);

export async function freshWorld(): Promise<World> {
  const db = await freshDatabase();
  return { db, kernel: kernelOf({ pool: db.pool, registry, source: configSource, key: journalKey }), close: () => db.close() };
}

/** Someone who holds these roles; every employee is also an `employee`. */
export function actorWith(roles: readonly RoleName[], more: Partial<Actor> = {}): Actor {
  const inside = roles.includes('portal_customer') ? roles : [...roles, 'employee'];
  return { ...systemActor, id: `employee:${roles.join('+')}`, name: roles.join(' '), roles: [...new Set(inside)], ...more };
}
