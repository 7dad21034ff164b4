import type { z } from 'zod';
import type { Pair } from '#kernel/declare/words';
import type { Kernel } from '#kernel/run/kernel';
import type { SecretBox } from '#server/access/secret-box';
import type { FileStore } from '#server/files/store';
import type { RequestContext } from '#server/http/exchange';
import type { Visitor } from './session.ts';

/** What the portal works with. */
export interface PortalParts {
  kernel: Kernel;
  box: SecretBox;
  files: FileStore;
  /** Whether letters are sent, and so codes can be asked for. */
  sendsMail: boolean;
  isDemo: boolean;
  /** Where browsers reach the program, such as `https://lvyue.example.com`; null: wherever they say they do. */
  publicOrigin: string | null;
  addressOf: (c: RequestContext) => string;
  /** Epoch milliseconds. */
  now: () => number;
}

/** A request to the portal, let in and read. */
export interface Asked<B = unknown, M extends Visitor | null = Visitor> {
  /** null where nobody need be signed in. */
  me: M;
  body: B;
  /** The text of the body, as it was sent. */
  bodyText: string;
  /** What stands in the path for `:id`; empty where nothing does. */
  id: string;
  query: URLSearchParams;
  locale: 'zh' | 'en';
  /** Epoch milliseconds. */
  now: number;
  parts: PortalParts;
  c: RequestContext;
}

/**
 * A route of the portal. The table of them (`portalRoutes`) is all there is: it is served, described and tried by the leak test. What is
 * answered passes through `answer`, so that no field goes out that is not named there.
 */
export interface PortalRoute {
  method: 'GET' | 'POST' | 'DELETE';
  /** Below `/api/portal`; `:id` stands for one record. */
  path: string;
  /** The name of the operation in the interface description. */
  name: string;
  summary: Pair;
  /** Whether anybody may ask, without being signed in. */
  open: boolean;
  body: z.ZodType | null;
  /** null: nothing is answered, 204. */
  answer: z.ZodType | null;
  status: number;
  /** The problems that it may answer with besides those of every route, with their status. */
  problems: Record<string, number>;
  work: (asked: Asked<never, never>) => Promise<unknown>;
}

interface Given<B, A, M extends Visitor | null> {
  name: string;
  summary: Pair;
  body?: z.ZodType<B>;
  answer?: z.ZodType<A>;
  status?: number;
  problems?: Record<string, number>;
  work: (asked: Asked<B, M>) => Promise<unknown>;
}

/** A route for contact persons who are signed in: `GET /orders/:id`. */
export const visitors = <B, A>(route: `${PortalRoute['method']} ${string}`, given: Given<B, A, Visitor>): PortalRoute =>
  made(route, false, given as unknown as Given<unknown, unknown, null>);

/** A route for everybody. */
export const everybody = <B, A>(route: `${PortalRoute['method']} ${string}`, given: Given<B, A, null>): PortalRoute =>
  made(route, true, given as unknown as Given<unknown, unknown, null>);

function made(route: string, open: boolean, given: Given<unknown, unknown, null>): PortalRoute {
  const [method, path] = route.split(' ') as [PortalRoute['method'], string];
  const { name, summary, body = null, answer = null, status = answer === null ? 204 : 200, problems = {}, work } = given;
  return { method, path, name, summary, open, body, answer, status, problems, work: work as PortalRoute['work'] };
}
