import { effectsFor } from '#kernel/run/kind';
import type { Deed, Tx } from '#kernel/run/scene';
import { type Department, department } from './department.ts';

export const departmentEffects = effectsFor(department, { create: calendarsMoved, edit: calendarsMoved });

/** Every process reads anew which calendar holds where. */
async function calendarsMoved(tx: Tx, deeds: Deed<Department>[]): Promise<void> {
  const moved = deeds.some(
    ({ record, before }) => record.calendar !== (before?.calendar ?? null) || record.parent !== (before?.parent ?? null),
  );
  if (moved) await tx.query('update config_epoch set epoch = epoch + 1');
}
