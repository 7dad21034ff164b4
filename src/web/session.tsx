import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react';
import { type Api, apiFor } from './api/client.ts';
import { forgetAll, isKept, recall, remember } from './api/lately.ts';
import type { Routes } from './api/routes.ts';
import { useLocale } from './preferences.tsx';

export type Me = Routes['GET /api/me']['answer'];

interface Session {
  api: Api;
  /** Whether the session has ended under our hands. */
  ended: boolean;
  /** To be called when somebody has signed in. */
  begun: () => Promise<void>;
  signOut: () => Promise<void>;
}

const Context = createContext<Session | null>(null);

/** Who uses the pages, and how they speak to the server. */
export function SessionProvider({ children }: { children: ReactNode }) {
  const locale = useLocale();
  const queries = useQueryClient();
  const [ended, setEnded] = useState(false);
  const onSignedOut = useCallback(() => setEnded(true), []);
  const session = useMemo((): Session => {
    const api = apiFor(locale, onSignedOut, { isKept, recall, remember });
    return {
      api,
      ended,
      async begun() {
        setEnded(false);
        await queries.invalidateQueries();
      },
      async signOut() {
        await api.call('DELETE /api/session').catch(() => undefined); // it may have ended by itself
        queries.clear();
        await forgetAll().catch(() => undefined);
        location.assign('/sign-in');
      },
    };
  }, [locale, onSignedOut, ended, queries]);
  return <Context value={session}>{children}</Context>;
}

export function useSession(): Session {
  const found = useContext(Context);
  if (!found) throw new Error('There is no session here.');
  return found;
}

export const useApi = (): Api => useSession().api;

/** Who asks; the query fails when nobody is signed in. `onlyRecalled`: the server has not said yet that it is still so. */
export function useMeQuery() {
  const api = useApi();
  const query = useQuery({
    queryKey: ['me'],
    queryFn: ({ signal }) => api.call('GET /api/me', { signal }),
    staleTime: 60_000,
    retry: false,
  });
  return { ...query, onlyRecalled: query.dataUpdatedAt === LONG_AGO };
}

const LONG_AGO = 1; // ms since 1970: asked for anew at once

/**
 * Lets the pages begin as whoever used them last on this device, so that what they ask for goes out beside the question who asks, not
 * behind its answer. What may be seen the server decides with each answer.
 */
export async function recallMe(queries: QueryClient): Promise<void> {
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, PATIENCE_MS)); // a device that does not answer
  const read = await Promise.race([recall('/api/me').catch(() => undefined), late]);
  if (read) queries.setQueryData(['me'], read.body as Me, { updatedAt: LONG_AGO });
}

const PATIENCE_MS = 100;

const MeContext = createContext<Me | null>(null);
export const MeProvider = MeContext.Provider;

/** Whoever is signed in. Inside the shell there is always somebody. */
export function useMe(): Me {
  const me = useContext(MeContext);
  if (!me) throw new Error('Nobody is signed in here.');
  return me;
}
