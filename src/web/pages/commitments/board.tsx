import { useQueries, useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import type { Commitment } from '../../api/routes.ts';
import { useFormat } from '../../company.ts';
import { Debtor } from '../../kit/parties.tsx';
import { PromiseMark } from '../../kit/promise.tsx';
import { ProblemNote, Skeleton } from '../../kit/told.tsx';
import { useSay } from '../../preferences.tsx';
import { recordNamed } from '../../registry.ts';
import { useApi } from '../../session.tsx';
import { byUrgency, URGENCIES } from '../workbench/by-urgency.ts';
import { workbenchWords } from '../workbench/words.ts';
import { Choice } from './choice.tsx';
import { conditionsIn } from './question.ts';
import { commitmentWords as w } from './words.ts';

const BOARDS = ['urgency', 'outcome'] as const;
const MOST = 200; // as many as the server tells at once
const EACH = 50;

/** Promises as cards in columns: how urgent they are, or how they stand. */
export function Board({ onOpen }: { onOpen: (id: string) => void }) {
  const say = useSay();
  const [params] = useSearchParams();
  const by = BOARDS.find((name) => name === params.get('board')) ?? 'urgency';
  return (
    <>
      <Choice name="board" label={say(w.boardBy)} values={BOARDS} words={w.boards} chosen={by} />
      {by === 'urgency' ? <ByUrgency onOpen={onOpen} /> : <ByOutcome onOpen={onOpen} />}
    </>
  );
}

function ByUrgency({ onOpen }: { onOpen: (id: string) => void }) {
  const say = useSay();
  const api = useApi();
  const format = useFormat();
  const [params] = useSearchParams();
  const query = { ...conditionsIn(params, format.fromLocal), standing: true, limit: MOST };
  const { data, error, refetch } = useQuery({
    queryKey: ['commitments', 'board', query, api.locale],
    refetchInterval: 60_000,
    queryFn: ({ signal }) => api.call('GET /api/commitments', { signal, query }),
    placeholderData: (before) => before,
  });
  if (!data) return error ? <ProblemNote error={error} onRetry={() => void refetch()} /> : <Skeleton lines={8} />;
  const groups = new Map(byUrgency(data.items, Date.now(), format).map(({ name, items }) => [name, items]));
  return (
    <div className="board">
      {URGENCIES.map((name) => (
        <Column
          key={name}
          className={name}
          title={say(workbenchWords.groups[name]!)}
          items={groups.get(name) ?? []}
          // What is due last may not have been told.
          more={data.next !== null && (name === 'later' || name === 'undated')}
          onOpen={onOpen}
        />
      ))}
    </div>
  );
}

function ByOutcome({ onOpen }: { onOpen: (id: string) => void }) {
  const say = useSay();
  const api = useApi();
  const format = useFormat();
  const [params] = useSearchParams();
  const outcomes = Object.keys(w.outcomes);
  const answers = useQueries({
    queries: outcomes.map((outcome) => {
      const query = { ...conditionsIn(params, format.fromLocal), outcome, limit: EACH };
      return {
        queryKey: ['commitments', 'board', query, api.locale],
        queryFn: ({ signal }: { signal: AbortSignal }) => api.call('GET /api/commitments', { signal, query }),
      };
    }),
  });
  const error = answers.find((answer) => answer.error)?.error;
  return (
    <>
      <ProblemNote error={error} />
      <div className="board four">
        {outcomes.map((outcome, i) => (
          <Column
            key={outcome}
            className={outcome}
            title={say(w.outcomes[outcome]!)}
            items={answers[i]?.data?.items ?? []}
            more={answers[i]?.data?.next != null}
            onOpen={onOpen}
          />
        ))}
      </div>
    </>
  );
}

interface ColumnProps {
  className: string;
  title: string;
  items: readonly Commitment[];
  /** Whether there are more than these. */
  more: boolean;
  onOpen: (id: string) => void;
}

function Column({ className, title, items, more, onOpen }: ColumnProps) {
  const say = useSay();
  return (
    <section className={`column ${className}`} aria-label={title}>
      <h2>
        {title} <small className="quiet">{more ? say(w.firstOf(items.length)) : items.length}</small>
      </h2>
      {items.length === 0 && <p className="quiet">{say(w.nobody)}</p>}
      <ul>
        {items.map((owed) => (
          <Card key={owed.id} owed={owed} onOpen={() => onOpen(owed.id)} />
        ))}
      </ul>
    </section>
  );
}

function Card({ owed, onOpen }: { owed: Commitment; onOpen: () => void }) {
  const say = useSay();
  const format = useFormat();
  const found = recordNamed(owed.record);
  return (
    <li className="card">
      <button type="button" className="plain promise-name" onClick={onOpen}>
        {owed.name}
      </button>
      <Link to={`/${found?.record.plural ?? 'commitments'}/${owed.recordId}`}>
        {found && say(found.words.name)} <span className="number">{owed.number}</span>
      </Link>
      <span className="quiet">
        <Debtor owed={owed} />
      </span>
      <span className="card-foot">
        <PromiseMark owed={owed} short />
        <time className="quiet" dateTime={owed.dueAt ?? undefined}>
          {owed.dueAt && format.shortInstant(owed.dueAt)}
        </time>
      </span>
    </li>
  );
}
