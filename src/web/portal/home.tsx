import { Link } from 'react-router';
import type { Routes } from '../api/routes.ts';
import { useSay } from '../preferences.tsx';
import { useAsked, useDates } from './portal.tsx';
import { Asked, RecordCard, Section } from './shown.tsx';
import { formWords as f, homeWords as h, portalWords as w } from './words.ts';

type Home = Routes['GET /api/portal/home']['answer'];

/** What waits for the customer first, then what is going on. */
export function HomePage() {
  const say = useSay();
  const asked = useAsked('GET /api/portal/home');
  return (
    <Asked asked={asked}>
      {(home) => (
        <>
          <div>
            <h1>{say(h.hello(home.name))}</h1>
            <p className="quiet">{home.customerName}</p>
          </div>
          <Section title={say(h.waiting)}>
            {home.waiting.length === 0 ? <p className="quiet">{say(h.nothing)}</p> : <Waiting of={home.waiting} />}
          </Section>
          <Latest title={say(h.orders)} at="/orders" rows={home.orders} empty={say(h.noOrders)} dated={h.promised} />
          <Latest
            title={say(h.deliveries)}
            at="/deliveries"
            rows={home.deliveries}
            empty={say(h.noDeliveries)}
            dated={h.expected}
          />
          <Latest title={say(h.complaints)} at="/complaints" rows={home.complaints} empty={say(h.noComplaints)} />
          <div className="actions">
            <Link className="button wide" to="/orders/new">
              {say(f.orderTitle)}
            </Link>
            <Link className="button wide" to="/complaints/new">
              {say(h.complain)}
            </Link>
            <Link className="button wide plain" to="/visits">
              {say(h.visits)}
            </Link>
          </div>
          {!home.all && <p className="quiet">{say(w.onlyOwn)}</p>}
        </>
      )}
    </Asked>
  );
}

const PAGES: Record<Home['waiting'][number]['what'], (id: string) => string> = {
  sign: (id) => `/deliveries/${id}`,
  agree: (id) => `/objections/${id}`,
  supply: (id) => `/orders/${id}`,
  verdict: (id) => `/complaints/${id}`,
  rate: (id) => `/deliveries/${id}/rate`,
  answer: (id) => `/surveys/${id}`,
};

function Waiting({ of }: { of: Home['waiting'] }) {
  const say = useSay();
  return (
    <ul className="cards">
      {of.map(({ what, id, number, about }) => (
        <li key={`${what} ${id}`}>
          <Link className="card todo" to={PAGES[what](id)}>
            <span className="what">{say(h.what[what] ?? w.none)}</span>
            <span className="tail">›</span>
            <small>{[number, about].filter(Boolean).join(' · ')}</small>
          </Link>
        </li>
      ))}
    </ul>
  );
}

interface LatestProps {
  title: string;
  at: string;
  rows: Home['orders'];
  empty: string;
  dated?: (day: string) => readonly [string, string];
}

function Latest({ title, at, rows, empty, dated }: LatestProps) {
  const say = useSay();
  const dates = useDates();
  return (
    <Section title={title} more={rows.length > 0 && <Link to={at}>{say(w.all)}</Link>}>
      {rows.length === 0 ? (
        <p className="quiet">{empty}</p>
      ) : (
        <ul className="cards">
          {rows.map(({ id, number, stateName, date }) => (
            <RecordCard
              key={id}
              to={`${at}/${id}`}
              what={number}
              tail={stateName}
              about={date && (dated ? say(dated(dates.day(date))) : dates.instant(date))}
            />
          ))}
        </ul>
      )}
    </Section>
  );
}
