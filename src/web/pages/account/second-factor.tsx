import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ProblemNote } from '../../kit/told.tsx';
import { useSay } from '../../preferences.tsx';
import { useApi, useMe } from '../../session.tsx';
import { accountWords as w } from './words.ts';

type Stage = { at: 'rest' } | { at: 'confirm'; secret: string; uri: string } | { at: 'codes'; codes: readonly string[] };

/** Takes a second factor into use, or gives it up; both need the password. */
export function SecondFactor() {
  const say = useSay();
  const api = useApi();
  const me = useMe();
  const queries = useQueryClient();
  const [stage, setStage] = useState<Stage>({ at: 'rest' });
  const [typed, setTyped] = useState('');
  const [error, setError] = useState<unknown>(null);
  const next = async (): Promise<void> => {
    if (stage.at === 'confirm') {
      const { recoveryCodes } = await api.call('POST /api/me/totp/confirm', { body: { code: typed.trim() } });
      setStage({ at: 'codes', codes: recoveryCodes });
    } else if (me.secondFactor) await api.call('DELETE /api/me/totp', { body: { password: typed } });
    else setStage({ at: 'confirm', ...(await api.call('POST /api/me/totp', { body: { password: typed } })) });
    setTyped('');
    await queries.invalidateQueries({ queryKey: ['me'] });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setError(null);
    next().catch(setError);
  };
  const confirming = stage.at === 'confirm';
  return (
    <section className="panel">
      <h2>{say(w.factor)}</h2>
      <p>{say(me.secondFactor ? w.factorOn : w.factorOff)}</p>
      {stage.at === 'codes' && (
        <>
          <p className="note">{say(w.recovery)}</p>
          <pre>{stage.codes.join('\n')}</pre>
        </>
      )}
      <form className="stack narrow" onSubmit={submit}>
        {confirming && (
          <p>
            {say(w.secret)}: <code>{stage.secret}</code> · <a href={stage.uri}>{say(w.addToApp)}</a>
          </p>
        )}
        <label className="field">
          <span className="field-name">{say(confirming ? w.code : w.proof)}</span>
          <input
            type={confirming ? 'text' : 'password'}
            required
            autoComplete={confirming ? 'one-time-code' : 'current-password'}
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
          />
        </label>
        <ProblemNote error={error} />
        <p>
          <button type="submit">{say(confirming ? w.confirm : me.secondFactor ? w.end : w.begin)}</button>
        </p>
      </form>
    </section>
  );
}
