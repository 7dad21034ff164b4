import { effectsFor } from '#kernel/run/kind';
import { employee } from './employee.ts';

/** Whoever leaves is signed out everywhere at once. */
export const employeeEffects = effectsFor(employee, {
  leave: async (tx) => {
    await tx.query(`select pg_notify('access_changed', '')`);
  },
});
