import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { Refusal } from '../api/client.ts';
import { Dialog } from '../kit/dialog.tsx';
import { ProblemNote } from '../kit/told.tsx';
import { usePreferences, useSay } from '../preferences.tsx';
import { useApi, useSession } from '../session.tsx';
import { DemoNote } from './demo-note.tsx';
import { shellWords, signInWords as w } from './words.ts';

/** The page before everything else. It comes back to where one wanted to go. */
export function SignInPage() {
  const say = useSay();
  const navigate = useNavigate();
  const [asked] = useSearchParams();
  const { preferences, prefer } = usePreferences();
  const problem = w.problems[asked.get('problem') ?? ''];
  const other = preferences.locale === 'zh' ? 'en' : 'zh';
  return (
    <main className="sign-in">
      <div className="sign-in-box">
        <h1>
          <img src="/icon.svg" alt="" width="32" height="32" /> 履约 <span>Lüyue</span>
        </h1>
        <p className="quiet">{say(w.tagline)}</p>
        {problem && (
          <p className="problem" role="alert">
            {say(problem)}
          </p>
        )}
        <SignInForm onDone={() => void navigate(ownPath(asked.get('return')), { replace: true })} />
        <Provider returnTo={ownPath(asked.get('return'))} />
        <DemoNote />
        <button type="button" className="plain" lang={other === 'en' ? 'en' : 'zh-CN'} onClick={() => prefer({ locale: other })}>
          {say(w.otherLanguage)}
        </button>
      </div>
    </main>
  );
}

/** Over a page whose session has ended: what was typed stays below it. */
export function SignInAgain() {
  const say = useSay();
  const [hidden, setHidden] = useState(false);
  if (hidden) return null;
  return (
    <Dialog title={say(w.again401)} onClose={() => setHidden(true)}>
      <p>{say(w.againText)}</p>
      <SignInForm onDone={() => setHidden(true)} />
    </Dialog>
  );
}

type Stage = { need: 'password' | 'new-password' } | { need: 'code' | 'code-and-new-password'; challenge: string };

/** Password, then whatever else is asked for: a new password, a second factor. */
function SignInForm({ onDone }: { onDone: () => void }) {
  const say = useSay();
  const api = useApi();
  const { begun } = useSession();
  const [stage, setStage] = useState<Stage>(challenged);
  const [answers, setAnswers] = useState({ login: '', password: '', code: '', next: '', again: '' });
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const wantsNew = stage.need === 'new-password' || stage.need === 'code-and-new-password';
  const wantsCode = 'challenge' in stage;

  const submit = async (): Promise<void> => {
    if (wantsNew && answers.next !== answers.again) throw new Error(say(w.differ));
    const newPassword = wantsNew ? { newPassword: answers.next } : {};
    const answer = wantsCode
      ? await api.call('POST /api/session/second-factor', {
          body: { challenge: stage.challenge, code: answers.code.trim(), ...newPassword },
        })
      : await api.call('POST /api/session', { body: { login: answers.login, password: answers.password, ...newPassword } });
    if ('challenge' in answer) {
      setStage({ need: 'code', challenge: answer.challenge });
      return;
    }
    await begun();
    onDone();
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    submit()
      .catch((failed: unknown) => {
        const slug = failed instanceof Refusal ? failed.slug : '';
        if (slug === 'must-change-password')
          setStage((before) => ('challenge' in before ? { ...before, need: 'code-and-new-password' } : { need: 'new-password' }));
        else if (slug === 'challenge-expired') setStage({ need: 'password' });
        if (slug !== 'must-change-password') setError(failed);
      })
      .finally(() => setBusy(false));
  };
  const field = (name: keyof typeof answers, label: string, type: string, autoComplete: string, hint?: string) => (
    <label className="field">
      <span className="field-name">{label}</span>
      <input
        name={name}
        type={type}
        autoComplete={autoComplete}
        required
        value={answers[name]}
        autoFocus={name === 'login' || name === 'code' || name === 'next'}
        onChange={(event) => setAnswers({ ...answers, [name]: event.target.value })}
      />
      {hint && <small>{hint}</small>}
    </label>
  );
  return (
    <form onSubmit={onSubmit} className="stack">
      {!wantsCode && field('login', say(w.login), 'text', 'username')}
      {!wantsCode && field('password', say(w.password), 'password', 'current-password')}
      {wantsCode && field('code', say(w.code), 'text', 'one-time-code', say(w.codeHint))}
      {wantsNew && <p>{say(w.mustChange)}</p>}
      {wantsNew && field('next', say(w.newPassword), 'password', 'new-password')}
      {wantsNew && field('again', say(w.again), 'password', 'new-password')}
      <ProblemNote error={error} />
      <FieldFaults error={error} />
      <button type="submit" className="primary" disabled={busy}>
        {say(wantsCode ? w.confirm : wantsNew ? w.changeAndSignIn : w.title)}
      </button>
    </form>
  );
}

/** What is wrong with a new password: too short, too common. */
function FieldFaults({ error }: { error: unknown }) {
  const faults = error instanceof Refusal ? ((error.problem['errors'] ?? []) as { pointer: string; detail: string }[]) : [];
  return faults.map(({ pointer, detail }) => (
    <p key={pointer} className="fault">
      {detail}
    </p>
  ));
}

/** Shown where an identity provider is set up: the start route then leads away instead of answering 404. */
function Provider({ returnTo }: { returnTo: string }) {
  const say = useSay();
  const start = `/api/oidc/start?return=${encodeURIComponent(returnTo)}`;
  const { data } = useQuery({
    queryKey: ['provider'],
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
    queryFn: async () => (await fetch('/api/oidc/start', { redirect: 'manual' })).type === 'opaqueredirect',
  });
  if (!data) return null;
  return (
    <a className="button" href={start}>
      {say(w.provider)}
    </a>
  );
}

/** From an identity provider one comes back with a challenge where a second factor is in use. */
function challenged(): Stage {
  const challenge = /^#challenge=(.+)$/.exec(location.hash)?.[1];
  return challenge === undefined ? { need: 'password' } : { need: 'code', challenge };
}

/** Only a path of ours: nobody is led elsewhere by a link. */
const ownPath = (path: string | null): string => (path !== null && /^\/(?![/\\])/.test(path) ? path : '/workbench');

export const productName = shellWords.product;
