import { useInfiniteQuery } from '@tanstack/react-query';
import type { Pair } from '#kernel/declare/words';
import { type JournalEntry, pathOf } from '../../api/records.ts';
import { useFormat } from '../../company.ts';
import type { Declared } from '../../declared.ts';
import { useSay } from '../../preferences.tsx';
import { controlNamed } from '../../registry.ts';
import { useApi } from '../../session.tsx';
import { StateMark } from '../state-mark.tsx';
import { ProblemNote, Skeleton } from '../told.tsx';
import { ActorText, Value } from '../value.tsx';
import { promiseWords } from '../words.ts';
import { FieldChanges } from './conflict.tsx';
import { evidenceOf } from './step-dialog.tsx';
import { pageWords as w } from './words.ts';

interface Page {
  items: JournalEntry[];
  next: string | null;
}

/** What has been done, by whom and when, the newest first: with the evidence that was shown and the differences that it made. */
export function Journal({ declared, id, version }: { declared: Declared; id: string; version: number }) {
  const say = useSay();
  const api = useApi();
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: [declared.record.plural, id, 'journal', version],
    queryFn: ({ pageParam, signal }) =>
      api.send<Page>('GET', `${pathOf(declared.record, id)}/journal`, {
        signal,
        query: { limit: 20, after: pageParam ?? undefined },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
  });
  return (
    <section className="panel">
      <h2>{say(w.journal)}</h2>
      <ProblemNote error={error} />
      {!data && !error && <Skeleton />}
      <ol className="timeline">
        {data?.pages
          .flatMap(({ items }) => items)
          .map((entry) => (
            <Entry key={entry.version} declared={declared} entry={entry} />
          ))}
      </ol>
      {hasNextPage && (
        <button type="button" onClick={() => void fetchNextPage()} disabled={isFetchingNextPage}>
          {say(w.older)}
        </button>
      )}
    </section>
  );
}

interface Body {
  state?: readonly [string | null, string];
  fields?: Record<string, readonly [unknown, unknown]>;
  lines?: Record<string, readonly [unknown[], unknown[]]>;
  evidence?: Record<string, unknown>;
  opened?: readonly { id: string; control: string; due: string | null }[];
  settled?: readonly { id: string; control: string; outcome: string }[];
  redated?: readonly { id: string; control: string; due: readonly [string | null, string | null] }[];
}

function Entry({ declared, entry }: { declared: Declared; entry: JournalEntry }) {
  const say = useSay();
  const format = useFormat();
  const { words } = declared;
  const body = entry.body as Body;
  const names: Record<string, Pair> = { create: w.createdStep, edit: w.editedStep };
  const set = declared.record.lifecycle[entry.step]?.sets ?? [];
  // What the evidence says needs not be said again as a change.
  const changes = Object.fromEntries(
    Object.entries(body.fields ?? {}).filter(([field]) => !(set.includes(field) && body.evidence?.[field] !== undefined)),
  );
  return (
    <li>
      <p>
        <strong>{say(names[entry.step] ?? words.steps[entry.step] ?? [entry.step, entry.step])}</strong>{' '}
        <ActorText actor={entry.actor} name={entry.actorName} /> <time dateTime={entry.at}>{format.instant(entry.at)}</time>
      </p>
      {body.state && body.state[0] !== null && (
        <p className="row">
          <StateMark declared={declared} state={body.state[0]} /> → <StateMark declared={declared} state={body.state[1]} />
        </p>
      )}
      {body.evidence && <Evidence declared={declared} step={entry.step} evidence={body.evidence} />}
      <FieldChanges declared={declared} changes={changes} />
      {Object.entries(body.lines ?? {}).map(([name, [before, after]]) => (
        <p key={name}>
          {say(words.lines[name] ?? [name, name])}: {say(w.lineCount(before.length))} → {say(w.lineCount(after.length))}
        </p>
      ))}
      <PromiseNews body={body} />
    </li>
  );
}

function Evidence({ declared, step, evidence }: { declared: Declared; step: string; evidence: Record<string, unknown> }) {
  const say = useSay();
  const asked = evidenceOf(declared, step);
  return (
    <dl className="changes">
      {asked
        .filter(({ name }) => evidence[name] !== undefined && evidence[name] !== null)
        .map(({ name, label, sort, choices }) => (
          <div key={name}>
            <dt>{say(label)}</dt>
            <dd>
              <Value sort={sort} value={evidence[name]} choices={choices} linked={false} />
            </dd>
          </div>
        ))}
    </dl>
  );
}

/** Promises that came, went or moved with it. */
function PromiseNews({ body }: { body: Body }) {
  const say = useSay();
  const format = useFormat();
  const named = (control: string) => {
    const found = controlNamed(control);
    return found ? say(found.name) : control;
  };
  return (
    <ul className="promise-news quiet">
      {body.opened?.map(({ id, control, due }) => (
        <li key={id}>
          {say(w.opened)}: {named(control)} {due && `· ${format.shortInstant(due)} ${say(promiseWords.due)}`}
        </li>
      ))}
      {body.settled?.map(({ id, control, outcome }) => (
        <li key={id}>
          {say(w.settledOne)}: {named(control)} · {say(promiseWords.outcomes[outcome] ?? [outcome, outcome])}
        </li>
      ))}
      {body.redated?.map(({ id, control, due: [from, to] }) => (
        <li key={id}>
          {say(w.redated)}: {named(control)} · {from && format.shortInstant(from)} → {to && format.shortInstant(to)}
        </li>
      ))}
    </ul>
  );
}
