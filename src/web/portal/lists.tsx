import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Pair } from '#kernel/declare/words';
import type { Routes } from '../api/routes.ts';
import { useSay } from '../preferences.tsx';
import { useDates, usePortal } from './portal.tsx';
import { Back, Ghosts, ProblemNote, RecordCard } from './shown.tsx';
import { homeWords as h, recordWords as r, portalWords as w } from './words.ts';

type Listed = {
  [R in keyof Routes]: R extends `GET /api/portal/${string}`
    ? Routes[R]['answer'] extends { items: readonly unknown[]; next: string | null }
      ? R
      : never
    : never;
}[keyof Routes];
type RowOf<R extends Listed> = Routes[R]['answer'] extends { items: readonly (infer Row)[] } ? Row : never;

export function OrdersPage() {
  const say = useSay();
  const dates = useDates();
  return (
    <List title={h.orders} empty={h.noOrders} route="GET /api/portal/orders">
      {(row) => (
        <RecordCard
          key={row.id}
          to={`/orders/${row.id}`}
          what={row.first === null ? row.number : say(r.first(row.first, row.lines))}
          tail={row.stateName}
          about={[row.number, row.promisedDate && say(h.promised(dates.day(row.promisedDate)))].filter(Boolean).join(' · ')}
        />
      )}
    </List>
  );
}

export function DeliveriesPage() {
  const say = useSay();
  const dates = useDates();
  return (
    <List title={h.deliveries} empty={h.noDeliveries} route="GET /api/portal/deliveries">
      {(row) => (
        <RecordCard
          key={row.id}
          to={`/deliveries/${row.id}`}
          what={row.number}
          tail={row.stateName}
          about={[
            row.carrier,
            row.signedAt === null && row.expectedArrival && say(h.expected(dates.day(row.expectedArrival))),
            row.signedAt !== null && dates.instant(row.signedAt),
          ]
            .filter(Boolean)
            .join(' · ')}
        />
      )}
    </List>
  );
}

export function ComplaintsPage() {
  const dates = useDates();
  return (
    <List title={h.complaints} empty={h.noComplaints} route="GET /api/portal/complaints">
      {(row) => (
        <RecordCard
          key={row.id}
          to={`/complaints/${row.id}`}
          what={row.statement.slice(0, 60)}
          tail={row.stateName}
          about={`${row.number} · ${dates.instant(row.createdAt)}`}
        />
      )}
    </List>
  );
}

/** Visits are the company's to make: they lead nowhere. */
export function VisitsPage() {
  const dates = useDates();
  return (
    <List title={h.visits} empty={h.noVisits} route="GET /api/portal/visits">
      {(row) => (
        <li key={row.id} className="card">
          <span className="what">{row.purposeName}</span>
          <span className="tail tag">{row.stateName}</span>
          <small>
            {[row.visitedAt ? dates.instant(row.visitedAt) : dates.day(row.dueOn), row.contactName].filter(Boolean).join(' · ')}
          </small>
          {row.opinions && <small>{row.opinions}</small>}
        </li>
      )}
    </List>
  );
}

interface ListProps<R extends Listed> {
  title: Pair;
  empty: Pair;
  route: R;
  children: (row: RowOf<R>) => ReactNode;
}

/** A list, page by page. */
function List<R extends Listed>({ title, empty, route, children }: ListProps<R>) {
  const say = useSay();
  const { api } = usePortal();
  const asked = useInfiniteQuery({
    queryKey: [route, 'list', api.locale],
    queryFn: ({ pageParam, signal }) =>
      api.send<{ items: RowOf<R>[]; next: string | null }>('GET', route.replace('GET ', ''), {
        signal,
        ...(pageParam !== null && { query: { after: pageParam } }),
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  const rows = asked.data?.pages.flatMap(({ items }) => items);
  return (
    <>
      <Back to="/">{say(w.home)}</Back>
      <h1>{say(title)}</h1>
      {asked.error && <ProblemNote error={asked.error} onRetry={() => void asked.refetch()} />}
      {!rows && !asked.error && <Ghosts />}
      {rows?.length === 0 && <p className="quiet">{say(empty)}</p>}
      {rows && <ul className="cards">{rows.map(children)}</ul>}
      {asked.hasNextPage && (
        <button type="button" className="wide" disabled={asked.isFetchingNextPage} onClick={() => void asked.fetchNextPage()}>
          {say(w.more)}
        </button>
      )}
    </>
  );
}
