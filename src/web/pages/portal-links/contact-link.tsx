import { useState } from 'react';
import { useParams } from 'react-router';
import { ProblemNote } from '../../kit/told.tsx';
import { useSay } from '../../preferences.tsx';
import { useApi } from '../../session.tsx';
import { CopyButton } from './copy-button.tsx';
import { linkWords as w } from './words.ts';

/** A link that signs one contact person in, to be handed over by whoever had it made. */
export default function ContactLink() {
  const say = useSay();
  const api = useApi();
  const { id = '' } = useParams();
  const [made, setMade] = useState<{ url: string; days: number } | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const make = () => {
    setBusy(true);
    setError(null);
    api
      .call('POST /api/contacts/{id}/portal-link', { in: { id } })
      .then(setMade)
      .catch(setError)
      .finally(() => setBusy(false));
  };
  return (
    <section className="stack narrow">
      <h1>{say(w.portalTitle)}</h1>
      <p>{say(w.portalText)}</p>
      <ProblemNote error={error} />
      {made && (
        <div className="stack" role="status">
          <input readOnly value={made.url} aria-label={say(w.portalTitle)} onFocus={({ target }) => target.select()} />
          <p className="row">
            <CopyButton text={made.url} /> <span className="quiet">{say(w.good(made.days))}</span>
          </p>
        </div>
      )}
      <p>
        <button type="button" className={made ? '' : 'primary'} disabled={busy} onClick={make}>
          {say(made ? w.again : w.make)}
        </button>
      </p>
    </section>
  );
}
