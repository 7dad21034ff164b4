import type { FormEvent, ReactNode } from 'react';
import { Link } from 'react-router';
import { Icon } from '../kit/icon.tsx';
import { useSay } from '../preferences.tsx';
import type { Sending } from './send.ts';
import { ProblemNote } from './shown.tsx';
import { formWords as f, portalWords as w } from './words.ts';

interface FormProps {
  sending: Pick<Sending, 'busy' | 'error' | 'isKept'>;
  onSubmit: () => void;
  button?: string;
  children: ReactNode;
}

/** A form with one button. What was refused is said above the button; what waits for the connection takes the form's place. */
export function Form({ sending, onSubmit, button, children }: FormProps) {
  const say = useSay();
  if (sending.isKept) return <Thanks title={say(f.waits)}>{say(f.keptForLater)}</Thanks>;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form className="stack" noValidate onSubmit={submit}>
      {children}
      <ProblemNote error={sending.error} />
      <button type="submit" className="primary wide" disabled={sending.busy}>
        {button ?? say(w.send)}
      </button>
    </form>
  );
}

/** After something was done: what, and the way on. */
export function Thanks({ title, to = '/', children }: { title?: string; to?: string; children?: ReactNode }) {
  const say = useSay();
  return (
    <div className="thanks" role="status">
      <Icon name="check" size={44} />
      <h1>{title ?? say(f.thanks)}</h1>
      {children && <p>{children}</p>}
      <Link className="button" to={to}>
        {say(f.toHome)}
      </Link>
    </div>
  );
}
