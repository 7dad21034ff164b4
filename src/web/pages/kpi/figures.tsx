import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { kpi } from '#domain/governance/kpi/kpi';
import { useFormat } from '../../company.ts';
import { DateInput } from '../../kit/form/date-input.tsx';
import { ProblemNote, Skeleton } from '../../kit/told.tsx';
import { useSay } from '../../preferences.tsx';
import { useApi } from '../../session.tsx';
import { useCrumbs } from '../../shell/crumbs.tsx';
import { Behind } from './behind.tsx';
import { byMonth, daysOf, type Figure, valueText } from './figure.ts';
import './figures.css';
import { Spark, Trend } from './trend.tsx';
import { figureWords as w } from './words.ts';

/** Is it good, is it getting better, and which records is it made of? */
export default function Figures() {
  const say = useSay();
  const api = useApi();
  const format = useFormat();
  const [params, setParams] = useSearchParams();
  const to = params.get('to') ?? format.today();
  const from = params.get('from') ?? `${Number(to.slice(0, 4)) - 1}-${to.slice(5, 7)}-01`;
  const [typed, setTyped] = useState({ from, to });
  const change = (end: 'from' | 'to', value: string) => {
    setTyped({ ...typed, [end]: value });
    if (/^\d{4}-\d\d-\d\d$/.test(value)) set({ [end]: value, month: null });
  };
  const ask = (by?: 'month') => ({
    queryKey: ['kpi', from, to, by, api.locale],
    queryFn: async ({ signal }: { signal: AbortSignal }) =>
      (await api.call('GET /api/kpi', { signal, query: { from, to, ...(by && { by }) } })).items as unknown as Figure[],
    placeholderData: (before: Figure[] | undefined) => before,
  });
  const whole = useQuery(ask());
  const months = useQuery(ask('month'));
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
  const monthsOf = (id: string) =>
    byMonth(
      (months.data ?? []).filter((figure) => figure.id === id),
      from,
      to,
    );
  const month = params.get('month');
  return (
    <>
      <div className="page-head">
        <h1>{say(w.title)}</h1>
        <p className="quiet">{say(w.about)}</p>
        <span className="row">
          {(['from', 'to'] as const).map((end) => (
            <label key={end} className="row date">
              <span className="quiet">{say(w[end])}</span>
              <DateInput value={typed[end]} onChange={(value) => change(end, value)} />
            </label>
          ))}
        </span>
      </div>
      <ProblemNote error={whole.error ?? months.error} onRetry={() => void whole.refetch()} />
      {!whole.data && !whole.error && <Skeleton lines={8} />}
      <div className="kpi">
        <ul className="measures">
          {whole.data?.map((figure) => (
            <li key={figure.id}>
              <button type="button" aria-pressed={figure === chosen} onClick={() => set({ measure: figure.id, month: null })}>
                <span>{figure.name}</span>
                <Spark months={monthsOf(figure.id)} />
                <strong>{valueText(figure.id, figure.value)}</strong>
              </button>
            </li>
          ))}
        </ul>
        {chosen && (
          <section aria-label={chosen.name}>
            <h2>{chosen.name}</h2>
            <p className="big">
              {valueText(chosen.id, chosen.value)}{' '}
              <small className="quiet">
                {chosen.numerator === null ? '' : `${chosen.numerator.toLocaleString('en')} / `}
                {chosen.denominator.toLocaleString('en')}
              </small>
            </p>
            <p className="quiet">
              {chosen.formula} · {say(w.source)} {kpi[chosen.id].source}
            </p>
            {chosen.value === null && <p>{say(w.none)}</p>}
            <Trend
              id={chosen.id}
              name={chosen.name}
              months={monthsOf(chosen.id)}
              chosen={month}
              onChoose={(m) => set({ month: m === month ? null : m })}
            />
            <Behind key={`${chosen.id} ${month}`} id={chosen.id} span={month ? daysOf(month) : { from, to }} month={month} />
          </section>
        )}
      </div>
    </>
  );
}
