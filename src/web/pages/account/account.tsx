import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useFormat } from '../../company.ts';
import { roleWord } from '../../kit/parties.tsx';
import { ProblemNote } from '../../kit/told.tsx';
import { useSay } from '../../preferences.tsx';
import { useApi, useMe } from '../../session.tsx';
import { useCrumbs } from '../../shell/crumbs.tsx';
import { useTellDone } from '../../shell/said.tsx';
import { Letters } from './letters.tsx';
import { SecondFactor } from './second-factor.tsx';
import { accountWords as w } from './words.ts';

/** One's own account: password, second factor, sessions. */
export default function Account() {
  const say = useSay();
  const me = useMe();
  useCrumbs([{ name: say(w.title) }]);
  return (
    <div className="settings">
      <div className="page-head">
        <h1>{me.name}</h1>
        <p className="quiet">
          {say(w.login)} {me.login} · {say(w.roles)} {me.roles.map((role) => say(roleWord(role))).join('、')}
        </p>
      </div>
      <Password />
      <SecondFactor />
      <Letters />
      <Sessions />
    </div>
  );
}

function Password() {
  const say = useSay();
  const api = useApi();
  const tellDone = useTellDone();
  const [error, setError] = useState<unknown>(null);
  const [answers, setAnswers] = useState({ current: '', newPassword: '' });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setError(null);
    api
      .call('POST /api/me/password', { body: answers })
      .then(() => {
        setAnswers({ current: '', newPassword: '' });
        tellDone(say(w.passwordChanged));
      })
      .catch(setError);
  };
  return (
    <section className="panel">
      <h2>{say(w.password)}</h2>
      <form className="stack narrow" onSubmit={submit}>
        {(['current', 'newPassword'] as const).map((name) => (
          <label key={name} className="field">
            <span className="field-name">{say(name === 'current' ? w.current : w.next)}</span>
            <input
              type="password"
              required
              autoComplete={name === 'current' ? 'current-password' : 'new-password'}
              value={answers[name]}
              onChange={({ target }) => setAnswers({ ...answers, [name]: target.value })}
            />
          </label>
        ))}
        <ProblemNote error={error} />
        <p>
          <button type="submit">{say(w.password)}</button>
        </p>
      </form>
    </section>
  );
}

function Sessions() {
  const say = useSay();
  const api = useApi();
  const format = useFormat();
  const queries = useQueryClient();
  const { data, error } = useQuery({
    queryKey: ['sessions'],
    queryFn: ({ signal }) => api.call('GET /api/sessions', { signal }),
  });
  const [failed, setFailed] = useState<unknown>(null);
  const revoke = (id: string) => {
    api
      .call('DELETE /api/sessions/{id}', { in: { id } })
      .then(() => queries.invalidateQueries({ queryKey: ['sessions'] }))
      .catch(setFailed);
  };
  return (
    <section className="panel">
      <h2>{say(w.sessions)}</h2>
      <ProblemNote error={error ?? failed} />
      <ul>
        {data?.items.map((session) => (
          <li key={session.id} className="setting">
            <p>
              {session.userAgent.slice(0, 80)} <span className="quiet">{session.ip}</span>
            </p>
            <p className="quiet">
              {say(w.lastSeen)} {format.shortInstant(session.lastSeenAt)}
            </p>
            {session.current ? (
              <strong>{say(w.thisOne)}</strong>
            ) : (
              <button type="button" onClick={() => revoke(session.id)}>
                {say(w.revoke)}
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
