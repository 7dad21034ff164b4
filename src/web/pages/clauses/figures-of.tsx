import { Link } from 'react-router';
import { useSay } from '../../preferences.tsx';
import type { ClauseItem } from './clauses.tsx';
import { clauseWords as w } from './words.ts';

const OUTCOMES: Record<string, string> = { kept: 'kept', broken: 'breached', open: 'open', released: 'released' };

/** How a clause was kept in the period; every figure opens what it counts. */
export function FiguresOf({ clause, from, onRefused }: { clause: ClauseItem; from: string | null; onRefused: () => void }) {
  const say = useSay();
  const figures = Object.keys(w.figures).filter((name) => Number(clause.figures[name] ?? 0) > 0);
  if (figures.length === 0) return <p className="quiet figures">{say(w.noFigures)}</p>;
  return (
    <dl className="figures">
      {figures.map((name) => {
        const number = Number(clause.figures[name]).toLocaleString('en');
        const outcome = OUTCOMES[name];
        return (
          <div key={name} className={name}>
            <dt>{say(w.figures[name]!)}</dt>
            <dd>
              {outcome ? (
                <Link
                  to={`/commitments?outcome=${outcome}&clause=${encodeURIComponent(clause.id)}${from === null ? '' : `&opened=${from}`}`}
                >
                  {number}
                </Link>
              ) : (
                <button type="button" className="plain" onClick={onRefused}>
                  {number}
                </button>
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
