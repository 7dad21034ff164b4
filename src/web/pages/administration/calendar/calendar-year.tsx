import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { type RecordView, useForgetRecords } from '../../../api/records.ts';
import { useSend } from '../../../kit/record-page/send.ts';
import { ProblemNote } from '../../../kit/told.tsx';
import { useSay } from '../../../preferences.tsx';
import { useApi } from '../../../session.tsx';
import { useTellDone } from '../../../shell/said.tsx';
import { Chosen } from './chosen.tsx';
import { type CalendarDraft, dayOf, type OwnDay, type Shift, type StatutoryDay } from './days.ts';
import { Month } from './month.tsx';
import { Preview } from './preview.tsx';
import { WeekShifts } from './week-shifts.tsx';
import { calendarWords as w } from './words.ts';

/** One calendar's year: what each day is, and for whoever may, what it shall be. */
export function CalendarYear({ view, year }: { view: RecordView; year: number }) {
  const say = useSay();
  const api = useApi();
  const forget = useForgetRecords();
  const tellDone = useTellDone();
  const { record } = view;
  const [draft, setDraft] = useState(() => draftOf(record));
  const [chosen, setChosen] = useState<{ from: string; to: string } | null>(null);
  const statutory = useStatutory(year);
  const own = new Map(draft.days.map((day) => [day.date, day]));
  const changed = JSON.stringify(draft) !== JSON.stringify(draftOf(record));
  const sending = useSend(
    (key) => api.send('PATCH', `/api/working-calendars/${record.id}`, { body: draft, version: record.version, key }),
    JSON.stringify(draft),
  );
  const sayOf = (dates: readonly string[], day: Omit<OwnDay, 'date'> | null) => {
    const rest = draft.days.filter(({ date }) => !dates.includes(date));
    const said = day === null ? [] : dates.map((date) => ({ date, ...day }));
    setDraft({ ...draft, days: [...rest, ...said].sort((a, b) => a.date.localeCompare(b.date)) });
  };
  const save = async () => {
    if (!(await sending.run())) return;
    tellDone(say(w.saved));
    await forget();
  };
  return (
    <div className={`calendar-page${view.edit ? ' editable' : ''}`}>
      <div className="months">
        {Array.from({ length: 12 }, (_, i) => (
          <Month
            key={i}
            year={year}
            month={i + 1}
            dayAt={(date) => dayOf(date, draft, own, statutory)}
            chosen={chosen}
            onChoose={(date, through) =>
              setChosen(through && chosen ? { from: chosen.from, to: date } : { from: date, to: date })
            }
          />
        ))}
      </div>
      <aside className="stack">
        <Legend />
        <p>
          <Link to={`/working-calendars/${record.id}`}>{say(w.record)}</Link>
        </p>
        {view.edit && (
          <>
            <Chosen
              key={`${chosen?.from} ${chosen?.to}`}
              chosen={chosen}
              dayAt={(date) => dayOf(date, draft, own, statutory)}
              own={own}
              onSay={sayOf}
            />
            <WeekShifts draft={draft} onChange={setDraft} />
            {changed && (
              <>
                <Preview
                  calendar={{
                    id: record.id,
                    timeZone: String(record['timeZone']),
                    standard: record['standard'] === true,
                    ...draft,
                  }}
                />
                <ProblemNote error={sending.error} />
                <p className="row">
                  <button type="button" className="primary" disabled={sending.busy} onClick={() => void save()}>
                    {say(w.save)}
                  </button>
                  <button type="button" onClick={() => setDraft(draftOf(record))}>
                    {say(w.undo)}
                  </button>
                </p>
              </>
            )}
          </>
        )}
      </aside>
    </div>
  );
}

function draftOf(record: RecordView['record']): CalendarDraft {
  const days = (record['days'] as (OwnDay & Record<string, unknown>)[] | undefined) ?? [];
  return {
    week: record['week'] as Record<string, readonly Shift[]>,
    makeupShifts: record['makeupShifts'] as readonly Shift[],
    statutory: record['statutory'] === true,
    days: days
      .map(({ date, works, shifts, name }) => ({ date, works, shifts, name }))
      .sort((a, b) => a.date.localeCompare(b.date)),
  };
}

function useStatutory(year: number): ReadonlyMap<string, StatutoryDay> {
  const api = useApi();
  const { data } = useQuery({
    queryKey: ['statutory-days', year],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => {
      const { items } = await api.call('GET /api/statutory-days', { query: { year: String(year) }, signal });
      return new Map(items.map(({ date, kind, name }) => [date, { kind, name }]));
    },
  });
  return data ?? NONE;
}

const NONE: ReadonlyMap<string, StatutoryDay> = new Map();

function Legend() {
  const say = useSay();
  return (
    <ul className="legend">
      {Object.entries(w.kinds).map(([kind, name]) => (
        <li key={kind}>
          <i className={`day ${kind}`} aria-hidden="true" /> {say(name)}
        </li>
      ))}
    </ul>
  );
}
