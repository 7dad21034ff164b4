import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import type { Commitment, Routes } from '../../api/routes.ts';
import { useFormat } from '../../company.ts';
import { useKeys } from '../../keys.ts';
import { Icon } from '../../kit/icon.tsx';
import { PromiseMark } from '../../kit/promise.tsx';
import { ProblemNote } from '../../kit/told.tsx';
import { useSay } from '../../preferences.tsx';
import { useApi } from '../../session.tsx';
import { Choice } from './choice.tsx';
import { conditionsIn, dayAfter, daysAround, endOf, isDay, monthAfter } from './question.ts';
import { commitmentWords as w } from './words.ts';

type Day = Routes['GET /api/commitments/days']['answer']['items'][number];

const SPANS = ['month', 'week'] as const;
const MOST = 200; // as many as the server tells at once
const IN_MONTH = 3; // promises that a day of a month has room for

/** What is due on which day of a month or a week. ← and → go back and on, t to today. */
export function Calendar({ onOpen }: { onOpen: (id: string) => void }) {
  const say = useSay();
  const api = useApi();
  const format = useFormat();
  const [params, setParams] = useSearchParams();
  const span = SPANS.find((name) => name === params.get('span')) ?? 'month';
  const today = format.today();
  const asked = params.get('day');
  const day = isDay(asked) ? asked : today;
  const days = daysAround(day, span);
  const outcome = params.get('outcome') ?? 'all';
  const query = {
    ...conditionsIn(params, format.fromLocal),
    ...(outcome === 'standing' ? { standing: true } : outcome === 'all' ? {} : { outcome }),
    from: format.fromLocal(`${days[0]}T00:00`),
    to: endOf(days.at(-1)!, format.fromLocal),
  };
  const counts = useQuery({
    queryKey: ['commitments', 'days', query],
    queryFn: ({ signal }) => api.call('GET /api/commitments/days', { signal, query }),
    placeholderData: (before) => before,
  });
  const shown = useQuery({
    queryKey: ['commitments', 'days', 'of', query, api.locale],
    queryFn: ({ signal }) => api.call('GET /api/commitments', { signal, query: { ...query, limit: MOST } }),
    placeholderData: (before) => before,
  });
  const go = (to: string) => {
    const after = new URLSearchParams(params);
    after.set('day', to);
    setParams(after, { replace: true });
  };
  const step = (n: number) => go(span === 'month' ? monthAfter(day, n) : dayAfter(day, n * 7));
  useKeys({ ArrowLeft: () => step(-1), ArrowRight: () => step(1), t: () => go(today) });
  const countOf = new Map((counts.data?.items ?? []).map((each) => [each.day, each]));
  const dueOn = Map.groupBy(shown.data?.items ?? [], ({ dueAt }) => format.local(dueAt ?? '').slice(0, 10));
  return (
    <section className={`calendar-view ${span}`}>
      <div className="row">
        <h2>{span === 'month' ? day.slice(0, 7) : `${format.shortDay(days[0]!)} – ${format.shortDay(days.at(-1)!)}`}</h2>
        <button type="button" className="square" aria-label={say(w.before)} onClick={() => step(-1)}>
          <Icon name="left" />
        </button>
        <button type="button" onClick={() => go(today)}>
          {say(w.today)}
        </button>
        <button type="button" className="square" aria-label={say(w.after)} onClick={() => step(1)}>
          <Icon name="right" />
        </button>
        <Choice name="span" label={say(w.span)} values={SPANS} words={w.spans} chosen={span} />
      </div>
      <ProblemNote error={counts.error ?? shown.error} />
      <ol className="weekdays" aria-hidden="true">
        {w.weekdays.map((name) => (
          <li key={name[1]}>{say(name)}</li>
        ))}
      </ol>
      <ol className="days">
        {days.map((each) => (
          <li
            key={each}
            className={`${each.slice(0, 7) === day.slice(0, 7) || span === 'week' ? '' : 'other '}${countOf.has(each) ? '' : 'free'}`}
            aria-current={each === today ? 'date' : undefined}
          >
            <DayCell
              day={each}
              count={countOf.get(each)}
              items={dueOn.get(each) ?? []}
              most={span === 'month' ? IN_MONTH : MOST}
              onOpen={onOpen}
            />
          </li>
        ))}
      </ol>
    </section>
  );
}

interface DayProps {
  day: string;
  count: Day | undefined;
  items: readonly Commitment[];
  most: number;
  onOpen: (id: string) => void;
}

/** A day: how many are due and how they stand, and the first of them. */
function DayCell({ day, count, items, most, onOpen }: DayProps) {
  const say = useSay();
  const format = useFormat();
  const [params] = useSearchParams();
  const after = new URLSearchParams(params);
  for (const name of ['day', 'span', 'as']) after.delete(name);
  after.set('outcome', params.get('outcome') ?? 'all');
  after.set('from', day);
  after.set('to', day);
  const all = count ? count.open + count.overdue + count.kept + count.late + count.released : 0;
  const kinds = count ? (Object.keys(w.counts) as (keyof typeof count)[]).filter((name) => Number(count[name]) > 0) : [];
  return (
    <>
      <Link to={`?${after.toString()}`} className="day">
        <span className="visually-hidden">{format.day(day)}</span>
        <span aria-hidden="true">{Number(day.slice(8))}</span>
        <span className="day-long" aria-hidden="true">
          {format.day(day)}
        </span>
      </Link>
      {kinds.map((name) => (
        <span key={name} className={`tally ${name}`}>
          {say(w.counts[name]!)} {count?.[name]}
        </span>
      ))}
      <ul>
        {items.slice(0, most).map((owed) => (
          <li key={owed.id}>
            <button
              type="button"
              className="plain promise-name"
              onClick={() => onOpen(owed.id)}
              title={`${owed.name} ${owed.number}`}
            >
              {owed.name}
            </button>
            {most > IN_MONTH && <PromiseMark owed={owed} short />}
          </li>
        ))}
      </ul>
      {all > Math.min(items.length, most) && (
        <Link to={`?${after.toString()}`} className="quiet">
          {say(w.dayAll(all - Math.min(items.length, most)))}
        </Link>
      )}
    </>
  );
}
