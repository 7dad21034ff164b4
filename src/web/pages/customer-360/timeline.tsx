import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import { customer } from '#domain/accounts/customer/customer';
import { pathOf } from '../../api/records.ts';
import { useFormat } from '../../company.ts';
import { StateMark } from '../../kit/state-mark.tsx';
import { Empty, ProblemNote, Skeleton } from '../../kit/told.tsx';
import { fieldOf, Value } from '../../kit/value.tsx';
import { useSay } from '../../preferences.tsx';
import { mayRead, pointingAt, recordNamed } from '../../registry.ts';
import { useApi, useMe } from '../../session.tsx';
import { customerWords as w } from './words.ts';

interface Event {
  record: string;
  id: string;
  number: string;
  title: string | null;
  state: string;
  createdAt: string;
}

/** Everything that there was with a customer, the newest first; the address says which kinds of records are shown. */
export function Timeline({ id }: { id: string }) {
  const say = useSay();
  const api = useApi();
  const format = useFormat();
  const [params] = useSearchParams();
  const kinds = params.get('kinds') ?? '';
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage, refetch } = useInfiniteQuery({
    queryKey: [customer.plural, id, 'timeline', kinds],
    queryFn: ({ pageParam, signal }) =>
      api.send<{ items: Event[]; next: string | null }>('GET', `${pathOf(customer, id)}/timeline`, {
        signal,
        query: { ...(kinds && { kinds }), ...(pageParam !== null && { after: pageParam }) },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
  });
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  const months = Map.groupBy(items, ({ createdAt }) => format.local(createdAt).slice(0, 7));
  return (
    <section className="panel">
      <h2>{say(w.timeline)}</h2>
      <Kinds chosen={kinds} />
      <ProblemNote error={error} onRetry={() => void refetch()} />
      {!data && !error && <Skeleton lines={6} />}
      {data && items.length === 0 && <Empty title={say(kinds ? w.nothingOfKind : w.nothing)} />}
      {[...months].map(([month, events]) => (
        <section key={month} className="month">
          <h3>{month}</h3>
          <ul>
            {events.map((event) => (
              <Row key={event.id} event={event} />
            ))}
          </ul>
        </section>
      ))}
      {hasNextPage && (
        <button type="button" onClick={() => void fetchNextPage()} disabled={isFetchingNextPage}>
          {say(w.more)}
        </button>
      )}
    </section>
  );
}

/** All kinds, or one of those that speak of customers and that the reader may see. */
function Kinds({ chosen }: { chosen: string }) {
  const say = useSay();
  const { roles } = useMe();
  const kinds = new Map(pointingAt(customer.name).map(({ declared }) => [declared.record.name, declared]));
  const seen = [...kinds.values()].filter(({ record }) => mayRead(record, roles));
  return (
    <nav className="kinds" aria-label={say(w.kinds)}>
      <Link to="?" replace aria-current={chosen === '' ? 'true' : undefined}>
        {say(w.all)}
      </Link>
      {seen.map(({ record, words }) => (
        <Link key={record.name} to={`?kinds=${record.name}`} replace aria-current={chosen === record.name ? 'true' : undefined}>
          {say(words.name)}
        </Link>
      ))}
    </nav>
  );
}

function Row({ event }: { event: Event }) {
  const say = useSay();
  const format = useFormat();
  const declared = recordNamed(event.record);
  if (!declared) return null;
  const { record, words } = declared;
  const title = fieldOf(declared, record.title);
  return (
    <li className="event">
      <time className="quiet" dateTime={event.createdAt}>
        {format.shortInstant(event.createdAt)}
      </time>
      <Link to={`/${record.plural}/${event.id}`}>
        {say(words.name)} <span className="number">{event.number}</span>
      </Link>
      <span className="quiet event-title">
        {event.title !== null && (
          <Value
            sort={{ ...title.sort, long: false } as typeof title.sort}
            value={event.title}
            choices={title.choices}
            linked={false}
          />
        )}
      </span>
      <StateMark declared={declared} state={event.state} />
    </li>
  );
}
