import type { Context } from 'hono';
import { Authenticator } from './access/authenticate.ts';
import { clientAddress, RequestLimit } from './access/limits.ts';
import { Oidc, oidcSettings } from './access/oidc.ts';
import { accessRoutes } from './access/routes.ts';
import { demoMark } from './demo/mark.ts';
import { examineRunning } from './doctor.ts';
import { httpApp } from './http/app.ts';
import { addDemoRoute } from './http/demo.ts';
import type { Exchange, RequestContext } from './http/exchange.ts';
import { addHealthRoutes } from './http/health.ts';
import { type Listening, listen } from './http/listen.ts';
import type { Installation } from './installation.ts';
import { journalPlaces } from './journal-places.ts';
import { type Log, logAnswer, logFault } from './logs.ts';
import { mailSettings } from './mail/settings.ts';
import type { Metrics } from './metrics.ts';
import { addOpenapiRoute } from './openapi.ts';
import type { ServerOptions } from './options.ts';
import { places } from './places.ts';
import { addPortalRoutes } from './portal/mount.ts';

export interface ServeParts {
  installation: Installation;
  options: ServerOptions;
  env: NodeJS.ProcessEnv;
  log: Log;
  metrics: Metrics;
  /** Everything measured, by all processes that serve. */
  metricsText: () => Promise<string>;
}

// A person's page asks for some dozens of things at once; nobody clicks forty times a second. Programs with a key are trusted.
const PERSON = { capacity: 400, perSecond: 40 };
const STRANGER = { capacity: 120, perSecond: 2 };

/** Serves the installation by HTTP. Whoever calls stops the listening, and only then the installation. */
export async function serve({ installation, options, env, log, metrics, metricsText }: ServeParts): Promise<Listening> {
  const { kernel, files, database, box } = installation;
  const { publicOrigin, trustedProxies } = options;
  const clock = () => new Date();
  const isDemo = (await demoMark(kernel.pool)) !== null;
  const authenticator = await Authenticator.open({ pool: kernel.pool, clock });
  const settings = oidcSettings(env);
  const addressIn = ({ socket, headers }: Exchange['incoming']): string => {
    const forwarded = headers['x-forwarded-for'];
    return clientAddress(
      socket.remoteAddress ?? '',
      Array.isArray(forwarded) ? forwarded.join() : (forwarded ?? null),
      trustedProxies,
    );
  };
  const limits = { people: new RequestLimit(PERSON), strangers: new RequestLimit(STRANGER) };
  const portal = {
    kernel,
    box,
    files,
    sendsMail: mailSettings(env) !== null,
    isDemo,
    publicOrigin,
    addressOf: (c: RequestContext) => addressIn(c.env.incoming),
    now: Date.now,
  };
  const app = httpApp({
    kernel,
    files,
    admit: (headers) => authenticator.admit(headers),
    access: accessRoutes({
      pool: kernel.pool,
      box,
      authenticator,
      oidc: settings && new Oidc(settings, box),
      publicOrigin,
      addressOf: (c: Context<{ Bindings: Exchange }>) => addressIn(c.env.incoming),
      clock,
    }),
    publicOrigin,
    sendsMail: portal.sendsMail,
    examine: () => examineRunning(database, { places: places(env), keys: journalPlaces(env).keys, now: clock }),
    now: Date.now,
    limits: { ...limits, addressIn },
    others: [
      (to) =>
        addHealthRoutes(to, {
          pool: database.ownerPool,
          metrics: metricsText,
          isKnownProgram: async (headers) => (await authenticator.admit(headers))?.credential === 'key',
          isDemo,
        }),
      (to) => addDemoRoute(to, isDemo),
      (to) => addPortalRoutes(to, portal, limits),
      (to) => addOpenapiRoute(to, kernel.registry),
    ],
    onFault(error, exchange) {
      metrics.faulted();
      logFault(log, error, exchange);
    },
  });
  const listening = await listen(app, {
    host: options.host,
    port: options.port,
    https: publicOrigin?.startsWith('https:') ?? false,
    onAnswer(exchange, status, ms) {
      metrics.answered(exchange, status, ms);
      logAnswer(log, exchange, status, ms);
    },
  }).catch(async (error: unknown) => {
    await authenticator.close();
    throw error;
  });
  return {
    ...listening,
    async close(patienceMs) {
      await listening.close(patienceMs);
      await authenticator.close();
    },
  };
}
