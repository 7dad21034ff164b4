import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Link } from 'react-router';
import { useForgetRecords } from '../../api/records.ts';
import type { Routes } from '../../api/routes.ts';
import { useFormat } from '../../company.ts';
import { plainText } from '../../language/format.ts';
import { useSay } from '../../preferences.tsx';
import { recordNamed } from '../../registry.ts';
import { useApi } from '../../session.tsx';
import { Dialog } from '../dialog.tsx';
import { Debtor } from '../parties.tsx';
import { PromiseMark } from '../promise.tsx';
import { ClauseLink, ProblemNote, Skeleton } from '../told.tsx';
import { clockWords as w } from './words.ts';

type Explained = Routes['GET /api/commitments/{id}']['answer'];

/** A promise and its clock, explained: every stretch of time, whether it counts and why, adding up to what is left. */
export function ClockDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const say = useSay();
  const api = useApi();
  const { data, error } = useQuery({
    queryKey: ['commitments', id, api.locale],
    queryFn: ({ signal }) => api.call('GET /api/commitments/{id}', { in: { id }, signal }),
  });
  const found = data && recordNamed(data.record);
  return (
    <Dialog side title={data?.name ?? say(w.explained)} onClose={onClose}>
      <ProblemNote error={error} />
      {!data && !error && <Skeleton />}
      {data && (
        <div className="stack">
          <p className="row">
            <PromiseMark owed={data} />{' '}
            {data.clauses.map((clause) => (
              <ClauseLink key={clause.id} clause={clause} />
            ))}
          </p>
          <p>
            <Debtor owed={data} />
            {found && (
              <>
                {' · '}
                <Link to={`/${found.record.plural}/${data.recordId}`} onClick={onClose}>
                  {say(found.words.name)} <span className="number">{data.number}</span>
                </Link>
              </>
            )}
          </p>
          {data.clauses.map((clause) => (
            <blockquote key={clause.id}>{clause.text}</blockquote>
          ))}
          <Instants owed={data} />
          <Segments segments={data.segments} />
          {data.settledAt === null && <Pause id={id} paused={data.paused} />}
        </div>
      )}
    </Dialog>
  );
}

function Instants({ owed }: { owed: Explained }) {
  const say = useSay();
  const format = useFormat();
  const rows = [
    [w.openedAt, owed.openedAt],
    [w.dueAt, owed.dueAt],
    [w.settledAt, owed.settledAt],
  ] as const;
  return (
    <dl className="facts">
      {rows.flatMap(([name, iso]) =>
        iso
          ? [
              <div key={name[1]}>
                <dt>{say(name)}</dt>
                <dd>{format.instant(iso)}</dd>
              </div>,
            ]
          : [],
      )}
    </dl>
  );
}

function Segments({ segments }: { segments: Explained['segments'] }) {
  const say = useSay();
  const format = useFormat();
  const sum = segments.reduce((total, { ms }) => total + ms, 0);
  return (
    <table className="segments">
      <caption>{say(w.explained)}</caption>
      <thead>
        <tr>
          <th>{say(w.from)}</th>
          <th>{say(w.to)}</th>
          <th>{say(w.kind)}</th>
          <th className="amount">{say(w.counted)}</th>
        </tr>
      </thead>
      <tbody>
        {segments.map((segment) => (
          <tr key={segment.from} className={segment.kind}>
            <td>{format.shortInstant(segment.from)}</td>
            <td>{format.shortInstant(segment.to)}</td>
            <td>
              {say(w.kinds[segment.kind]!)}
              {'why' in segment && segment.why ? ` · ${plainText(segment.why)}` : ''}
            </td>
            <td className="amount">{segment.ms > 0 ? format.duration(segment.ms, false) : '—'}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th colSpan={3}>{say(w.sum)}</th>
          <td className="amount">{format.duration(sum, false)}</td>
        </tr>
      </tfoot>
    </table>
  );
}

/** Stops a clock that is not ours to answer for, with the reason; or starts it again. Who may is the server's to say. */
function Pause({ id, paused }: { id: string; paused: boolean }) {
  const say = useSay();
  const api = useApi();
  const forget = useForgetRecords();
  const [why, setWhy] = useState('');
  const [error, setError] = useState<unknown>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setError(null);
    (paused
      ? api.call('POST /api/commitments/{id}/resume', { in: { id } })
      : api.call('POST /api/commitments/{id}/pause', { in: { id }, body: { why } })
    )
      .then(forget)
      .catch(setError);
  };
  return (
    <details>
      <summary>{say(paused ? w.resume : w.pause)}</summary>
      <form className="stack" onSubmit={submit}>
        {!paused && (
          <label className="field">
            <span className="field-name">{say(w.why)}</span>
            <textarea required minLength={2} value={why} onChange={({ target }) => setWhy(target.value)} />
          </label>
        )}
        <ProblemNote error={error} />
        <p>
          <button type="submit">{say(paused ? w.resume : w.pause)}</button>
        </p>
      </form>
    </details>
  );
}
