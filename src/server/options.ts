/** How this process serves; see `serverOptions`. */
export interface ServerOptions {
  host: string;
  port: number;
  /** Where browsers reach the program, such as `https://lvyue.example.com`; null: wherever they say they do. */
  publicOrigin: string | null;
  /** How many proxies stand in front of the program, whose `X-Forwarded-For` is believed. */
  trustedProxies: number;
  /** Processes that serve; more than one share the port. */
  processes: number;
  /** The greatest number of database connections of each process. */
  poolSize: number;
  /** Whether to load the demo company into an empty database; null: ask, where somebody can answer. */
  demo: boolean | null;
  logLevel: LogLevel;
}

export type LogLevel = (typeof LEVELS)[number];

const LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;

/**
 * Reads `PORT` (8080), `LVYUE_HOST` (127.0.0.1), `LVYUE_ORIGIN`, `LVYUE_PROXIES` (0), `LVYUE_PROCESSES` (1), `LVYUE_POOL` (16),
 * `LVYUE_DEMO` (1 or 0) and `LVYUE_LOG` (info; warn on a terminal).
 * @throws Error that names the variable that cannot be used.
 */
export function serverOptions(env: NodeJS.ProcessEnv, onTerminal: boolean): ServerOptions {
  const whole = (name: string, otherwise: number, least: number, most: number): number => {
    const given = env[name];
    if (given === undefined || given === '') return otherwise;
    const value = Number(given);
    if (!Number.isInteger(value) || value < least || value > most) throw unusable(name, given, `${least}…${most}`);
    return value;
  };
  const oneOf = <V extends string>(name: string, values: readonly V[]): V | undefined => {
    const given = env[name] || undefined;
    if (given !== undefined && !values.includes(given as V)) throw unusable(name, given, values.join(', '));
    return given as V | undefined;
  };
  const demo = oneOf('LVYUE_DEMO', ['1', '0']);
  return {
    host: env['LVYUE_HOST'] || '127.0.0.1',
    port: whole('PORT', 8080, 0, 65_535),
    publicOrigin: originIn(env['LVYUE_ORIGIN']),
    trustedProxies: whole('LVYUE_PROXIES', 0, 0, 10),
    processes: whole('LVYUE_PROCESSES', 1, 1, 256),
    poolSize: whole('LVYUE_POOL', 16, 3, 1000),
    demo: demo === undefined ? null : demo === '1',
    logLevel: oneOf('LVYUE_LOG', LEVELS) ?? (onTerminal ? 'warn' : 'info'),
  };
}

function originIn(given: string | undefined): string | null {
  if (!given) return null;
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) throw unusable('LVYUE_ORIGIN', given, 'https://lvyue.example.com');
  return url.origin;
}

const unusable = (name: string, given: string, wanted: string): Error =>
  new Error(`环境变量 ${name}=${given} 无效，应为：${wanted}。${name}=${given} is not valid; it takes: ${wanted}.`);
