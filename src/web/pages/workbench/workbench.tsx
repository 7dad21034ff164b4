import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { Commitment } from '../../api/routes.ts';
import { useFormat } from '../../company.ts';
import { useKeys } from '../../keys.ts';
import { ProblemNote, Skeleton } from '../../kit/told.tsx';
import { useSay } from '../../preferences.tsx';
import { recordNamed } from '../../registry.ts';
import { useApi, useMe } from '../../session.tsx';
import { useCrumbs } from '../../shell/crumbs.tsx';
import { byUrgency, type Urgency } from './by-urgency.ts';
import { OwedRow } from './owed-row.tsx';
import { isDecision } from './settling.ts';
import { Owed, Team, Unread } from './sides.tsx';
import './workbench.css';
import { workbenchWords as w } from './words.ts';

const MOST = 200;

/** What needs me: what waits for my decision, what I owe and by when, what my departments are late with, what I am owed. */
export default function Workbench() {
  const say = useSay();
  useCrumbs([{ name: say(w.title) }]);
  useRowKeys();
  return (
    <div className="workbench">
      <h1 className="visually-hidden">{say(w.title)}</h1>
      <Mine />
      <div>
        <Team />
        <Owed />
        <Unread />
      </div>
    </div>
  );
}

function Mine() {
  const say = useSay();
  const api = useApi();
  const format = useFormat();
  const { roles } = useMe();
  const { data, error, refetch } = useQuery({
    queryKey: ['commitments', 'standing', 'mine', api.locale],
    refetchInterval: 60_000,
    queryFn: ({ signal }) => api.call('GET /api/commitments', { signal, query: { standing: true, mine: true, limit: MOST } }),
  });
  const decides = ({ record, control }: Commitment): boolean => {
    const found = recordNamed(record)?.record;
    return found !== undefined && isDecision(found, control, roles);
  };
  const decisions = data?.items.filter(decides) ?? [];
  const groups = data
    ? byUrgency(
        data.items.filter((owed) => !decides(owed)),
        Date.now(),
        format,
      )
    : [];
  const sections: { name: Urgency | 'decisions'; items: readonly Commitment[] }[] = [
    ...(decisions.length > 0 ? [{ name: 'decisions' as const, items: decisions }] : []),
    ...groups,
  ];
  return (
    <section className="panel">
      <h2>
        {say(w.iOwe)} {data && <small>{data.next ? say(w.moreThan(data.items.length)) : say(w.count(data.items.length))}</small>}
      </h2>
      <ProblemNote error={error} onRetry={() => void refetch()} />
      {!data && !error && <Skeleton lines={6} />}
      {data?.items.length === 0 && (
        <div className="empty">
          <p>{say(w.nothing)}</p>
          <p>{say(w.nothingMore)}</p>
        </div>
      )}
      {sections.length > 1 && (
        <nav className="glance no-print" aria-label={say(w.glance)}>
          {sections.map(({ name, items }) => (
            <a key={name} href={`#${name}`} className={name}>
              <strong>{items.length}</strong> {say(name === 'decisions' ? w.decisions : w.groups[name]!)}
            </a>
          ))}
        </nav>
      )}
      {data && data.items.length > 0 && <p className="quiet wide-only">{say(w.keys)}</p>}
      {sections.map(({ name, items }) => (
        <section key={name} id={name} className={`urgency ${name}`}>
          <h3>
            {say(name === 'decisions' ? w.decisions : w.groups[name]!)} <small className="quiet">{items.length}</small>
          </h3>
          <ul>
            {items.map((owed) => (
              <OwedRow key={owed.id} owed={owed} />
            ))}
          </ul>
        </section>
      ))}
      <p>
        <Link to="/commitments?mine=true">{say(w.all)}</Link>
      </p>
    </section>
  );
}

/** j and k go from row to row and stop at its deed, so Enter does it; a number picks another deed of the row, o opens the record. */
function useRowKeys(): void {
  const rows = () => [...document.querySelectorAll<HTMLElement>('.workbench .owed')];
  const here = () => document.activeElement?.closest<HTMLElement>('.owed') ?? null;
  const deeds = (row: HTMLElement | null | undefined) => [...(row?.querySelectorAll<HTMLElement>('.deed') ?? [])];
  const link = (row: HTMLElement | null | undefined) => row?.querySelector<HTMLElement>('.owed-link');
  const go = (step: number) => {
    const all = rows();
    const now = here();
    const row = all[now ? Math.max(0, Math.min(all.length - 1, all.indexOf(now) + step)) : 0];
    (deeds(row)[0] ?? link(row))?.focus();
    row?.scrollIntoView({ block: 'nearest' });
  };
  useKeys({
    j: () => go(1),
    k: () => go(-1),
    o: () => link(here())?.click(),
    ...Object.fromEntries(Array.from({ length: 9 }, (_, i) => [String(i + 1), () => deeds(here())[i]?.click()])),
  });
}
