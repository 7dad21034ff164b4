import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { type Api, apiFor, Refusal } from '../api/client.ts';
import type { Routes } from '../api/routes.ts';
import { dayText, instantText } from '../language/format.ts';
import { useLocale } from '../preferences.tsx';

export type About = Routes['GET /api/portal/about']['answer'];
export type Me = Routes['GET /api/portal/me']['answer'];

const UNTIL_TOLD: About = { name: '', hue: 165, zone: 'Asia/Shanghai', sendsMail: true, demo: false };

const Context = createContext<{ api: Api; about: About } | null>(null);

/** How the portal speaks to the server, and whose it is. Whoever is not signed in is led to the door, and back afterwards. */
export function PortalProvider({ children }: { children: ReactNode }) {
  const locale = useLocale();
  const navigate = useNavigate();
  const { pathname, search } = useLocation();
  const onSignedOut = useCallback(() => {
    const to = `${pathname}${search}`;
    void navigate(`/sign-in${to === '/' ? '' : `?to=${encodeURIComponent(to)}`}`, { replace: true });
  }, [navigate, pathname, search]);
  const api = useMemo(() => apiFor(locale, onSignedOut, undefined, '/api/portal/files'), [locale, onSignedOut]);
  const { data: about = UNTIL_TOLD } = useQuery({
    queryKey: ['about'],
    queryFn: ({ signal }) => api.call('GET /api/portal/about', { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  useEffect(() => {
    // Through the object model: the policy of the page allows no style in its text.
    document.documentElement.style.setProperty('--hue', String(about.hue));
  }, [about.hue]);
  const value = useMemo(() => ({ api, about }), [api, about]);
  return <Context value={value}>{children}</Context>;
}

export function usePortal(): { api: Api; about: About } {
  const found = useContext(Context);
  if (!found) throw new Error('There is no portal here.');
  return found;
}

/** Routes of the portal that answer something about whoever is signed in. */
export type PortalRead = Extract<keyof Routes, `GET /api/portal/${string}`>;

/** What a route answers, kept and asked for again when something was done. */
export function useAsked<R extends PortalRead>(route: R, filled: Record<string, string> = {}, query?: Routes[R]['query']) {
  const { api } = usePortal();
  return useQuery({
    queryKey: [route, filled, query, api.locale],
    queryFn: ({ signal }) => api.call(route, { in: filled, signal, ...(query && { query }) }),
    refetchInterval: 60_000, // what is left of a promise changes by the minute
  });
}

/** Forgets what was read, so that pages in view read it again. */
export function useForget(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'about' });
}

/** Whoever is signed in; null as long as that is not known, and for nobody. */
export function useMe(enabled = true): Me | null {
  const { api } = usePortal();
  const { data } = useQuery({
    queryKey: ['me'],
    queryFn: ({ signal }) => api.call('GET /api/portal/me', { signal }),
    staleTime: 60_000,
    enabled,
    retry: false,
  });
  return data ?? null;
}

/** Days and instants as the reader writes them, in the company's zone. */
export function useDates(): { day: (day: string) => string; instant: (iso: string) => string } {
  const locale = useLocale();
  const { zone } = usePortal().about;
  return useMemo(
    () => ({ day: (day) => dayText(day, locale), instant: (iso) => instantText(iso, locale, zone) }),
    [locale, zone],
  );
}

export const isGone = (error: unknown): boolean => error instanceof Refusal && error.status === 404;
