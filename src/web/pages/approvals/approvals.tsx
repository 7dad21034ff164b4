import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import type { ApprovalTask } from '../../api/routes.ts';
import { useKeys } from '../../keys.ts';
import { PromiseMark } from '../../kit/promise.tsx';
import { Empty, ProblemNote, Skeleton } from '../../kit/told.tsx';
import { useSay } from '../../preferences.tsx';
import { recordNamed } from '../../registry.ts';
import { useApi } from '../../session.tsx';
import { useCrumbs } from '../../shell/crumbs.tsx';
import './approvals.css';
import { Several } from './several.tsx';
import { approvalWords as w } from './words.ts';

/** What waits for my decision, the earliest due first: my own, and that of people for whom I stand in. */
export default function Approvals() {
  const say = useSay();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useTasks();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [deciding, setDeciding] = useState(false);
  useCrumbs([{ name: say(w.title) }]);
  const toggle = (id: string) => setChosen((now) => new Set(now.has(id) ? [...now].filter((one) => one !== id) : [...now, id]));
  useRowKeys(toggle);
  const tasks = data?.pages.flatMap((page) => page.items) ?? [];
  const people = Object.assign({}, ...(data?.pages.map((page) => page.people) ?? [])) as Record<string, string>;
  const picked = tasks.filter(({ id }) => chosen.has(id));
  return (
    <div className="approvals">
      <div className="page-head">
        <h1>{say(w.title)}</h1>
        {picked.length > 0 && (
          <button type="button" className="primary" onClick={() => setDeciding(true)}>
            {say(w.several(picked.length))}
          </button>
        )}
      </div>
      <ProblemNote error={error} onRetry={() => void refetch()} />
      {!data && !error && <Skeleton lines={6} />}
      {data && tasks.length === 0 && <Empty title={say(w.none)}>{say(w.noneMore)}</Empty>}
      {tasks.length > 0 && <p className="quiet wide-only">{say(w.keys)}</p>}
      <ul className="approval-rows">
        {tasks.map((task) => (
          <Row key={task.id} task={task} people={people} chosen={chosen.has(task.id)} onToggle={() => toggle(task.id)} />
        ))}
      </ul>
      {hasNextPage && (
        <button type="button" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {say(w.older)}
        </button>
      )}
      {deciding && (
        <Several
          tasks={picked}
          onClose={(done) => {
            setDeciding(false);
            setChosen((now) => new Set([...now].filter((id) => !done.includes(id))));
          }}
        />
      )}
    </div>
  );
}

interface RowProps {
  task: ApprovalTask;
  people: Record<string, string>;
  chosen: boolean;
  onToggle: () => void;
}

function Row({ task, people, chosen, onToggle }: RowProps) {
  const say = useSay();
  const declared = recordNamed(task.record);
  return (
    <li className="approval-row" data-id={task.id}>
      <input type="checkbox" checked={chosen} onChange={onToggle} aria-label={say(w.choose(task.number))} />
      <div>
        <p>
          <Link to={`/approvals/${task.id}`}>
            {task.seatName} · {typeof task.title === 'string' ? task.title : task.number}
          </Link>
        </p>
        <p className="quiet">
          {declared && say(declared.words.name)} <span className="number">{task.number}</span> · {say(w.by)}{' '}
          {people[task.requester.slice(-36)] ?? '—'}
          {task.run > 1 && <> · {say(w.run(task.run))}</>}
        </p>
        <Standing task={task} people={people} />
      </div>
      <PromiseMark owed={owedBy(task)} />
    </li>
  );
}

/** Why it is here: asked again, asked in addition, for somebody who is away. */
export function Standing({ task, people }: { task: ApprovalTask; people: Record<string, string> }) {
  const say = useSay();
  const said = [
    task.for && say(w.insteadOf(people[task.for] ?? '—')),
    task.again && say(task.again.why === 'changed' ? w.againChanged : w.againReturned),
    task.again?.reason,
    task.added && say(task.added.order === 'before' ? w.addedBefore : w.addedAfter),
  ].filter((text) => typeof text === 'string');
  return said.length === 0 ? null : <p>{said.join(' · ')}</p>;
}

export const owedBy = (task: ApprovalTask) => ({
  control: `${task.record}.approvals.${task.approval}.${task.seat}`,
  dueAt: task.dueAt,
  openedAt: task.openedAt,
  remainingMs: null,
  paused: false,
  outcome: task.overdue ? ('breached' as const) : ('open' as const),
});

function useTasks() {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: ['approvals', 'mine', api.locale],
    queryFn: ({ pageParam, signal }) =>
      api.call('GET /api/approvals', { query: { limit: 50, ...(pageParam !== null && { after: pageParam }) }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
    refetchInterval: 60_000,
  });
}

/** j and k go from row to row, Enter follows the link, x chooses the row. */
function useRowKeys(toggle: (id: string) => void): void {
  const rows = () => [...document.querySelectorAll<HTMLElement>('.approval-row')];
  const here = () => document.activeElement?.closest<HTMLElement>('.approval-row') ?? null;
  const go = (step: number) => {
    const all = rows();
    const now = here();
    const row = all[now ? Math.max(0, Math.min(all.length - 1, all.indexOf(now) + step)) : 0];
    row?.querySelector('a')?.focus();
    row?.scrollIntoView({ block: 'nearest' });
  };
  useKeys({
    j: () => go(1),
    k: () => go(-1),
    x: () => {
      const id = here()?.dataset['id'];
      if (id) toggle(id);
    },
  });
}
