import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { useFormat } from '../../company.ts';
import { ProblemNote, Skeleton } from '../../kit/told.tsx';
import { grouped } from '../../language/format.ts';
import { useSay } from '../../preferences.tsx';
import { useApi } from '../../session.tsx';
import { type Figure, intervalText, valueText, yearBefore } from '../kpi/figure.ts';
import { customerWords as w } from './words.ts';

/** How promises to one customer were kept over the last twelve months; each figure opens what it counts. */
export function Measures({ id }: { id: string }) {
  const say = useSay();
  const api = useApi();
  const format = useFormat();
  const to = format.today();
  const from = yearBefore(to);
  const { data, error } = useQuery({
    queryKey: ['kpi', 'customer', id, from, to, api.locale],
    queryFn: async ({ signal }) =>
      (await api.call('GET /api/kpi', { signal, query: { from, to, per: 'customer', of: id } })).items as readonly Figure[],
  });
  const counted = data?.filter(({ denominator, numerator }) => denominator > 0 || (numerator ?? 0) > 0) ?? [];
  return (
    <section className="panel">
      <h2>{say(w.measures)}</h2>
      <ProblemNote error={error} />
      {!data && !error && <Skeleton />}
      {data && counted.length === 0 && <p className="quiet">{say(w.noMeasures)}</p>}
      <dl className="customer-measures">
        {counted.map((figure) => (
          <div key={figure.id}>
            <dt title={figure.formula}>{figure.name}</dt>
            <dd>
              <Link to={`/kpi?measure=${figure.id}&from=${from}&to=${to}&per=customer&of=${id}`}>
                {valueText(figure.id, figure.value)}
              </Link>{' '}
              <small className="quiet">
                {intervalText(figure)} {say(w.counted(grouped(String(figure.denominator))))}
              </small>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
