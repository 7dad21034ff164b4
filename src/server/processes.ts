import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AggregatorRegistry } from 'prom-client';
import type { Log } from './logs.ts';
import type { ServerOptions } from './options.ts';

/** What the keeper and the processes that serve tell each other. */
export type Message = { ask: 'stop' } | { ask: 'metrics'; number: number } | { metrics: string; number: number };

const PATIENCE_MS = 20_000;

/**
 * Starts the processes that serve and replaces one that dies; they share the port. This process keeps them.
 * @throws Error when one does not come up.
 */
export async function startProcesses(
  options: ServerOptions,
  env: NodeJS.ProcessEnv,
  log: Log,
): Promise<{ url: string; stop(): Promise<void> }> {
  cluster.setupPrimary({ exec: path.join(import.meta.dirname, 'worker.ts'), args: [] });
  const aggregator = new AggregatorRegistry();
  let stopping = false;

  const start = (): Worker => {
    const worker = cluster.fork({ ...env, LVYUE_LOG: options.logLevel });
    worker.on('message', (message: Message) => {
      if (!('ask' in message) || message.ask !== 'metrics') return;
      void aggregator.clusterMetrics().then(
        (metrics) => worker.isConnected() && worker.send({ metrics, number: message.number } satisfies Message),
        (error: unknown) => log.warn({ err: error }, 'metrics of all processes'),
      );
    });
    worker.once('exit', (code, signal) => {
      if (stopping) return;
      log.error({ process: worker.process.pid, code, signal }, 'a process died; another takes its place');
      void delay(REST_MS).then(() => (stopping ? undefined : start()));
    });
    return worker;
  };

  const workers = Array.from({ length: options.processes }, start);
  const stop = async (): Promise<void> => {
    stopping = true;
    await Promise.all(Object.values(cluster.workers ?? {}).flatMap((worker) => (worker ? [ended(worker)] : [])));
  };
  try {
    const ports = await Promise.all(workers.map(listening));
    return { url: `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${ports[0]}`, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const REST_MS = 500; // a process that cannot start is not started in a tight loop

async function listening(worker: Worker): Promise<number> {
  const giveUp = new AbortController();
  try {
    return await Promise.race([
      once(worker, 'listening', giveUp).then(([address]) => (address as { port: number }).port),
      once(worker, 'exit', giveUp).then(() =>
        Promise.reject(new Error('服务进程未能启动，原因见日志。A process did not start; the log says why.')),
      ),
    ]);
  } finally {
    giveUp.abort();
  }
}

async function ended(worker: Worker): Promise<void> {
  const exit = once(worker, 'exit');
  if (worker.isConnected()) worker.send({ ask: 'stop' } satisfies Message);
  const patience = setTimeout(() => worker.process.kill('SIGKILL'), PATIENCE_MS);
  await exit;
  clearTimeout(patience);
}
