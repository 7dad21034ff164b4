import type { Declared, DocOf, EvidenceOf, InputOf, StepNameOf } from '#kernel/declare/record';
import type { ProblemBody } from '#kernel/problem';
import type { CommitmentView } from '#kernel/run/commitments';
import type { View } from '#kernel/run/read';
import type { JournalEntry } from '#server/http/journal';

export type AnyNamed = Declared & { name: string; plural: string };

/** What tells people of the same role apart. */
export interface Who {
  name?: string;
  /** The id of a department. */
  department?: string;
}

/** A record, by its id or as it was last answered. */
export type Which = string | { id: string };

/** A sentence, name or title arrives in one language. */
type Told<T> = T extends { zh: string; en: string }
  ? string
  : T extends readonly (infer I)[]
    ? Told<I>[]
    : T extends object
      ? { [K in keyof T]: Told<T[K]> }
      : T;

export type ToldView<R extends Declared> = Omit<Told<View>, 'record' | 'can'> & {
  record: DocOf<R>;
  can: Record<StepNameOf<R>, Told<View['can'][string]>>;
};

export interface ListQuery {
  /** `{ state: 'open', 'due[from]': '2026-01-01' }` */
  filter?: Record<string, string>;
  sort?: string;
  limit?: number;
  after?: string;
  q?: string;
  count?: boolean;
}

export interface RawAnswer {
  status: number;
  headers: Headers;
  /** The parsed body; null when there is none. */
  // oxlint-disable-next-line typescript/no-explicit-any -- JSON from outside, whose members a test asserts
  body: any;
}

/** What somebody may try, through HTTP. Whatever is refused is thrown as a `Refusal`. */
export interface Person {
  /** Their id as an employee (as a customer, for contact persons). */
  id: () => Promise<string>;
  /** The headers that say who it is. */
  credential: () => Promise<Record<string, string>>;
  create: <R extends AnyNamed>(record: R, input: InputOf<R>) => Promise<DocOf<R>>;
  /** Takes a step. `ifMatch` names the version that was seen; left out, any will do. */
  take: <R extends AnyNamed, K extends StepNameOf<R>>(
    record: R,
    step: K,
    which: Which,
    evidence?: EvidenceOf<R, K>,
    ifMatch?: number,
  ) => Promise<DocOf<R>>;
  /** Changes fields of the version that was last answered, or of the newest when only an id is given. */
  edit: <R extends AnyNamed>(record: R, which: string | { id: string; version: number }, input: InputOf<R>) => Promise<DocOf<R>>;
  get: <R extends AnyNamed>(record: R, which: Which) => Promise<ToldView<R>>;
  list: <R extends AnyNamed>(
    record: R,
    query?: ListQuery,
  ) => Promise<{
    items: (DocOf<R> & { refs: Record<string, { number: string; title: string } | null> })[];
    next: string | null;
    count: { value: number; more: boolean } | null;
  }>;
  /** The newest entries first. */
  journal: (record: AnyNamed, which: Which) => Promise<JournalEntry[]>;
  /** All commitments of a record, settled ones too. */
  commitments: (record: AnyNamed, which: Which) => Promise<Told<CommitmentView>[]>;
  /** Any request at all; nothing is thrown. `body` is sent as JSON unless it is a string or bytes. */
  send: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<RawAnswer>;
}

/** A request that was answered with a problem. */
export class Refusal extends Error {
  readonly slug: string;
  readonly problem: ProblemBody;

  constructor(problem: ProblemBody) {
    super(`${problem.status} ${problem.type}: ${problem.title} ${JSON.stringify(problem['because'] ?? problem['errors'] ?? '')}`);
    this.name = 'Refusal';
    this.slug = problem.type.replace('/problems/', '');
    this.problem = problem;
  }
}

/**
 * Somebody who asks the server at `url`.
 * @param credential the headers that say who it is.
 */
export function personOf(url: string, id: () => Promise<string>, credential: () => Promise<Record<string, string>>): Person {
  const send: Person['send'] = async (method, path, body, headers = {}) => {
    const plain = typeof body === 'string' || body instanceof Uint8Array;
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { ...(await credential()), ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: plain ? (body as string) : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) };
  };
  const ask = async <T>(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<T> => {
    const answer = await send(method, path, body, headers);
    if (answer.status >= 400) throw new Refusal(answer.body as ProblemBody);
    return answer.body as T;
  };
  const get: Person['get'] = (record, which) => ask('GET', pathOf(record, which));
  return {
    id,
    credential,
    send,
    get,
    create: async (record, input) => (await ask<{ record: never }>('POST', `/api/${record.plural}`, input)).record,
    async take(record, step, which, evidence, ifMatch) {
      const match = ifMatch === undefined ? {} : { 'if-match': `"${ifMatch}"` };
      return (await ask<{ record: never }>('POST', `${pathOf(record, which)}/${step}`, evidence ?? {}, match)).record;
    },
    async edit(record, which, input) {
      const version = typeof which === 'string' ? (await get(record, which)).record.version : which.version;
      return (await ask<{ record: never }>('PATCH', pathOf(record, which), input, { 'if-match': `"${version}"` })).record;
    },
    list: (record, query = {}) => ask('GET', `/api/${record.plural}?${searchOf(query).toString()}`),
    journal: async (record, which) =>
      (await ask<{ items: JournalEntry[] }>('GET', `${pathOf(record, which)}/journal?limit=200`)).items,
    commitments: async (record, which) =>
      (await ask<{ items: Told<CommitmentView>[] }>('GET', `${pathOf(record, which)}/commitments?limit=200`)).items,
  };
}

const pathOf = (record: AnyNamed, which: Which): string =>
  `/api/${record.plural}/${typeof which === 'string' ? which : which.id}`;

function searchOf({ filter = {}, ...rest }: ListQuery): URLSearchParams {
  const search = new URLSearchParams(Object.entries(rest).map(([name, value]): [string, string] => [name, String(value)]));
  for (const [field, value] of Object.entries(filter)) {
    const [name = '', operator] = field.split(/[[\]]/);
    search.append(operator ? `filter[${name}][${operator}]` : `filter[${name}]`, value);
  }
  return search;
}
