import { useQuery } from '@tanstack/react-query';
import { useFormat } from '../../company.ts';
import { Icon } from '../../kit/icon.tsx';
import { Empty, ProblemNote, Skeleton } from '../../kit/told.tsx';
import { useSay } from '../../preferences.tsx';
import { useApi } from '../../session.tsx';
import { Table } from './table.tsx';
import { adminWords as a, runWords as w } from './words.ts';

/** What the program stands on right now, and every backup that was made. */
export default function Backups() {
  return (
    <>
      <Examination />
      <Runs />
    </>
  );
}

const MARKS = { good: ['kept', 'check'], odd: ['soon', 'clock'], bad: ['breached', 'alert'] } as const;

function Examination() {
  const say = useSay();
  const api = useApi();
  const { data, error, refetch, isFetching } = useQuery({
    queryKey: ['examination'],
    queryFn: ({ signal }) => api.call('GET /api/examination', { signal }),
    staleTime: 60_000,
  });
  return (
    <section className="panel">
      <h2>{say(w.examine)}</h2>
      <p className="quiet about">{say(w.examineAbout)}</p>
      <ProblemNote error={error} onRetry={() => void refetch()} />
      {!data && !error && <Skeleton lines={8} />}
      <ul className="findings">
        {data?.items.map(({ what, state, found, mend }) => (
          <li key={`${what} ${found}`}>
            <span className={`mark ${MARKS[state][0]}`}>
              <Icon name={MARKS[state][1]} size={14} /> {say(w.findings[state]!)}
            </span>
            <div>
              <p>
                <strong>{what}</strong> {found}
              </p>
              {mend !== null && <p className="quiet">→ {mend}</p>}
            </div>
          </li>
        ))}
      </ul>
      <p>
        <button type="button" disabled={isFetching} onClick={() => void refetch()}>
          {say(w.retry)}
        </button>
      </p>
    </section>
  );
}

function Runs() {
  const say = useSay();
  const api = useApi();
  const format = useFormat();
  const { data, error, refetch } = useQuery({
    queryKey: ['backup-runs'],
    queryFn: ({ signal }) => api.call('GET /api/backup-runs', { signal }),
  });
  return (
    <section className="panel">
      <h2>{say(w.backups)}</h2>
      <p className="quiet about">{say(w.backupAbout)}</p>
      <ProblemNote error={error} onRetry={() => void refetch()} />
      {!data && !error && <Skeleton lines={4} />}
      {data?.items.length === 0 && <Empty title={say(w.noBackups)} />}
      {data && data.items.length > 0 && (
        <Table
          name={say(w.backups)}
          heads={[w.began, a.state, w.file, w.size, w.took].map(say)}
          rows={data.items.map(({ id, startedAt, endedAt, result, file, bytes, sha256, fault }) => ({
            key: id,
            cells: [
              format.shortInstant(startedAt),
              <span key="result" className={`mark ${{ done: 'kept', failed: 'breached' }[result as string] ?? 'soon'}`}>
                {say(w.backupResults[result]!)}
              </span>,
              <span key="file" title={sha256 ?? ''}>
                <code className="fault-text">{file}</code> {fault}
              </span>,
              bytes === null ? '—' : sizeText(bytes),
              endedAt === null ? '—' : format.duration(Math.max(1_000, Date.parse(endedAt) - Date.parse(startedAt))),
            ],
          }))}
        />
      )}
    </section>
  );
}

const sizeText = (bytes: number): string =>
  bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KiB` : `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
