import { Logger, run } from 'graphile-worker';
import type { Witness } from '#kernel/run/journal/witness';
import { CHECK_TASK, checkJournalTask } from './administration/journal-checks.ts';
import type { Installation } from './installation.ts';
import { CRONTAB, tasksOf } from './jobs.ts';
import type { Log } from './logs.ts';
import { MAIL_CRONTAB, type MailParts, mailTasks } from './mail/tasks.ts';

const CONCURRENCY = 4;

/** Takes jobs from the queue until it is stopped; `stop` lets those finish that are under way. Any number of processes may. */
export async function runJobs(
  { kernel, files, database, keys, box }: Installation,
  witness: Witness,
  mail: Pick<MailParts, 'post' | 'origin'>,
  now: () => number,
  log: Log,
): Promise<{ stop(): Promise<void> }> {
  const runner = await run({
    pgPool: database.ownerPool,
    taskList: {
      ...tasksOf({ kernel, files }, now),
      ...mailTasks({ ...mail, kernel, box, now }),
      [CHECK_TASK]: checkJournalTask({ kernel, owner: database.ownerPool, keys, witness }, now),
    },
    crontab: `${CRONTAB}\n${MAIL_CRONTAB}`,
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
