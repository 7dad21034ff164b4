import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { Problem } from '#kernel/problem';
import { localeIn } from '#server/access/authenticate';
import type { Exchange } from './exchange.ts';
import { addressTooLong, malformed, tooSlow } from './problems.ts';

export interface ListenOptions {
  host: string;
  /** 0: any that is free. */
  port: number;
  /** Whether browsers reach the program by https only. */
  https: boolean;
  /** Hears of every request once it is answered; `ms` is how long that took. */
  onAnswer?: (exchange: Exchange, status: number, ms: number) => void;
}

/** A server that listens. */
export interface Listening {
  /** `http://127.0.0.1:8080` */
  url: string;
  port: number;
  /** Accepts nobody any more, lets those finish who are being answered (at most `patienceMs`), then closes. */
  close(patienceMs?: number): Promise<void>;
}

const ADDRESS_LIMIT = 8 * 1024; // bytes of path and query
const HEADERS_LIMIT = 16 * 1024;

/** Serves `app` by HTTP/1.1. @throws when the address is in use or not ours. */
export async function listen(app: Hono<{ Bindings: Exchange }>, options: ListenOptions): Promise<Listening> {
  const security = {
    ...SECURITY,
    ...(options.https ? { 'strict-transport-security': 'max-age=63072000; includeSubDomains' } : {}),
  };
  const lines = Object.entries(security);
  let closing = false;
  const ending = new AbortController();
  const answer = getRequestListener(
    async (request, env) => {
      const { incoming, outgoing } = env as Pick<Exchange, 'incoming' | 'outgoing'>;
      const started = performance.now();
      const exchange: Exchange = {
        incoming,
        outgoing,
        id: requestId(incoming.headers['x-request-id']),
        route: 'none',
        actor: '',
        ending: ending.signal,
      };
      for (const [name, value] of lines) outgoing.setHeader(name, value);
      outgoing.setHeader('x-request-id', exchange.id);
      const response =
        (incoming.url?.length ?? 0) > ADDRESS_LIMIT
          ? plainProblem(addressTooLong(ADDRESS_LIMIT), localeIn(request.headers))
          : await app.fetch(request, exchange);
      if (closing) outgoing.setHeader('connection', 'close'); // or the connection would be kept open for a next request
      options.onAnswer?.(exchange, response.status, performance.now() - started);
      return response;
    },
    { errorHandler: () => plainProblem(malformed('请求不符合 HTTP 规范。', 'The request is not valid HTTP.')) },
  );
  const server = createServer(
    {
      maxHeaderSize: HEADERS_LIMIT,
      headersTimeout: 10_000,
      requestTimeout: 600_000, // a paper over a slow line; how long JSON may take, its reader says
      keepAliveTimeout: 65_000,
      connectionsCheckingInterval: 5_000,
    },
    (incoming, outgoing) => void answer(incoming, outgoing),
  );
  server.on('clientError', refuse);
  server.listen(options.port, options.host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  return {
    url: `http://${host}:${port}`,
    port,
    async close(patienceMs = 10_000) {
      closing = true;
      ending.abort();
      await closed(server, patienceMs);
    },
  };
}

// The interface answers data, never pages: nothing in an answer may run, load or be framed. A page brings its own policy.
const SECURITY = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
};

/** The caller's id if it is a plain word; anything else could forge lines in a log. */
const requestId = (said: string | string[] | undefined): string =>
  typeof said === 'string' && /^[\w.:-]{1,100}$/.test(said) ? said : randomUUID();

async function closed(server: Server, patienceMs: number): Promise<void> {
  const end = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  const patience = setTimeout(() => server.closeAllConnections(), patienceMs);
  await end;
  clearTimeout(patience);
}

const plainProblem = (problem: Problem, locale: 'zh' | 'en' = 'zh'): Response =>
  new Response(JSON.stringify(problem.body(locale)), {
    status: problem.status,
    headers: { 'content-type': 'application/problem+json; charset=utf-8' },
  });

/** What never became a request: broken syntax, too long headers, too slow. */
function refuse(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [problem, phrase] =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? [
          new Problem('headers-too-large', 431, { zh: '请求头过大。', en: 'The headers of the request are too large.' }),
          'Request Header Fields Too Large',
        ]
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? [tooSlow(), 'Request Timeout']
        : [malformed('请求不符合 HTTP 规范。', 'The request is not valid HTTP.'), 'Bad Request'];
  const text = JSON.stringify(problem.body('zh'));
  socket.end(
    `HTTP/1.1 ${problem.status} ${phrase}\r\ncontent-type: application/problem+json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(text)}\r\nconnection: close\r\n\r\n${text}`,
  );
}
