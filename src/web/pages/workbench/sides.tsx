import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { useFormat } from '../../company.ts';
import { standingOf } from '../../kit/promise.tsx';
import { ProblemNote } from '../../kit/told.tsx';
import { useSay } from '../../preferences.tsx';
import { useApi, useMe } from '../../session.tsx';
import { NewsRow, useMarkRead, useNews } from '../../shell/news.tsx';
import { dayAfter } from '../commitments/question.ts';
import { OwedRow } from './owed-row.tsx';
import { workbenchWords as w } from './words.ts';

const SHOWN = 10;
const SOON_DAYS = 2;

/** What the departments that one manages are late with, or about to be; nothing for those who manage none. */
export function Team() {
  const say = useSay();
  const api = useApi();
  const format = useFormat();
  const { employee } = useMe();
  const managed = useQuery({
    queryKey: ['departments', 'managed by', employee],
    enabled: employee !== null,
    staleTime: 600_000,
    queryFn: ({ signal }) =>
      api.send<{ items: unknown[] }>('GET', '/api/departments', { signal, query: { 'filter[manager]': employee!, limit: 1 } }),
  });
  const manages = (managed.data?.items.length ?? 0) > 0;
  const to = format.fromLocal(`${dayAfter(format.today(), SOON_DAYS)}T23:59`);
  const { data, error } = useQuery({
    queryKey: ['commitments', 'standing', 'team', to, api.locale],
    enabled: manages,
    refetchInterval: 60_000,
    queryFn: ({ signal }) => api.call('GET /api/commitments', { signal, query: { standing: true, team: true, to, limit: 200 } }),
  });
  if (!manages) return null;
  const risks = data?.items.filter((owed) => ['breached', 'soon'].includes(standingOf(owed, Date.now())));
  return (
    <section className="panel">
      <h2>
        {say(w.team)} {risks && <small>{risks.length}</small>}
      </h2>
      <ProblemNote error={error} />
      {risks?.length === 0 && <p className="quiet">{say(w.noRisk)}</p>}
      <ul>
        {risks?.slice(0, SHOWN).map((owed) => (
          <OwedRow key={owed.id} owed={owed} />
        ))}
      </ul>
      <p>
        <Link to="/commitments?team=true&as=board">{say(w.allOfTeam)}</Link>
      </p>
    </section>
  );
}

/** What colleagues owe to a role of mine. */
export function Owed() {
  const say = useSay();
  const api = useApi();
  const { roles, employee } = useMe();
  const { data, error } = useQuery({
    queryKey: ['commitments', 'standing', 'all', api.locale],
    refetchInterval: 60_000,
    queryFn: ({ signal }) => api.call('GET /api/commitments', { signal, query: { standing: true, limit: 200 } }),
  });
  const toMe = data?.items.filter(
    ({ creditor, debtor }) =>
      roles.includes(creditor.role) && !(debtor.employee ? debtor.employee === employee : roles.includes(debtor.role)),
  );
  return (
    <section className="panel">
      <h2>
        {say(w.owedToMe)} {toMe && <small>{toMe.length}</small>}
      </h2>
      <ProblemNote error={error} />
      {toMe?.length === 0 && <p className="quiet">{say(w.nothingOwed)}</p>}
      <ul>
        {toMe?.slice(0, SHOWN).map((owed) => (
          <OwedRow key={owed.id} owed={owed} />
        ))}
      </ul>
    </section>
  );
}

export function Unread() {
  const say = useSay();
  const { one } = useMarkRead();
  const items = useNews().data?.items.filter(({ readAt }) => readAt === null);
  return (
    <section className="panel">
      <h2>{say(w.news)}</h2>
      {items?.length === 0 && <p className="quiet">{say(w.noNews)}</p>}
      <ul className="news-rows">
        {items?.slice(0, SHOWN).map((item) => (
          <NewsRow key={item.id} item={item} onOpen={() => one(item)} />
        ))}
      </ul>
    </section>
  );
}
