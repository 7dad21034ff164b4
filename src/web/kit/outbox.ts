import { useEffect, useSyncExternalStore } from 'react';
import type { AnyDoc } from '#kernel/declare/record';
import type { Pair } from '#kernel/declare/words';
import type { ProblemBody } from '#kernel/problem';
import { type Api, Refusal, Unreachable } from '../api/client.ts';
import { dropAway, fetchAll, putAway } from './device.ts';
import type { Answers } from './form/fields.ts';
import { forgetFiles, withFiles } from './form/upload.ts';

/** A form that was sent without a connection: it goes out, once, when the connection is back. */
export interface Waiting {
  /** Its idempotency key: whatever became of the first attempt, the server does it once. */
  key: string;
  /** Whoever sent it; nobody else's session sends it. */
  person: string;
  at: string;
  method: 'POST' | 'PATCH';
  path: string;
  body: unknown;
  version?: number;
  /** What it does, to what. */
  title: Pair;
  /** The page with its form, such as `/deliveries/0190…?do=sign` (once it is done, the record's), the name of its draft, and what was typed, to go on from a refusal. */
  page: string;
  form: string;
  answers: Answers;
  seen?: AnyDoc;
  state: 'waiting' | 'refused' | 'done';
  /** Why it was refused. */
  problem?: ProblemBody;
}

/** Days for which the server knows a request that it has answered. What is older might be done twice, and is looked at by its sender. */
const KNOWN_DAYS = 6;

let held: readonly Waiting[] = [];
const listeners = new Set<() => void>();

/** Everything of this person that has not been dismissed, the oldest first. */
export function useOutbox(person: string): readonly Waiting[] {
  useEffect(() => void refresh(), []);
  const all = useSyncExternalStore(
    (listen) => (listeners.add(listen), () => listeners.delete(listen)),
    () => held,
  );
  return all.filter((one) => one.person === person);
}

async function refresh(): Promise<void> {
  const found = await fetchAll<Waiting>('outbox').catch(() => []);
  held = found.sort((a, b) => a.at.localeCompare(b.at));
  for (const listen of listeners) listen();
}

/** Keeps a form until it can be sent. Rejects where this device keeps nothing. */
export async function post(waiting: Waiting): Promise<void> {
  await putAway('outbox', waiting.key, waiting);
  await refresh();
}

/** Forgets a form: it was answered, or is given up. */
export async function dismiss(key: string): Promise<void> {
  await dropAway('outbox', key);
  await refresh();
}

/**
 * Sends what waits, one after the other in the order in which it was sent first; stops where the connection is still away. Of several
 * windows one does it. Answers whether anything was done.
 */
export function sendWaiting(api: Api, person: string): Promise<boolean> {
  const send = async (): Promise<boolean> => {
    await refresh();
    let any = false;
    for (const waiting of held.filter((one) => one.person === person && one.state === 'waiting')) {
      const after = await sent(api, waiting);
      if (after === null) break;
      await post(after);
      any = true;
    }
    return any;
  };
  // Where a page came without https there are no locks; the key still makes it once.
  return navigator.locks
    ? navigator.locks.request('lvyue.outbox', { ifAvailable: true }, (lock) => lock !== null && send())
    : send();
}

/** What became of it; null: nothing yet, it waits on. */
async function sent(api: Api, waiting: Waiting): Promise<Waiting | null> {
  const { method, path, version, key, at } = waiting;
  if (Date.now() - Date.parse(at) > KNOWN_DAYS * 86_400_000) return { ...waiting, state: 'refused', problem: TOO_OLD(api) };
  try {
    const answer = await api.send<{ record?: { id: string } }>(method, path, {
      body: await withFiles(api, waiting.body),
      key,
      ...(version !== undefined && { version }),
    });
    await forgetFiles(waiting.body).catch(() => undefined);
    const [, plural = ''] = waiting.page.split('/');
    const page = answer.record ? `/${plural}/${answer.record.id}` : waiting.page.replace(/\?.*$/, '');
    return { ...waiting, state: 'done', page };
  } catch (error) {
    if (error instanceof Unreachable) return null;
    // A session that has ended, a server that is busy: what was sent is as good as before.
    if (error instanceof Refusal && (error.status === 401 || error.status === 429 || error.status >= 500)) return null;
    const problem =
      error instanceof Refusal ? error.problem : { type: '/problems/lost', status: 0, title: (error as Error).message };
    return { ...waiting, state: 'refused', problem };
  }
}

const TOO_OLD = ({ locale }: Api): ProblemBody => ({
  type: '/problems/too-old',
  status: 0,
  title:
    locale === 'zh'
      ? '等待网络的时间太长，没有自动发送。请核对后重新提交。'
      : 'This waited too long and was not sent by itself. Please look at it and send it again.',
});
