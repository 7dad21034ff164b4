import type { ProblemBody } from '#kernel/problem';
import type { Locale } from '../language/format.ts';
import type { Routes } from './routes.ts';

/** A request that was answered with a problem: what is said is the server's sentence, in the reader's language. */
export class Refusal extends Error {
  readonly slug: string;
  readonly status: number;
  readonly problem: ProblemBody;

  constructor(problem: ProblemBody) {
    super(problem.title);
    this.name = 'Refusal';
    this.slug = problem.type.replace('/problems/', '');
    this.status = problem.status;
    this.problem = problem;
  }
}

/** No answer came: the network, or the server, is away. Nothing is known about whether the request was done. */
export class Unreachable extends Error {
  constructor() {
    super('The server cannot be reached.');
    this.name = 'Unreachable';
  }
}

export type Query = Record<string, string | number | boolean | undefined>;

export interface Sent {
  query?: Query | URLSearchParams;
  body?: unknown;
  /** The version that was seen: it is refused if it is no longer the newest. */
  version?: number;
  /** Sent again with the same key, it is done once. */
  key?: string;
  signal?: AbortSignal;
}

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** The server, as one person in one language speaks to it. */
export interface Api {
  locale: Locale;
  /** Any route. @throws Refusal, Unreachable. */
  send<T>(method: Method, path: string, sent?: Sent): Promise<T>;
  /** A route of the interface description; `in` fills in what stands in braces. @throws Refusal, Unreachable. */
  call<R extends keyof Routes>(
    route: R,
    sent?: Omit<Sent, 'query' | 'body'> & { in?: Record<string, string>; query?: Routes[R]['query']; body?: Routes[R]['body'] },
  ): Promise<Routes[R]['answer']>;
}

/** @param onSignedOut hears when the session has ended. */
export function apiFor(locale: Locale, onSignedOut: () => void): Api {
  const send: Api['send'] = async (method, path, sent = {}) => {
    const response = await fetch(`${path}${queryText(sent.query)}`, {
      method,
      headers: {
        'accept-language': locale,
        'x-lvyue': '1',
        ...(sent.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(sent.version === undefined ? {} : { 'if-match': `"${sent.version}"` }),
        ...(sent.key === undefined ? {} : { 'idempotency-key': sent.key }),
      },
      ...(sent.body === undefined ? {} : { body: JSON.stringify(sent.body) }),
      ...(sent.signal ? { signal: sent.signal } : {}),
    }).catch((error: unknown) => {
      throw error instanceof DOMException && error.name === 'AbortError' ? error : new Unreachable();
    });
    const text = await response.text().catch(() => Promise.reject(new Unreachable()));
    if (response.ok) return (text === '' ? undefined : JSON.parse(text)) as never;
    const refusal = new Refusal(problemIn(text, response.status));
    if (refusal.slug === 'signed-out') onSignedOut();
    throw refusal;
  };
  return {
    locale,
    send,
    call(route, { in: filled = {}, query, body, ...sent } = {}) {
      const [method = 'GET', template = ''] = route.split(' ');
      const path = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(filled[name] ?? ''));
      return send(method as Method, path, { ...sent, query: query as Query, body });
    },
  };
}

/** A proxy that answers in the server's place does not speak JSON. */
function problemIn(text: string, status: number): ProblemBody {
  try {
    const body = JSON.parse(text) as Partial<ProblemBody>;
    if (typeof body.type === 'string' && typeof body.title === 'string') return { status, ...body } as ProblemBody;
  } catch {
    // Told below.
  }
  return { type: '/problems/unknown', title: `HTTP ${status}`, status };
}

export function queryText(query: Query | URLSearchParams | undefined): string {
  if (query === undefined) return '';
  const text =
    query instanceof URLSearchParams
      ? query.toString()
      : new URLSearchParams(
          Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
        ).toString();
  return text === '' ? '' : `?${text}`;
}
