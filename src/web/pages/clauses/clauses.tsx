import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { Routes } from '../../api/routes.ts';
import { useFormat } from '../../company.ts';
import { Empty, ProblemNote, Skeleton } from '../../kit/told.tsx';
import { useSay } from '../../preferences.tsx';
import { useApi } from '../../session.tsx';
import { useCrumbs } from '../../shell/crumbs.tsx';
import './clauses.css';
import { Controls } from './controls.tsx';
import { FiguresOf } from './figures-of.tsx';
import { PERIODS, type Period, startOf } from './period.ts';
import { Refusals } from './refusals.tsx';
import { clauseWords as w } from './words.ts';

type Regulation = Routes['GET /api/clauses']['answer']['items'][number];
export type ClauseItem = Regulation['clauses'][number];

/** The text of each regulation, clause by clause: what enforces it, and how often it was kept, broken and refused. */
export default function Clauses() {
  const say = useSay();
  const api = useApi();
  const format = useFormat();
  const [params, setParams] = useSearchParams();
  const period = (params.get('period') ?? 'year') as Period;
  const from = startOf(period, format.today());
  const wanted = params.get('clause');
  const [refused, setRefused] = useState<string | null>(null);
  const { data, error, refetch } = useQuery({
    queryKey: ['clauses', from, api.locale],
    queryFn: ({ signal }) => api.call('GET /api/clauses', { signal, query: from === null ? {} : { from } }),
    placeholderData: (before) => before,
  });
  const regulations = data?.items ?? [];
  const code = params.get('regulation') ?? regulations.find(({ clauses }) => clauses.some(({ id }) => id === wanted))?.code;
  const chosen = regulations.find((r) => r.code === code) ?? regulations[0];
  const term = (params.get('q') ?? '').trim().toLowerCase();
  const clauses =
    chosen?.clauses.filter(({ clause, text }) => term === '' || `${clause} ${text}`.toLowerCase().includes(term)) ?? [];
  useCrumbs([{ name: say(w.title) }, ...(chosen ? [{ name: `${chosen.code} ${chosen.title}` }] : [])]);
  useEffect(() => {
    if (data && wanted) document.getElementById(`clause ${wanted}`)?.scrollIntoView({ block: 'center' });
  }, [data, wanted]);
  const set = (changes: Record<string, string>) => {
    const after = new URLSearchParams(params);
    after.delete('clause');
    for (const [name, value] of Object.entries(changes)) after.set(name, value);
    setParams(after, { replace: true });
  };
  return (
    <div className="clauses">
      <div className="page-head">
        <h1>{say(w.title)}</h1>
        <p className="quiet">{say(w.about)}</p>
        <Link to="/regulations">{say(w.versions)}</Link>
      </div>
      <div className="conditions">
        <select
          aria-label={say(w.regulation)}
          value={chosen?.code ?? ''}
          onChange={({ target }) => set({ regulation: target.value })}
        >
          {regulations.map(({ code, title }) => (
            <option key={code} value={code}>
              {code} {title}
            </option>
          ))}
        </select>
        <select aria-label={say(w.period)} value={period} onChange={({ target }) => set({ period: target.value })}>
          {PERIODS.map((name) => (
            <option key={name} value={name}>
              {say(w.periods[name]!)}
            </option>
          ))}
        </select>
        <input
          type="search"
          aria-label={say(w.find)}
          placeholder={say(w.find)}
          value={params.get('q') ?? ''}
          onChange={({ target }) => set({ q: target.value })}
        />
      </div>
      <ProblemNote error={error} onRetry={() => void refetch()} />
      {!data && !error && <Skeleton lines={9} />}
      {data && clauses.length === 0 && <Empty title={say(w.none)} />}
      <ol>
        {clauses.map((clause) => (
          <li key={clause.id} id={`clause ${clause.id}`} className={clause.id === wanted ? 'wanted' : ''}>
            <h2 className="number">{clause.clause}</h2>
            <div>
              <p className="clause-text">{clause.text}</p>
              <Controls controls={clause.controls} />
            </div>
            <FiguresOf clause={clause} from={from} onRefused={() => setRefused(clause.id)} />
          </li>
        ))}
      </ol>
      {refused !== null && <Refusals clause={refused} onClose={() => setRefused(null)} />}
    </div>
  );
}
