import type { Pool } from 'pg';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Exchange } from './http/exchange.ts';

/** What this process measures. */
export interface Metrics {
  registry: Registry;
  answered: (exchange: Exchange, status: number, ms: number) => void;
  retried: () => void;
  faulted: () => void;
}

const SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Counts from now on; `pool` is looked at whenever somebody asks. */
export function openMetrics(pool: () => Pool | undefined): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'lvyue_request_seconds',
    help: 'Time to answer a request',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
    registers,
  });
  const retries = new Counter({
    name: 'lvyue_transactions_retried_total',
    help: 'Transactions that ran again after a conflict',
    registers,
  });
  const faults = new Counter({
    name: 'lvyue_faults_total',
    help: 'Requests that the program could not answer because of an error of its own',
    registers,
  });
  gauges(registers, pool);
  return {
    registry,
    answered({ incoming, route }, status, ms) {
      requests.observe(
        { method: KNOWN_METHODS.has(incoming.method ?? '') ? incoming.method! : 'other', route, status },
        ms / 1000,
      );
    },
    retried: () => retries.inc(),
    faulted: () => faults.inc(),
  };
}

// A method is a caller's word: it must not make series without end.
const KNOWN_METHODS = new Set(['GET', 'HEAD', 'POST', 'PATCH', 'PUT', 'DELETE', 'OPTIONS']);

function gauges(registers: Registry[], pool: () => Pool | undefined): void {
  const connections = new Gauge({
    name: 'lvyue_pool_connections',
    help: 'Database connections of the application',
    labelNames: ['state'],
    registers,
    collect,
  });
  function collect(): void {
    const { totalCount = 0, idleCount = 0, waitingCount = 0 } = pool() ?? {};
    connections.set({ state: 'busy' }, totalCount - idleCount);
    connections.set({ state: 'idle' }, idleCount);
    connections.set({ state: 'waited_for' }, waitingCount);
  }
  const ask = (name: string, help: string, sql: string): void => {
    const gauge = new Gauge({
      name,
      help,
      registers,
      async collect() {
        // Unknown is unknown: a database that is away must not look like an empty queue.
        const value = await pool()
          ?.query<{ value: number }>(sql)
          .then(
            ({ rows }) => rows[0]?.value,
            () => undefined,
          );
        gauge.set(value ?? Number.NaN);
      },
    });
  };
  ask(
    'lvyue_commitments_lag_seconds',
    'How long the clock owes a look at the most overdue commitment',
    'select coalesce(extract(epoch from now() - min(wake_at)), 0)::float8 as value from commitment where wake_at <= now()',
  );
  ask(
    'lvyue_jobs_ready',
    'Jobs that could run now',
    'select count(*)::float8 as value from graphile_worker.jobs where run_at <= now() and attempts < max_attempts',
  );
  ask(
    'lvyue_jobs_lag_seconds',
    'How long the oldest of them has waited',
    'select coalesce(extract(epoch from now() - min(run_at)), 0)::float8 as value from graphile_worker.jobs where run_at <= now() and attempts < max_attempts and locked_at is null',
  );
  ask(
    'lvyue_jobs_given_up',
    'Jobs that failed as often as they may',
    'select count(*)::float8 as value from graphile_worker.jobs where attempts >= max_attempts',
  );
}
