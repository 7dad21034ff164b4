import { useRef, useState } from 'react';

/**
 * Sends something once: while it is under way it is not sent again, and after a lost answer the same thing goes out under the
 * same key, which the server does only once.
 */
export function useSend<T>(send: (key: string) => Promise<T>, fingerprint: string) {
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const key = useRef({ of: '', key: '' });
  return {
    error,
    busy,
    forgive: () => setError(null),
    /** Answers undefined when it was refused; `error` then says why. */
    async run(): Promise<T | undefined> {
      if (busy) return undefined;
      if (key.current.of !== fingerprint) key.current = { of: fingerprint, key: newKey() };
      setBusy(true);
      setError(null);
      try {
        return await send(key.current.key);
      } catch (failed) {
        setError(failed);
        return undefined;
      } finally {
        setBusy(false);
      }
    },
  };
}

/** Not `randomUUID`, which browsers keep from pages that came without https. */
export const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
