import type { Task } from 'graphile-worker';
import { tasksOf } from '#server/jobs';
import type { World } from './world.ts';

/**
 * Does every job that is due at `now` (epoch milliseconds), the earliest first. The queue's own runner goes by the database's
 * clock; a story has its own.
 */
export async function doDueJobs({ kernel, db }: World, now: number): Promise<void> {
  const tasks = tasksOf(kernel, () => now);
  const { rows } = await db.owner.query<{ id: string; task: string; payload: unknown }>(
    `select j.id, t.identifier as task, j.payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
     where j.run_at <= $1 order by j.run_at, j.id`,
    [new Date(now)],
  );
  for (const { id, task, payload } of rows) {
    const work = tasks[task] as Task | undefined;
    if (!work) throw new Error(`Nobody does the job ${task}.`);
    await work(payload, { logger: { info: () => undefined } } as unknown as Parameters<Task>[1]);
    await db.owner.query('select graphile_worker.complete_jobs(array[$1::bigint])', [id]);
  }
}
