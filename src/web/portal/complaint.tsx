import { useState } from 'react';
import { useParams } from 'react-router';
import type { Routes } from '../api/routes.ts';
import { useSay } from '../preferences.tsx';
import { Field } from './fields.tsx';
import { useAsked } from './portal.tsx';
import { useSending } from './send.ts';
import { Form } from './sent.tsx';
import { Asked, Back, Facts, History, Photos, ProblemNote, Promises } from './shown.tsx';
import { formWords as f, homeWords as h, recordWords as r } from './words.ts';

type Complaint = Routes['GET /api/portal/complaints/{id}']['answer'];

/** What the customer said, what was promised, what became of it, and whether they are satisfied. */
export function ComplaintPage() {
  const say = useSay();
  const { id = '' } = useParams();
  const asked = useAsked('GET /api/portal/complaints/{id}', { id });
  return (
    <Asked asked={asked}>
      {(complaint) => (
        <>
          <Back to="/complaints">{say(h.complaints)}</Back>
          <h1>
            {say(r.complaint)} <span className="number">{complaint.number}</span>{' '}
            <span className="tag">{complaint.stateName}</span>
          </h1>
          <p className="said">{complaint.statement}</p>
          <Photos of={complaint.photos} />
          {complaint.awaitsVerdict && <Verdict complaint={complaint} />}
          <Facts
            of={[
              [say(r.promiseGiven), complaint.promiseGiven],
              [say(r.closing), complaint.closingReason],
            ]}
          />
          {complaint.rounds > 0 && <p>{say(r.rounds(complaint.rounds))}</p>}
          <Promises promises={complaint.promises} />
          <History of={complaint.progress} />
        </>
      )}
    </Asked>
  );
}

function Verdict({ complaint }: { complaint: Complaint }) {
  const say = useSay();
  const here = `/complaints/${complaint.id}`;
  const [isAgainst, setAgainst] = useState(false);
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const sending = useSending([`${f.verdictTitle[0]} ${complaint.number}`, `${f.verdictTitle[1]} ${complaint.number}`], here);
  const isShort = reason.trim().length < 2;
  const refuse = () => {
    setTried(true);
    if (!isShort) void sending.send(`${here}/verdict`, { satisfied: false, reason: reason.trim() });
  };
  return (
    <div className="note actions">
      <h2>{say(f.verdictTitle)}</h2>
      {isAgainst ? (
        <Form sending={sending} onSubmit={refuse} button={say(f.notSatisfied)}>
          <Field label={say(f.reason)} fault={tried && isShort ? say(f.tooShort(2)) : null}>
            {(ids) => <textarea {...ids} value={reason} onChange={({ target }) => setReason(target.value)} />}
          </Field>
        </Form>
      ) : (
        <>
          <ProblemNote error={sending.error} />
          <button
            type="button"
            className="primary wide"
            disabled={sending.busy}
            onClick={() => void sending.send(`${here}/verdict`, { satisfied: true })}
          >
            {say(f.satisfied)}
          </button>
          <button type="button" className="wide" onClick={() => setAgainst(true)}>
            {say(f.notSatisfied)}
          </button>
        </>
      )}
    </div>
  );
}
