import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import type { Pair } from '#kernel/declare/words';
import { type Locale, tell } from './language/format.ts';

/** How one person likes it, on this device. */
export interface Preferences {
  locale: Locale;
  theme: 'light' | 'dark' | 'system';
  density: 'comfortable' | 'compact';
}

const KEPT = 'lvyue.preferences';

const Context = createContext<{ preferences: Preferences; prefer: (change: Partial<Preferences>) => void } | null>(null);

/** Keeps the preferences and puts them on the page: language, colours, density. */
export function PreferencesProvider({ children }: { children: ReactNode }) {
  const [preferences, setPreferences] = useState(kept);
  const dark = useDarkSystem();
  useEffect(() => {
    const { documentElement: page } = document;
    page.lang = preferences.locale === 'zh' ? 'zh-CN' : 'en';
    page.dataset['theme'] = preferences.theme === 'system' ? (dark ? 'dark' : 'light') : preferences.theme;
    page.dataset['density'] = preferences.density;
  }, [preferences, dark]);
  const value = useMemo(
    () => ({
      preferences,
      prefer: (change: Partial<Preferences>) =>
        setPreferences((before) => {
          const after = { ...before, ...change };
          keep(KEPT, after);
          return after;
        }),
    }),
    [preferences],
  );
  return <Context value={value}>{children}</Context>;
}

export function usePreferences() {
  const found = useContext(Context);
  if (!found) throw new Error('There are no preferences here.');
  return found;
}

export const useLocale = (): Locale => usePreferences().preferences.locale;

/** Tells a pair of words in the reader's language. */
export function useSay(): (pair: Pair) => string {
  const locale = useLocale();
  return useMemo(() => (pair: Pair) => tell(pair, locale), [locale]);
}

function kept(): Preferences {
  const standard: Preferences = {
    locale: /^zh\b/i.test(navigator.language) || !/^en\b/i.test(navigator.language) ? 'zh' : 'en',
    theme: 'system',
    density: 'comfortable',
  };
  return { ...standard, ...(recall(KEPT) as Partial<Preferences> | null) };
}

/** What was kept on this device; null when nothing was, or it cannot be read. */
export function recall(key: string): unknown {
  try {
    const text = localStorage.getItem(key);
    return text === null ? null : JSON.parse(text);
  } catch {
    return null; // storage may be closed to us, or hold what somebody else wrote
  }
}

/** Keeps a value on this device; `undefined` forgets it. */
export function keep(key: string, value: unknown): void {
  try {
    if (value === undefined) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // A full or closed storage costs comfort, not work.
  }
}

function useDarkSystem(): boolean {
  const [dark, setDark] = useState(() => matchMedia('(prefers-color-scheme: dark)').matches);
  useEffect(() => {
    const query = matchMedia('(prefers-color-scheme: dark)');
    const changed = () => setDark(query.matches);
    query.addEventListener('change', changed);
    return () => query.removeEventListener('change', changed);
  }, []);
  return dark;
}
