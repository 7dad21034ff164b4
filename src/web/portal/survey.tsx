import { useState } from 'react';
import { useParams } from 'react-router';
import { useSay } from '../preferences.tsx';
import { Field, Scale } from './fields.tsx';
import { useAsked } from './portal.tsx';
import { type Sending, useSending } from './send.ts';
import { Form, Thanks } from './sent.tsx';
import { Asked, Back } from './shown.tsx';
import { formWords as f, portalWords as w } from './words.ts';

/** A survey, answered by whoever is signed in. */
export function SurveyPage() {
  const say = useSay();
  const { id = '' } = useParams();
  const [done, setDone] = useState(false);
  const asked = useAsked('GET /api/portal/surveys/{id}', { id });
  const sending = useSending(f.surveyTitle, `/surveys/${id}`);
  if (done) return <Thanks />;
  return (
    <Asked asked={asked}>
      {(survey) => (
        <>
          <Back to="/">{say(w.home)}</Back>
          <SurveyForm
            survey={survey}
            sending={sending}
            onSend={(answers) => void sending.send(`/surveys/${id}/answer`, answers).then((sent) => setDone(sent !== null))}
          />
        </>
      )}
    </Asked>
  );
}

interface SurveyFormProps {
  survey: { title: string; kind: string; questions: string | null };
  sending: Pick<Sending, 'busy' | 'error' | 'isKept'>;
  onSend: (answers: object) => void;
}

/** The questions of a survey: which scales are asked follows from its kind. */
export function SurveyForm({ survey, sending, onSend }: SurveyFormProps) {
  const say = useSay();
  const [marks, setMarks] = useState<{ nps?: number; csat?: number; ces?: number }>({});
  const [words, setWords] = useState('');
  const [tried, setTried] = useState(false);
  const asks = (kind: string): boolean => survey.kind === kind || survey.kind === 'mixed';
  const isEmpty = Object.keys(marks).length === 0 && words.trim() === '';
  const submit = () => {
    setTried(true);
    if (!isEmpty) onSend({ ...marks, ...(words.trim() && { words: words.trim() }) });
  };
  return (
    <>
      <h1>{survey.title}</h1>
      {survey.questions && <p className="said">{survey.questions}</p>}
      <Form sending={sending} onSubmit={submit}>
        {asks('nps') && (
          <Scale
            label={say(f.nps)}
            name="nps"
            from={0}
            to={10}
            value={marks.nps ?? null}
            words={f.npsEnds}
            onChange={(nps) => setMarks({ ...marks, nps })}
          />
        )}
        {asks('csat') && (
          <Scale
            label={say(f.csat)}
            name="csat"
            from={1}
            to={5}
            value={marks.csat ?? null}
            words={f.scores}
            onChange={(csat) => setMarks({ ...marks, csat })}
          />
        )}
        {asks('ces') && (
          <Scale
            label={say(f.ces)}
            name="ces"
            from={1}
            to={7}
            value={marks.ces ?? null}
            words={f.cesEnds}
            onChange={(ces) => setMarks({ ...marks, ces })}
          />
        )}
        <Field label={say(f.words)} optional fault={tried && isEmpty ? say(f.sayAnything) : null}>
          {(ids) => <textarea {...ids} value={words} onChange={({ target }) => setWords(target.value)} />}
        </Field>
      </Form>
    </>
  );
}
