import type { Task } from 'graphile-worker';
import { expect } from 'vitest';
import { tasksOf } from '#server/jobs';
import type { Post } from '#server/mail/post';
import { mailTasks } from '#server/mail/tasks';
import type { World } from './world.ts';

/**
 * Does every job that is due at `now` (epoch milliseconds), the earliest first. The queue's own runner goes by the database's
 * clock; a story has its own.
 */
export async function doDueJobs(world: World, now: number): Promise<void> {
  const post: Post = { send: async (letter) => void world.letters.push(letter), close: () => undefined };
  const mail = { ...world, post, origin: 'https://lvyue.test', now: () => now };
  const tasks = { ...tasksOf(world, () => now), ...mailTasks(mail) };
  const nextDue = async () =>
    (
      await world.db.owner.query<{ id: string; task: string; payload: unknown }>(
        `select j.id, t.identifier as task, j.payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
     where j.run_at <= $1 order by j.run_at, j.id limit 1`,
        [new Date(now)],
      )
    ).rows[0];
  // One by one: a job may put others into the queue.
  for (let due = await nextDue(); due; due = await nextDue()) {
    const { id, task, payload } = due;
    const work = tasks[task] as Task | undefined;
    if (!work) throw new Error(`Nobody does the job ${task}.`);
    await work(payload, {
      logger: { info: () => undefined, error: (said: string) => expect.fail(said) },
    } as unknown as Parameters<Task>[1]);
    await world.db.owner.query('select graphile_worker.complete_jobs(array[$1::bigint])', [id]);
  }
}
