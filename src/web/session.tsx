import { useQuery, useQueryClient } from '@tanstack/react-query';
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

/** Who asks; the query fails when nobody is signed in. */
export function useMeQuery() {
  const api = useApi();
  return useQuery({
    queryKey: ['me'],
    queryFn: ({ signal }) => api.call('GET /api/me', { signal }),
    staleTime: 60_000,
    retry: false,
  });
}

const MeContext = createContext<Me | null>(null);
export const MeProvider = MeContext.Provider;

/** Whoever is signed in. Inside the shell there is always somebody. */
export function useMe(): Me {
  const me = useContext(MeContext);
  if (!me) throw new Error('Nobody is signed in here.');
  return me;
}
