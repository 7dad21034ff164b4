import type { KeyboardEvent } from 'react';
import { useSay } from '../../../preferences.tsx';
import { type Day, datesOf, daysLater, shiftsText, weekdayOf } from './days.ts';
import { calendarWords as w } from './words.ts';

interface MonthProps {
  year: number;
  /** From 1. */
  month: number;
  dayAt: (date: string) => Day;
  chosen: { from: string; to: string } | null;
  /** `through`: all the days from the one that is chosen to this one. */
  onChoose: (date: string, through: boolean) => void;
}

/** A month as a sheet of days. Arrow keys walk, Enter chooses, with Shift through to here. */
export function Month({ year, month, dayAt, chosen, onChoose }: MonthProps) {
  const say = useSay();
  const days = datesOf(year, month).map(dayAt);
  const [first, last] =
    chosen === null ? ['', ''] : chosen.from < chosen.to ? [chosen.from, chosen.to] : [chosen.to, chosen.from];
  const name = say(w.month(year, month));
  return (
    <section className="month" aria-label={`${year} ${name}`}>
      <h3>
        {name} <small className="quiet">{say(w.working(days.filter(({ works }) => works).length))}</small>
      </h3>
      <div className="days">
        {w.weekdays.map((weekday) => (
          <span key={weekday[1]} className="weekday" aria-hidden="true">
            {say(weekday).replace('周', '')}
          </span>
        ))}
        {Array.from({ length: weekdayOf(days[0]!.date) - 1 }, (_, i) => (
          <span key={`before ${i}`} />
        ))}
        {days.map((day) => (
          <button
            key={day.date}
            type="button"
            data-date={day.date}
            className={`day ${day.kind}`}
            aria-pressed={day.date >= first && day.date <= last && chosen !== null}
            title={[say(w.kinds[day.kind]!), day.name, shiftsText(day.shifts)].filter(Boolean).join('\n')}
            onClick={(event) => onChoose(day.date, event.shiftKey)}
            onKeyDown={(event) => walk(event, day.date)}
          >
            {Number(day.date.slice(8))}
            <span className="visually-hidden">
              {[day.date, say(w.kinds[day.kind]!), day.name, shiftsText(day.shifts)].filter(Boolean).join(' ')}
            </span>
          </button>
        ))}
      </div>
    </section>
  );
}

const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

function walk(event: KeyboardEvent<HTMLElement>, date: string): void {
  const step = STEPS[event.key];
  if (step === undefined) return;
  const to = document.querySelector<HTMLElement>(`[data-date="${daysLater(date, step)}"]`);
  if (!to) return;
  event.preventDefault();
  to.focus();
}
