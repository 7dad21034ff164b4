import pino, { type Logger } from 'pino';
import type { Exchange } from './http/exchange.ts';
import type { LogLevel } from './options.ts';

export type Log = Logger;

/** Lines of JSON on standard output, one for each event. Never bodies, queries, tokens or names. A request does not wait for its line. */
export const openLog = (level: LogLevel): Log =>
  pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: plainError },
    },
    pino.destination({ dest: 1, sync: false }),
  );

/** One line for each request that changed something or failed; reading is told at `debug`. */
export function logAnswer(log: Log, { incoming, id, route, actor }: Exchange, status: number, ms: number): void {
  const level = status >= 500 ? 'warn' : incoming.method === 'GET' && status < 400 ? 'debug' : 'info';
  if (!log.isLevelEnabled(level)) return;
  log[level](
    {
      request: id,
      method: incoming.method,
      path: pathOf(incoming.url),
      route,
      status,
      ms: Math.round(ms * 10) / 10,
      ...(actor && { actor }),
    },
    'request',
  );
}

/** The program's own error behind an answer 500. */
export function logFault(log: Log, error: unknown, { id, incoming, route }: Exchange): void {
  log.error({ request: id, method: incoming.method, path: pathOf(incoming.url), route, err: error }, 'fault');
}

// What somebody searched for may name a person.
const pathOf = (url: string | undefined): string => (url ?? '').split('?', 1)[0]!.slice(0, 300);

/** What an error may tell: a database error's `detail` holds values of rows. */
function plainError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack, cause } = error;
  const { code, table, constraint, routine } = error as Partial<Record<'code' | 'table' | 'constraint' | 'routine', unknown>>;
  return { name, message, stack, code, table, constraint, routine, ...(cause === undefined ? {} : { cause: plainError(cause) }) };
}
