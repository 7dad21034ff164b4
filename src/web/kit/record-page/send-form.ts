import { useRef, useState } from 'react';
import { useLocation } from 'react-router';
import type { ProblemBody } from '#kernel/problem';
import { Refusal, Unreachable } from '../../api/client.ts';
import { useApi, useMe } from '../../session.tsx';
import { forgetFiles, withFiles } from '../form/upload.ts';
import { post, type Waiting } from '../outbox.ts';
import { newKey } from './send.ts';

/** A form as it is sent: where to, with what, and how it is called while it waits for the connection. */
export type Sending = Pick<Waiting, 'method' | 'path' | 'body' | 'version' | 'title' | 'page' | 'form' | 'answers' | 'seen'>;

/** What became of a form: the server's answer, or kept on this device until the connection is back. */
export type Outcome<T> = { answer: T } | { kept: true };

/**
 * Sends a form once: while it is under way it is not sent again, and after a lost answer the same thing goes out under the same key,
 * which the server does only once. Without a connection it is kept, and sent when there is one.
 * @param form names it, as its draft is named.
 */
export function useSendForm<T>(form: string) {
  const api = useApi();
  const me = useMe();
  const refusedBefore = useRefusal(form);
  const [error, setError] = useState<unknown>(refusedBefore);
  const [busy, setBusy] = useState(false);
  const key = useRef({ of: '', key: '' });
  return {
    error,
    busy,
    forgive: () => setError(null),
    /** Answers undefined when it was refused; `error` then says why. */
    async run(sending: Omit<Sending, 'form'>): Promise<Outcome<T> | undefined> {
      if (busy) return undefined;
      const fingerprint = JSON.stringify([sending.path, sending.version, sending.body]);
      if (key.current.of !== fingerprint) key.current = { of: fingerprint, key: newKey() };
      const { method, path, version, body } = sending;
      setBusy(true);
      setError(null);
      try {
        const whole = await withFiles(api, body);
        const sent = { body: whole, key: key.current.key, ...(version !== undefined && { version }) };
        const answer = await api.send<T>(method, path, sent);
        void forgetFiles(body).catch(() => undefined);
        return { answer };
      } catch (failed) {
        if (failed instanceof Unreachable && (await kept({ ...sending, form, key: key.current.key, person: me.id })))
          return { kept: true };
        setError(failed);
        return undefined;
      } finally {
        setBusy(false);
      }
    },
  };
}

/** Whether this device keeps it. */
const kept = (sending: Sending & { key: string; person: string }): Promise<boolean> =>
  post({ ...sending, at: new Date().toISOString(), state: 'waiting' }).then(
    () => true,
    () => false,
  );

/** Why a form that waited was refused, on the way back to it. */
function useRefusal(form: string): Refusal | null {
  const state = useLocation().state as { refusal?: ProblemBody; form?: string } | null;
  const [refusal] = useState(() => (state?.refusal && state.form === form ? new Refusal(state.refusal) : null));
  return refusal;
}
