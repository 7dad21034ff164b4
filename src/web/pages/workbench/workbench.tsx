import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { Commitment } from '../../api/routes.ts';
import { useFormat } from '../../company.ts';
import { useKeys } from '../../keys.ts';
import { ProblemNote, Skeleton } from '../../kit/told.tsx';
import { useSay } from '../../preferences.tsx';
import { useApi, useMe } from '../../session.tsx';
import { useCrumbs } from '../../shell/crumbs.tsx';
import { NewsRow, useMarkRead, useNews } from '../../shell/news.tsx';
import { byUrgency } from './by-urgency.ts';
import { OwedRow } from './owed-row.tsx';
import './workbench.css';
import { workbenchWords as w } from './words.ts';

const MOST = 200;

/** What needs me: what I owe and by when, what I am owed, what I have not read yet. */
export default function Workbench() {
  const say = useSay();
  useCrumbs([{ name: say(w.title) }]);
  useRowKeys();
  return (
    <div className="workbench">
      <h1 className="visually-hidden">{say(w.title)}</h1>
      <Mine />
      <div>
        <Owed />
        <Unread />
      </div>
    </div>
  );
}

function Mine() {
  const say = useSay();
  const format = useFormat();
  const { data, error, refetch } = useStanding(true);
  const groups = data ? byUrgency(data.items, Date.now(), format) : [];
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
      {groups.map(({ name, items }) => (
        <section key={name} className={`urgency ${name}`}>
          <h3>
            {say(w.groups[name]!)} <small className="quiet">{items.length}</small>
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

/** What colleagues owe to a role of mine. */
function Owed() {
  const say = useSay();
  const { roles, employee } = useMe();
  const { data, error } = useStanding(false);
  const toMe = data?.items.filter(
    ({ creditor, debtor }) =>
      roles.includes(creditor.role) && !(debtor.employee ? debtor.employee === employee : roles.includes(debtor.role)),
  );
  return (
    <section className="panel">
      <h2>{say(w.owedToMe)}</h2>
      <ProblemNote error={error} />
      {toMe?.length === 0 && <p className="quiet">{say(w.nothingOwed)}</p>}
      <ul>
        {toMe?.slice(0, 20).map((owed) => (
          <OwedRow key={owed.id} owed={owed} />
        ))}
      </ul>
    </section>
  );
}

function Unread() {
  const say = useSay();
  const read = useMarkRead();
  const items = useNews().data?.items.filter(({ readAt }) => readAt === null);
  return (
    <section className="panel">
      <h2>{say(w.news)}</h2>
      {items?.length === 0 && <p className="quiet">{say(w.noNews)}</p>}
      <ul className="news-rows">
        {items?.slice(0, 10).map((item) => (
          <NewsRow key={item.id} item={item} onOpen={() => read([item])} />
        ))}
      </ul>
    </section>
  );
}

function useStanding(mine: boolean) {
  const api = useApi();
  return useQuery({
    queryKey: ['commitments', 'standing', mine, api.locale],
    refetchInterval: 60_000,
    queryFn: ({ signal }): Promise<{ items: readonly Commitment[]; next: string | null }> =>
      api.call('GET /api/commitments', { signal, query: { standing: true, mine, limit: MOST } }),
  });
}

/** j and k go from row to row; Enter opens, as on any link. */
function useRowKeys(): void {
  const go = (step: number) => {
    const links = [...document.querySelectorAll<HTMLElement>('.workbench .owed-link')];
    const at = links.indexOf(document.activeElement as HTMLElement);
    links[Math.max(0, Math.min(links.length - 1, at + step))]?.focus();
  };
  useKeys({ j: () => go(1), k: () => go(-1) });
}
