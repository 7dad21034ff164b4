import { type FormEvent, useState } from 'react';
import { useParams } from 'react-router';
import { ProblemNote } from '../../kit/told.tsx';
import { useSay } from '../../preferences.tsx';
import { useApi } from '../../session.tsx';
import { CopyButton } from './copy-button.tsx';
import { linkWords as w } from './words.ts';

/** Links that take one answer each, from whoever holds them. */
export default function SurveyLinks() {
  const say = useSay();
  const api = useApi();
  const { id = '' } = useParams();
  const [count, setCount] = useState('10');
  const [made, setMade] = useState<{ urls: readonly string[]; days: number } | null>(null);
  const [error, setError] = useState<unknown>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setError(null);
    api
      .call('POST /api/surveys/{id}/links', { in: { id }, body: { count: Number(count) } })
      .then(setMade)
      .catch(setError);
  };
  return (
    <section className="stack narrow">
      <h1>{say(w.surveyTitle)}</h1>
      <p>{say(w.surveyText)}</p>
      <form className="row" onSubmit={submit}>
        <label className="field">
          <span className="field-name">{say(w.count)}</span>
          <input type="number" min={1} max={200} required value={count} onChange={({ target }) => setCount(target.value)} />
        </label>
        <button type="submit" className="primary">
          {say(w.makeMany)}
        </button>
      </form>
      <ProblemNote error={error} />
      {made && (
        <div className="stack" role="status">
          <textarea readOnly rows={10} value={made.urls.join('\n')} aria-label={say(w.surveyTitle)} />
          <p className="row">
            <CopyButton text={made.urls.join('\n')} name={w.copyAll} /> <span className="quiet">{say(w.good(made.days))}</span>
          </p>
        </div>
      )}
    </section>
  );
}
