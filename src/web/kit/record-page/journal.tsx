import { useInfiniteQuery } from '@tanstack/react-query';
import type { AnyDoc } from '#kernel/declare/record';
import type { Pair } from '#kernel/declare/words';
import { type JournalEntry, pathOf } from '../../api/records.ts';
import { useFormat } from '../../company.ts';
import type { Declared } from '../../declared.ts';
import { useSay } from '../../preferences.tsx';
import { controlNamed } from '../../registry.ts';
import { useApi } from '../../session.tsx';
import { StateMark } from '../state-mark.tsx';
import { ProblemNote, Skeleton } from '../told.tsx';
import { ActorText, RefText, Value } from '../value.tsx';
import { promiseWords } from '../words.ts';
import { ApprovalEvidence, approvalStep } from './approval-entry.tsx';
import { type Comment, CommentEntry, NewComment } from './comments.tsx';
import { FieldChanges } from './conflict.tsx';
import { LineChanges } from './line-changes.tsx';
import { evidenceOf } from './step-dialog.tsx';
import { pageWords as w } from './words.ts';

interface Page<T> {
  items: T[];
  next: string | null;
}

/**
 * What has been done, by whom and when, the newest first: with the evidence that was shown and the differences that it made; and among
 * it what was said.
 */
export function Journal({ declared, doc }: { declared: Declared; doc: AnyDoc }) {
  const say = useSay();
  const journal = usePages<JournalEntry>(declared, doc.id, 'journal', doc.version);
  const comments = usePages<Comment>(declared, doc.id, 'comments', 0);
  const error = journal.error ?? comments.error;
  const [done, said] = [allOf(journal.data), allOf(comments.data)];
  const entries = [...done, ...said].sort((a, b) => b.at.localeCompare(a.at));
  // Where one of both has older pages that are not here yet, what the other has from that time waits for them.
  const oldest = [journal.hasNextPage ? done.at(-1)?.at : undefined, comments.hasNextPage ? said.at(-1)?.at : undefined];
  const from =
    oldest
      .filter((at) => at !== undefined)
      .sort()
      .at(-1) ?? '';
  const older = journal.hasNextPage || comments.hasNextPage;
  return (
    <section className="panel">
      <h2>{say(w.journal)}</h2>
      <NewComment declared={declared} id={doc.id} number={doc.number} />
      <ProblemNote error={error} />
      {!journal.data && !error && <Skeleton />}
      <ol className="timeline">
        {entries
          .filter(({ at }) => at >= from)
          .map((entry) =>
            'step' in entry ? (
              <Entry key={entry.version} declared={declared} entry={entry} />
            ) : (
              <CommentEntry key={entry.id} comment={entry} />
            ),
          )}
      </ol>
      {older && (
        <button
          type="button"
          className="no-print"
          onClick={() => {
            if (journal.hasNextPage) void journal.fetchNextPage();
            if (comments.hasNextPage) void comments.fetchNextPage();
          }}
          disabled={journal.isFetchingNextPage || comments.isFetchingNextPage}
        >
          {say(w.older)}
        </button>
      )}
    </section>
  );
}

/** Pages of something that belongs to a record, the newest first. */
function usePages<T>(declared: Declared, id: string, part: 'journal' | 'comments', version: number) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: [declared.record.plural, id, part, version],
    queryFn: ({ pageParam, signal }) =>
      api.send<Page<T>>('GET', `${pathOf(declared.record, id)}/${part}`, {
        signal,
        query: { limit: 20, after: pageParam ?? undefined },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
    ...(part === 'comments' && { refetchInterval: 60_000 }), // the journal says when it has something new, comments do not
  });
}

const allOf = <T,>(data: { pages: Page<T>[] } | undefined): T[] => data?.pages.flatMap(({ items }) => items) ?? [];

interface Body {
  state?: readonly [string | null, string];
  fields?: Record<string, readonly [unknown, unknown]>;
  lines?: Record<string, readonly [unknown[], unknown[]]>;
  evidence?: Record<string, unknown>;
  opened?: readonly { id: string; control: string; due: string | null }[];
  settled?: readonly { id: string; control: string; outcome: string }[];
  redated?: readonly { id: string; control: string; due: readonly [string | null, string | null] }[];
  handed?: readonly { id: string; control: string; employee: string | null }[];
}

function Entry({ declared, entry }: { declared: Declared; entry: JournalEntry }) {
  const say = useSay();
  const format = useFormat();
  const { words } = declared;
  const body = entry.body as Body;
  const names: Record<string, Pair> = { create: w.createdStep, edit: w.editedStep };
  const approval = approvalStep(declared, entry.step);
  const set = declared.record.lifecycle[entry.step]?.sets ?? [];
  // What the evidence says needs not be said again as a change.
  const changes = Object.fromEntries(
    Object.entries(body.fields ?? {}).filter(
      ([field]) => field !== 'approvals' && !(set.includes(field) && body.evidence?.[field] !== undefined),
    ),
  );
  return (
    <li>
      <p>
        <strong>{say(names[entry.step] ?? words.steps[entry.step] ?? approval ?? [entry.step, entry.step])}</strong>{' '}
        <ActorText actor={entry.actor} name={entry.actorName} /> <time dateTime={entry.at}>{format.instant(entry.at)}</time>
      </p>
      {body.state && body.state[0] !== null && (
        <p className="row">
          <StateMark declared={declared} state={body.state[0]} /> → <StateMark declared={declared} state={body.state[1]} />
        </p>
      )}
      {body.evidence && approval && <ApprovalEvidence declared={declared} step={entry.step} evidence={body.evidence} />}
      {body.evidence && !approval && <Evidence declared={declared} step={entry.step} evidence={body.evidence} />}
      <FieldChanges declared={declared} changes={changes} />
      {Object.entries(body.lines ?? {}).map(([name, [before, after]]) => (
        <LineChanges key={name} declared={declared} set={name} before={before} after={after} />
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
              <Value sort={sort} value={evidence[name]} choices={choices} linked={sort.is === 'files'} />
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
      {body.handed?.map(({ id, control, employee }) => (
        <li key={id}>
          {say(w.handed)}: {named(control)}{' '}
          {employee && (
            <>
              → <RefText to="employee" id={employee} />
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
