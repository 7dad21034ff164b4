import { useState } from 'react';
import { useSay } from '../../../preferences.tsx';
import { type Day, datesBetween, type OwnDay, shiftsIn, shiftsText } from './days.ts';
import { calendarWords as w } from './words.ts';

interface ChosenProps {
  chosen: { from: string; to: string } | null;
  dayAt: (date: string) => Day;
  own: ReadonlyMap<string, OwnDay>;
  /** null: nothing of the company's own any more. */
  onSay: (dates: readonly string[], day: Omit<OwnDay, 'date'> | null) => void;
}

/** What the chosen days are, and what the company says they shall be. */
export function Chosen({ chosen, dayAt, own, onSay }: ChosenProps) {
  const say = useSay();
  const said = chosen && own.get(chosen.from);
  const [name, setName] = useState(said?.name ?? '');
  const [typed, setTyped] = useState(said?.shifts ? shiftsText(said.shifts) : '');
  if (!chosen) return <p className="quiet">{say(w.choose)}</p>;
  const dates = datesBetween(chosen.from, chosen.to);
  const [from, to] = [dates[0]!, dates.at(-1)!];
  const day = dayAt(chosen.from);
  const shifts = shiftsIn(typed);
  const called = name.trim() === '' ? null : name.trim();
  return (
    <section className="stack">
      <h3>{say(w.chosen(from, to, dates.length))}</h3>
      <p>
        {say(w.kinds[day.kind]!)} {day.name} <span className="quiet">{shiftsText(day.shifts)}</span>
      </p>
      <label className="field">
        <span className="field-name">{say(w.name)}</span>
        <input maxLength={40} value={name} placeholder={say(w.nameHint)} onChange={({ target }) => setName(target.value)} />
      </label>
      <label className="field">
        <span className="field-name">{say(w.shifts)}</span>
        <input value={typed} aria-invalid={shifts === null} onChange={({ target }) => setTyped(target.value)} />
        <small className={shifts === null ? 'fault' : ''}>{say(shifts === null ? w.badShifts : w.weekHint)}</small>
      </label>
      <p className="row">
        <button type="button" onClick={() => onSay(dates, { works: false, shifts: null, name: called })}>
          {say(w.makeOff)}
        </button>
        <button
          type="button"
          disabled={shifts === null}
          onClick={() => onSay(dates, { works: true, shifts: shifts && shifts.length > 0 ? shifts : null, name: called })}
        >
          {say(w.makeWork)}
        </button>
        <button type="button" disabled={!dates.some((date) => own.has(date))} onClick={() => onSay(dates, null)}>
          {say(w.clear)}
        </button>
      </p>
    </section>
  );
}
