import { useState } from 'react';
import { Link } from 'react-router';
import type { Commitment } from '../../api/routes.ts';
import { useFormat } from '../../company.ts';
import { Debtor, Owing } from '../../kit/parties.tsx';
import { PromiseMark } from '../../kit/promise.tsx';
import { RefText } from '../../kit/value.tsx';
import { useSay } from '../../preferences.tsx';
import { recordNamed } from '../../registry.ts';
import { useMe } from '../../session.tsx';
import './owed-row.css';
import { Settle } from './settle.tsx';
import { isApproval, keepingSteps } from './settling.ts';
import { workbenchWords as w } from './words.ts';

const MOST_BUTTONS = 3; // more would hide the promise

/**
 * One promise as a line: what, on which record, from whom to whom, by when. Whoever can keep it finds the deed at its end. `brief` leaves
 * out to whom, where the page says it.
 */
export function OwedRow({ owed, brief = false }: { owed: Commitment; brief?: boolean }) {
  const say = useSay();
  const format = useFormat();
  const { roles, employee } = useMe();
  const [settling, setSettling] = useState<{ step: string | null } | null>(null);
  const found = recordNamed(owed.record);
  const steps = found ? keepingSteps(found.record, owed.control, roles) : [];
  const few = steps.length <= MOST_BUTTONS ? steps : [];
  const isReview = owed.control.includes('.approvals.');
  const { debtor } = owed;
  const mine = debtor.employee ? debtor.employee === employee : roles.includes(debtor.role) || steps.length > 0;
  return (
    <li className="owed">
      <Link
        className="owed-link"
        to={isReview ? `/approvals/${owed.id}` : `/${found?.record.plural ?? 'commitments'}/${owed.recordId}`}
      >
        {owed.name}
      </Link>
      <PromiseMark owed={owed} />
      <span className="quiet">
        {found && say(found.words.name)} <span className="number">{owed.number}</span> ·{' '}
        {brief ? <Owing owed={owed} /> : <Debtor owed={owed} />}
        {!brief && owed.creditor.customer && owed.creditor.role !== 'customer' && (
          <>
            {' '}
            · <RefText to="customer" id={owed.creditor.customer} />
          </>
        )}
      </span>
      <span className="quiet due">{owed.dueAt && format.shortInstant(owed.dueAt)}</span>
      {mine && found && !isReview && (
        <span className="deeds no-print">
          {few.map((step, i) => (
            <button key={step} type="button" className="deed" onClick={() => setSettling({ step })}>
              {few.length > 1 && <kbd aria-hidden="true">{i + 1}</kbd>} {say(found.words.steps[step] ?? [step, step])}
            </button>
          ))}
          {isApproval(owed.control) && (
            <Link className="button deed" to="/approvals">
              {say(w.handle)}
            </Link>
          )}
          {few.length === 0 && !isApproval(owed.control) && (
            <button type="button" className="deed" onClick={() => setSettling({ step: null })}>
              {say(w.handle)}
            </button>
          )}
        </span>
      )}
      {settling && found && <Settle declared={found} owed={owed} wanted={settling.step} onClose={() => setSettling(null)} />}
    </li>
  );
}
