import { startClock } from './clock.ts';
import { demoMark } from './demo/mark.ts';
import { type FirstAdministrator, firstStart } from './first-start.ts';
import { type Installation, openInstallation } from './installation.ts';
import { runJobs } from './job-runner.ts';
import { journalPlaces } from './journal-places.ts';
import { openLog } from './logs.ts';
import { type Post, shownPost, smtpPost } from './mail/post.ts';
import { mailSettings } from './mail/settings.ts';
import { openMetrics } from './metrics.ts';
import type { ServerOptions } from './options.ts';
import { startProcesses } from './processes.ts';
import { serve } from './serve.ts';
import { fileWitness } from './witness.ts';

/** The running system. */
export interface Running {
  /** `http://127.0.0.1:8080` */
  url: string;
  /** Of a new installation; null where somebody works already. */
  first: FirstAdministrator | null;
  /** Whether this is the demo company. */
  isDemo: boolean;
  /** Whether letters are sent. */
  sendsMail: boolean;
  /** Accepts nobody any more, finishes what is under way, stops clock and jobs, closes the database. */
  stop(): Promise<void>;
}

export interface StartOptions extends ServerOptions {
  env: NodeJS.ProcessEnv;
  /** Whether the demo company is wanted in an empty database. */
  wantsDemo: () => Promise<boolean>;
}

/**
 * Starts everything: database, migrations, keys, clock, jobs, HTTP. With `processes` above 1 this process keeps clock and jobs and
 * others serve. @throws Error in both languages when something that is needed is missing; nothing is left running then.
 */
export async function startServer({ env, wantsDemo, ...options }: StartOptions): Promise<Running> {
  const log = openLog(options.logLevel);
  const alone = options.processes === 1;
  let installation: Installation | undefined;
  const metrics = openMetrics(() => installation?.kernel.pool);
  const started: { stop(): Promise<void> }[] = [];
  const stop = async (): Promise<void> => {
    for (const part of started.splice(0).toReversed())
      await part.stop().catch((error: unknown) => log.error({ err: error }, 'stopping'));
  };
  try {
    const opened = await openInstallation({
      env,
      poolSize: alone ? options.poolSize : BACKGROUND_POOL,
      onRetry: metrics.retried,
    });
    started.push(opened);
    installation = opened;
    const first = await firstStart(opened, Date.now(), wantsDemo);
    const isDemo = (await demoMark(opened.kernel.pool)) !== null;
    started.push(clockOf(opened, env, (what, error) => log.error({ err: error }, `clock: ${what}`))); // before the jobs: stopped after them, it seals what they wrote
    const sendsMail = mailSettings(env) !== null;
    const post = postOf(env, isDemo);
    if (post) started.push({ stop: async () => post.close() });
    const mail = { post, origin: options.publicOrigin ?? `http://${options.host}:${options.port}` };
    started.push(await runJobs(opened, fileWitness(journalPlaces(env).witness), mail, Date.now, log));
    if (!alone) {
      const processes = await startProcesses(options, env, log);
      started.push(processes);
      return { url: processes.url, first, isDemo, sendsMail, stop };
    }
    const listening = await serve({
      installation: opened,
      options,
      env,
      log,
      metrics,
      metricsText: () => metrics.registry.metrics(),
    });
    started.push({ stop: () => listening.close() });
    return { url: listening.url, first, isDemo, sendsMail, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const BACKGROUND_POOL = 6;

/** By SMTP where a server is set. The demo company's letters are shown where it was started; else nobody is written to. */
function postOf(env: NodeJS.ProcessEnv, isDemo: boolean): Post | null {
  const settings = mailSettings(env);
  if (settings) return smtpPost(settings);
  return isDemo ? shownPost() : null;
}

const clockOf = (
  { kernel, database, keys }: Installation,
  env: NodeJS.ProcessEnv,
  onFault: (what: string, error: unknown) => void,
) =>
  startClock({
    kernel,
    owner: database.ownerPool,
    keys,
    witness: fileWitness(journalPlaces(env).witness),
    now: Date.now,
    onFault,
  });
