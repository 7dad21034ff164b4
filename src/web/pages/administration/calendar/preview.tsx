import { useQuery } from '@tanstack/react-query';
import { useDeferredValue } from 'react';
import type { Routes } from '../../../api/routes.ts';
import { useFormat } from '../../../company.ts';
import { ProblemNote } from '../../../kit/told.tsx';
import { useSay } from '../../../preferences.tsx';
import { controlNamed } from '../../../registry.ts';
import { useApi } from '../../../session.tsx';
import type { CalendarDraft } from './days.ts';
import { calendarWords as w } from './words.ts';

const TOLD = 12;

/** Which promises would move, before anything is saved. */
export function Preview({ calendar }: { calendar: CalendarDraft & { id: string; timeZone: string; standard: boolean } }) {
  const say = useSay();
  const api = useApi();
  const format = useFormat();
  const asked = useDeferredValue(JSON.stringify(calendar));
  const { data, error } = useQuery<Routes['POST /api/calendar-preview']['answer']>({
    queryKey: ['calendar-preview', asked],
    placeholderData: (before) => before,
    queryFn: ({ signal }) =>
      api.call('POST /api/calendar-preview', { body: JSON.parse(asked) as Routes['POST /api/calendar-preview']['body'], signal }),
  });
  const when = (at: string | null) => (at === null ? '—' : format.shortInstant(at));
  return (
    <section className="stack" aria-live="polite">
      <h3>{say(w.preview)}</h3>
      <ProblemNote error={error} />
      {data && (
        <>
          <p>
            <strong>{say(data.changed === 0 ? w.none : w.moved(data.changed))}</strong>{' '}
            <span className="quiet">{say(w.examined(data.examined, data.more))}</span>
          </p>
          <ul className="moves">
            {data.changes.slice(0, TOLD).map(({ commitment, number, control, from, to }) => {
              const named = controlNamed(control);
              return (
                <li key={commitment}>
                  <span className="number">{number}</span> {named && say(named.name)}
                  <br />
                  <span className="quiet">{when(from)}</span> → {when(to)}
                </li>
              );
            })}
          </ul>
        </>
      )}
    </section>
  );
}
