import { type ReactNode, useState } from 'react';
import { type AnyRecord, froms } from '#kernel/declare/record';
import type { RecordView } from '../../api/records.ts';
import type { Ability, Reason } from '../../api/routes.ts';
import type { Declared } from '../../declared.ts';
import { useSay } from '../../preferences.tsx';
import { Icon } from '../icon.tsx';
import { Reasons } from '../told.tsx';
import { hasLife, pathOfLife } from './path.ts';
import { pageWords as w } from './words.ts';

/** The state that comes next in a good life; null where there is none, as for people and things that simply are. */
const onwards = (record: AnyRecord, state: string): string | null =>
  hasLife(record) ? (pathOfLife(record, state).find(({ when }) => when === 'ahead')?.state ?? null) : null;

interface StepNow {
  name: string;
  ability: Ability;
}

export interface StepsNow {
  /** Steps out of the state in which the record is, the possible ones first. */
  here: StepNow[];
  /** Those that other states, or other people, take. */
  elsewhere: StepNow[];
  /** The state that comes next in a good life. */
  next: string | null;
}

/** The steps of a record as they stand now. What only the system takes is nobody's button. */
export function stepsOf({ record }: Declared, { record: doc, can }: RecordView): StepsNow {
  const steps = Object.entries(record.lifecycle)
    .filter(([, step]) => step.by.some((role) => role !== 'system'))
    .flatMap(([name]) => (can[name] ? [{ name, ability: can[name] }] : []));
  const isHere = ({ name, ability }: StepNow) =>
    froms(record.lifecycle[name]!).includes(doc.state) && !ability.because.some(({ rule }) => rule === 'role');
  const next = onwards(record, doc.state);
  const weight = ({ name, ability }: StepNow) => (ability.allowed ? 2 : 0) + (record.lifecycle[name]!.to === next ? 1 : 0);
  return {
    here: steps.filter(isHere).sort((a, b) => weight(b) - weight(a)),
    next,
    elsewhere: steps.filter((step) => !isHere(step)),
  };
}

interface StepBarProps {
  declared: Declared;
  steps: StepsNow;
  ended: boolean;
  onTake: (step: string) => void;
  onEdit?: () => void;
  cure: (reason: Reason) => ReactNode;
}

/** One button for each step. What is not possible says why, by which clause, and how it is cured, right here. */
export function StepBar({ declared, steps: { here, elsewhere, next }, ended, onTake, onEdit, cure }: StepBarProps) {
  const say = useSay();
  const [showOthers, setShowOthers] = useState(false);
  const wordOf = (name: string) => declared.words.steps[name] ?? ([name, name] as const);
  const blocked = here.filter(({ ability }) => !ability.allowed);
  return (
    <section className="steps no-print" aria-label={say(w.steps)}>
      <div className="steps-bar">
        {here.map(({ name, ability }, i) => (
          <button
            key={name}
            type="button"
            className={ability.allowed && i === 0 && declared.record.lifecycle[name]?.to === next ? 'primary' : ''}
            aria-disabled={!ability.allowed}
            aria-describedby={ability.allowed ? undefined : `why-${name}`}
            aria-keyshortcuts={i < 9 ? String(i + 1) : undefined}
            onClick={() =>
              ability.allowed ? onTake(name) : document.getElementById(`why-${name}`)?.scrollIntoView({ block: 'nearest' })
            }
          >
            {say(wordOf(name))} {ability.allowed && i < 9 && <kbd aria-hidden="true">{i + 1}</kbd>}
          </button>
        ))}
        {here.length === 0 && <span className="quiet">{say(ended ? w.ended : w.noSteps)}</span>}
        {onEdit && (
          <button type="button" onClick={onEdit}>
            <Icon name="pen" /> {say(w.edit)}
          </button>
        )}
        {elsewhere.length > 0 && (
          <button type="button" className="plain" aria-expanded={showOthers} onClick={() => setShowOthers(!showOthers)}>
            {say(w.otherSteps(elsewhere.length))} <Icon name={showOthers ? 'up' : 'down'} size={14} />
          </button>
        )}
      </div>
      {blocked.map(({ name, ability }) => (
        <div key={name} id={`why-${name}`} className="why">
          <strong>{say(w.notYet(wordOf(name)))}</strong>
          <Reasons because={ability.because} cure={cure} />
        </div>
      ))}
      {showOthers && (
        <dl className="others">
          {elsewhere.map(({ name, ability }) => (
            <div key={name}>
              <dt>{say(wordOf(name))}</dt>
              <dd>
                <Reasons because={ability.because.filter(({ rule }) => rule === 'role' || rule === 'state')} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}
