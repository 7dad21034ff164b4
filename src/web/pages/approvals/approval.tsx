import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { useForgetRecords } from '../../api/records.ts';
import type { ApprovalTaskInFull } from '../../api/routes.ts';
import { useFormat } from '../../company.ts';
import { useKeys } from '../../keys.ts';
import { PromiseMark } from '../../kit/promise.tsx';
import { ClauseLink, ProblemNote, Skeleton } from '../../kit/told.tsx';
import { useSay } from '../../preferences.tsx';
import { recordNamed } from '../../registry.ts';
import { useApi } from '../../session.tsx';
import { useCrumbs } from '../../shell/crumbs.tsx';
import { owedBy, Standing } from './approvals.tsx';
import '../../kit/record-page/record.css';
import './approvals.css';
import { Differences, Frozen } from './content.tsx';
import { type Deed, DeedDialog } from './deed-dialog.tsx';
import { approvalWords as w } from './words.ts';

/** One decision: what has changed, what is reviewed, what the others said; and deciding it. */
export default function ApprovalPage() {
  const say = useSay();
  const api = useApi();
  const { id = '' } = useParams();
  const { data, error, refetch } = useQuery({
    queryKey: ['approvals', id, api.locale],
    retry: false,
    queryFn: ({ signal }) => api.call('GET /api/approvals/{id}', { in: { id }, signal }),
  });
  useCrumbs([{ name: say(w.title), to: '/approvals' }, { name: data ? `${data.number} ${data.seatName}` : '…' }]);
  return (
    <div className="approvals">
      <ProblemNote error={error} onRetry={() => void refetch()} />
      {!data && !error && <Skeleton lines={8} />}
      {error && <Link to="/approvals">{say(w.title)}</Link>}
      {data && <Decision task={data} onStale={() => void refetch()} />}
    </div>
  );
}

function Decision({ task, onStale }: { task: ApprovalTaskInFull; onStale: () => void }) {
  const say = useSay();
  const forget = useForgetRecords();
  const navigate = useNavigate();
  const [deed, setDeed] = useState<Deed | null>(null);
  const declared = recordNamed(task.record);
  const deeds = (Object.keys(w.deeds) as Deed[]).filter((one) => one !== 'return' || task.returnable.length > 0);
  useKeys({
    a: () => setDeed('approve'),
    o: () => setDeed('object'),
    r: () => task.returnable.length > 0 && setDeed('return'),
    h: () => setDeed('hand_over'),
    p: () => setDeed('add'),
  });
  if (!declared) return null;
  return (
    <>
      <div className="page-head">
        <h1>
          {task.seatName} · {typeof task.title === 'string' ? task.title : task.number}
        </h1>
        <PromiseMark owed={owedBy(task)} />
      </div>
      <p className="quiet">
        {task.approvalName} · {say(w.by)} {task.people[task.requester.slice(-36)] ?? '—'} ·{' '}
        <Link to={`/${declared.record.plural}/${task.recordId}`}>
          {say(w.openRecord)} {task.number}
        </Link>{' '}
        {task.clauses.map((clause) => (
          <ClauseLink key={clause.id} clause={clause} />
        ))}
      </p>
      <Standing task={task} people={task.people} />
      <div className="approval-deeds no-print">
        {deeds.map((one) => (
          <button key={one} type="button" className={one === 'approve' ? 'primary' : ''} onClick={() => setDeed(one)}>
            {say(w.deeds[one])}
          </button>
        ))}
        <span className="quiet wide-only">{say(w.keysHere)}</span>
      </div>
      <Differences declared={declared} task={task} />
      <Frozen declared={declared} task={task} />
      <Signatures task={task} />
      {deed && (
        <DeedDialog
          task={task}
          deed={deed}
          onClose={() => setDeed(null)}
          onStale={onStale}
          onDone={() => {
            void forget();
            void navigate('/approvals');
          }}
        />
      )}
    </>
  );
}

function Signatures({ task }: { task: ApprovalTaskInFull }) {
  const say = useSay();
  const format = useFormat();
  const nameOf = (id: string | null | undefined) => (id ? (task.people[id.slice(-36)] ?? '—') : '');
  return (
    <section className="panel">
      <h2>{say(w.seats)}</h2>
      <div className="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">{say(w.seat)}</th>
              <th scope="col">{say(w.state)}</th>
              <th scope="col">{say(w.who)}</th>
              <th scope="col">{say(w.reason)}</th>
            </tr>
          </thead>
          <tbody>
            {task.seats.map((seat, i) => (
              <tr key={`${seat.seat} ${i}`}>
                <th scope="row">{seat.name}</th>
                <td>{say(w.states[seat.state] ?? [seat.state, seat.state])}</td>
                <td>
                  {nameOf(seat.decided?.by ?? seat.employee)}
                  {seat.decided?.for && ` （${say(w.insteadOf(nameOf(seat.decided.for)))}）`}
                  {seat.decided && <span className="quiet"> {format.shortInstant(seat.decided.at)}</span>}
                </td>
                <td>{seat.decided?.reason ?? ''}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
