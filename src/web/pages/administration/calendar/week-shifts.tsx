import { useState } from 'react';
import { useSay } from '../../../preferences.tsx';
import { type CalendarDraft, type Shift, shiftsIn, shiftsText } from './days.ts';
import { calendarWords as w } from './words.ts';

/** The shifts of an ordinary week and of make-up days. */
export function WeekShifts({ draft, onChange }: { draft: CalendarDraft; onChange: (draft: CalendarDraft) => void }) {
  const say = useSay();
  return (
    <details>
      <summary>{say(w.week)}</summary>
      <div className="stack">
        <p className="quiet">{say(w.weekHint)}</p>
        {w.weekdays.map((name, i) => (
          <Shifts
            key={name[1]}
            name={say(name)}
            shifts={draft.week[i + 1] ?? []}
            onChange={(shifts) => onChange({ ...draft, week: { ...draft.week, [i + 1]: shifts } })}
          />
        ))}
        <Shifts
          name={say(w.makeup)}
          shifts={draft.makeupShifts}
          onChange={(makeupShifts) => onChange({ ...draft, makeupShifts })}
        />
        <label>
          <input
            type="checkbox"
            checked={draft.statutory}
            onChange={({ target }) => onChange({ ...draft, statutory: target.checked })}
          />{' '}
          {say(w.statutory)}
        </label>
      </div>
    </details>
  );
}

function Shifts({ name, shifts, onChange }: { name: string; shifts: readonly Shift[]; onChange: (shifts: Shift[]) => void }) {
  const say = useSay();
  const [typed, setTyped] = useState(shiftsText(shifts));
  const bad = shiftsIn(typed) === null;
  return (
    <label className="field">
      <span className="field-name">{name}</span>
      <input
        value={typed}
        aria-invalid={bad}
        onChange={({ target }) => {
          setTyped(target.value);
          const read = shiftsIn(target.value);
          if (read) onChange(read);
        }}
      />
      {bad && <small className="fault">{say(w.badShifts)}</small>}
    </label>
  );
}
