import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { ProblemNote, Skeleton } from '../../kit/told.tsx';
import { useSay } from '../../preferences.tsx';
import { recordNamed } from '../../registry.ts';
import { useApi } from '../../session.tsx';
import { Table } from './table.tsx';
import { adminWords as a, runWords as w } from './words.ts';

/** How each kind of record is numbered, and how far. */
export default function Numbering() {
  const say = useSay();
  const api = useApi();
  const { data, error, refetch } = useQuery({
    queryKey: ['number-series'],
    queryFn: ({ signal }) => api.call('GET /api/number-series', { signal }),
  });
  return (
    <section>
      <p className="quiet about">{say(w.numberAbout)}</p>
      <ProblemNote error={error} onRetry={() => void refetch()} />
      {!data && !error && <Skeleton lines={10} />}
      {data && (
        <Table
          name={say(a.parts['numbering']!)}
          heads={[say(a.parts['numbering']!), say(w.format), say(w.lastNumber)]}
          rows={data.items.map(({ record, format, counters }) => {
            const found = recordNamed(record);
            return {
              key: record,
              cells: [
                found ? <Link to={`/${found.record.plural}`}>{say(found.words.name)}</Link> : record,
                <code key="format">{format}</code>,
                counters.length === 0 ? (
                  <span className="quiet">{say(w.noneYet)}</span>
                ) : (
                  <span className="number">{counters.map(({ year, last }) => numbered(format, year, last)).join(' · ')}</span>
                ),
              ],
            };
          })}
        />
      )}
    </section>
  );
}

/** `SO-{yyyy}-{00000}`, 2026 and 43 are SO-2026-00043. */
const numbered = (format: string, year: string | null, last: number): string =>
  format.replace('{yyyy}', year ?? '').replace(/\{(0+)\}/, (_, zeros: string) => String(last).padStart(zeros.length, '0'));
