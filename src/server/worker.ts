import { AggregatorRegistry } from 'prom-client';
import { openInstallation } from './installation.ts';
import { openLog } from './logs.ts';
import { openMetrics } from './metrics.ts';
import { serverOptions } from './options.ts';
import type { Message } from './processes.ts';
import { serve } from './serve.ts';

// One of several processes that serve. It lives and ends with the one that keeps them, which has migrated and runs clock and jobs.
const options = serverOptions(process.env, false);
const log = openLog(options.logLevel);
const metrics = openMetrics(() => installation.kernel.pool);
const installation = await openInstallation({
  env: process.env,
  poolSize: options.poolSize,
  migrates: false,
  onRetry: metrics.retried,
});
AggregatorRegistry.setRegistries([metrics.registry]);
// oxlint-disable-next-line no-new -- its constructor begins to listen to the keeper
new AggregatorRegistry(); // answers the keeper, who adds up what all of us measure
const listening = await serve({ installation, options, env: process.env, log, metrics, metricsText: metricsOfAll });

let stopping: Promise<void> | undefined;
const stop = (): Promise<void> =>
  (stopping ??= (async () => {
    await listening.close();
    await installation.stop();
    process.exit(0);
  })());
process.on('message', (message: Message) => {
  if ('ask' in message && message.ask === 'stop') void stop();
});
process.on('disconnect', () => void stop());
// Service managers tell every process. A terminal does too, but there the keeper says when.
process.on('SIGTERM', () => void stop());
process.on('SIGINT', () => undefined);

let asked = 0;

function metricsOfAll(): Promise<string> {
  const number = ++asked;
  return new Promise((resolve) => {
    const hear = (message: Message): void => {
      if (!('metrics' in message) || message.number !== number) return;
      process.off('message', hear);
      resolve(message.metrics);
    };
    process.on('message', hear);
    process.send?.({ ask: 'metrics', number } satisfies Message);
  });
}
