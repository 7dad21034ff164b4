import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { Link } from 'react-router';
import { useSay } from '../preferences.tsx';
import { shellWords as w } from './words.ts';

export interface Crumb {
  name: string;
  to?: string;
}

const Context = createContext<{ crumbs: readonly Crumb[]; setCrumbs: (crumbs: readonly Crumb[]) => void } | null>(null);

export function CrumbsProvider({ children }: { children: ReactNode }) {
  const [crumbs, setCrumbs] = useState<readonly Crumb[]>([]);
  const value = useMemo(() => ({ crumbs, setCrumbs }), [crumbs]);
  return <Context value={value}>{children}</Context>;
}

/** A page says where it is: at the top, and in the title of the window. */
export function useCrumbs(crumbs: readonly Crumb[]): void {
  const place = useContext(Context);
  const say = useSay();
  const said = JSON.stringify(crumbs);
  const setCrumbs = place?.setCrumbs;
  useEffect(() => {
    const parsed = JSON.parse(said) as Crumb[];
    setCrumbs?.(parsed);
    const names = parsed.toReversed().map(({ name }) => name);
    document.title = [...names, say(w.product)].join(' · ');
  }, [said, setCrumbs, say]);
}

/** The way to this page. */
export function Trail() {
  const crumbs = useContext(Context)?.crumbs ?? [];
  return (
    <ol className="trail">
      {crumbs.map(({ name, to }, i) => (
        <li key={`${i} ${name}`}>{to ? <Link to={to}>{name}</Link> : <span aria-current="page">{name}</span>}</li>
      ))}
    </ol>
  );
}
