import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { type Breakdown, breakdowns, kpi } from '#domain/governance/kpi/kpi';
import { useFormat } from '../../company.ts';
import { DateInput } from '../../kit/form/date-input.tsx';
import { Icon } from '../../kit/icon.tsx';
import { ProblemNote, Skeleton } from '../../kit/told.tsx';
import { RefText } from '../../kit/value.tsx';
import { grouped } from '../../language/format.ts';
import { useSay } from '../../preferences.tsx';
import { useApi } from '../../session.tsx';
import { useCrumbs } from '../../shell/crumbs.tsx';
import { Behind } from './behind.tsx';
import { Breakdowns } from './breakdowns.tsx';
import { Downloads } from './downloads.tsx';
import { type By, byPeriod, daysOf, type Figure, intervalText, valueText, yearBefore } from './figure.ts';
import './figures.css';
import { Spark, Trend } from './trend.tsx';
import { figureWords as w } from './words.ts';

const TREND = 'trend'; // the id of the chart that is downloaded as a picture

/** Is it good, is it getting better, whose is it, and which records is it made of? */
export default function Figures() {
  const say = useSay();
  const api = useApi();
  const format = useFormat();
  const [params, setParams] = useSearchParams();
  const to = params.get('to') ?? format.today();
  const from = params.get('from') ?? yearBefore(to);
  const by: By = params.get('by') === 'quarter' ? 'quarter' : 'month';
  const per = breakdowns.find((name) => name === params.get('per')) ?? null;
  const of = per === null ? null : params.get('of');
  const only = per !== null && of !== null ? { per, of } : {};
  const ask = (more: { by?: By }) => ({
    queryKey: ['kpi', from, to, only, more, api.locale],
    queryFn: async ({ signal }: { signal: AbortSignal }) =>
      (await api.call('GET /api/kpi', { signal, query: { from, to, ...only, ...more } })).items as readonly Figure[],
    placeholderData: (before: readonly Figure[] | undefined) => before,
  });
  const whole = useQuery(ask({}));
  const parts = useQuery(ask({ by }));
  const chosen = whole.data?.find(({ id }) => id === params.get('measure')) ?? whole.data?.[0];
  useCrumbs([{ name: say(w.title) }, ...(chosen && params.has('measure') ? [{ name: chosen.name }] : [])]);
  const set = (changes: Record<string, string | null>) => {
    const after = new URLSearchParams(params);
    for (const [name, value] of Object.entries(changes)) {
      if (value === null || value === '') after.delete(name);
      else after.set(name, value);
    }
    setParams(after, { replace: true });
  };
  const periodsOf = (id: string) =>
    byPeriod(
      (parts.data ?? []).filter((figure) => figure.id === id),
      from,
      to,
      by,
    );
  const period = params.get('period');
  const span = period ? daysOf(period) : { from, to };
  return (
    <>
      <div className="page-head">
        <h1>{say(w.title)}</h1>
        <p className="quiet">{say(w.about)}</p>
        <Dates from={from} to={to} onChange={(end, value) => set({ [end]: value, period: null })} />
      </div>
      {per !== null && of !== null && <Only per={per} of={of} onClear={() => set({ of: null })} />}
      <ProblemNote error={whole.error ?? parts.error} onRetry={() => void whole.refetch()} />
      {!whole.data && !whole.error && <Skeleton lines={8} />}
      <div className="kpi">
        <ul className="measures no-print">
          {whole.data?.map((figure) => (
            <li key={figure.id}>
              <button type="button" aria-pressed={figure === chosen} onClick={() => set({ measure: figure.id, period: null })}>
                <span>{figure.name}</span>
                <Spark periods={periodsOf(figure.id)} />
                <strong>{valueText(figure.id, figure.value)}</strong>
              </button>
            </li>
          ))}
        </ul>
        {chosen && (
          <section aria-label={chosen.name}>
            <div className="figure-head">
              <h2>{chosen.name}</h2>
              <Downloads chart={TREND} name={chosen.name} query={{ measure: chosen.id, from, to, by, ...only }} />
            </div>
            <p className="big">
              {valueText(chosen.id, chosen.value)}{' '}
              <small className="quiet">
                {chosen.numerator === null ? '' : `${grouped(String(chosen.numerator))} / `}
                {grouped(String(chosen.denominator))}
              </small>{' '}
              <small className="quiet" title={say(w.intervalWhy)}>
                {intervalText(chosen)}
              </small>
            </p>
            <p className="quiet">
              {chosen.formula} · {say(w.source)} {kpi[chosen.id].source}
            </p>
            {chosen.value === null && <p>{say(w.none)}</p>}
            <nav className="tabs no-print" aria-label={say(w.trend)}>
              {(['month', 'quarter'] as const).map((each) => (
                <button
                  key={each}
                  type="button"
                  aria-pressed={by === each}
                  onClick={() => set({ by: each === 'month' ? null : each, period: null })}
                >
                  {say(w.trends[each]!)}
                </button>
              ))}
            </nav>
            <Trend
              chart={TREND}
              figure={chosen}
              periods={periodsOf(chosen.id)}
              chosen={period}
              onChoose={(p) => set({ period: p === period ? null : p })}
            />
            <Breakdowns
              id={chosen.id}
              span={span}
              period={period}
              per={per}
              of={of}
              onPer={(next) => set({ per: next, of: null })}
              onOf={(next) => set({ of: next })}
            />
            <Behind key={`${chosen.id} ${period} ${per} ${of}`} id={chosen.id} span={span} only={only} period={period} />
          </section>
        )}
      </div>
    </>
  );
}

/** What is still being typed is no date yet. */
function Dates({ from, to, onChange }: { from: string; to: string; onChange: (end: 'from' | 'to', value: string) => void }) {
  const say = useSay();
  const [typed, setTyped] = useState({ from, to });
  return (
    <span className="row no-print">
      {(['from', 'to'] as const).map((end) => (
        <label key={end} className="row date">
          <span className="quiet">{say(w[end])}</span>
          <DateInput
            value={typed[end]}
            onChange={(value) => {
              setTyped({ ...typed, [end]: value });
              if (/^\d{4}-\d\d-\d\d$/.test(value)) onChange(end, value);
            }}
          />
        </label>
      ))}
    </span>
  );
}

/** The one group that everything on the page speaks of. */
function Only({ per, of, onClear }: { per: Breakdown; of: string; onClear: () => void }) {
  const say = useSay();
  return (
    <p className="chips only">
      <span className="chip">
        <span>
          {say(w.only)}: {of === 'none' ? say(w.noGroup) : <RefText to={per} id={of} />}
        </span>
        <button type="button" aria-label={say(w.clear)} onClick={onClear}>
          <Icon name="close" size={12} />
        </button>
      </span>
    </p>
  );
}
