import { effectsFor } from '#kernel/run/kind';
import type { Tx } from '#kernel/run/scene';
import { roleGrant } from './role-grant.ts';

const accessChanged = async (tx: Tx): Promise<void> => {
  await tx.query(`select pg_notify('access_changed', '')`);
};

/** A role that is given or taken counts at once in every process. */
export const roleGrantEffects = effectsFor(roleGrant, { create: accessChanged, revoke: accessChanged });
