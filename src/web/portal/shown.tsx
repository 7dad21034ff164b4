import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Refusal, Unreachable } from '../api/client.ts';
import type { Routes } from '../api/routes.ts';
import { Icon } from '../kit/icon.tsx';
import { durationText } from '../language/format.ts';
import { useLocale, useSay } from '../preferences.tsx';
import { isGone, useDates } from './portal.tsx';
import { recordWords as r, portalWords as w } from './words.ts';

// What pages of the portal are made of.

/** The way back, above the title. */
export function Back({ to, children }: { to: string; children: ReactNode }) {
  return (
    <p>
      <Link className="back" to={to}>
        ‹ {children}
      </Link>
    </p>
  );
}

/** A page around what was asked for: its place is kept while it comes, and it says why it did not. */
export function Asked<T>({ asked, children }: { asked: UseQueryResult<T>; children: (answer: T) => ReactNode }) {
  if (asked.data !== undefined) return children(asked.data);
  if (isGone(asked.error)) return <Nothing />;
  if (asked.error) return <ProblemNote error={asked.error} onRetry={() => void asked.refetch()} />;
  return <Ghosts />;
}

/** There is no such page, or it is somebody else's. */
export function Nothing() {
  const say = useSay();
  return (
    <>
      <h1>{say(w.notFound)}</h1>
      <p>
        <Link className="button" to="/">
          {say(w.home)}
        </Link>
      </p>
    </>
  );
}

/** Keeps the place while something is on its way. */
export function Ghosts() {
  const say = useSay();
  return (
    <div className="ghosts" role="status" aria-label={say(w.loading)}>
      {[1, 2, 3, 4].map((line) => (
        <div key={line} className="ghost" />
      ))}
    </div>
  );
}

/** What went wrong, and every reason for it. */
export function ProblemNote({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const say = useSay();
  if (!error) return null;
  const problem = error instanceof Refusal ? error.problem : null;
  const because = (problem?.['because'] ?? []) as { rule: string; sentence: string }[];
  const errors = (problem?.['errors'] ?? []) as { pointer: string; detail: string }[];
  return (
    <div className="problem" role="alert">
      <Icon name="alert" />
      <div className="stack">
        <p>{error instanceof Unreachable ? say(w.unreachable) : (error as Error).message}</p>
        {(because.length > 0 || errors.length > 0) && (
          <ul>
            {because.map(({ rule, sentence }) => (
              <li key={rule}>{sentence}</li>
            ))}
            {errors.map(({ pointer, detail }) => (
              <li key={pointer}>{detail}</li>
            ))}
          </ul>
        )}
        {typeof problem?.['request'] === 'string' && (
          <p className="quiet">
            {say(w.faultNumber)} <code>{problem['request']}</code>
          </p>
        )}
        {onRetry && (
          <button type="button" onClick={onRetry}>
            {say(w.retry)}
          </button>
        )}
      </div>
    </div>
  );
}

/** Names and values; what is empty is left out. */
export function Facts({ of }: { of: readonly (readonly [name: string, value: ReactNode])[] }) {
  const told = of.filter(([, value]) => value !== null && value !== undefined && value !== '' && value !== false);
  if (told.length === 0) return null;
  return (
    <dl className="facts">
      {told.map(([name, value]) => (
        <Fact key={name} name={name} value={value} />
      ))}
    </dl>
  );
}

const Fact = ({ name, value }: { name: string; value: ReactNode }) => (
  <>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </>
);

/** A part of a page with a heading. */
export function Section({ title, more, children }: { title: string; more?: ReactNode; children: ReactNode }) {
  return (
    <section>
      <div className="section-head">
        <h2>{title}</h2>
        {more}
      </div>
      {children}
    </section>
  );
}

type Promised = Routes['GET /api/portal/deliveries/{id}']['answer']['promises'][number];

/** What the company promised, by when, and how it stands. */
export function Promises({ promises }: { promises: readonly Promised[] }) {
  const say = useSay();
  if (promises.length === 0) return null;
  return (
    <Section title={say(r.promises)}>
      <ul>
        {promises.map((promise) => (
          <Promised key={promise.id} promise={promise} />
        ))}
      </ul>
    </Section>
  );
}

function Promised({ promise }: { promise: Promised }) {
  const say = useSay();
  const locale = useLocale();
  const dates = useDates();
  const { outcome, settledAt, paused, dueAt } = promise;
  const standing = outcome === 'breached' && settledAt ? 'late' : outcome === 'open' && paused ? 'paused' : outcome;
  // Time by the clock on the wall: how the company counts its working hours is its own affair.
  const leftMs = dueAt === null ? 0 : Date.parse(dueAt) - Date.now();
  const left = outcome === 'open' && !paused && leftMs > 0 ? say(r.left(durationText(leftMs, locale))) : null;
  return (
    <li className="promise">
      <span>{promise.name}</span>
      <span className={standing}>{say(r.outcomes[standing] ?? w.none)}</span>
      <small>
        {settledAt && outcome === 'kept' ? say(r.done(dates.instant(settledAt))) : dueAt && say(r.due(dates.instant(dueAt)))}
        {left !== null && ` · ${left}`}
      </small>
    </li>
  );
}

/** What became of a record, the newest first. */
export function History({ of }: { of: readonly { at: string; stateName: string }[] }) {
  const say = useSay();
  const dates = useDates();
  if (of.length === 0) return null;
  return (
    <Section title={say(r.history)}>
      <ol className="steps">
        {of.map(({ at, stateName }) => (
          <li key={`${at} ${stateName}`}>
            <span>{stateName}</span>
            <time dateTime={at}>{dates.instant(at)}</time>
          </li>
        ))}
      </ol>
    </Section>
  );
}

type Notice = Routes['GET /api/portal/deliveries/{id}']['answer']['notices'][number];

/** Delays, as the customer was told of them. */
export function Notices({ of }: { of: readonly Notice[] }) {
  const say = useSay();
  const dates = useDates();
  return of.map((notice) => (
    <div key={notice.id} className="note">
      <strong>{say(r.notices)}</strong>
      <p>{notice.reason}</p>
      {notice.newDate && <p>{say(r.newDate(dates.day(notice.newDate)))}</p>}
      {notice.measures && <p>{notice.measures}</p>}
    </div>
  ));
}

/** Photos that were sent along. */
export function Photos({ of }: { of: readonly { id: string; name: string; type: string }[] | null }) {
  if (!of || of.length === 0) return null;
  return (
    <ul className="photos">
      {of.map(({ id, name, type }) => (
        <li key={id}>
          <a href={`/api/portal/files/${id}`} target="_blank" rel="noreferrer">
            {type.startsWith('image/') ? <img src={`/api/portal/files/${id}`} alt={name} loading="lazy" /> : name}
          </a>
        </li>
      ))}
    </ul>
  );
}

/** A record as one line of a list that leads to it. */
export function RecordCard({ to, what, tail, about }: { to: string; what: ReactNode; tail?: ReactNode; about?: ReactNode }) {
  return (
    <li>
      <Link className="card" to={to}>
        <span className="what">{what}</span>
        {tail && <span className="tail tag">{tail}</span>}
        {about && <small>{about}</small>}
      </Link>
    </li>
  );
}
