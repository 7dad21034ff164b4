import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Refusal, Unreachable } from '../api/client.ts';
import type { Clause, Reason } from '../api/routes.ts';
import { useSay } from '../preferences.tsx';
import { Icon } from './icon.tsx';
import { kitWords as w } from './words.ts';

/** A clause by its number; its text is one look away and leads to the page of regulations. */
export function ClauseLink({ clause }: { clause: Clause }) {
  return (
    <Link className="clause" to={`/clauses?clause=${encodeURIComponent(clause.id)}`} title={`${clause.title}\n${clause.text}`}>
      {clause.id}
    </Link>
  );
}

/** Every reason why something is not possible, each with its clause and, where there is one, the way to cure it. */
export function Reasons({ because, cure }: { because: readonly Reason[]; cure?: (reason: Reason) => ReactNode }) {
  return (
    <ul className="reasons">
      {because.map((reason) => (
        <li key={`${reason.control} ${reason.rule}`}>
          <span>{reason.sentence}</span>{' '}
          {reason.clauses.map((clause) => (
            <ClauseLink key={clause.id} clause={clause} />
          ))}
          {cure?.(reason)}
        </li>
      ))}
    </ul>
  );
}

interface NoteProps {
  error: unknown;
  onRetry?: () => void;
  cure?: (reason: Reason) => ReactNode;
}

/** What went wrong, where it happened: it stays until it is cured or tried again. */
export function ProblemNote({ error, onRetry, cure }: NoteProps) {
  const say = useSay();
  if (!error) return null;
  const problem = error instanceof Refusal ? error.problem : null;
  const because = (problem?.['because'] ?? []) as Reason[];
  const clauses = (problem?.['clauses'] ?? []) as Clause[];
  return (
    <div className="problem" role="alert">
      <Icon name="alert" />
      <div>
        <p>
          <strong>{error instanceof Unreachable ? say(w.unreachable) : ((error as Error).message ?? '')}</strong>{' '}
          {clauses.map((clause) => (
            <ClauseLink key={clause.id} clause={clause} />
          ))}
        </p>
        {because.length > 0 && <Reasons because={because} {...(cure && { cure })} />}
        {typeof problem?.['request'] === 'string' && (
          <p className="quiet">
            {say(w.faultNumber)} <code>{problem['request']}</code>
          </p>
        )}
        {onRetry && (
          <button type="button" onClick={onRetry}>
            {say(w.retry)}
          </button>
        )}
      </div>
    </div>
  );
}

/** What belongs here, why there is nothing, and the one next thing to do. */
export function Empty({ title, children }: { title: ReactNode; children?: ReactNode }) {
  return (
    <div className="empty">
      <p>{title}</p>
      {children}
    </div>
  );
}

/** Keeps the place while something is on its way; seen only when that takes a while. */
export function Skeleton({ lines = 3 }: { lines?: number }) {
  const say = useSay();
  return (
    <div className="skeleton" role="status" aria-label={say(w.loading)}>
      {Array.from({ length: lines }, (_, i) => (
        <span key={i} />
      ))}
    </div>
  );
}
