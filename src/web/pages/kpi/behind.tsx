import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Breakdown, MeasureName } from '#domain/governance/kpi/kpi';
import type { Routes } from '../../api/routes.ts';
import { useFormat } from '../../company.ts';
import { ProblemNote, Skeleton } from '../../kit/told.tsx';
import { RefText } from '../../kit/value.tsx';
import { useSay } from '../../preferences.tsx';
import { recordNamed } from '../../registry.ts';
import { useApi } from '../../session.tsx';
import { measureNamed } from './figure.ts';
import { figureWords as w } from './words.ts';

type Counted = Routes['GET /api/kpi/{name}/records']['answer']['items'][number];

const PAGE = 50;

interface BehindProps {
  id: MeasureName;
  span: { from: string; to: string };
  /** The one group that is looked at. */
  only: { per?: Breakdown; of?: string };
  period: string | null;
}

/** The records that a figure was made of, the newest first. */
export function Behind({ id, span, only, period }: BehindProps) {
  const say = useSay();
  const api = useApi();
  const format = useFormat();
  const [good, setGood] = useState<boolean | null>(null);
  const { data, error, hasNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ['kpi', id, 'records', span, only, good],
    queryFn: async ({ pageParam, signal }) => {
      const query = { ...span, ...only, ...(good !== null && { good }), limit: PAGE, offset: pageParam };
      return (await api.call('GET /api/kpi/{name}/records', { in: { name: id }, query, signal })).items;
    },
    initialPageParam: 0,
    getNextPageParam: (page, pages) => (page.length === PAGE ? pages.length * PAGE : undefined),
  });
  const { figure } = measureNamed(id);
  const hasAmount = figure === 'median' || figure === 'mean' || figure === 'nps';
  const items = data?.pages.flat() ?? [];
  return (
    <section>
      <h3>
        {say(w.records)} {period && <small className="quiet">{period}</small>} <small className="quiet">{say(w.onlySeen)}</small>
      </h3>
      {(figure === 'share' || figure === 'nps') && (
        <div className="tabs" role="tablist" aria-label={say(w.records)}>
          {([null, true, false] as const).map((value) => (
            <button key={String(value)} type="button" role="tab" aria-selected={good === value} onClick={() => setGood(value)}>
              {say(value === null ? w.all : value ? w.good : w.bad)}
            </button>
          ))}
        </div>
      )}
      <ProblemNote error={error} />
      {!data && !error && <Skeleton />}
      {data && items.length === 0 && <p className="quiet">{say(w.noRecords)}</p>}
      {items.length > 0 && (
        <table>
          <thead>
            <tr>
              <th>{say(w.when)}</th>
              <th>{say(w.record)}</th>
              <th className={hasAmount ? 'amount' : undefined}>{say(hasAmount ? w.amount : w.outcome)}</th>
            </tr>
          </thead>
          <tbody>
            {items.map((item) => (
              <tr key={`${item.record} ${item.id} ${item.at}`}>
                <td>{format.shortInstant(item.at)}</td>
                <td>
                  <CountedRecord item={item} />
                </td>
                {hasAmount ? (
                  <td className="amount">{item.amount === null ? '—' : Number(item.amount.toFixed(2))}</td>
                ) : (
                  <td>
                    {figure === 'quotient' ? (
                      ''
                    ) : (
                      <span className={`mark ${item.good ? 'kept' : 'breached'}`}>
                        {item.good ? `✓ ${say(w.good)}` : `× ${say(w.bad)}`}
                      </span>
                    )}
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {hasNextPage && (
        <button type="button" onClick={() => void fetchNextPage()}>
          {say(w.more)}
        </button>
      )}
    </section>
  );
}

/** Table names have underscores where records have hyphens. */
function CountedRecord({ item }: { item: Counted }) {
  const say = useSay();
  const name = item.record.replaceAll('_', '-');
  const found = recordNamed(name);
  return (
    <>
      {found && <span className="quiet">{say(found.words.name)}</span>} <RefText to={name} id={item.id} />
    </>
  );
}
