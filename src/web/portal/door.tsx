import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import type { Routes } from '../api/routes.ts';
import { useSay } from '../preferences.tsx';
import { Field } from './fields.tsx';
import { usePortal } from './portal.tsx';
import { welcome } from './send.ts';
import { Thanks } from './sent.tsx';
import { Asked, ProblemNote } from './shown.tsx';
import { SurveyForm } from './survey.tsx';
import { doorWords as d, formWords as f } from './words.ts';

/** A code to one's address; then for which company, where there are several. */
export function SignInPage() {
  const say = useSay();
  const { about } = usePortal();
  const [email, setEmail] = useState('');
  const [isSent, setSent] = useState(false);
  return (
    <>
      <div>
        <h1>{say(d.title)}</h1>
        <p className="quiet">{say(d.intro)}</p>
      </div>
      {about.demo && <p className="note">{say(d.demo)}</p>}
      {!about.sendsMail && !about.demo ? (
        <p className="note">{say(d.noMail)}</p>
      ) : isSent ? (
        <CodeForm email={email} onAgain={() => setSent(false)} />
      ) : (
        <EmailForm email={email} onEmail={setEmail} onSent={() => setSent(true)} />
      )}
    </>
  );
}

function EmailForm({ email, onEmail, onSent }: { email: string; onEmail: (email: string) => void; onSent: () => void }) {
  const say = useSay();
  const { api } = usePortal();
  const [busy, error, doing] = useDoing();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void doing(async () => {
      await api.call('POST /api/portal/code', { body: { email: email.trim() } });
      onSent();
    });
  };
  return (
    <form className="stack" onSubmit={submit}>
      <Field label={say(d.email)}>
        {(ids) => (
          <input
            {...ids}
            type="email"
            required
            autoComplete="email"
            value={email}
            onChange={({ target }) => onEmail(target.value)}
          />
        )}
      </Field>
      <ProblemNote error={error} />
      <button type="submit" className="primary wide" disabled={busy}>
        {say(d.getCode)}
      </button>
    </form>
  );
}

type Choice = Routes['POST /api/portal/session']['answer']['choose'];

function CodeForm({ email, onAgain }: { email: string; onAgain: () => void }) {
  const say = useSay();
  const { api } = usePortal();
  const goOn = useGoOn();
  const [code, setCode] = useState('');
  const [choose, setChoose] = useState<Choice>([]);
  const [busy, error, doing] = useDoing();
  const enter = (contact?: string) =>
    doing(async () => {
      const answer = await api.call('POST /api/portal/session', {
        body: { email: email.trim(), code: code.trim(), ...(contact !== undefined && { contact }) },
      });
      if (answer.signedIn) await goOn();
      else setChoose(answer.choose);
    });
  if (choose.length > 0)
    return (
      <div className="actions">
        <h2>{say(d.forWhom)}</h2>
        {choose.map(({ contact, company }) => (
          <button key={contact} type="button" className="wide" disabled={busy} onClick={() => void enter(contact)}>
            {company}
          </button>
        ))}
        <ProblemNote error={error} />
      </div>
    );
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void enter();
      }}
    >
      <p className="note">{say(d.sentTo(email))}</p>
      <Field label={say(d.code)}>
        {(ids) => (
          <input
            {...ids}
            className="code-input"
            inputMode="numeric"
            autoComplete="one-time-code"
            pattern="[0-9]{6}"
            maxLength={6}
            required
            autoFocus
            value={code}
            onChange={({ target }) => setCode(target.value)}
          />
        )}
      </Field>
      <ProblemNote error={error} />
      <button type="submit" className="primary wide" disabled={busy}>
        {say(d.signIn)}
      </button>
      <button type="button" className="plain" onClick={onAgain}>
        {say(d.otherEmail)}
      </button>
    </form>
  );
}

/** Behind a link in a message. It is used by a press of the button: programs that look at links do not use it up. */
export function EnterPage() {
  const say = useSay();
  const { api } = usePortal();
  const goOn = useGoOn();
  const [busy, error, doing] = useDoing();
  const token = location.hash.slice(1);
  const enter = () =>
    doing(async () => {
      const { opens } = await api.call('POST /api/portal/enter', { body: { token } });
      await goOn(opens.replace(/^\/portal/, '') || '/');
    });
  return (
    <>
      <h1>{say(d.enterTitle)}</h1>
      <p>{say(d.enterText)}</p>
      <ProblemNote error={error} />
      <button type="button" className="primary wide" disabled={busy} onClick={() => void enter()}>
        {say(d.enter)}
      </button>
      <Link className="button wide plain" to="/sign-in">
        {say(d.byCode)}
      </Link>
    </>
  );
}

/** A survey behind a link: good for one answer, by whoever holds it. */
export function AnswerPage() {
  const { api } = usePortal();
  const say = useSay();
  const token = location.hash.slice(1);
  const [number, setNumber] = useState<string | null>(null);
  const [busy, error, doing] = useDoing();
  const asked = useQuery({
    queryKey: ['survey-link', token],
    queryFn: () => api.call('POST /api/portal/survey-links/look', { body: { token } }),
    enabled: number === null,
    retry: false,
  });
  if (number !== null) return <Thanks>{say(f.received(number))}</Thanks>;
  const send = (answers: object) =>
    doing(async () => {
      const answer = await api.call('POST /api/portal/survey-links/answer', { body: { token, ...answers } });
      setNumber(answer.number);
    });
  return (
    <Asked asked={asked}>
      {(survey) => (
        <SurveyForm survey={survey} sending={{ busy, error, isKept: false }} onSend={(answers) => void send(answers)} />
      )}
    </Asked>
  );
}

/** Goes on to where one wanted to go, as whoever has just come in. */
function useGoOn(): (to?: string) => Promise<void> {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { api } = usePortal();
  const [asked] = useSearchParams();
  return async (to = ownPath(asked.get('to'))) => {
    welcome((await api.call('GET /api/portal/me')).id);
    await queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'about' });
    void navigate(to, { replace: true });
  };
}

/** Only a path of ours: nobody is led elsewhere by a link. */
const ownPath = (path: string | null): string => (path !== null && /^\/(?![/\\])/.test(path) ? path : '/');

/** Does one thing at a time, and holds what went wrong. */
function useDoing(): [busy: boolean, error: unknown, doing: (work: () => Promise<void>) => Promise<void>] {
  const [state, setState] = useState<{ busy: boolean; error: unknown }>({ busy: false, error: null });
  const doing = async (work: () => Promise<void>): Promise<void> => {
    setState({ busy: true, error: null });
    try {
      await work();
      setState({ busy: false, error: null });
    } catch (error) {
      setState({ busy: false, error });
    }
  };
  return [state.busy, state.error, doing];
}
