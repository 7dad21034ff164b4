import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import { workingCalendar } from '#domain/org/working-calendar/working-calendar';
import { asAny } from '#kernel/declare/record';
import { listPage, useRecordView } from '../../../api/records.ts';
import { useFormat } from '../../../company.ts';
import { Icon } from '../../../kit/icon.tsx';
import { Empty, ProblemNote, Skeleton } from '../../../kit/told.tsx';
import { useSay } from '../../../preferences.tsx';
import { mayCreate } from '../../../registry.ts';
import { useApi, useMe } from '../../../session.tsx';
import './calendar.css';
import { adminWords as a } from '../words.ts';
import { CalendarYear } from './calendar-year.tsx';
import { calendarWords as w } from './words.ts';

const record = asAny(workingCalendar);

/** The company's working calendars, a year at a time. */
export default function Calendars() {
  const say = useSay();
  const api = useApi();
  const { roles } = useMe();
  const format = useFormat();
  const [params, setParams] = useSearchParams();
  const { data, error, refetch } = useQuery({
    queryKey: ['working-calendars', 'all'],
    queryFn: ({ signal }) =>
      listPage(api, record, new URLSearchParams({ 'filter[state]': 'in_use', limit: '100', sort: 'number' }), signal),
  });
  const items = data?.items.toSorted((one, other) => Number(other['standard']) - Number(one['standard'])) ?? [];
  const chosen = items.find(({ id }) => id === params.get('calendar')) ?? items[0];
  const year = Number(params.get('year') ?? format.today().slice(0, 4));
  const ask = (more: Record<string, string>) => setParams({ ...Object.fromEntries(params), ...more }, { replace: true });
  return (
    <section>
      <p className="quiet about">{say(w.about)}</p>
      <ProblemNote error={error} onRetry={() => void refetch()} />
      {!data && !error && <Skeleton lines={10} />}
      <p className="row asks">
        {items.length > 0 && (
          <select
            aria-label={say(a.parts['calendars']!)}
            value={chosen?.id}
            onChange={({ target }) => ask({ calendar: target.value })}
          >
            {items.map((item) => (
              <option key={item.id} value={item.id}>
                {String(item['name'])} {item['standard'] === true ? `· ${say(w.standard)}` : ''}
              </option>
            ))}
          </select>
        )}
        <button type="button" className="square" aria-label={say(w.before)} onClick={() => ask({ year: String(year - 1) })}>
          <Icon name="right" />
        </button>
        <strong className="year">{year}</strong>
        <button type="button" className="square" aria-label={say(w.after)} onClick={() => ask({ year: String(year + 1) })}>
          <Icon name="right" />
        </button>
        {mayCreate(record, roles) && (
          <Link className="button" to="/working-calendars/new">
            <Icon name="plus" /> {say(w.new)}
          </Link>
        )}
      </p>
      {data && items.length === 0 && <Empty title={say(w.builtIn)} />}
      {chosen && <One key={`${chosen.id} ${chosen.version}`} id={chosen.id} year={year} />}
    </section>
  );
}

function One({ id, year }: { id: string; year: number }) {
  const { data, error, refetch } = useRecordView(record, id);
  if (!data) return error ? <ProblemNote error={error} onRetry={() => void refetch()} /> : <Skeleton lines={10} />;
  return <CalendarYear key={data.record.version} view={data} year={year} />;
}
