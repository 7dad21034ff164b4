import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { Routes } from '../../api/routes.ts';
import { useFormat } from '../../company.ts';
import { Empty, ProblemNote, Skeleton } from '../../kit/told.tsx';
import { grouped } from '../../language/format.ts';
import { useSay } from '../../preferences.tsx';
import { useApi } from '../../session.tsx';
import { useCrumbs } from '../../shell/crumbs.tsx';
import { ClauseSettings } from './clause-settings.tsx';
import './clauses.css';
import { Controls } from './controls.tsx';
import { FiguresOf } from './figures-of.tsx';
import { PERIODS, type Period, startOf } from './period.ts';
import { Refusals } from './refusals.tsx';
import { Version } from './version.tsx';
import { clauseWords as w } from './words.ts';

type Regulation = Routes['GET /api/clauses']['answer']['items'][number];
export type ClauseItem = Regulation['clauses'][number];

const SHOWS = {
  all: () => true,
  enforced: ({ controls }) => controls.length > 0,
  attested: ({ controls }) => controls.length === 0,
  broken: ({ figures }) => Number(figures['broken'] ?? 0) > 0,
  refused: ({ figures }) => Number(figures['refused'] ?? 0) + Number(figures['overridden'] ?? 0) > 0,
} satisfies Record<string, (clause: ClauseItem) => boolean>;

/** The text of each regulation, clause by clause: what enforces it, the limits that it leaves open, and how often it was kept, broken and refused. */
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
  const show = (params.get('show') ?? 'all') as keyof typeof SHOWS;
  const term = (params.get('q') ?? '').trim().toLowerCase();
  const clauses = (chosen?.clauses ?? [])
    .filter(SHOWS[show] ?? SHOWS.all)
    .filter(({ clause, text }) => term === '' || `${clause} ${text}`.toLowerCase().includes(term));
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
      <div className="conditions no-print">
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
        <select aria-label={say(w.show)} value={show} onChange={({ target }) => set({ show: target.value })}>
          {Object.keys(SHOWS).map((name) => (
            <option key={name} value={name}>
              {say(w.shows[name]!)}
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
      {chosen && <Summary regulation={chosen} />}
      {data && clauses.length === 0 && <Empty title={say(w.none)} />}
      <ol>
        {clauses.map((clause) => (
          <li key={clause.id} id={`clause ${clause.id}`} className={clause.id === wanted ? 'wanted' : ''}>
            <h3 className="number">{clause.clause}</h3>
            <div>
              <p className="clause-text">{clause.text}</p>
              <Controls controls={clause.controls} />
              <ClauseSettings controls={clause.controls} />
            </div>
            <FiguresOf clause={clause} from={from} onRefused={() => setRefused(clause.id)} />
          </li>
        ))}
      </ol>
      {refused !== null && <Refusals clause={refused} from={from} onClose={() => setRefused(null)} />}
    </div>
  );
}

/** A regulation at a glance: which version is in force, how much of it the system enforces, how its promises stood in the period. */
function Summary({ regulation: { code, title, clauses } }: { regulation: Regulation }) {
  const say = useSay();
  const enforced = clauses.filter(SHOWS.enforced).length;
  // A promise may come from several clauses; it is counted with each of them, as it is on each line below.
  const sums = Object.keys(w.figures).map((name) => ({
    name,
    sum: clauses.reduce((total, { figures }) => total + Number(figures[name] ?? 0), 0),
  }));
  return (
    <section className="regulation-sum">
      <h2>
        {code} {title} <Version code={code} />
      </h2>
      <p>{say(w.sum(clauses.length, enforced, clauses.length - enforced))}</p>
      <p className="quiet">
        {say(w.happened)}{' '}
        {sums
          .filter(({ sum }) => sum > 0)
          .map(({ name, sum }) => (
            <span key={name} className={`sum ${name}`}>
              {say(w.figures[name]!)} {grouped(String(sum))}
            </span>
          ))}
      </p>
    </section>
  );
}
