import { useQuery } from '@tanstack/react-query';
import { useFormat } from '../../company.ts';
import { Empty, ProblemNote, Skeleton } from '../../kit/told.tsx';
import { grouped } from '../../language/format.ts';
import { useSay } from '../../preferences.tsx';
import { useApi } from '../../session.tsx';
import { Table } from './table.tsx';
import { adminWords as a, runWords as w } from './words.ts';

/** Every time that history was brought over from another system. */
export default function Imports() {
  const say = useSay();
  const api = useApi();
  const format = useFormat();
  const { data, error, refetch } = useQuery({
    queryKey: ['import-runs'],
    queryFn: ({ signal }) => api.call('GET /api/import-runs', { signal }),
  });
  return (
    <section>
      <p className="quiet about">{say(w.importAbout)}</p>
      <ProblemNote error={error} onRetry={() => void refetch()} />
      {!data && !error && <Skeleton lines={4} />}
      {data?.items.length === 0 && <Empty title={say(w.noImports)} />}
      {data && data.items.length > 0 && (
        <Table
          name={say(a.parts['imports']!)}
          heads={[w.began, w.task, w.source, a.state, w.found, w.took].map(say)}
          rows={data.items.map(({ id, what, source, startedAt, endedAt, result, counts, notLoaded, noted, fault }) => ({
            key: id,
            cells: [
              format.shortInstant(startedAt),
              say(w.importWhat[what]!),
              <code key="source" className="fault-text">
                {source}
              </code>,
              <span key="result" className={`mark ${{ done: 'kept', failed: 'breached' }[result as string] ?? 'soon'}`}>
                {say(w.backupResults[result]!)}
              </span>,
              <>
                {fault ?? told(counts, (name) => say(w.countNames[name] ?? [name, name]))}{' '}
                {notLoaded !== null && notLoaded > 0 && <span className="mark breached">{say(w.notLoaded(notLoaded))}</span>}{' '}
                {noted !== null && noted > 0 && <span className="mark soon">{say(w.noted(noted))}</span>}
              </>,
              endedAt === null ? '—' : format.duration(Math.max(1_000, Date.parse(endedAt) - Date.parse(startedAt))),
            ],
          }))}
        />
      )}
    </section>
  );
}

/** `{ rows: 41, orders: { made: 13 } }` as `rows 41, orders (new 13)`; what counted nothing is left out. */
function told(counts: unknown, name: (key: string) => string): string {
  return Object.entries((counts ?? {}) as Record<string, number | Record<string, number>>)
    .flatMap(([key, value]) => {
      if (typeof value === 'number') return value > 0 ? [`${name(key)} ${grouped(String(value))}`] : [];
      const inner = told(value, name);
      return inner === '' ? [] : [`${name(key)}（${inner}）`];
    })
    .join(' · ');
}
