import { useState } from 'react';
import type { Pair } from '#kernel/declare/words';
import { Unreachable } from '../api/client.ts';
import { withFiles } from '../kit/form/upload.ts';
import { post } from '../kit/outbox.ts';
import { newKey } from '../kit/record-page/send.ts';
import { keep, recall } from '../preferences.tsx';
import { useForget, useMe, usePortal } from './portal.tsx';

/** How a form of the portal is sent: once, also when the connection breaks or the button is pressed twice. */
export interface Sending {
  busy: boolean;
  error: unknown;
  /** Says that the form waits on this device for the connection. */
  isKept: boolean;
  /** Sends; answers what was answered, or null where it was refused or waits. */
  send: <T>(path: string, body: object) => Promise<T | null>;
}

/**
 * @param title what the form does, to what: shown while it waits for the connection.
 * @param page the page with the form, below `/portal`.
 */
export function useSending(title: Pair, page: string): Sending {
  const { api } = usePortal();
  const me = useMe();
  const forget = useForget();
  const [key, setKey] = useState(newKey);
  const [state, setState] = useState<Pick<Sending, 'busy' | 'error' | 'isKept'>>({ busy: false, error: null, isKept: false });
  return {
    ...state,
    async send<T>(path: string, body: object) {
      setState({ busy: true, error: null, isKept: false });
      try {
        const answer = await api.send<T>('POST', `/api/portal${path}`, { body: await withFiles(api, body), key });
        await forget();
        setState({ busy: false, error: null, isKept: false });
        return answer;
      } catch (error) {
        if (error instanceof Unreachable && me && (await putAside(me.id, `/api/portal${path}`, body))) {
          setState({ busy: false, error: null, isKept: true });
          return null;
        }
        setKey(newKey()); // an answer was given: what is sent next is another request
        setState({ busy: false, error, isKept: false });
        return null;
      }
    },
  };

  async function putAside(person: string, path: string, body: object): Promise<boolean> {
    const waiting = {
      key,
      person: `contact:${person}`,
      at: new Date().toISOString(),
      method: 'POST',
      path,
      body,
      title,
      page,
      form: page,
      answers: {},
      state: 'waiting',
    } as const;
    return post(waiting).then(
      () => true,
      () => false, // this device keeps nothing: the form stays as it is, to be sent again by hand
    );
  }
}

/** What is typed into a form, kept on this device until it is sent: a chat application's browser closes pages without asking. */
export function useTyped<T extends object>(form: string, initial: T): [T, (change: Partial<T>) => void, () => void] {
  const place = `${TYPED}${form}`;
  const [typed, setTyped] = useState<T>(() => ({ ...initial, ...(recall(place) as Partial<T> | null) }));
  return [
    typed,
    (change) =>
      setTyped((before) => {
        const after = { ...before, ...change };
        keep(place, after);
        return after;
      }),
    () => keep(place, undefined),
  ];
}

const TYPED = 'lvyue.portal.typed.';
const LAST_PERSON = 'lvyue.portal.person';

/** Somebody has come in: what somebody else typed on this device, and did not send, is theirs and forgotten. */
export function welcome(person: string): void {
  if (recall(LAST_PERSON) !== person) forgetTyped();
  keep(LAST_PERSON, person);
}

/** Forgets everything that was typed and not sent. */
export function forgetTyped(): void {
  try {
    for (const place of Object.keys(localStorage).filter((one) => one.startsWith(TYPED))) keep(place, undefined);
  } catch {
    // A storage that is closed to us holds nothing of ours.
  }
}
