import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { Empty, ProblemNote, Skeleton } from '../../kit/told.tsx';
import { quantityText } from '../../language/format.ts';
import { useSay } from '../../preferences.tsx';
import { useApi } from '../../session.tsx';
import './labels.css';
import { linkWords as w } from './words.ts';

/** The labels of a delivery's packages, each on its own when printed, with the code that leads to the product's page. */
export default function Labels() {
  const say = useSay();
  const api = useApi();
  const { id = '' } = useParams();
  const { data, error, refetch } = useQuery({
    queryKey: ['deliveries', id, 'labels', api.locale],
    queryFn: ({ signal }) => api.call('GET /api/deliveries/{id}/labels', { in: { id }, signal }),
  });
  if (!data) return error ? <ProblemNote error={error} onRetry={() => void refetch()} /> : <Skeleton lines={4} />;
  if (data.items.length === 0) return <Empty title={say(w.noLabels)} />;
  return (
    <section className="stack">
      <div className="row no-print">
        <h1>{say(w.labelsTitle)}</h1>
        <button type="button" className="primary" onClick={() => print()}>
          {say(w.print)}
        </button>
        <span className="quiet">{say(w.labelsText)}</span>
      </div>
      <ul className="labels">
        {data.items.map((label, i) => (
          <li key={`${i} ${label.productName}`} className="package-label">
            <div>
              <strong>{label.productName}</strong>
              <p>{label.specification}</p>
              <p>
                {say(w.quantity)} {label.quantity && quantityText(label.quantity)}
              </p>
              <p>
                {say(w.productionDate)} {label.productionDate}
              </p>
              <p>{label.customer}</p>
              <p className="number">{[label.delivery, label.product].filter(Boolean).join(' · ')}</p>
            </div>
            {label.code ? (
              <svg viewBox={`0 0 ${label.code.size} ${label.code.size}`} role="img" aria-label={label.url ?? ''}>
                <path d={label.code.path} />
              </svg>
            ) : (
              <p className="quiet no-print">{say(w.noCode)}</p>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
