import type { TaskList } from 'graphile-worker';
import { standardCalendar } from '#domain/org/working-calendar/calendar-spec';
import type { Kernel } from '#kernel/run/kernel';
import { redateAll } from '#kernel/run/redate';
import { sweepAccess } from './access/sweep.ts';
import { sweepFiles } from './files/sweep.ts';
import type { Installation } from './installation.ts';
import { longWorkTask } from './long-work/do.ts';
import { sweepLongWork } from './long-work/sweep.ts';
import { sweepPortal } from './portal/sweep.ts';

/** What the job queue can be asked to do. A job may run more than once, so each is safe to repeat. */
export function tasksOf({ kernel, files }: Pick<Installation, 'kernel' | 'files'>, now: () => number): TaskList {
  return {
    /** Dates open commitments anew after a calendar or a setting has changed. */
    async redate(payload, { logger }) {
      const { cause, id } = payload as { cause: 'working-calendar' | 'setting'; id: string };
      const result = cause === 'setting' ? await redateForSetting(kernel, id, now()) : await redateForCalendar(kernel, id, now());
      if (result) logger.info(`Dated anew: ${result.changed} of ${result.examined} open commitments.`);
    },

    /** What somebody has asked for and does not wait for. */
    long_work: longWorkTask({ kernel, files, now }),

    /** Once a day: what nobody needs any more. An answer is kept for a request that is sent again within a week. */
    async sweep() {
      await sweepAccess(kernel.pool, new Date(now()));
      await sweepPortal(kernel.pool, new Date(now()));
      await sweepFiles(kernel.pool, files, new Date(now()));
      await sweepLongWork(kernel.pool, files, new Date(now()));
      await kernel.pool.query(`delete from idempotency where at < $1::timestamptz - interval '7 days'`, [new Date(now())]);
    },
  };
}

/** When tasks are asked for by the calendar. UTC: a quarter past three at night in China. */
export const CRONTAB = '15 19 * * * sweep ?max=3';

async function redateForSetting(kernel: Kernel, id: string, now: number) {
  const { rows } = await kernel.pool.query<{ key: string }>('select key from setting where id = $1', [id]);
  return rows[0] && redateAll(kernel, { kind: 'setting', id, key: rows[0].key }, now);
}

/** The company's first own standard calendar takes over the promises that ran on the built-in one. */
async function redateForCalendar(kernel: Kernel, id: string, now: number) {
  const { calendar } = await kernel.config();
  return redateAll(
    kernel,
    { kind: 'working-calendar', id, ...(calendar.spec.id === id ? { instead: standardCalendar.id } : {}) },
    now,
  );
}
