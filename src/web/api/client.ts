import type { StoredFile } from '#kernel/declare/fields';
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
  /** Any route. Without a connection some are answered with what was read lately, and `asOf`, when. @throws Refusal, Unreachable. */
  send<T>(method: Method, path: string, sent?: Sent): Promise<T>;
  /** Uploads a file. @throws Refusal, Unreachable. */
  upload(content: Blob, name: string): Promise<StoredFile>;
  /** Sends a file as the body. @throws Refusal, Unreachable. */
  sendFile<T>(path: string, content: Blob, query: Query): Promise<T>;
  /** A route of the interface description; `in` fills in what stands in braces. @throws Refusal, Unreachable. */
  call<R extends keyof Routes>(
    route: R,
    sent?: Omit<Sent, 'query' | 'body'> & { in?: Record<string, string>; query?: Routes[R]['query']; body?: Routes[R]['body'] },
  ): Promise<Routes[R]['answer']>;
}

/** Answers that are kept on the device, for when the connection is away. */
export interface Lately {
  isKept: (address: string) => boolean;
  remember: (address: string, answer: unknown) => Promise<void>;
  recall: (address: string) => Promise<{ at: string; body: object } | undefined>;
}

/** @param onSignedOut hears when the session has ended. @param uploads where files go. */
export function apiFor(locale: Locale, onSignedOut: () => void, lately?: Lately, uploads = '/api/files'): Api {
  const ask = async <T>(path: string, init: RequestInit): Promise<T> => {
    const headers = { 'accept-language': locale, 'x-lvyue': '1', ...(init.headers as Record<string, string>) };
    const response = await fetch(path, { ...init, headers }).catch((error: unknown) => {
      throw error instanceof DOMException && error.name === 'AbortError' ? error : new Unreachable();
    });
    const text = await response.text().catch(() => Promise.reject(new Unreachable()));
    if (response.ok) return (text === '' ? undefined : JSON.parse(text)) as T;
    const refusal = new Refusal(problemIn(text, response.status));
    if (refusal.slug === 'signed-out') onSignedOut();
    throw refusal;
  };
  const send: Api['send'] = async <T>(method: Method, path: string, sent: Sent = {}): Promise<T> => {
    const address = `${path}${queryText(sent.query)}`;
    const keeping = method === 'GET' && lately?.isKept(address) ? lately : undefined;
    try {
      const answer = await ask<T>(address, requestOf(method, sent));
      void keeping?.remember(address, answer).catch(() => undefined); // a device that keeps nothing costs comfort, not work
      return answer;
    } catch (error) {
      const known = error instanceof Unreachable ? await keeping?.recall(address).catch(() => undefined) : undefined;
      if (known) return { ...known.body, asOf: known.at } as T;
      throw error;
    }
  };
  return {
    locale,
    send,
    upload: (content, name) =>
      ask(uploads, {
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream', 'x-file-name': encodeURIComponent(name) },
        body: content,
      }),
    sendFile: (path, content, query) =>
      ask(`${path}${queryText(query)}`, {
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream' },
        body: content,
      }),
    call(route, { in: filled = {}, query, body, ...sent } = {}) {
      const [method = 'GET', template = ''] = route.split(' ');
      const path = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(filled[name] ?? ''));
      return send(method as Method, path, { ...sent, query: query as Query, body });
    },
  };
}

const requestOf = (method: Method, { body, version, key, signal }: Sent): RequestInit => ({
  method,
  headers: {
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
    ...(key === undefined ? {} : { 'idempotency-key': key }),
  },
  ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  ...(signal ? { signal } : {}),
});

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
