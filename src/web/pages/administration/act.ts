import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTellDone } from '../../shell/said.tsx';

/** Does one thing at a time, says that it was done, and has `keys` read again. */
export function useAct(...keys: readonly string[]) {
  const queries = useQueryClient();
  const tellDone = useTellDone();
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  return {
    error,
    busy,
    /** Answers undefined when it was refused; `error` then says why. */
    async run<T>(work: () => Promise<T>, said?: string): Promise<T | undefined> {
      setBusy(true);
      setError(null);
      try {
        const answer = await work();
        await Promise.all(keys.map((key) => queries.invalidateQueries({ queryKey: [key] })));
        if (said !== undefined) tellDone(said);
        return answer;
      } catch (failed) {
        setError(failed);
        return undefined;
      } finally {
        setBusy(false);
      }
    },
  };
}
