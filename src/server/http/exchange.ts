import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Context } from 'hono';

/** One request and its answer, as everything that serves it sees them: Hono's `c.env`. */
export interface Exchange {
  incoming: IncomingMessage;
  outgoing: ServerResponse;
  /** The caller's `X-Request-Id`, or ours: names the request in logs and in faults. */
  id: string;
  /** The route's pattern, for metrics; not the path, which holds ids. */
  route: string;
  /** Who asked, once that is known. */
  actor: string;
  /** Aborted when the server stops: an answer that goes on ends then. */
  ending: AbortSignal;
}

export type RequestContext = Context<{ Bindings: Exchange }>;

/** An answer in JSON that no cache keeps. `text` is what `JSON.stringify` made. */
export const jsonAnswer = (text: string, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(text, {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers },
  });
