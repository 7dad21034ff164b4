import { useQuery } from '@tanstack/react-query';
import { Link as Anchor, useParams } from 'react-router';
import type { Pair } from '#kernel/declare/words';
import { pathOf } from '../../api/records.ts';
import type { Commitment } from '../../api/routes.ts';
import { useFormat } from '../../company.ts';
import { NoSuchPage } from '../../kit/no-such-page.tsx';
import { Debtor, roleWord } from '../../kit/parties.tsx';
import { PromiseMark, standingOf } from '../../kit/promise.tsx';
import { StateMark } from '../../kit/state-mark.tsx';
import { ProblemNote, Reasons, Skeleton } from '../../kit/told.tsx';
import { fieldOf, Value } from '../../kit/value.tsx';
import { useSay } from '../../preferences.tsx';
import { recordAt, recordNamed } from '../../registry.ts';
import { useApi } from '../../session.tsx';
import { useCrumbs } from '../../shell/crumbs.tsx';
import { severalOf } from '../../shell/navigation.tsx';
import './journey.css';
import { type Branch, type Link, treeOf, turnOf } from './links.ts';
import { Stages } from './stages.tsx';
import { journeyWords as w } from './words.ts';

/** One piece of business from its beginning to what came of it, seen from any of its records. */
export default function Journey() {
  const say = useSay();
  const api = useApi();
  const { plural = '', id = '' } = useParams();
  const declared = recordAt(plural);
  const { data, error, refetch } = useQuery({
    queryKey: [plural, id, 'journey', api.locale],
    enabled: declared !== undefined,
    refetchInterval: 60_000, // what is left of a promise changes by the minute
    queryFn: ({ signal }) =>
      api.send<{ items: Link[]; more: boolean }>('GET', `${pathOf(declared!.record, id)}/journey`, { signal }),
  });
  const here = data?.items.find((link) => link.id === id);
  useCrumbs([
    ...(declared ? [{ name: say(severalOf(declared)), to: `/${plural}` }] : []),
    { name: here?.number ?? '…', to: `/${plural}/${id}` },
    { name: say(w.journey) },
  ]);
  if (!declared) return <NoSuchPage />;
  if (!data) return error ? <ProblemNote error={error} onRetry={() => void refetch()} /> : <Skeleton lines={8} />;
  return (
    <article className="journey">
      <div className="page-head">
        <h1>
          {say(w.journey)} <span className="number">{here?.number}</span>
        </h1>
        <p className="quiet">{say(w.about)}</p>
      </div>
      {data.more && <p className="note">{say(w.more(data.items.length))}</p>}
      <Stages links={data.items} />
      <Turns links={data.items} />
      <section aria-label={say(w.chain)}>
        <Branches branches={treeOf(data.items)} here={id} />
      </section>
    </article>
  );
}

/** What stands open on the whole chain, the earliest due first. */
function Turns({ links }: { links: readonly Link[] }) {
  const say = useSay();
  const owed = links
    .flatMap(({ promises }) => promises)
    .filter(({ settledAt }) => settledAt === null)
    .sort((a, b) => (a.dueAt ?? '9').localeCompare(b.dueAt ?? '9'));
  return (
    <section className="panel">
      <h2>{say(w.now)}</h2>
      {owed.length === 0 && <p className="quiet">{say(w.nothingOpen)}</p>}
      <ul className="turns">
        {owed.map((promise) => (
          <li key={promise.id}>
            <a href={`#${promise.recordId}`}>{promise.name}</a>
            <span className="quiet">
              <span className="number">{promise.number}</span> · <Debtor owed={promise} />
            </span>
            <PromiseMark owed={promise} />
          </li>
        ))}
      </ul>
    </section>
  );
}

const Branches = ({ branches, here }: { branches: readonly Branch[]; here: string }) => (
  <ol className="branches">
    {branches.map(({ link, below }) => (
      <li key={link.id}>
        <Node link={link} here={link.id === here} />
        {below.length > 0 && <Branches branches={below} here={here} />}
      </li>
    ))}
  </ol>
);

function Node({ link, here }: { link: Link; here: boolean }) {
  const say = useSay();
  const format = useFormat();
  const declared = recordNamed(link.record);
  if (!declared) return null;
  const { record, words } = declared;
  const title = fieldOf(declared, record.title);
  return (
    <div id={link.id} className={here ? 'node here' : 'node'}>
      <p className="node-head">
        <Anchor to={`/${record.plural}/${link.id}`} aria-current={here ? 'true' : undefined}>
          {say(words.name)} <span className="number">{link.number}</span>
        </Anchor>
        <StateMark declared={declared} state={link.state} />
        {here && <small className="quiet">{say(w.isHere)}</small>}
        <time className="quiet" dateTime={link.createdAt}>
          {format.shortInstant(link.createdAt)}
        </time>
      </p>
      {link.title !== null && (
        <p className="quiet node-title">
          <Value
            sort={{ ...title.sort, long: false } as typeof title.sort}
            value={link.title}
            choices={title.choices}
            linked={false}
          />
        </p>
      )}
      <Promised promises={link.promises} />
      <Turn link={link} />
    </div>
  );
}

/** Promised against actual: when it was to be done, when it was done. */
function Promised({ promises }: { promises: readonly Commitment[] }) {
  const say = useSay();
  const format = useFormat();
  if (promises.length === 0) return null;
  return (
    <div className="scroll">
      <table className="promised">
        <thead>
          <tr>
            {[w.promise, w.promised, w.actual, w.result].map((name) => (
              <th key={name[1]}>{say(name)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {promises.map((promise) => (
            <tr key={promise.id}>
              <td>{promise.name}</td>
              <td>{promise.dueAt ? format.shortInstant(promise.dueAt) : '—'}</td>
              <td>
                {promise.settledAt ? format.shortInstant(promise.settledAt) : <span className="quiet">{say(w.notYet)}</span>}
              </td>
              <td>
                <PromiseMark owed={promise} /> <Margin promise={promise} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** By how much something was done early or late, on the clock on the wall. */
function Margin({ promise }: { promise: Commitment }) {
  const say = useSay();
  const format = useFormat();
  if (promise.settledAt === null || promise.dueAt === null || standingOf(promise, Date.now()) === 'released') return null;
  const margin = Date.parse(promise.dueAt) - Date.parse(promise.settledAt);
  const word = margin >= 0 ? w.earlier(format.duration(margin)) : w.later(format.duration(-margin));
  return <small className="quiet">{say(word)}</small>;
}

/** The step that comes next, who takes it, and what it still lacks. */
function Turn({ link }: { link: Link }) {
  const say = useSay();
  const turn = turnOf(link);
  const declared = recordNamed(link.record);
  if (!turn || !declared) return null;
  const step = declared.words.steps[turn.step] ?? ([turn.step, turn.step] as const);
  const roles = turn.by.map(roleWord);
  const who: Pair = [roles.map(([zh]) => zh).join('、'), roles.map(([, en]) => en).join(', ')];
  return (
    <div className="turn">
      <p>
        {say(w.next(step))} <span className="quiet">{say(w.by(who))}</span>{' '}
        {turn.mine && <Anchor to={`/${declared.record.plural}/${link.id}`}>{say(w.go)}</Anchor>}
      </p>
      {turn.missing.length > 0 && (
        <>
          <p className="quiet">{say(w.missing)}</p>
          <Reasons because={turn.missing} />
        </>
      )}
    </div>
  );
}
