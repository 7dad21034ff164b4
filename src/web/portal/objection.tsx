import { useState } from 'react';
import { useParams } from 'react-router';
import type { Routes } from '../api/routes.ts';
import { useSay } from '../preferences.tsx';
import { Field } from './fields.tsx';
import { useAsked } from './portal.tsx';
import { useSending } from './send.ts';
import { Form } from './sent.tsx';
import { Asked, Back, Facts, History, Photos, ProblemNote, Promises } from './shown.tsx';
import { formWords as f, recordWords as r, portalWords as w } from './words.ts';

type Objection = Routes['GET /api/portal/objections/{id}']['answer'];

export function ObjectionPage() {
  const say = useSay();
  const { id = '' } = useParams();
  const asked = useAsked('GET /api/portal/objections/{id}', { id });
  return (
    <Asked asked={asked}>
      {(objection) => (
        <>
          <Back to={`/deliveries/${objection.delivery}`}>{say(r.delivery)}</Back>
          <h1>
            {say(r.objection)} <span className="number">{objection.number}</span>{' '}
            <span className="tag">{objection.stateName}</span>
          </h1>
          <p className="said">
            {objection.kindName}：{objection.content}
          </p>
          <Photos of={objection.photos} />
          <Facts
            of={[
              [say(r.investigation), objection.investigation],
              [say(r.solution), objection.solution],
            ]}
          />
          {objection.canAnswer && <Answer objection={objection} />}
          <Promises promises={objection.promises} />
          <History of={objection.progress} />
        </>
      )}
    </Asked>
  );
}

/** Whether the solution is accepted; why not, otherwise. */
function Answer({ objection }: { objection: Objection }) {
  const say = useSay();
  const here = `/objections/${objection.id}`;
  const [isAgainst, setAgainst] = useState(false);
  const [reason, setReason] = useState('');
  const sending = useSending(f.agreeTitle, here);
  const isShort = reason.trim().length < 2;
  if (!isAgainst)
    return (
      <div className="actions">
        <h2>{say(f.agreeTitle)}</h2>
        <ProblemNote error={sending.error} />
        <button
          type="button"
          className="primary wide"
          disabled={sending.busy}
          onClick={() => void sending.send(`${here}/agree`, {})}
        >
          {say(f.agree)}
        </button>
        <button type="button" className="wide" onClick={() => setAgainst(true)}>
          {say(f.disagree)}
        </button>
      </div>
    );
  return (
    <Form
      sending={sending}
      onSubmit={() => void (!isShort && sending.send(`${here}/disagree`, { reason: reason.trim() }))}
      button={say(f.disagree)}
    >
      <Field label={say(f.disagreeReason)} fault={sending.error === null && reason !== '' && isShort ? say(w.missing) : null}>
        {(ids) => <textarea {...ids} value={reason} onChange={({ target }) => setReason(target.value)} />}
      </Field>
    </Form>
  );
}
