import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Breakdown, breakdowns, type MeasureName } from '#domain/governance/kpi/kpi';
import { ProblemNote, Skeleton } from '../../kit/told.tsx';
import { grouped } from '../../language/format.ts';
import { useSay } from '../../preferences.tsx';
import { useApi } from '../../session.tsx';
import { Downloads } from './downloads.tsx';
import { type Figure, intervalText, measureNamed, valueText } from './figure.ts';
import { figureWords as w } from './words.ts';

const SHOWN = 12;

interface BreakdownsProps {
  id: MeasureName;
  span: { from: string; to: string };
  period: string | null;
  per: Breakdown | null;
  /** The group that is looked at alone. */
  of: string | null;
  onPer: (per: Breakdown) => void;
  onOf: (of: string) => void;
}

/** Whose the figure is: each department, product or customer with a bar, its value and how many it counts. */
export function Breakdowns({ id, span, period, per, of, onPer, onOf }: BreakdownsProps) {
  const say = useSay();
  const api = useApi();
  const [all, setAll] = useState(false);
  const chosen = per ?? 'department';
  const query = { measure: id, ...span, per: chosen };
  const { data, error } = useQuery({
    queryKey: ['kpi', 'per', query, api.locale],
    queryFn: async ({ signal }) => (await api.call('GET /api/kpi', { signal, query })).items as readonly Figure[],
    placeholderData: (before) => before,
  });
  const shown = all ? data : data?.slice(0, SHOWN);
  return (
    <section>
      <div className="figure-head">
        <h3>
          {say(w.breakdown)} {period && <small className="quiet">{period}</small>}
        </h3>
        <Downloads name={`${id} ${chosen}`} query={query} />
      </div>
      <nav className="tabs no-print" aria-label={say(w.breakdown)}>
        {breakdowns.map((each) => (
          <button key={each} type="button" aria-pressed={chosen === each} onClick={() => onPer(each)}>
            {say(w.per[each]!)}
          </button>
        ))}
      </nav>
      <p className="quiet">{say(w.perWhy[chosen]!)}</p>
      <ProblemNote error={error} />
      {!data && !error && <Skeleton />}
      {data?.length === 0 && <p className="quiet">{say(w.none)}</p>}
      {shown && shown.length > 0 && (
        <table className="breakdown">
          <thead>
            <tr>
              <th>{say(w.group)}</th>
              <th aria-hidden="true" className="bar-cell" />
              <th className="amount">{say(w.value)}</th>
              <th className="amount wide-only-cell">{say(w.interval)}</th>
              <th className="amount">{say(w.counted)}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((figure) => {
              const key = figure.group ?? 'none';
              return (
                <tr key={key} aria-current={of === key ? 'true' : undefined}>
                  <td>
                    <button type="button" className="plain" onClick={() => onOf(key)}>
                      {figure.groupName ?? say(w.noGroup)}
                    </button>
                  </td>
                  <td aria-hidden="true" className="bar-cell">
                    <Bar figure={figure} most={mostOf(id, data ?? [])} />
                  </td>
                  <td className="amount">{valueText(id, figure.value)}</td>
                  <td className="amount quiet wide-only-cell">{intervalText(figure).replace('95%: ', '')}</td>
                  <td className="amount">{grouped(String(figure.denominator))}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
      {data && data.length > SHOWN && !all && (
        <button type="button" onClick={() => setAll(true)}>
          {say(w.showAll(data.length))}
        </button>
      )}
    </section>
  );
}

/** Where a full bar ends: at all for shares, otherwise at the largest. */
function mostOf(id: MeasureName, figures: readonly Figure[]): number {
  const { figure } = measureNamed(id);
  if (figure === 'share') return 1;
  return figure === 'nps' ? 100 : Math.max(0.000001, ...figures.map(({ value }) => value ?? 0));
}

/** A bar from zero, with the interval that chance leaves as a whisker; a net score may reach to the left. */
function Bar({ figure: { value, ci95, id }, most }: { figure: Figure; most: number }) {
  const signed = measureNamed(id).figure === 'nps';
  const x = (v: number): number => {
    const share = Math.max(-1, Math.min(1, v / most));
    return signed ? 80 + share * 80 : share * 160;
  };
  if (value === null) return null;
  const [low, high] = ci95 ?? [];
  const [from, to] = [Math.min(x(0), x(value)), Math.max(x(0), x(value))];
  return (
    <svg className="bar" viewBox="0 0 160 16" preserveAspectRatio="none">
      <rect x={from} y={3} width={Math.max(1, to - from)} height={10} />
      {signed && <line className="zero" x1={80} x2={80} y1={0} y2={16} />}
      {low !== undefined && high !== undefined && <path d={`M${x(low)} 8H${x(high)}M${x(low)} 5V11M${x(high)} 5V11`} />}
    </svg>
  );
}
