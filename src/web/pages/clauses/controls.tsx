import { Link } from 'react-router';
import { kpi } from '#domain/governance/kpi/kpi';
import { kpiWords } from '#domain/governance/kpi/kpi.words';
import { useSay } from '../../preferences.tsx';
import { controlNamed } from '../../registry.ts';
import { clauseWords as w } from './words.ts';

/** What enforces a clause in the running process, each by its own words. */
export function Controls({ controls }: { controls: readonly string[] }) {
  const say = useSay();
  if (controls.length === 0) return <p className="quiet">{say(w.noControls)}</p>;
  return (
    <ul className="controls" aria-label={say(w.controls)}>
      {controls.map((control) => {
        const found = controlNamed(control);
        const measure = control.replace(/^kpi\./, '');
        if (found)
          return (
            <li key={control}>
              <span className="quiet">
                {say(found.declared.words.name)} · {say(w.kinds[found.kind]!)}
              </span>{' '}
              {found.kind === 'deadline' ? (
                <Link to={`/commitments?outcome=all&control=${encodeURIComponent(control)}`}>{say(found.name)}</Link>
              ) : (
                say(found.name)
              )}
            </li>
          );
        return (
          <li key={control}>
            {measure in kpi ? (
              <>
                <span className="quiet">{say(w.measure)}</span>{' '}
                <Link to={`/kpi?measure=${measure}`}>{say(kpiWords[measure as keyof typeof kpi].name)}</Link>
              </>
            ) : (
              <code>{control}</code>
            )}
          </li>
        );
      })}
    </ul>
  );
}
