import { Logger, run } from 'graphile-worker';
import type { Installation } from './installation.ts';
import { CRONTAB, tasksOf } from './jobs.ts';
import type { Log } from './logs.ts';

const CONCURRENCY = 4;

/** Takes jobs from the queue until it is stopped; `stop` lets those finish that are under way. Any number of processes may. */
export async function runJobs(
  { kernel, database }: Installation,
  now: () => number,
  log: Log,
): Promise<{ stop(): Promise<void> }> {
  const runner = await run({
    pgPool: database.ownerPool,
    taskList: tasksOf(kernel, now),
    crontab: CRONTAB,
    concurrency: CONCURRENCY,
    noHandleSignals: true,
    logger: new Logger(() => (level, message, meta) => {
      if (level === 'debug') return;
      const { error } = (meta ?? {}) as { error?: unknown };
      log[level === 'warning' ? 'warn' : level](error === undefined ? {} : { err: error }, `jobs: ${message}`);
    }),
  });
  return { stop: () => runner.stop() };
}
