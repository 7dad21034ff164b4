import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import type { LongWork } from '../../api/routes.ts';
import type { Declared } from '../../declared.ts';
import { fileAddress } from '../../kit/record-list/export-menu.tsx';
import { ProblemNote } from '../../kit/told.tsx';
import { grouped } from '../../language/format.ts';
import { useSay } from '../../preferences.tsx';
import { useApi } from '../../session.tsx';
import { isUnderWay, Progress } from './progress.tsx';
import { jobWords as w } from './words.ts';

interface OutcomeProps {
  declared: Declared;
  work: LongWork;
  /** The columns are understood otherwise now: it says nothing any more. */
  isStale: boolean;
  onRun: () => void;
  onOther: () => void;
}

/** What a look at the rows has found, or what was brought in; and what to do next. */
export function Outcome({ declared, work, isStale, onRun, onOther }: OutcomeProps) {
  const say = useSay();
  const api = useApi();
  const queries = useQueryClient();
  const [error, setError] = useState<unknown>(null);
  if (work.state === 'prepared' || (isStale && !isUnderWay(work))) return null;
  const good = work.counts['good'] ?? 0;
  const isCheck = work.asked.dryRun === true;
  const cancel = () =>
    api
      .call('POST /api/long-work/{id}/cancel', { in: { id: work.id } })
      .then(() => queries.invalidateQueries({ queryKey: ['long-work'] }), setError);
  return (
    <section className="stack outcome">
      <Progress work={work} />
      <ProblemNote error={error} />
      {work.state === 'cancelled' && !isCheck && <p className="note">{say(w.cancelledImport)}</p>}
      {isUnderWay(work) && (
        <p className="row">
          <button type="button" onClick={() => void cancel()} disabled={work.cancelling}>
            {say(work.cancelling ? w.cancelling : w.cancel)}
          </button>
        </p>
      )}
      {work.state === 'done' && work.faults.length > 0 && <Faults work={work} />}
      {!isUnderWay(work) && (
        <p className="row">
          {isCheck && good > 0 && (
            <button type="button" className="primary" onClick={onRun}>
              {say(w.bring(grouped(String(good))))}
            </button>
          )}
          {isCheck && work.state === 'done' && good === 0 && <span>{say(w.nothingToBring)}</span>}
          {!isCheck && work.startedAt !== null && good > 0 && (
            <Link className="button primary" to={broughtIn(declared, work)}>
              {say(w.toList)}
            </Link>
          )}
          {work.files.some(({ part }) => part === 'faults') && (
            <>
              <a className="button" href={fileAddress(work.id, 'faults')} download>
                {say(w.downloadFaults)}
              </a>
              <button type="button" onClick={onOther}>
                {say(w.mended)}
              </button>
            </>
          )}
        </p>
      )}
      {isCheck && good > 0 && work.faults.length > 0 && <p className="quiet">{say(w.bringGood)}</p>}
    </section>
  );
}

function Faults({ work: { faults } }: { work: LongWork }) {
  const say = useSay();
  return (
    <>
      <h2>
        {say(w.faults)} <small className="quiet">{say(w.firstFaults(faults.length))}</small>
      </h2>
      <div className="scroll">
        <table className="faults">
          <thead>
            <tr>
              {[w.row, w.column, w.value, w.reason].map((name) => (
                <th key={name[1]}>{say(name)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {faults.map(({ line, column, value, reason }) => (
              <tr key={`${line} ${column} ${reason}`}>
                <td className="amount">{line}</td>
                <td>{column}</td>
                <td>{value}</td>
                <td>{reason}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

/** The list of what was created while it ran. */
const broughtIn = ({ record }: Declared, { startedAt, endedAt }: LongWork): string =>
  `/${record.plural}?${new URLSearchParams({
    view: 'all',
    ...(startedAt !== null && { 'filter[createdAt][from]': startedAt }),
    ...(endedAt !== null && { 'filter[createdAt][to]': endedAt }),
  }).toString()}`;
