import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useFormat } from '../../company.ts';
import { Dialog } from '../../kit/dialog.tsx';
import { Icon } from '../../kit/icon.tsx';
import { Empty, ProblemNote, Skeleton } from '../../kit/told.tsx';
import { useSay } from '../../preferences.tsx';
import { useApi } from '../../session.tsx';
import { useAct } from './act.ts';
import { Table } from './table.tsx';
import { adminWords as a, runWords as w } from './words.ts';

/** The queue of background jobs, what has failed first. */
export default function Jobs() {
  const say = useSay();
  const api = useApi();
  const format = useFormat();
  const [removing, setRemoving] = useState<string | null>(null);
  const { run, error: failed, busy } = useAct('jobs');
  const { data, error, refetch } = useQuery({
    queryKey: ['jobs'],
    queryFn: ({ signal }) => api.call('GET /api/jobs', { signal }),
    refetchInterval: 10_000,
  });
  const remove = (id: string) => void run(() => api.call('DELETE /api/jobs/{id}', { in: { id } })).then(() => setRemoving(null));
  return (
    <section>
      <p className="quiet about">{say(w.jobsAbout)}</p>
      {data && (
        <p className="row">
          {Object.entries(data.counts).map(([state, n]) => (
            <span key={state} className={`mark ${state === 'failed' && n > 0 ? 'breached' : ''}`}>
              {say(w.jobStates[state]!)} <strong>{n}</strong>
            </span>
          ))}
        </p>
      )}
      <ProblemNote error={error ?? failed} onRetry={() => void refetch()} />
      {!data && !error && <Skeleton lines={5} />}
      {data?.items.length === 0 && <Empty title={say(w.noJobs)} />}
      {data && data.items.length > 0 && (
        <Table
          name={say(a.parts['jobs']!)}
          heads={[w.task, a.state, w.runAt, w.tries, w.lastError, a.actions].map(say)}
          rows={data.items.map(({ id, task, state, runAt, attempts, maxAttempts, lastError }) => {
            const name = w.tasks[task] ? say(w.tasks[task]) : task;
            return {
              key: id,
              cells: [
                name,
                <span key="state" className={`mark ${{ failed: 'breached', retrying: 'soon' }[state as string] ?? ''}`}>
                  {state === 'failed' && <Icon name="alert" size={14} />} {say(w.jobStates[state]!)}
                </span>,
                format.shortInstant(runAt),
                `${attempts} / ${maxAttempts}`,
                lastError === null ? '—' : <code className="fault-text">{lastError.slice(0, 300)}</code>,
                state !== 'running' && (
                  <span key="do" className="row">
                    <button
                      type="button"
                      disabled={busy}
                      aria-label={`${say(w.retry)}: ${name} ${id}`}
                      onClick={() => void run(() => api.call('POST /api/jobs/{id}/retry', { in: { id } }))}
                    >
                      {say(w.retry)}
                    </button>
                    <button
                      type="button"
                      disabled={busy}
                      aria-label={`${say(w.remove)}: ${name} ${id}`}
                      onClick={() => setRemoving(id)}
                    >
                      <Icon name="trash" />
                    </button>
                  </span>
                ),
              ],
            };
          })}
        />
      )}
      {removing !== null && (
        <Dialog
          title={say(w.remove)}
          onClose={() => setRemoving(null)}
          foot={
            <button type="button" className="danger" disabled={busy} onClick={() => remove(removing)}>
              {say(w.remove)}
            </button>
          }
        >
          <p>{say(w.removeSays)}</p>
        </Dialog>
      )}
    </section>
  );
}
